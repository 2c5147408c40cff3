// RFC 28, "The DEALER Socket Type": changes no message, asks its peers in turn, hears them all.
//
//   application [ frame … ] ◄──► wire [ the same frames ]        no delimiter, no routing id

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { guest, guests, outcome, refused, serve, spread } from './guests.ts'

const { conformance, property } = section(import.meta.url)

const peerTypes = ['REP', 'ROUTER', 'DEALER'] as const

conformance(
  'unchanged',
  {
    title: 'What the application sends is on the wire, what is on the wire is delivered, frame by frame',
    clauses: ['28/dealer-1', '28/dealer-2', '28/dealer-13'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['DEALER'] },
    axes: { role: roles, peer: peerTypes },
    kills: ['mut/dealer-adds-delimiter', 'mut/dealer-strips-delimiter', 'mut/dealer-drops-unasked', 'mut/fair-queue-forgets-a-peer'],
  },
  async t => {
    const meeting = await meet(t, 'DEALER', t.axes.role)
    const peer = await guest(meeting, t.axes.peer)
    for (const frames of [['', 'with delimiter'], ['without'], [''], ['hop', '', 'a', '', 'b']]) {
      await peer.send(message(...frames))
      t.check('received', await meeting.socket.recv(), frames)
      await meeting.socket.send(frames)
      t.check('sent', await peer.message(), frames)
    }
  },
)

property(
  'any-message',
  {
    title: 'Whatever the frames: nothing is added, dropped or changed in either direction, and the order is kept',
    clauses: ['28/dealer-2', '28/dealer-13'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['DEALER'] },
    kills: ['mut/dealer-adds-delimiter', 'mut/dealer-strips-delimiter'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
    runs: 20,
    check: async (t, messages) => {
      const meeting = await meet(t, 'DEALER', 'bind')
      const peer = await guest(meeting, 'ROUTER')
      await peer.send(messages.map(frames => message(...frames)))
      for (const frames of messages) t.check('received', await meeting.socket.recv(), frames)
      for (const frames of messages) await meeting.socket.send(frames)
      for (const frames of messages) t.check('sent', await peer.message(), frames)
    },
  },
)

conformance(
  'round-robin',
  {
    title: 'Ten messages to three peers: no peer gets two more than another, and each its own in order',
    clauses: ['28/dealer-1', '28/dealer-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'] },
    axes: { role: roles, peer: peerTypes },
    kills: ['mut/dealer-always-the-same-peer', 'mut/ignores-a-peer', 'mut/dealer-sends-to-all'],
  },
  async t => {
    const { socket, next } = await meet(t, 'DEALER', t.axes.role)
    const peers = await guests({ next }, t.axes.peer, 3)
    const received = peers.map(peer => serve(peer, () => ['', 'got it']))
    for (let at = 0; at < 10; at++) await socket.send(['', String.fromCharCode(97 + at)])
    for (let at = 0; at < 10; at++) t.check('an answer', await socket.recv(), ['', 'got it'])
    const bodies = received.map(messages => messages.map(parts => `${parts[1]}`))
    t.check('all, once each', bodies.flat().toSorted(), [...'abcdefghij'])
    t.check('difference between the most and the least', spread(bodies.map(list => list.length)), 1)
    for (const [at, list] of bodies.entries()) t.check(`order at peer ${at}`, list, list.toSorted())
  },
)

conformance(
  'no-peer',
  {
    title: 'Without a peer a send waits or fails, and what was refused is not sent later',
    clauses: ['28/dealer-9', '28/dealer-10'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'] },
    axes: { endpoint: ['none', 'bound'] },
    kills: ['mut/dealer-accepts-without-peer', 'mut/refused-send-is-kept'],
  },
  async t => {
    const socket = await t.subject.open('DEALER')
    const early = t.axes.endpoint === 'bound' ? await socket.bind('tcp://127.0.0.1:*') : null
    t.check('sending without a peer', await outcome(socket.send('refused', t.windows.reaction)), refused)
    const endpoint = early ?? (await socket.bind('tcp://127.0.0.1:*'))
    const peer = await guest({ next: () => t.wire.dial(endpoint) }, 'ROUTER')
    await socket.send('accepted')
    t.check('the first message a peer sees', await peer.message(), ['accepted'])
  },
)

conformance(
  'pending-send',
  {
    title: 'A send that waits for a peer is not lost: it fails, or the first peer gets the message',
    clauses: ['28/dealer-9', '28/dealer-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'] },
    kills: ['mut/dealer-accepts-without-peer', 'mut/loses-pending-send'],
  },
  async t => {
    const { socket, next } = await meet(t, 'DEALER', 'bind')
    const sending = outcome(socket.send('patience'))
    const peer = await guest({ next }, 'DEALER')
    const word = await sending
    t.check('the send', word, oneOf('accepted', 'EAGAIN', 'EHOSTUNREACH'))
    if (word === 'accepted') t.check('the message', await peer.message(), ['patience'])
  },
)
