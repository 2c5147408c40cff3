// RFC 26/CurveZMQ, "The INITIATE Command": a client shows who it is, and a server looks at all of it.
//
//   08INITIATE  cookie 96  counter 8  box 144+: C, vouch, metadata, from C' to S'            257 octets and the metadata
//   vouch       nonce 16  box 80: C' and S, from C to S'
//
// Each refusal stands between two legal clients that are served; a server may say ERROR on the way out, and never READY.

import { atLeast } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { agreement } from '../../harness/wire/curve/box.ts'
import { asCommand, type InitiateOctets } from '../../harness/wire/curve/commands.ts'
import type { CurveClient } from '../../harness/wire/curve/speaker.ts'
import {
  arriveWelcome,
  everywhere,
  flipped,
  type Hall,
  metadataFor,
  needs,
  openHall,
  receive,
  receiveInitiate,
  refused,
  served,
} from './hall.ts'

const { conformance } = section(import.meta.url)

/** A client that says this INITIATE. */
const saying =
  (hall: Hall, fields: (client: CurveClient) => Partial<InitiateOctets>, change: (body: Buffer) => Buffer = body => body) =>
  async () => {
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(change(client.initiate(metadataFor(hall), fields(client)))))
    return peer
  }
const asIs = () => ({})
const forbidden = ['READY', 'MESSAGE'] as const

conformance(
  'own',
  {
    title:
      'A valid WELCOME is answered by INITIATE: the cookie as it came, the client key, a vouch for this connection and server, and metadata',
    clauses: [
      '26/initiate-1',
      '26/initiate-2',
      '26/initiate-3',
      '26/initiate-4',
      '26/initiate-5',
      '26/initiate-6',
      '26/initiate-7',
      '26/initiate-9',
      '26/design-5',
      '26/design-8',
    ],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { type: ['PULL', 'DEALER'] },
    kills: [
      'mut/curve-initiate-prefix',
      'mut/curve-vouch-prefix',
      'mut/curve-vouch-for-transient-server',
      'mut/curve-vouch-to-server',
      'mut/curve-cookie-changed',
      'mut/curve-no-initiate',
      'mut/curve-initiate-without-vouch-nonce',
    ],
  },
  async t => {
    const hall = await openHall(t, 'client', { type: t.axes.type })
    const { peer, server, hello } = await receive(hall)
    const cookie = hall.keyring.octets(96)
    await peer.send(asCommand(server.welcome({ cookie })))
    const { body, flags } = await peer.command('INITIATE')
    t.check('octets', body.length, atLeast(257))
    t.check('flags of its frame', flags, body.length > 255 ? 6 : 4)
    t.check('name', body.subarray(0, 9), '\x08INITIATE')
    const initiate = server.initiated(body)
    t.check('the cookie', initiate.cookie, cookie)
    t.check('the client key', initiate.client, hall.client.publicKey)
    t.check('the transient key vouched for', initiate.vouchedClient, hello.transient)
    t.check('the server vouched for', initiate.vouchedServer, hall.server.publicKey)
  },
)

