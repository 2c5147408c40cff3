// Who waits when all queues are full: PUSH, DEALER and PAIR (RFC 28, 30, 31; zmq_setsockopt(3), ZMQ_SNDHWM, ZMQ_RCVHWM).
//
//   send … send ──► EAGAIN      then reading makes room, and everything that was accepted arrives
//
// Rule: over inproc both marks add up and totals are exact; over tcp kernel buffers come on top and there are bounds only.

import fc from 'fast-check'
import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { atomicMultipart } from '../../harness/verdict/history/content.ts'
import { noLoss } from '../../harness/verdict/history/loss.ts'
import { fifo, noDuplicates } from '../../harness/verdict/history/order.ts'
import { alone, everywhere } from './arena.ts'
import { drain, fill, marks, needs } from './filling.ts'
import type { Actor } from './journal.ts'

const book = section(import.meta.url)

const waiting = {
  PUSH: { to: 'PULL', peers: 3, clauses: ['30/push-8', '30/push-10', '30/push-11', '30/push-12'] },
  DEALER: { to: 'DEALER', peers: 3, clauses: ['28/dealer-6', '28/dealer-7', '28/dealer-9', '28/dealer-10', '28/dealer-11'] },
  PAIR: { to: 'PAIR', peers: 1, clauses: ['31/pair-8', '31/pair-9', '31/pair-10', '31/pair-11', '31/pair-12'] },
} as const

for (const type of ['PUSH', 'DEALER', 'PAIR'] as const) {
  const { to, peers, clauses } = waiting[type]
  alone(
    book,
    `${type.toLowerCase()}-waits`,
    {
      title: `${type} accepts the sum of both marks for each peer, then waits; what it accepted arrives, and then it accepts again`,
      clauses: [...clauses, 'lib/inproc-hwm', 'lib/hwm'],
      needs: { ...needs, sockets: [type, to] },
      kills: ['mut/drops-at-hwm', 'mut/sndhwm-ignored', 'mut/never-ready-again'],
    },
    {
      arbitrary: fc.record({ marks, peers: fc.integer({ min: 1, max: peers }), first: fc.nat({ max: 12 }) }),
      runs: 40,
      check: async (arena, { marks: { snd, rcv }, peers: count, first }) => {
        const { journal, t } = arena
        const sender = await arena.open('sender', type, { sndhwm: snd })
        const receivers: Actor[] = []
        while (receivers.length < count) {
          const receiver = await arena.open('receiver', to, { rcvhwm: rcv })
          await arena.join(receiver, sender)
          receivers.push(receiver)
        }
        const full = await fill(arena, sender)
        t.require(`${type} with SNDHWM ${snd} and ${count} peers with RCVHWM ${rcv}`, full, {
          accepted: count * (snd + rcv),
          word: 'EAGAIN',
        })
        // One reads a little: whatever is accepted now has room somewhere.
        for (let read = 0; read < Math.min(first, snd + rcv); read++) await journal.take(receivers[0]!, 1)
        await fill(arena, sender)
        for (const receiver of receivers) await drain(arena, receiver)
        t.require('a send after all was read', await journal.send(sender), 'sent')
        for (const receiver of receivers) await drain(arena, receiver)
        journal.judge(noLoss('one', []), fifo, noDuplicates('one'), atomicMultipart)
      },
    },
    ['inproc'],
  )
}

const octets = 65_536
/** What kernel buffers at their largest and the batches of two engines may hold beyond the queues, in messages. */
const slack = 250

for (const type of ['PUSH', 'DEALER', 'PAIR'] as const) {
  const { to, clauses } = waiting[type]
  everywhere(
    book,
    `${type.toLowerCase()}-waits-bounded`,
    {
      title: `${type} stops accepting when the queues and the buffers between are full, and nothing of what it accepted is lost`,
      clauses: [...clauses, 'lib/hwm'],
      needs: { sockets: [type, to], ...needs, ops: ['sendmany', 'recvmany'] },
      kills: ['mut/drops-at-hwm'],
    },
    {
      arbitrary: marks,
      runs: 6,
      check: async (arena, { snd, rcv }) => {
        const { t } = arena
        const receiver = await arena.open('receiver', to, { rcvhwm: rcv })
        const sender = await arena.open('sender', type, { sndhwm: snd })
        await arena.join(receiver, sender)
        const { count } = await sender.socket.sendMany(1000, octets, t.seed, 80)
        t.require(`accepted by ${type} with SNDHWM ${snd} towards RCVHWM ${rcv}`, count, between(1, snd + rcv + slack))
        const got = await receiver.socket.recvMany(count, octets, t.seed)
        t.require('received', { count: got.count, mismatch: got.mismatch }, { count, mismatch: null })
      },
    },
    ['tcp'],
  )
}
