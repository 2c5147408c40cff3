// Fair queuing (RFC 28, 29, 30): whoever has messages waiting is served within two rounds, however much others have sent.
//
//   A 12 ──┐
//   B  1 ──┼──► receiver reads only when all have arrived:  A B C A C A C A …        not  A A A A A A …
//   C  5 ──┘
//
// Rule: over tcp raw peers send, because only the answer to a PING tells that what was sent before it has arrived.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { stamped, stampText } from '../../harness/verdict/history/event.ts'
import { noLoss } from '../../harness/verdict/history/loss.ts'
import { fifo, noDuplicates } from '../../harness/verdict/history/order.ts'
import { boundedFairness } from '../../harness/verdict/history/sharing.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { type Arena, alone, staged, times } from './arena.ts'
import type { Actor } from './journal.ts'

const book = section(import.meta.url)

const receivers = {
  PULL: { clauses: ['30/pull-8'], from: 'PUSH', wire: 'PUSH' },
  ROUTER: { clauses: ['28/router-8'], from: 'DEALER', wire: 'DEALER' },
  DEALER: { clauses: ['28/dealer-12'], from: 'DEALER', wire: 'DEALER' },
  REP: { clauses: ['28/rep-7'], from: 'DEALER', wire: 'DEALER' },
  SUB: { clauses: ['29/sub-8'], from: 'XPUB', wire: 'PUB' },
  XSUB: { clauses: ['29/xsub-8'], from: 'XPUB', wire: 'PUB' },
} as const
type Receiver = keyof typeof receivers
const types = Object.keys(receivers) as Receiver[]

const peers = 4
/** Messages of each peer before the receiver reads them all; some rounds of it. */
const load = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 6 }) }, { weight: 1, arbitrary: fc.integer({ min: 12, max: 40 }) })
const loads = fc.array(fc.array(load, { minLength: peers, maxLength: peers }), { minLength: 1, maxLength: 3, size: 'max' })

const meta = (type: Receiver) => ({
  title: `${type} serves every peer that has messages waiting within two rounds, under unequal load`,
  clauses: receivers[type].clauses,
  kills: ['mut/drains-one-peer-first', 'mut/hears-the-first-only'] as const,
})

/** What stands before the body on the wire. */
const envelope = (type: Receiver): readonly string[] => (type === 'REP' ? [''] : [])

async function openReceiver(arena: Arena, type: Receiver): Promise<Actor> {
  const receiver = await arena.open('receiver', type)
  if (type === 'SUB' || type === 'XSUB') await receiver.socket.subscribe('')
  return receiver
}

async function readAll(arena: Arena, type: Receiver, receiver: Actor, count: number): Promise<void> {
  for (let read = 0; read < count; read++) {
    await arena.journal.take(receiver, 1, type === 'ROUTER' ? 1 : 0)
    if (type === 'REP') await receiver.socket.send('reply')
  }
  // Nothing more comes; and a socket that looks at its connections only when it has nothing to read (libzmq) does so now.
  arena.t.check('then', await arena.journal.recv(receiver, 0), 'EAGAIN')
  arena.journal.judge(fifo, noDuplicates('one'), noLoss('one', []), boundedFairness(receiver.name, 2))
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

for (const type of types) {
  alone(
    book,
    `${type.toLowerCase()}-over-inproc`,
    { ...meta(type), needs: { sockets: [type, receivers[type].from] } },
    {
      arbitrary: loads,
      runs: 40,
      check: async (arena, value) => {
        const receiver = await openReceiver(arena, type)
        const senders: Actor[] = []
        while (senders.length < peers) {
          const sender = await arena.open('sender', receivers[type].from)
          // A bound libzmq socket subscribes when it next looks at its connections; one that connects, at once.
          const publisher = receivers[type].from === 'XPUB'
          await (publisher ? arena.join(sender, receiver) : arena.join(receiver, sender))
          if (publisher) await sender.socket.recv(arena.journal.patience)
          senders.push(sender)
        }
        for (const round of value) {
          const sends = senders.flatMap((sender, at) => times(round[at]!, () => arena.journal.send(sender, { before: envelope(type) })))
          await Promise.all(sends)
          await readAll(arena, type, receiver, sum(round))
        }
      },
    },
    ['inproc'],
  )

  book.property(
    `${type.toLowerCase()}-over-tcp`,
    { ...meta(type), mode: 'wire', needs: { sockets: [type] } },
    {
      arbitrary: loads,
      runs: 12,
      check: staged(async (arena: Arena, value: readonly (readonly number[])[]) => {
        const { t } = arena
        const receiver = await openReceiver(arena, type)
        const endpoint = await arena.endpoint(receiver)
        const guests: WirePeer[] = []
        while (guests.length < peers) {
          const guest = await t.wire.dial(endpoint)
          await guest.handshake({ type: receivers[type].wire })
          guests.push(guest)
        }
        const sent = guests.map(() => 0)
        for (const round of value) {
          for (const [at, guest] of guests.entries()) {
            const stamps = times(round[at]!, () => stampText({ from: 'WXYZ'[at]!, number: sent[at]!++ }))
            for (const text of stamps) arena.journal.note({ kind: 'sent', at: 'WXYZ'[at]!, message: stamped([Buffer.from(text)]) })
            await guest.send(stamps.map(text => message(...envelope(type), text)))
          }
          // The second PING is read after what came with the first was handed on.
          for (const guest of guests) await guest.barrier()
          for (const guest of guests) await guest.barrier()
          await readAll(arena, type, receiver, sum(round))
        }
      }),
    },
  )
}