conformance(
  'vouch-nonces',
  {
    title: 'Nonces of vouches never come again under one client key',
    clauses: ['26/initiate-8'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/curve-vouch-nonce-fixed'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const nonces: string[] = []
    for (let connection = 0; connection < 20; connection++) nonces.push((await receiveInitiate(hall)).initiate.vouchNonce.toString('hex'))
    t.check('different nonces of 20 vouches', new Set(nonces).size, 20)
  },
)

conformance(
  'size',
  {
    title: 'An INITIATE of fewer than 257 octets is refused',
    clauses: ['26/initiate-2', '26/initiate-14', '26/initiate-15', '26/errorcmd-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/curve-initiate-any-size'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const cut = (size: number) => saying(hall, asIs, body => body.subarray(0, size))
    // A box that is short, and sealed so: no vouch, or half of one.
    const short = (octets: number) => saying(hall, () => ({ content: Buffer.concat([hall.client.publicKey, Buffer.alloc(octets)]) }))
    const sizes = [9, 10, 105, 113, 129, 256]
    const cuts = Object.fromEntries(sizes.map(size => [`${size} octets`, cut(size)]))
    await refused(t, hall, { ...cuts, 'no vouch': short(0), 'half a vouch': short(48), 'a vouch one octet short': short(95) }, forbidden)
  },
)

conformance(
  'empty-metadata',
  {
    title: 'An INITIATE of 257 octets, without metadata, is no malformed one: what follows is about the missing socket type',
    clauses: ['26/initiate-2'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs,
  },
  async t => {
    const hall = await openHall(t, 'server')
    const { peer, client } = await arriveWelcome(hall)
    const body = client.initiate(Buffer.alloc(0))
    t.check('octets', body.length, 257)
    await peer.send(asCommand(body))
    const answer = await peer.frame().catch((error: unknown) => {
      if (error instanceof WireMismatch) return null
      throw error
    })
    t.note('the answer', answer?.name ?? 'none')
    await peer.close()
    await served(t, hall, 'afterwards')
  },
)

conformance(
  'vouch',
  {
    title: 'A client is refused whose vouch is for another connection or another server, or was made by another client',
    clauses: ['26/initiate-7', '26/initiate-9', '26/initiate-14', '26/initiate-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      vouch: [
        'other-transient-key',
        'other-server',
        'other-client',
        'other-prefix',
        'to-the-permanent-key',
        'from-the-transient-key',
        'zeros',
      ],
    },
    kills: ['mut/curve-vouch-unopened', 'mut/curve-vouch-key-unchecked', 'mut/curve-vouch-server-unchecked'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const stranger = hall.keyring.pair()
    const attack = async () => {
      const { peer, client, welcome } = await arriveWelcome(hall)
      const vouch = {
        'other-transient-key': () => client.vouch({ client: stranger.publicKey }),
        'other-server': () => client.vouch({ server: stranger.publicKey }),
        'other-client': () => client.vouch({ key: agreement(welcome.transient, stranger.secretKey) }),
        'other-prefix': () => client.vouch({ prefix: 'WELCOME-' }),
        'to-the-permanent-key': () => client.vouch({ key: agreement(hall.server.publicKey, client.keys.secretKey) }),
        'from-the-transient-key': () => client.vouch({ key: agreement(welcome.transient, client.transient.secretKey) }),
        zeros: () => Buffer.alloc(96),
      }[t.axes.vouch]()
      await peer.send(asCommand(client.initiate(metadataFor(hall), { vouch })))
      return peer
    }
    await refused(t, hall, { [t.axes.vouch]: attack }, forbidden)
  },
)

conformance(
  'stolen-vouch',
  {
    title: "Who has somebody else's public key, or a vouch of that client's earlier connection, does not pass for that client",
    clauses: ['26/initiate-14', '26/initiate-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { stolen: ['public-key', 'vouch'] },
    kills: ['mut/curve-vouch-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const thief = hall.keyring.pair()
    const attack = async () => {
      const victim = await arriveWelcome(hall)
      const vouch = victim.client.vouch()
      const { peer, client } = await arriveWelcome(hall, { keys: thief })
      const fields = t.axes.stolen === 'vouch' ? { client: hall.client.publicKey, vouch } : { client: hall.client.publicKey }
      await peer.send(asCommand(client.initiate(metadataFor(hall), fields)))
      return peer
    }
    await refused(t, hall, { [t.axes.stolen]: attack }, forbidden)
  },
)

conformance(
  'box',
  {
    title:
      "An INITIATE is refused whose cookie is another's, or whose box is for another server, of another client, or under another prefix",
    clauses: ['26/initiate-4', '26/initiate-5', '26/initiate-14', '26/initiate-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { wrong: ['cookie-of-another', 'cookie-of-nobody', 'to-the-permanent-key', 'from-the-permanent-key', 'prefix', 'key-of-nobody'] },
    kills: ['mut/curve-cookie-unopened', 'mut/curve-initiate-prefix'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const attack = async () => {
      const { peer, client, welcome } = await arriveWelcome(hall)
      const fields = {
        'cookie-of-another': async () => ({ cookie: (await arriveWelcome(hall)).welcome.cookie }),
        'cookie-of-nobody': async () => ({ cookie: Buffer.alloc(96) }),
        'to-the-permanent-key': async () => ({ key: agreement(hall.server.publicKey, client.transient.secretKey) }),
        'from-the-permanent-key': async () => ({ key: agreement(welcome.transient, client.keys.secretKey) }),
        prefix: async () => ({ prefix: 'CurveZMQMESSAGEC' }),
        'key-of-nobody': async () => ({ client: Buffer.alloc(32) }),
      }[t.axes.wrong]
      await peer.send(asCommand(client.initiate(metadataFor(hall), await fields())))
      return peer
    }
    await refused(t, hall, { [t.axes.wrong]: attack }, forbidden)
  },
)

conformance(
  'every-octet',
  {
    title: 'An INITIATE with any one octet changed is refused',
    clauses: ['26/initiate-14', '26/initiate-15', '26/initiate-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 60_000,
    kills: ['mut/curve-initiate-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const size = 257 + metadataFor(hall).length
    await refused(
      t,
      hall,
      everywhere(0, size - 1, 1, at => saying(hall, asIs, body => flipped(body, at))()),
      forbidden,
    )
  },
)

conformance(
  'welcomed-by-ready',
  {
    title: 'A client that shows all this gets READY, in every pacing',
    clauses: ['26/initiate-18', '26/ready-1', '26/design-8'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { pacing: ['burst', 'drip'] },
    kills: ['mut/curve-no-ready'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const pacing = t.axes.pacing === 'drip' ? 'drip' : 'burst'
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))), pacing)
    const ready = client.readied((await peer.command('READY')).body)
    t.check('metadata', ready.metadata.includes('PULL'), true)
  },
)
