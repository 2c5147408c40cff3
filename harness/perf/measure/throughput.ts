// One way, one sender, one receiver: PUSH to PULL, DEALER to ROUTER.
// Large messages go under a credit window, so that what lies in queues stays a few megabytes and sender buffers are used again.

import { type Arena, together } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'

/** Octets that may be on their way. */
const inFlight = 16 * 1024 * 1024
/** From here on. Octets. */
const large = 64 * 1024
/** Below the default high-water mark of 1000, so that nothing is dropped. */
const small = 500

/** How far a sender may be ahead under credit: even, and never so far that a PUB drops. */
export const windowOf = (size: number): number => Math.min(small, 2 * Math.max(2, Math.floor(inFlight / size / 2)))

/** The sockets that carry credit, from the receivers on the right to the sender on the left. */
export async function creditPair({ left, right, ...arena }: Arena): Promise<{ left: string; right: string }> {
  const [pull, push] = [await arena.open(left, 'PULL'), await arena.open(right, 'PUSH')]
  await arena.connect(right, push, await arena.bind(left, pull))
  return { left: pull, right: push }
}

export const throughput =
  (sending: string, receiving: string) =>
  async (arena: Arena, { size: len, count, warmup, seed, style, t }: Load): Promise<Figures> => {
    const { left, right } = arena
    const [s, r] = [await arena.open(left, sending), await arena.open(right, receiving)]
    await arena.connect(left, s, await arena.bind(right, r))
    const credit = len >= large && !left.raw ? await creditPair(arena) : null
    const window = windowOf(len)
    const traffic = { count, warmup, len, seed, t }
    const [, got] = await together(
      [left, { role: 'send', s, style: style.left, ...traffic, ...(credit && { credit: credit.left, window }) }],
      [right, { role: 'recv', ss: [r], style: style.right, ...traffic, ...(credit && { credit: credit.right, window }) }],
    )
    return { values: { throughput: (got.count / got.ns) * 1e9 }, ns: got.ns }
  }
