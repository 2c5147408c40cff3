// One publisher, many subscribers in one process on the other side. Figures are deliveries, on all subscribers together.

import { type Arena, type Seat, together, whenSubscribed } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'
import { creditPair, windowOf } from './throughput.ts'

export const fanOut =
  (subscribers: number) =>
  async (arena: Arena, { size: len, count, warmup, seed, style, t }: Load): Promise<Figures> => {
    const { left, right } = arena
    const s = await arena.open(left, 'PUB')
    const endpoint = await arena.bind(left, s)
    const ss: string[] = []
    for (let index = 0; index < subscribers; index++) {
      const name = await arena.open(right, 'SUB')
      await right.client.call('sub', { s: name, prefix: { utf8: '' } })
      await arena.connect(right, name, endpoint)
      ss.push(name)
    }
    const credit = await creditPair(arena)
    await whenSubscribed(
      [left, s],
      ss.map(name => [right, name] as [Seat, string]),
      t,
    )
    const window = windowOf(len)
    const traffic = { count, warmup, len, seed, t, window }
    const [, got] = await together(
      [left, { role: 'send', s, style: style.left, ...traffic, credit: credit.left }],
      [right, { role: 'recv', ss, style: style.right, ...traffic, credit: credit.right }],
    )
    return { values: { throughput: (got.count / got.ns) * 1e9 }, ns: got.ns }
  }
