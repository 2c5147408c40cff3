// Pipes (zmq_socket(3); RFC 28 to 31: queues per peer): from each sender to each receiver messages arrive in order, once, and all
// of them as long as no more are sent than one queue may hold.
//
//   A ──┬──► X        send A, send B, recv X, send A, recv Y, …        HWM of every queue = messages sent in the run
//   B ──┴──► Y
//
// Rule: nothing is dropped, refused or repeated below the high-water mark.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { atomicMultipart } from '../../harness/verdict/history/content.ts'
import { noLoss } from '../../harness/verdict/history/loss.ts'
import { type Copies, fifo, noDuplicates } from '../../harness/verdict/history/order.ts'
import { type Arena, everywhereSecured } from './arena.ts'
import type { Actor } from './journal.ts'

type Step = readonly ['send' | 'recv', number]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(fc.constantFrom('send' as const, 'send' as const, 'recv' as const), fc.nat({ max: 5 })),
  { minLength: 1, maxLength: 30, size: 'max' },
)

interface Shape {
  readonly senders: number
  readonly receivers: number
  readonly copies: Copies
  readonly clauses: readonly (
    | '30/push-12'
    | '30/pull-9'
    | '28/dealer-3'
    | '28/dealer-11'
    | '29/xpub-2'
    | '29/sub-3'
    | '31/pair-5'
    | '31/pair-12'
  )[]
}
const shapes = {
  'PUSH-PULL': { senders: 3, receivers: 2, copies: 'one', clauses: ['30/push-12', '30/pull-9'] },
  'DEALER-DEALER': { senders: 3, receivers: 2, copies: 'one', clauses: ['28/dealer-3', '28/dealer-11'] },
  'XPUB-SUB': { senders: 2, receivers: 2, copies: 'each', clauses: ['29/xpub-2', '29/sub-3'] },
  'PAIR-PAIR': { senders: 1, receivers: 1, copies: 'one', clauses: ['31/pair-5', '31/pair-12'] },
} as const satisfies Record<string, Shape>

async function connectAll(arena: Arena, senders: readonly Actor[], receivers: readonly Actor[]): Promise<void> {
  for (const receiver of receivers) {
    if (receiver.socket.type === 'SUB') await receiver.socket.subscribe('')
    for (const sender of senders) {
      if (receiver.socket.type !== 'SUB') await arena.join(receiver, sender)
      else {
        await arena.join(sender, receiver)
        // The second subscriber of a prefix need not be told of: a marker of its own is.
        await receiver.socket.subscribe(`!${receiver.name}${sender.name}`)
        while (!(await sender.socket.recv())[0]!.subarray(1).equals(Buffer.from(`!${receiver.name}${sender.name}`)));
      }
    }
  }
}

for (const [pair, { senders: from, receivers: to, copies, clauses }] of Object.entries(shapes)) {
  const [sends, receives] = pair.split('-') as [string, string]
  everywhereSecured(
    section(import.meta.url),
    pair.toLowerCase(),
    {
      title: `${sends} to ${receives}: each pipe keeps its order, repeats nothing, and loses nothing below the high-water mark`,
      clauses: [...clauses, 'lib/order', 'lib/hwm'],
      needs: { sockets: [sends, receives], options: ['sndhwm', 'rcvhwm'] },
      kills: ['mut/last-in-first-out', 'mut/delivers-twice'],
    },
    {
      arbitrary: steps,
      runs: 40,
      check: async (arena, value) => {
        const { journal, t } = arena
        const hwm = Math.max(1, value.filter(([verb]) => verb === 'send').length)
        const [senders, receivers]: [Actor[], Actor[]] = [[], []]
        while (receivers.length < to) receivers.push(await arena.open('receiver', receives, { rcvhwm: hwm }))
        while (senders.length < from) senders.push(await arena.open('sender', sends, { sndhwm: hwm }))
        await connectAll(arena, senders, receivers)
        for (const [verb, which] of value) {
          if (verb === 'recv') {
            await journal.recv(receivers[which % to]!, 0)
            continue
          }
          const sender = senders[which % from]!
          t.require(`a send of ${sender.name} below its high-water mark`, await journal.send(sender), 'sent')
        }
        for (const receiver of receivers) journal.stand(receiver)
        const sent = journal.events.filter(({ kind }) => kind === 'sent').length
        await journal.arrived(copies === 'each' ? sent * to : sent, Math.min(journal.patience, t.windows.deadline))
        const names = receivers.map(({ name }) => name)
        journal.judge(noLoss(copies, names), fifo, noDuplicates(copies), atomicMultipart)
      },
    },
  )
}
