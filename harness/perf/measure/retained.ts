// Memory of received messages that the application keeps: the subject (left) receives.

import { type Arena, together, Unverified } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'

/** @param keep every so-manieth message is kept, the others are let go */
export const retained =
  (keep: number) =>
  async (arena: Arena, { size: len, count, warmup, seed, t }: Load): Promise<Figures> => {
    const { left, right } = arena
    const [r, s] = [await arena.open(left, 'PULL'), await arena.open(right, 'PUSH')]
    await arena.connect(right, s, await arena.bind(left, r))
    const traffic = { count, warmup, len, seed, t }
    const [got] = await together(
      [left, { role: 'retain', s: r, keep, ...traffic }],
      [right, { role: 'send', s, style: 'each', ...traffic }],
    )
    if (got.rss === undefined) throw new Unverified('retain: no rss in the reply')
    const [before, after] = got.rss
    return { values: { memory: (after - before) / Math.ceil(count / keep) }, ns: got.ns }
  }
