// The op bench of the C program: every role, what it verifies, and how it ends.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, connectClient } from '../../control/client.ts'
import { fromFrame, generatedBytes } from '../../control/frames.ts'
import type { BenchReply, BenchRequest } from '../../control/protocol.ts'
import { channelTo } from '../connect.ts'
import { lackOf } from '../lack.ts'
import { SubjectBroken } from '../subject.ts'

const lack = await lackOf('libzmq-c')
if (lack !== null) console.log(`bench of libzmq-c is not tried: ${lack}`)

const traffic = { count: 2000, warmup: 100, len: 64, seed: 7, t: 20_000 } as const
type Fields = BenchRequest extends infer Role ? (Role extends { t: number } ? Omit<Role, 't'> & { t?: number } : never) : never

describe.skipIf(lack !== null)('bench', () => {
  let near: Client
  let far: Client
  const start = () => connectClient(channelTo('libzmq-c'), { label: 'libzmq-c', seed: 1 })
  beforeAll(async () => {
    ;[near, far] = await Promise.all([start(), start()])
  })
  beforeEach(async () => {
    await Promise.all([near.call('reset', {}), far.call('reset', {})])
  })
  afterAll(async () => {
    await Promise.all([near.stop(), far.stop()])
  })

  const bench = (at: Client, fields: Fields): Promise<BenchReply> => at.call('bench', { ...traffic, ...fields } as BenchRequest)
  /** Opens B at the far side, bound, and A at the near one, connected. */
  async function join(type: string, partner: string, names: readonly string[] = ['B'], scheme = 'tcp://127.0.0.1:*'): Promise<void> {
    await near.call('open', { s: 'A', type })
    const { ep } = await near.call('bind', { s: 'A', ep: scheme })
    for (const s of names) {
      await far.call('open', { s, type: partner })
      await far.call('connect', { s, ep })
    }
    await near.call('peers', { s: 'A', n: names.length, t: 5000 })
  }
  const flow = (fields: Partial<typeof traffic> | object = {}) =>
    Promise.all([
      bench(near, { role: 'send', s: 'A', style: 'each', ...traffic, ...fields }),
      bench(far, { role: 'recv', ss: ['B'], style: 'each', ...traffic, ...fields }),
    ])

  test.each([8, 33, 1024, 1025, 100_000])('send and recv: %i octets', async len => {
    await join('PUSH', 'PULL')
    for (const figures of await flow({ len })) {
      expect(figures).toEqual({ count: 2000, ns: expect.any(Number) })
      expect(figures.ns).toBeGreaterThan(0)
    }
  })

  test('one process serves many benches, over ipc and into ROUTER too', async () => {
    await join('DEALER', 'ROUTER', ['B'], 'ipc://*')
    for (let round = 0; round < 5; round++) expect((await flow())[1]).toEqual({ count: 2000, ns: expect.any(Number) })
  })

  test('fan-out with topics and credit: nothing is lost beyond the high-water mark, and deliveries count', async () => {
    const names = ['B', 'C', 'D']
    await join('PUB', 'SUB', names)
    for (const s of names) await far.call('sub', { s, prefix: { utf8: '' } })
    await near.call('open', { s: 'credit', type: 'PULL' })
    await far.call('open', { s: 'credit', type: 'PUSH' })
    await far.call('connect', { s: 'credit', ep: (await near.call('bind', { s: 'credit', ep: 'tcp://127.0.0.1:*' })).ep })
    const shared = { ...traffic, count: 20_000, topics: { n: 10, len: 12 }, credit: 'credit', window: 500, style: 'each' } as const
    // Publishing begins when the subscriptions have come.
    await published(names)
    const [sent, received] = await Promise.all([
      bench(near, { role: 'send', s: 'A', ...shared }),
      bench(far, { role: 'recv', ss: names, ...shared }),
    ])
    expect(sent).toEqual({ count: 20_000, ns: expect.any(Number) })
    expect(received).toEqual({ count: 60_000, ns: expect.any(Number) })
  })
  /** Publishes to each subscriber until something comes, and then takes what is left. */
  async function published(names: readonly string[]): Promise<void> {
    const empty = async (s: string, t: number): Promise<number> => {
      let count = 0
      while (await far.call('recv', { s, t: count === 0 ? t : 100 }).then(Boolean, () => false)) count++
      return count
    }
    for (const s of names) {
      let got = 0
      for (let left = 100; got === 0 && left > 0; left--) {
        await near.call('send', { s: 'A', frames: [{ utf8: 'x' }], t: 1000 })
        got = await empty(s, 50)
      }
      expect(got).toBeGreaterThan(0)
    }
    for (const s of names) await empty(s, 100)
  }

  test.each([
    ['REQ', 'REP'],
    ['DEALER', 'ROUTER'],
    ['PAIR', 'PAIR'],
  ])('ping from %s and echo by %s', async (type, partner) => {
    await join(type, partner)
    const [ping, echo] = await Promise.all([
      bench(near, { role: 'ping', s: 'A', ...traffic }),
      bench(far, { role: 'echo', s: 'B', ...traffic }),
    ])
    expect(echo).toEqual({ count: 2000, ns: expect.any(Number) })
    const samples = Buffer.from(ping.samples!, 'base64')
    expect(samples).toHaveLength(4 * 2000)
    const sum = Array.from({ length: 2000 }, (_, at) => samples.readUInt32LE(4 * at)).reduce((a, b) => a + b)
    // Round trips follow each other: together they take about the whole time.
    expect(sum).toBeLessThanOrEqual(ping.ns)
    expect(sum).toBeGreaterThan(ping.ns / 2)
  })

  test('ping at a rate keeps it, whatever the answers do, and only where it can', async () => {
    await join('DEALER', 'ROUTER')
    const shared = { ...traffic, count: 500 }
    const [ping] = await Promise.all([
      bench(near, { role: 'ping', s: 'A', rate: 1000, ...shared }),
      bench(far, { role: 'echo', s: 'B', ...shared }),
    ])
    expect(ping.ns).toBeGreaterThan(499e6)
    expect(Buffer.from(ping.samples!, 'base64')).toHaveLength(4 * 500)
    await near.call('open', { s: 'R', type: 'REQ' })
    await expect(bench(near, { role: 'ping', s: 'R', rate: 1000, ...shared })).rejects.toMatchObject({ err: 'EINVAL' })
  })

  test('both: two sockets of one thread over inproc', async () => {
    await near.call('open', { s: 'A', type: 'PUSH' })
    await near.call('open', { s: 'B', type: 'PULL' })
    await near.call('connect', { s: 'A', ep: (await near.call('bind', { s: 'B', ep: 'inproc://bench' })).ep })
    for (const len of [16, 65_536])
      expect(await bench(near, { role: 'both', s: 'A', r: 'B', style: 'each', window: 256, ...traffic, len })).toEqual({
        count: 2000,
        ns: expect.any(Number),
      })
  })

  test('retain: the memory of what is kept', async () => {
    await join('PUSH', 'PULL')
    const shared = { ...traffic, count: 1000, len: 20_000 }
    const [, kept] = await Promise.all([
      bench(near, { role: 'send', s: 'A', style: 'each', ...shared }),
      bench(far, { role: 'retain', s: 'B', keep: 2, ...shared }),
    ])
    expect(kept).toMatchObject({ count: 1000, rss: [expect.any(Number), expect.any(Number)] })
    // Some of it lies where earlier tests left room.
    expect(kept.rss![1] - kept.rss![0]).toBeGreaterThan(500 * 20_000 * 0.6)
  })

  test('subscribe: as many as are asked for, each its own', async () => {
    await join('XPUB', 'SUB')
    const topics = { n: 3000, len: 8 }
    expect(await bench(far, { role: 'subscribe', s: 'B', topics, seed: 7 })).toEqual({ count: 3000, ns: expect.any(Number) })
    const seen = new Set<string>()
    for (let left = topics.n; left > 0; left--) {
      const { frames } = await near.call('recv', { s: 'A', t: 5000 })
      seen.add(fromFrame(frames[0]!).toString('hex'))
    }
    expect(seen.size).toBe(3000)
    const start = `01${generatedBytes(7, 4).toString('hex')}`
    for (const number of ['00000000', '9e3779b1', '3c6ef362']) expect(seen).toContain(start + number)
  })

  test('connect: so many sockets, which are closed like others', async () => {
    await near.call('open', { s: 'A', type: 'ROUTER' })
    const { ep } = await near.call('bind', { s: 'A', ep: 'tcp://127.0.0.1:*' })
    expect(await bench(far, { role: 'connect', s: 'C', type: 'DEALER', ep, n: 200, options: { linger: 0 } })).toEqual({
      count: 200,
      ns: expect.any(Number),
    })
    await near.call('peers', { s: 'A', n: 200, t: 10_000 })
    await far.call('close', { s: 'C199' })
    await expect(far.call('close', { s: 'C200' })).rejects.toMatchObject({ err: 'ECLOSED' })
  })

  describe('what is wrong with messages is told', () => {
    const received = async (frames: readonly string[], fields: object = {}) => {
      await join('PUSH', 'PULL')
      const receiving = bench(far, { role: 'recv', ss: ['B'], style: 'each', ...traffic, ...fields })
      await near.call('send', { s: 'A', frames: frames.map(hex => ({ hex })), t: 5000 })
      return receiving
    }
    test.each([
      [['00'], 'message 0 has 1 octets'],
      [['00'.repeat(64), ''], 'message 0 has more than one frame'],
      [[`${'00'.repeat(7)}05${'00'.repeat(56)}`], 'message 0 has sequence number 5'],
      [['00'.repeat(64)], 'message 0 has other octets'],
    ])('%j', async (frames, fault) => expect(await received(frames)).toEqual({ count: 0, ns: 0, fault }))

    test('a seed of another bench', async () => {
      await join('PUSH', 'PULL')
      const [, received] = await Promise.all([
        bench(near, { role: 'send', s: 'A', style: 'each', ...traffic, count: 10 }),
        bench(far, { role: 'recv', ss: ['B'], style: 'each', ...traffic, seed: 8 }),
      ])
      expect(received.fault).toBe('message 0 has other octets')
    })
  })

  describe('ends', () => {
    test('with EAGAIN and how far it came when t is over, waiting or not', async () => {
      await join('PUSH', 'PULL')
      const from = performance.now()
      const [sent, received] = await Promise.allSettled([
        bench(near, { role: 'send', s: 'A', style: 'each', ...traffic, count: 100 }),
        bench(far, { role: 'recv', ss: ['B'], style: 'each', ...traffic, t: 300 }),
      ])
      expect(sent.status).toBe('fulfilled')
      expect(received).toMatchObject({ reason: { err: 'EAGAIN', message: 'bench: EAGAIN (received 200 of 2100)' } })
      expect(performance.now() - from).toBeGreaterThan(295)
      await near.call('open', { s: 'P', type: 'PUB' })
      await expect(bench(near, { role: 'send', s: 'P', style: 'each', ...traffic, count: 1e12, t: 200 })).rejects.toMatchObject({
        err: 'EAGAIN',
      })
    })

    test('with the program when its input ends', async () => {
      const client = await start()
      await client.call('open', { s: 'A', type: 'PULL' })
      const waiting = bench(client, { role: 'recv', ss: ['A'], style: 'each', ...traffic, t: 60_000 }).catch(error => error as Error)
      await client.stop()
      const error = await waiting
      expect(error).toBeInstanceOf(SubjectBroken)
      // Not killed, which comes a second later.
      expect(String(error)).toContain('exited with code 0')
    })

    test.each([
      [{ role: 'recv', ss: ['nobody'], style: 'each' }, 'ECLOSED'],
      [{ role: 'send', s: 'A', style: 'each' }, 'ENOTSUP'],
      [{ role: 'ping', s: 'A' }, 'ENOTSUP'],
    ])('at once where it cannot begin: %j', async (fields, err) => {
      await far.call('open', { s: 'A', type: 'PULL' })
      const error = await bench(far, { ...traffic, ...fields } as Fields).catch(error => error as Error)
      expect(String(error)).toContain(err)
    })
  })
})
