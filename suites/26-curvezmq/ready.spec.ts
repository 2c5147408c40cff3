// RFC 26/CurveZMQ, "The READY Command": the server's last word of the handshake, and what a client takes.
//
//   05READY  counter 8  box 16+: metadata, from S' to C'             30 octets and the metadata
//
// A client that is given a wrong one closes, and says neither MESSAGE nor ERROR.

import { atLeast } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { agreement } from '../../harness/wire/curve/box.ts'
import { asCommand, asMessage, type ReadyOctets } from '../../harness/wire/curve/commands.ts'
import { talkOver } from '../../harness/wire/curve/conversation.ts'
import { frame, message, ping, readyAs, subscribe } from '../../harness/wire/octets.ts'
import {
  arriveWelcome,
  everywhere,
  flipped,
  type Hall,
  join,
  metadataFor,
  needs,
  openHall,
  receiveInitiate,
  refused,
  roles,
  sendingNeeds,
  served,
} from './hall.ts'

const { conformance } = section(import.meta.url)

/** A server that says this READY. */
const saying =
  (hall: Hall, fields: Partial<ReadyOctets>, change: (body: Buffer) => Buffer = body => body) =>
  async () => {
    const { peer, server } = await receiveInitiate(hall)
    await peer.send(asCommand(change(server.ready(metadataFor(hall), fields))))
    return peer
  }
const forbidden = ['MESSAGE', 'ERROR'] as const

