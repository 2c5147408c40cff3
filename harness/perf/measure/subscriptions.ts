// A million subscriptions: how long until the publisher has them all, and what each message it publishes then costs.
//   10 topics ──publish──► rate      n topics ──until the last arrived──► publish ──► rate      kept = their ratio
// Each message belongs to another topic, and all of them are subscribed to.

import { type Arena, solo, together, whenSubscribed } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'
import { creditPair, windowOf } from './throughput.ts'

/** Octets of a message after its topic. */
const body = 16
const few = 10
/** Messages published, before and after the clock starts: a fifth of the topics, and enough to time. */
const publishedOf = (topics: number) => ({ count: Math.max(20_000, topics / 5), warmup: Math.max(2000, topics / 50) })

async function publishTo(n: number, arena: Arena, { count, size, seed, style, t }: Load): Promise<{ seconds: number; rate: number }> {
  const { left, right } = arena
  const [s, r] = [await arena.open(left, 'PUB'), await arena.open(right, 'SUB')]
  const endpoint = await arena.bind(left, s)
  await arena.connect(right, r, endpoint)
  await right.client.call('peers', { s: r, n: 1, t: 5000 })
  const topics = { n, len: size }
  const from = performance.now()
  await solo(right, { role: 'subscribe', s: r, topics, seed, t })
  await right.client.call('sub', { s: r, prefix: { utf8: 'zmqspec.ready' } })
  await whenSubscribed([left, s], [[right, r]], t)
  const seconds = (performance.now() - from) / 1000
  const credit = await creditPair(arena)
  const len = size + body
  const traffic = { ...publishedOf(count), len, seed, t, topics, window: windowOf(len) }
  const [, got] = await together(
    [left, { role: 'send', s, style: style.left, ...traffic, credit: credit.left }],
    [right, { role: 'recv', ss: [r], style: style.right, ...traffic, credit: credit.right }],
  )
  await arena.reset()
  return { seconds, rate: (got.count / got.ns) * 1e9 }
}

export async function subscriptions(arena: Arena, load: Load): Promise<Figures> {
  const sparse = await publishTo(few, arena, load)
  const dense = await publishTo(load.count, arena, load)
  return {
    values: { subscribed: dense.seconds, throughput: dense.rate, kept: dense.rate / sparse.rate },
    ns: dense.seconds * 1e9,
  }
}
