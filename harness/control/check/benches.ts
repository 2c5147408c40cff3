// Steps about `bench`: every role, alone in one shim, with few messages. What is checked is the contract, not the speed.
// Sending comes before receiving and stays below the high-water mark, so that a shim with concurrency 1 can do it too.

import { SubjectBroken } from '../../subjects/subject.ts'
import { topicBytes } from '../bench-bytes.ts'
import { type Client, connectClient } from '../client.ts'
import { toFrame } from '../frames.ts'
import type { BenchReply, BenchRequest, Capabilities } from '../protocol.ts'
import { type CheckContext, CheckFailure, type CheckStep, join, needsOp, needsOption, same } from './step.ts'

const t = 5000
const traffic = { count: 200, warmup: 20, len: 40, seed: 11, t } as const
const tries = 100

async function bench(context: CheckContext, request: BenchRequest): Promise<BenchReply> {
  const reply = await context.ask('bench', request)
  if (reply.fault !== undefined) throw new CheckFailure(`${request.role}: ${reply.fault}`)
  if (reply.ns <= 0) throw new CheckFailure(`${request.role}: ns is ${reply.ns}`)
  return reply
}

async function pair(context: CheckContext, from: string, to: string): Promise<[string, string]> {
  const sockets: [string, string] = [await context.open(from), await context.open(to)]
  await join(context, sockets[0], sockets[1])
  return sockets
}

const needsTcp =
  (...types: readonly string[]) =>
  (caps: Capabilities): string | null =>
    needsOp('bench', ...types)(caps) ?? (caps.transports.includes('tcp') ? null : 'tcp not declared')

/** A second process of the shim; null where only one conversation is held at a time. */
async function another({ channel }: CheckContext): Promise<Client | null> {
  try {
    return await connectClient(channel, { label: 'the second shim', seed: 1 })
  } catch (error) {
    if (error instanceof SubjectBroken && error.kind === 'start') return null
    throw error
  }
}

const oneWay =
  (style: 'each' | 'batch') =>
  async (context: CheckContext): Promise<string> => {
    const [push, pull] = await pair(context, 'PUSH', 'PULL')
    const sent = await bench(context, { role: 'send', s: push, style, ...traffic })
    const got = await bench(context, { role: 'recv', ss: [pull], style, ...traffic })
    same('count of send', sent.count, traffic.count)
    if (style === 'each') same('count of recv', got.count, traffic.count)
    else if (got.count > traffic.count) throw new CheckFailure(`recv counts ${got.count} of ${traffic.count}`)
    return `${Math.round(got.ns / Math.max(1, got.count))} ns a message`
  }

