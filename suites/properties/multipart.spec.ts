// Messages of several frames (RFC 37, "Traffic"; zmq_send(3)): whole or not at all, and octet for octet what was sent.
//
//   A [ A#0 │ 254 │ 0 │ 65536 ]   B [ B#0 │ 8193 ]   …   ──► one receiver      sizes at the borders of length fields and buffers
//
// Rule: several senders send at the same time, so that frames of different messages could meet.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { atomicMultipart } from '../../harness/verdict/history/content.ts'
import { noLoss } from '../../harness/verdict/history/loss.ts'
import { fifo, noDuplicates } from '../../harness/verdict/history/order.ts'
import { everywhereSecured, times } from './arena.ts'
import type { Actor } from './journal.ts'

interface Sending {
  readonly sender: number
  readonly sizes: readonly number[]
  /** Whether the stamp is the last frame instead of the first. */
  readonly stampLast: boolean
}

const size = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 254, 255, 256, 257) },
  { weight: 2, arbitrary: fc.constantFrom(8191, 8192, 8193) },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 65_537) },
)
const sending: fc.Arbitrary<Sending> = fc.record({
  sender: fc.nat({ max: 2 }),
  sizes: fc.array(size, { maxLength: 9, size: 'max' }),
  stampLast: fc.boolean(),
})
const sendings = fc.array(sending, { minLength: 1, maxLength: 8, size: 'max' })

/** Octets that tell the frame's place. Lower case: no stamp. */
const content = (length: number, message: number, at: number) =>
  length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, `m${message}f${at}.`)

const pairs = {
  'PUSH-PULL': { senders: 3, strip: 0, clauses: ['30/push-3', '30/pull-3'] },
  'DEALER-ROUTER': { senders: 3, strip: 1, clauses: ['28/dealer-2', '28/router-9', '28/router-10'] },
  'XPUB-SUB': { senders: 3, strip: 0, clauses: ['29/xpub-6', '29/sub-9'] },
  'PAIR-PAIR': { senders: 1, strip: 0, clauses: ['31/pair-4'] },
} as const
type Pair = keyof typeof pairs

for (const pair of Object.keys(pairs) as Pair[]) {
  const [from, to] = pair.split('-') as [string, string]
  const { senders: count, strip, clauses } = pairs[pair]
  everywhereSecured(
    section(import.meta.url),
    pair.toLowerCase(),
    {
      title: `From ${from} to ${to} messages of any shape arrive whole and unchanged`,
      clauses: [...clauses, '37/semantics-5', 'lib/multipart-atomic'],
      needs: { sockets: [from, to] },
      kills: [
        'mut/empty-frame-lost',
        'mut/short-form-for-256',
        'mut/cuts-at-64k',
        ...(count > 1 ? (['mut/frames-of-two-peers-joined'] as const) : []),
      ],
    },
    {
      arbitrary: sendings,
      runs: 30,
      check: async (arena, value) => {
        const { journal } = arena
        const receiver = await arena.open('receiver', to)
        if (to === 'SUB') await receiver.socket.subscribe('')
        const senders: Actor[] = []
        while (senders.length < count) {
          const sender = await arena.open('sender', from)
          await (from === 'XPUB' ? arena.join(sender, receiver) : arena.join(receiver, sender))
          if (from === 'XPUB') await sender.socket.recv()
          senders.push(sender)
        }
        const sends = value.map(({ sender, sizes, stampLast }, message) => {
          const frames = sizes.map((length, at) => content(length, message, at))
          return journal.send(senders[sender % count]!, stampLast ? { before: frames } : { after: frames })
        })
        const words = Promise.all(sends)
        await journal.take(receiver, value.length, strip)
        arena.t.check(
          'sends',
          await words,
          times(value.length, () => 'sent'),
        )
        journal.judge(atomicMultipart, fifo, noDuplicates('one'), noLoss('one', []))
      },
    },
  )
}
