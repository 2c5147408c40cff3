// RFC 30/PIPELINE, "PUSH": sends only, unchanged, to whoever pulls, in turn.
//
//   PUSH ──1──► PULL   ──2──► PULL   ──3──► PULL   ──4──► the first again        none there: the sender waits
//
// How long the queues are and how long they live: push-queue.spec.ts.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest, guests, outcome } from '../28-reqrep/guests.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'

const { conformance, property } = section(import.meta.url)

conformance(
  'delivers-unchanged',
  {
    title: 'What is pushed arrives whole and unchanged',
    clauses: ['30/push-3', '30/pull-9'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PUSH', 'PULL'] },
    axes: { subject: ['PUSH', 'PULL'], binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
  },
  async t => {
    const other = t.axes.subject === 'PUSH' ? 'PULL' : 'PUSH'
    const [mine, theirs] = [await t.subject.open(t.axes.subject), await t.peer.open(other)]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const [push, pull] = t.axes.subject === 'PUSH' ? [mine, theirs] : [theirs, mine]
    const messages = [['one'], ['two', '', 'three'], [new Uint8Array(300).fill(7)], ['']]
    for (const frames of messages) {
      await push.send(frames)
      t.check(`message of ${frames.length} frames`, await pull.recv(), frames)
    }
  },
)

conformance(
  'keeps-order',
  {
    title: 'Below the high-water mark every message arrives, once and in order',
    clauses: ['30/push-12', '30/pull-9', 'lib/hwm', 'lib/order'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PUSH', 'PULL'], ops: ['sendmany', 'recvmany'] },
    axes: { subject: ['PUSH', 'PULL'], binder: ['subject', 'peer'], transport: ['tcp', 'ipc'], size: ['8', '3000'] },
    kills: ['mut/drops-at-half-hwm', 'mut/last-in-first-out'],
  },
  async t => {
    const [mine, theirs] = [await t.subject.open(t.axes.subject), await t.peer.open(t.axes.subject === 'PUSH' ? 'PULL' : 'PUSH')]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const [push, pull] = t.axes.subject === 'PUSH' ? [mine, theirs] : [theirs, mine]
    const count = 900
    const sent = await push.sendMany(count, Number(t.axes.size), t.seed)
    const received = await pull.recvMany(count, Number(t.axes.size), t.seed)
    t.check('messages accepted', sent.count, count)
    t.check('messages received', received.count, count)
    t.check('first message out of order or changed', received.mismatch, null)
  },
)

property(
  'any-message',
  {
    title: 'Any message of any number of parts leaves as it was given',
    clauses: ['30/push-3'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'] },
    axes: { role: roles },
    kills: ['mut/empty-frame-lost'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
    runs: 20,
    check: async (t, messages) => {
      const meeting = await meet(t, 'PUSH', t.axes.role)
      const peer = await guest(meeting, 'PULL')
      for (const frames of messages) {
        await meeting.socket.send(frames)
        t.check('message', await peer.message(), frames)
      }
    },
  },
)

conformance(
  'only-sends',
  {
    title: 'PUSH does not receive, and what a peer sends it all the same changes nothing',
    clauses: ['30/push-2'],
    mode: 'wire',
    needs: { sockets: ['PUSH'] },
    kills: ['mut/push-receives'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', 'bind')
    const peer = await guest({ next }, 'PULL')
    await peer.send(message('stray'))
    await peer.barrier()
    t.check('receiving', await outcome(socket.recv(0)), 'ENOTSUP')
    await socket.send('still sends')
    t.check('message', await peer.message(), ['still sends'])
  },
)

conformance(
  'round-robin',
  {
    title: 'Messages go to the peers in turn',
    clauses: ['30/push-1', '30/push-9'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'] },
    axes: { role: roles },
    kills: ['mut/ignores-a-peer', 'mut/push-always-first', 'mut/push-sends-to-all'],
  },
  async t => {
    const meeting = await meet(t, 'PUSH', t.axes.role)
    const peers = await guests(meeting, 'PULL', 3)
    for (let at = 0; at < 9; at++) await meeting.socket.send(`${at}`)
    const firsts: number[] = []
    for (const peer of peers) {
      const got = [await peer.message(), await peer.message(), await peer.message()].map(([body]) => Number(body))
      t.check('what a peer got: every third', got, [got[0], got[0]! + 3, got[0]! + 6])
      firsts.push(got[0]!)
    }
    t.check('where each began', firsts.toSorted(), [0, 1, 2])
  },
)

property(
  'balance-while-peers-come-and-go',
  {
    title: 'Whoever is there gets the same share, while others come and go',
    clauses: ['30/push-9', '30/push-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], ops: ['disconnect'] },
    kills: ['mut/ignores-a-peer', 'mut/turn-lost-on-detach'],
  },
  {
    arbitrary: fc.array(fc.oneof(fc.constant('join' as const), fc.nat({ max: 9 }), fc.constant('send' as const)), {
      minLength: 3,
      maxLength: 12,
    }),
    runs: 20,
    check: async (t, steps) => {
      const push = await t.subject.open('PUSH')
      const there: { readonly endpoint: string; readonly peer: WirePeer }[] = []
      const join = async () => {
        const door = await t.wire.listen()
        await push.connect(door.endpoint)
        there.push({ endpoint: door.endpoint, peer: await guest({ next: () => door.accept() }, 'PULL') })
      }
      await join()
      for (const step of [...steps, 'send' as const]) {
        if (step === 'join') await join()
        else if (step === 'send') {
          const numbers = Array.from({ length: 2 * there.length }, (_, at) => at)
          for (const number of numbers) await push.send(`${number}`)
          const shares = await Promise.all(there.map(async ({ peer }) => [await peer.message(), await peer.message()]))
          t.check(
            'two for each',
            shares
              .flat(2)
              .map(Number)
              .toSorted((one, other) => one - other),
            numbers,
          )
        } else if (there.length > 1) await push.disconnect(there.splice(step % there.length, 1)[0]!.endpoint)
      }
    },
  },
)

conformance(
  'waits-without-peer',
  {
    title: 'Without a peer nothing is accepted: the sender waits until its time is over',
    clauses: ['30/push-10', '30/push-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'] },
    kills: ['mut/drops-without-peer', 'mut/queues-without-peer'],
  },
  async t => {
    const meeting = await meet(t, 'PUSH', 'bind')
    t.check('sending without a peer, not waiting', await outcome(meeting.socket.send('lost', 0)), 'EAGAIN')
    t.check('sending without a peer, 30 ms', await outcome(meeting.socket.send('lost', 30)), 'EAGAIN')
    const peer = await guest(meeting, 'PULL')
    await meeting.socket.send('first')
    t.check('the first message of the first peer', await peer.message(), ['first'])
  },
)

conformance(
  'waiting-message-is-sent',
  {
    title: 'A message that waits for a peer goes to the first one that comes',
    clauses: ['30/push-10', '30/push-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'] },
    kills: ['mut/waiting-send-forgotten'],
  },
  async t => {
    const meeting = await meet(t, 'PUSH', 'bind')
    const sending = outcome(meeting.socket.send(['waits', 'for somebody']))
    const peer = await guest(meeting, 'PULL')
    t.check('the send', await sending, 'accepted')
    t.check('the message', await peer.message(), ['waits', 'for somebody'])
  },
)