export const benchSteps: readonly CheckStep[] = [
  {
    id: 'bench-send-recv',
    title: 'bench: send and recv carry numbered messages, one a call',
    hint: 'docs/zshim.md, bench: all messages are gen(seed), with their number in the first 8 octets, big-endian.',
    skip: needsTcp('PUSH', 'PULL'),
    run: oneWay('each'),
  },
  {
    id: 'bench-batch',
    title: 'bench: the same in batch form',
    hint: 'Take bench-batch out of caps.features when the library has no calls for many messages.',
    skip: caps => needsTcp('PUSH', 'PULL')(caps) ?? (caps.features.includes('bench-batch') ? null : 'bench-batch not declared'),
    run: oneWay('batch'),
  },
  {
    id: 'bench-fault',
    title: 'bench: recv notices a message of another seed, and one out of turn',
    hint: 'Compare length and number of every message, and all octets in the warm-up and of each 61st; answer ok with `fault`.',
    skip: needsTcp('PUSH', 'PULL'),
    run: async context => {
      const tell = async (seed: number, drop: boolean): Promise<string> => {
        const [push, pull] = await pair(context, 'PUSH', 'PULL')
        if (drop) await context.ask('send', { s: push, frames: [{ gen: { seed: traffic.seed, len: traffic.len } }], t })
        await bench(context, { role: 'send', s: push, style: 'each', ...traffic, seed })
        const { fault } = await context.ask('bench', { role: 'recv', ss: [pull], style: 'each', ...traffic })
        if (fault === undefined)
          throw new CheckFailure(`recv found nothing wrong with ${drop ? 'a stray message' : 'messages of another seed'}`)
        return fault
      }
      return `${await tell(traffic.seed + 1, false)}; ${await tell(traffic.seed, true)}`
    },
  },
  {
    id: 'bench-deadline',
    title: 'bench: recv answers EAGAIN when t is over',
    hint: 'The op has a deadline like every other; say in msg how far it came.',
    skip: needsTcp('PULL'),
    run: async context => {
      const pull = await context.open('PULL')
      const ms = await context.refused(['EAGAIN'], 'bench', { role: 'recv', ss: [pull], style: 'each', ...traffic, t: 300 })
      return `${Math.round(ms)} ms`
    },
  },
  {
    id: 'bench-ping-echo',
    title: 'bench: ping and echo in two shims make round trips, with a sample each',
    hint: 'samples is base64 of little-endian uint32 nanoseconds, one for each round trip after the warm-up.',
    skip: needsTcp('DEALER', 'ROUTER'),
    run: async context => {
      const second = await another(context)
      if (second === null) return 'not tried: it serves one conversation at a time'
      try {
        const [dealer, router] = [await context.open('DEALER'), 'router']
        await second.call('open', { s: router, type: 'ROUTER' })
        await context.ask('connect', { s: dealer, ep: (await second.call('bind', { s: router, ep: 'tcp://127.0.0.1:*' })).ep })
        for (const rate of [undefined, 5000]) {
          const ping = { role: 'ping', s: dealer, ...traffic, ...(rate === undefined ? {} : { rate }) } as const
          const echo = second.call('bench', { role: 'echo', s: router, ...traffic })
          const [reply] = await Promise.all([bench(context, ping), echo])
          same('octets of samples', Buffer.from(reply.samples ?? '', 'base64').length, 4 * traffic.count)
        }
        return undefined
      } finally {
        await second.stop()
      }
    },
  },
  {
    id: 'bench-both',
    title: 'bench: both sends and receives in one thread over inproc',
    hint: 'Send without waiting while fewer than `window` are on their way, then receive what has come.',
    skip: caps => needsOp('bench', 'PUSH', 'PULL')(caps) ?? (caps.transports.includes('inproc') ? null : 'inproc not declared'),
    run: async context => {
      const [push, pull] = [await context.open('PUSH'), await context.open('PULL')]
      await join(context, push, pull, 'inproc')
      const { count } = await bench(context, { role: 'both', s: push, r: pull, style: 'each', window: 16, ...traffic })
      same('count', count, traffic.count)
      return undefined
    },
  },
  {
    id: 'bench-retain',
    title: 'bench: retain keeps messages and answers rss twice',
    hint: 'rss: octets when the warm-up is over, and when all have been received.',
    skip: needsTcp('PUSH', 'PULL'),
    run: async context => {
      const [push, pull] = await pair(context, 'PUSH', 'PULL')
      await bench(context, { role: 'send', s: push, style: 'each', ...traffic })
      const { rss } = await bench(context, { role: 'retain', s: pull, keep: 2, ...traffic })
      if (rss === undefined || rss[0] <= 0 || rss[1] <= 0) throw new CheckFailure(`rss is ${JSON.stringify(rss)}`)
      return `${Math.round(rss[1] / 1e6)} MB`
    },
  },
  {
    id: 'bench-subscribe',
    title: 'bench: subscribe subscribes to numbered topics',
    hint: 'Topic k is the first len - 4 octets of gen(seed), then k × 2654435761 modulo 2^32, big-endian.',
    skip: needsTcp('PUB', 'SUB'),
    run: async context => {
      const [pub, sub] = await pair(context, 'PUB', 'SUB')
      const topics = { n: 2000, len: 12 } as const
      const { count } = await bench(context, { role: 'subscribe', s: sub, topics, seed: 3, t })
      same('count', count, topics.n)
      const frame = toFrame(topicBytes(3, topics.len, topics.n - 1))
      for (let left = tries; left > 0; left--) {
        await context.ask('send', { s: pub, frames: [frame], t })
        const got = await context.ask('recv', { s: sub, t: t / tries, full: true }).catch(error => {
          if ((error as { err?: string }).err !== 'EAGAIN') throw error
        })
        if (got) return undefined
      }
      throw new CheckFailure(`the last topic did not come through within ${t} ms of publishing`)
    },
  },
  {
    id: 'bench-connect',
    title: 'bench: connect opens sockets under numbered names and connects them',
    hint: 'The sockets are ordinary ones, named s0, s1 …, and count as peers of the other side.',
    skip: caps => needsTcp('ROUTER', 'DEALER')(caps) ?? needsOp('peers')(caps) ?? needsOption('linger')(caps),
    run: async context => {
      const router = await context.open('ROUTER')
      const { ep } = await context.ask('bind', { s: router, ep: 'tcp://127.0.0.1:*' })
      const options = { linger: 0 }
      const { count } = await bench(context, { role: 'connect', s: 'many', type: 'DEALER', ep, n: 20, options, t })
      same('count', count, 20)
      await context.ask('peers', { s: router, n: 20, t })
      await context.ask('send', { s: 'many19', frames: [{ utf8: 'x' }], t })
      await context.ask('recv', { s: router, t })
      return undefined
    },
  },
]