conformance(
  'own',
  {
    title: "A valid INITIATE is answered by READY: at least 30 octets with a counter and a box, from S' to C', of metadata",
    clauses: ['26/ready-1', '26/ready-2', '26/ready-3', '26/ready-4', '26/initiate-18', '26/design-8'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/curve-ready-prefix', 'mut/curve-no-ready', 'mut/curve-ready-in-clear', 'mut/curve-ready-without-counter'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    const { body, flags } = await peer.command('READY')
    t.check('flags of its frame', flags, 4)
    t.check('octets', body.length, atLeast(30))
    t.check('name', body.subarray(0, 6), '\x05READY')
    t.check('metadata', client.readied(body).metadata.includes('PULL'), true)
  },
)

conformance(
  'size',
  {
    title: 'A client closes on a READY of fewer than 30 octets',
    clauses: ['26/ready-2', '26/ready-5', '26/ready-6', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/curve-ready-any-size', 'mut/curve-ready-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const cut = (size: number) => saying(hall, {}, body => body.subarray(0, size))
    const withMessage = async () => {
      const { peer, server } = await receiveInitiate(hall)
      await peer.send([asCommand(server.ready(metadataFor(hall)).subarray(0, 29)), asMessage(server.message('smuggled'))])
      return peer
    }
    const sizes = [6, 7, 14, 29, 30, 49]
    const cuts = Object.fromEntries(sizes.map(size => [`${size} octets`, cut(size)]))
    await refused(t, hall, { ...cuts, '29 octets and a message': withMessage }, forbidden)
  },
)

conformance(
  'box',
  {
    title: 'A client closes on a READY whose box is of another key, for another, or under another prefix',
    clauses: ['26/ready-3', '26/ready-5', '26/ready-6', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { box: ['from-the-permanent-key', 'for-another', 'another-prefix', 'metadata-in-clear'] },
    kills: ['mut/curve-ready-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const stranger = hall.keyring.pair()
    const attack = async () => {
      const { peer, server, initiate } = await receiveInitiate(hall)
      const fields = {
        'from-the-permanent-key': { key: agreement(initiate.vouchedClient, hall.server.secretKey) },
        'for-another': { key: agreement(stranger.publicKey, server.transient.secretKey) },
        'another-prefix': { prefix: 'CurveZMQMESSAGES' },
        'metadata-in-clear': { box: metadataFor(hall) },
      }[t.axes.box]
      await peer.send(asCommand(server.ready(metadataFor(hall), fields)))
      return peer
    }
    await refused(t, hall, { [t.axes.box]: attack }, forbidden)
  },
)

conformance(
  'every-octet',
  {
    title: 'A client closes on a READY with any one octet changed',
    clauses: ['26/ready-5', '26/ready-6', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 60_000,
    kills: ['mut/curve-ready-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const changed = (at: number) => saying(hall, {}, body => flipped(body, at))()
    await refused(t, hall, everywhere(0, 29 + metadataFor(hall).length, 1, changed), forbidden)
  },
)

conformance(
  'message-behind-ready',
  {
    title: 'A server may send MESSAGE at once behind READY, in one segment with it or octet by octet; the client keeps it',
    clauses: ['26/initiate-19', '26/message-2', '26/ready-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { pacing: ['burst', 'drip'] },
    kills: ['mut/drops-octets-behind-command'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const { peer, server } = await receiveInitiate(hall)
    const octets = [
      asCommand(server.ready(metadataFor(hall))),
      asMessage(server.message('at once')),
      asMessage(server.message('and again')),
    ]
    await peer.send(octets, t.axes.pacing === 'drip' ? 'drip' : 'burst')
    t.check('the first message', await hall.socket.recv(), ['at once'])
    t.check('the second message', await hall.socket.recv(), ['and again'])
  },
)

conformance(
  'nothing-before-ready',
  {
    title: 'No MESSAGE leaves before READY: not from a client that still waits for it, nor from a server that still waits for INITIATE',
    clauses: ['26/message-1', '26/message-2', '26/design-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: sendingNeeds,
    axes: { role: roles },
    kills: ['mut/sends-before-peer-ready'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'DEALER' })
    const { peer, speaker, finish } = await (async () => {
      if (t.axes.role === 'server') {
        const { peer, client } = await arriveWelcome(hall)
        return { peer, speaker: client, finish: () => client.initiate(metadataFor(hall)) }
      }
      const { peer, server } = await receiveInitiate(hall)
      return { peer, speaker: server, finish: () => server.ready(metadataFor(hall)) }
    })()
    // A library may have no peer to queue it for yet, and say so when asked again.
    const sent = hall.socket.send(['early'], t.windows.deadline).catch((failure: unknown) => failure)
    await peer.silent()
    await peer.send(asCommand(finish()))
    if (t.axes.role === 'server') t.check('first of all', (await peer.frame()).name, 'READY')
    const talk = talkOver(peer, speaker, metadataFor(hall))
    t.check('then the message', await talk.recv(), ['early'])
    t.check('what send said', await sent, undefined)
  },
)

const others = {
  'second-ready': readyAs('PUSH'),
  'message-in-clear': message('smuggled'),
  'ping-in-clear': ping(0, 'x'),
  'subscribe-in-clear': subscribe('x'),
  'no-octets': frame({}),
  'no-octets-command': frame({ command: true }),
  initiate: frame({ body: Buffer.concat([Buffer.from('\x08INITIATE'), Buffer.alloc(248)]), command: true }),
} as const

conformance(
  'then-only-message',
  {
    title: 'After READY everything else than MESSAGE ends the connection and is not delivered',
    clauses: ['26/ready-8', '26/design-8', '25/zmtpcurve-4', '26/message-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      role: roles,
      frame: ['second-ready', 'message-in-clear', 'ping-in-clear', 'subscribe-in-clear', 'no-octets', 'no-octets-command', 'initiate'],
    },
    kills: ['mut/curve-clear-frames-pass', 'mut/curve-clear-commands-pass'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const attack = async () => {
      const { peer } = await join(hall)
      await peer.send(others[t.axes.frame])
      return peer
    }
    await refused(t, hall, { [t.axes.frame]: attack }, ['PONG', 'MESSAGE', 'READY'])
  },
)

conformance(
  'ready-again',
  {
    title: 'A second READY, sealed under a higher counter, ends the connection',
    clauses: ['26/ready-8', '26/design-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/curve-handshake-commands-skipped'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const attack = async () => {
      const { peer, server } = await receiveInitiate(hall)
      await peer.send(asCommand(server.ready(metadataFor(hall))))
      await peer.send(asCommand(server.ready(metadataFor(hall))))
      return peer
    }
    await refused(t, hall, { 'READY twice': attack }, forbidden)
    await served(t, hall, 'and again')
  },
)
