// Both ends in one process, one thread: PUSH to PULL over inproc.

import { type Arena, solo } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'

/** Messages on their way: enough for the batch form, few enough for large messages. */
const windowOf = (size: number): number => Math.max(16, Math.min(1024, Math.floor((64 * 1024 * 1024) / size)))

export async function oneThread(arena: Arena, { size: len, count, warmup, seed, style, t }: Load): Promise<Figures> {
  const { left } = arena
  const [s, r] = [await arena.open(left, 'PUSH'), await arena.open(left, 'PULL')]
  await arena.connect(left, s, await arena.bind(left, r))
  const got = await solo(left, { role: 'both', s, r, style: style.left, window: windowOf(len), count, warmup, len, seed, t })
  return { values: { throughput: (got.count / got.ns) * 1e9 }, ns: got.ns }
}
