// RFC 31/EXPAIR, "PAIR": one peer, both ways, without turns.
//
//   PAIR ◄── queue ── queue ──► PAIR          a second peer is not served while the first lives
//
// How long the queues are and how long they live: pair-queue.spec.ts.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { greeting, message, readyAs } from '../../harness/wire/octets.ts'
import { delivered, guest, outcome } from '../28-reqrep/guests.ts'
import { reunion, reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'

const { conformance, property } = section(import.meta.url)

conformance(
  'both-ways',
  {
    title: 'Both sides send when they like, and what each sends arrives unchanged and in order',
    clauses: ['31/pair-2', '31/pair-4', '31/pair-13', '31/pair-14', 'lib/order'],
    mode: 'pair',
    needs: { sockets: ['PAIR'] },
    axes: { binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
    kills: ['mut/pair-takes-turns', 'mut/pair-sends-only'],
  },
  async t => {
    const [mine, theirs] = [await t.subject.open('PAIR'), await t.peer.open('PAIR')]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const messages = [['one'], ['two', '', 'three'], [new Uint8Array(300).fill(7)], ['']]
    const say = async (socket: SubjectSocket) => {
      for (const frames of messages) await socket.send(frames)
    }
    await Promise.all([say(mine), say(theirs)])
    for (const [at, frames] of messages.entries()) {
      t.check(`message ${at} of the peer`, await mine.recv(), frames)
      t.check(`message ${at} of the subject`, await theirs.recv(), frames)
    }
  },
)

conformance(
  'keeps-order',
  {
    title: 'Below the high-water mark every message arrives, once and in order, both ways at once',
    clauses: ['31/pair-5', '31/pair-12', '31/pair-14', 'lib/hwm', 'lib/order'],
    mode: 'pair',
    needs: { sockets: ['PAIR'], ops: ['sendmany', 'recvmany'] },
    axes: { binder: ['subject', 'peer'], transport: ['tcp', 'ipc'], size: ['8', '3000'] },
    kills: ['mut/drops-at-half-hwm', 'mut/last-in-first-out'],
  },
  async t => {
    const [mine, theirs] = [await t.subject.open('PAIR'), await t.peer.open('PAIR')]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const [count, size] = [900, Number(t.axes.size)]
    const accepted = await Promise.all([mine, theirs].map(socket => socket.sendMany(count, size, t.seed)))
    t.check(
      'messages accepted',
      accepted.map(sent => sent.count),
      [count, count],
    )
    const received = await Promise.all([mine, theirs].map(socket => socket.recvMany(count, size, t.seed)))
    t.check(
      'messages received, and the first that differs',
      received.map(got => [got.count, got.mismatch]),
      [
        [count, null],
        [count, null],
      ],
    )
  },
)

property(
  'any-message',
  {
    title: 'Any message of any number of parts passes as it is, both ways',
    clauses: ['31/pair-4', '31/pair-14'],
    mode: 'wire',
    needs: { sockets: ['PAIR'] },
    axes: { role: roles },
    kills: ['mut/empty-frame-lost', 'mut/frames-joined-on-receipt'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
    runs: 20,
    check: async (t, messages) => {
      const meeting = await meet(t, 'PAIR', t.axes.role)
      const peer = await guest(meeting, 'PAIR')
      for (const frames of messages) {
        await peer.send(message(...frames))
        t.check('received', await meeting.socket.recv(), frames)
        await meeting.socket.send(frames)
        t.check('sent', await peer.message(), frames)
      }
    },
  },
)

conformance(
  'one-peer-only',
  {
    title: 'While the first peer lives, a second one is neither heard nor spoken to',
    clauses: ['31/pair-1', '31/pair-3', '31/pair-13'],
    mode: 'wire',
    needs: { sockets: ['PAIR'], ...reunionNeeds },
    axes: { role: roles },
    kills: ['mut/pair-serves-two', 'mut/pair-leaves-first-for-second'],
  },
  async t => {
    const { silence } = t.windows
    const meeting = await reunion(t, 'PAIR', t.axes.role)
    const first = await guest(meeting, 'PAIR')
    const intrude = async () => {
      const door = await t.wire.listen()
      // A subject that knows it has a peer need not even connect.
      if (t.axes.role === 'connect') await meeting.socket.connect(door.endpoint)
      const second = await (t.axes.role === 'connect' ? door.accept(silence) : meeting.next())
      await second.send(greeting())
      await second.greeting(silence)
      await second.send(readyAs('PAIR'))
      await second.command('READY', silence)
      await second.send(message('of the second'))
      await second.barrier(silence)
    }
    await intrude().catch((error: unknown) => {
      if (!(error instanceof WireMismatch)) throw error
      t.note('the second peer', error.message)
    })
    await first.send(message('of the first'))
    t.check('what is received', await delivered(meeting.socket.recv()), ['of the first'])
    for (const text of ['1', '2', '3', '4']) {
      await meeting.socket.send(text)
      t.check('what the first peer gets', await first.message(), [text])
    }
    t.check('nothing more is received', await outcome(meeting.socket.recv(0)), 'EAGAIN')
  },
)

conformance(
  'next-peer',
  {
    title: 'When the accepted peer is gone, another one is served',
    clauses: ['31/pair-1', '31/pair-3', '31/pair-13', '31/pair-14'],
    mode: 'wire',
    needs: { sockets: ['PAIR'], ops: ['monitor'] },
    kills: ['mut/pair-for-life'],
  },
  async t => {
    const meeting = await meet(t, 'PAIR', 'bind')
    const monitor = await meeting.socket.monitor()
    for (const [nth, name] of ['first', 'second', 'third'].entries()) {
      const peer = await guest(meeting, 'PAIR')
      await peer.send(message(name))
      t.check(`message of the ${name}`, await delivered(meeting.socket.recv()), [name])
      await meeting.socket.send(`to the ${name}`)
      t.check(`message to the ${name}`, await peer.message(), [`to the ${name}`])
      peer.reset()
      await monitor.wait('disconnected', t.windows.deadline, nth + 1)
      // libzmq gives the place free while the application is in a call.
      await outcome(meeting.socket.recv(20))
    }
  },
)

conformance(
  'waits-without-peer',
  {
    title: 'Without a peer nothing is accepted: the sender waits until its time is over',
    clauses: ['31/pair-10', '31/pair-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PAIR'] },
    kills: ['mut/drops-without-peer', 'mut/queues-without-peer'],
  },
  async t => {
    const meeting = await meet(t, 'PAIR', 'bind')
    t.check('sending without a peer, not waiting', await outcome(meeting.socket.send('lost', 0)), 'EAGAIN')
    t.check('sending without a peer, 30 ms', await outcome(meeting.socket.send('lost', 30)), 'EAGAIN')
    const peer = await guest(meeting, 'PAIR')
    await meeting.socket.send('first')
    t.check('the first message of the peer', await peer.message(), ['first'])
  },
)

conformance(
  'waiting-message-is-sent',
  {
    title: 'A message that waits for a peer goes to the first one that comes',
    clauses: ['31/pair-10', '31/pair-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PAIR'] },
    kills: ['mut/waiting-send-forgotten'],
  },
  async t => {
    const meeting = await meet(t, 'PAIR', 'bind')
    const sending = outcome(meeting.socket.send(['waits', 'for somebody']))
    const peer = await guest(meeting, 'PAIR')
    t.check('the send', await sending, 'accepted')
    t.check('the message', await peer.message(), ['waits', 'for somebody'])
  },
)
