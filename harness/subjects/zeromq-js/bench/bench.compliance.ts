// Every role on a library that this shim drives, both ends in one process: what is asked is done, and what is wrong is noticed.

import { afterAll, afterEach, expect, test } from 'vitest'
import { benchBytes, topicBytes } from '../../../control/bench-bytes.ts'
import { toFrame } from '../../../control/frames.ts'
import type { BenchReply, Failure } from '../../../control/protocol.ts'
import { replyFault, requestFault } from '../../../control/validator.ts'
import { createShim } from '../shim.ts'
import type { ZeromqApi } from '../zeromq-api.ts'

const about = {
  impl: { name: 'x', version: '1', language: 'x' },
  transports: ['tcp', 'inproc'],
  mechanisms: ['NULL'],
  zmtp: ['3.1'],
  features: [],
  ownProcess: true,
  oneWayHangs: true,
}
const traffic = { count: 500, warmup: 50, len: 40, seed: 7, t: 10_000 } as const
type Answer = BenchReply & Failure & { readonly ep: string; readonly caps: { features: string[]; ops: string[] } }

/** @param styles those the library has */
export function benchCompliance(api: ZeromqApi, styles: readonly ('each' | 'batch')[]): void {
  const shim = createShim(api, about, () => {})
  let id = 0
  async function ask(
    op: 'open' | 'bind' | 'connect' | 'sub' | 'send' | 'recv' | 'peers' | 'hello' | 'reset' | 'bench',
    fields: object = {},
  ) {
    const request = { id: ++id, op, ...fields }
    expect(requestFault(op, { protocol: 1, suite: '', seed: 1, ...request })).toBeNull()
    const answer = (await shim.handle(request)) as Answer
    expect(replyFault(op, answer)).toBeNull()
    return answer
  }
  const bench = (fields: object) => ask('bench', fields)
  async function join(from: string, to: string, transport = 'tcp'): Promise<void> {
    await ask('open', { s: 'A', type: from })
    await ask('open', { s: 'B', type: to })
    const { ep } = await ask('bind', { s: 'B', ep: transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'inproc://bench' })
    await ask('connect', { s: 'A', ep })
  }
  async function credit(): Promise<void> {
    await ask('open', { s: 'CA', type: 'PULL' })
    await ask('open', { s: 'CB', type: 'PUSH' })
    await ask('connect', { s: 'CB', ep: (await ask('bind', { s: 'CA', ep: 'tcp://127.0.0.1:*' })).ep })
  }
  afterEach(() => ask('reset'))
  afterAll(() => shim.dispose())

  test('the batch form is declared where there is one, and refused where not', async () => {
    const { caps } = await ask('hello')
    expect(caps.ops).toContain('bench')
    expect(caps.features.includes('bench-batch')).toBe(styles.length === 2)
    if (styles.length === 2) return
    await join('PUSH', 'PULL')
    expect(await bench({ role: 'send', s: 'A', style: 'batch', ...traffic })).toMatchObject({ ok: false, err: 'ENOTSUP' })
  })

  test.each(styles.flatMap(style => [[style, 40] as const, [style, 100_000] as const]))(
    'send and recv, %s, %i octets',
    async (style, len) => {
      await join('PUSH', 'PULL')
      const run = { ...traffic, len, count: len > 1000 ? 40 : 5000, style }
      const [sent, got] = await Promise.all([bench({ role: 'send', s: 'A', ...run }), bench({ role: 'recv', ss: ['B'], ...run })])
      expect(sent).toMatchObject({ ok: true, count: run.count })
      expect(got.fault).toBeUndefined()
      expect(got.count).toBeLessThanOrEqual(run.count)
      if (style === 'each') expect(got.count).toBe(run.count)
      expect(got.ns).toBeGreaterThan(0)
    },
  )

  test('ROUTER receives the routing id first, and three subscribers under credit lose nothing', async () => {
    await join('DEALER', 'ROUTER')
    const run = { ...traffic, style: 'each' }
    await Promise.all([bench({ role: 'send', s: 'A', ...run }), bench({ role: 'recv', ss: ['B'], ...run })]).then(([, got]) =>
      expect(got).toMatchObject({ ok: true, count: run.count }),
    )
    await ask('reset')
    await ask('open', { s: 'P', type: 'PUB' })
    const { ep } = await ask('bind', { s: 'P', ep: 'tcp://127.0.0.1:*' })
    const ss = ['S0', 'S1', 'S2']
    for (const s of ss) {
      await ask('open', { s, type: 'SUB' })
      await ask('sub', { s, prefix: { utf8: '' } })
      await ask('connect', { s, ep })
      // A subscription is there when something comes through.
      do await ask('send', { s: 'P', frames: [{ utf8: 'x' }], t: 1000 })
      while ((await ask('recv', { s, t: 50 })).ok === (false as never))
    }
    for (const s of ss) while ((await ask('recv', { s, t: 100 })).ok as unknown as boolean);
    await credit()
    const wide = { ...traffic, count: 4000, style: 'each', window: 20 }
    const [, got] = await Promise.all([
      bench({ role: 'send', s: 'P', ...wide, credit: 'CA' }),
      bench({ role: 'recv', ss, ...wide, credit: 'CB' }),
    ])
    expect(got).toMatchObject({ ok: true, count: 12_000 })
    expect(got.fault).toBeUndefined()
  })

  test.each([
    ['lost', [0, 1, 3], 'message 2 has sequence number 3'],
    ['twice', [0, 1, 1], 'message 2 has sequence number 1'],
    ['out of order', [0, 2, 1], 'message 1 has sequence number 2'],
  ])('%s: recv says so', async (_, numbers, fault) => {
    await join('PUSH', 'PULL')
    const { fresh, stamp } = benchBytes(traffic)
    for (const number of numbers) await ask('send', { s: 'A', frames: [toFrame(stamp(fresh(), number))], t: 1000 })
    expect(await bench({ role: 'recv', ss: ['B'], style: 'each', ...traffic })).toMatchObject({ ok: true, fault })
  })

  test('a spoilt octet, a wrong length, a frame too many: recv says so', async () => {
    const { fresh, stamp } = benchBytes(traffic)
    const spoilt = stamp(fresh(), 0)
    spoilt[39] = spoilt[39]! ^ 0x80
    const cases = [
      [[toFrame(spoilt)], 'message 0 differs at octet 39'],
      [[toFrame(spoilt.subarray(1))], 'message 0 has 39 octets, not 40'],
      [[{ utf8: '' }, toFrame(stamp(fresh(), 0))], 'message 0 has 2 frames, not 1'],
    ] as const
    for (const [frames, fault] of cases) {
      await join('PUSH', 'PULL')
      await ask('send', { s: 'A', frames, t: 1000 })
      expect(await bench({ role: 'recv', ss: ['B'], style: 'each', ...traffic })).toMatchObject({ ok: true, fault })
      await ask('reset')
    }
  })

  test('credit for other numbers than are due is a fault of the receiver', async () => {
    await join('PUSH', 'PULL')
    await credit()
    await ask('send', { s: 'CB', frames: [{ hex: '0000000000000007' }], t: 1000 })
    const reply = await bench({ role: 'send', s: 'A', style: 'each', ...traffic, window: 10, credit: 'CA' })
    expect(reply).toMatchObject({ ok: true, fault: 'credit for 7 messages, where 5 were due' })
  })

  test('when t is over: EAGAIN, how far it came, and the shim goes on', async () => {
    await join('PUSH', 'PULL')
    for (const role of [
      { role: 'recv', ss: ['B'], style: 'each' },
      { role: 'send', s: 'A', style: 'each', count: 1_000_000 },
    ]) {
      const { err, msg } = await bench({ ...traffic, t: 300, ...role })
      expect([err, msg]).toEqual(['EAGAIN', expect.stringMatching(/^(received 0 of 550|sent \d+ of 1000050)$/)])
    }
    await ask('reset')
    expect(await ask('open', { s: 'A', type: 'PUSH' })).toMatchObject({ ok: true })
  })

  test.each([
    ['REQ', 'REP', undefined],
    ['DEALER', 'ROUTER', undefined],
    ['DEALER', 'ROUTER', 2000],
  ])('%s and %s there and back, rate %s: a sample for each', async (from, to, rate) => {
    await join(from, to)
    const [ping, echo] = await Promise.all([
      bench({ role: 'ping', s: 'A', ...traffic, ...(rate && { rate }) }),
      bench({ role: 'echo', s: 'B', ...traffic }),
    ])
    expect([ping.ok, echo.ok, ping.fault, ping.count]).toEqual([true, true, undefined, traffic.count])
    const samples = Buffer.from(ping.samples!, 'base64')
    expect(samples.length).toBe(4 * traffic.count)
    for (let at = 0; at < samples.length; at += 4) expect(samples.readUInt32LE(at)).toBeGreaterThan(1000)
    if (rate !== undefined) expect(ping.ns).toBeGreaterThan(((traffic.count - 1) / rate) * 1e9)
  })

  test('an open loop counts from when a message was due: an echo that comes late shows in all that were due meanwhile', async () => {
    await join('DEALER', 'ROUTER')
    const run = { ...traffic, warmup: 1, count: 200 }
    const pinging = bench({ role: 'ping', s: 'A', ...run, rate: 1000 })
    // The warm-up is answered by hand; what follows piles up until the echo starts.
    const first = await ask('recv', { s: 'B', t: 5000, full: true })
    await ask('send', { s: 'B', frames: (first as unknown as { frames: object[] }).frames, t: 1000 })
    await ask('peers', { s: 'B', n: 2, t: 150 })
    const [ping] = await Promise.all([pinging, bench({ role: 'echo', s: 'B', ...run, count: 199 })])
    expect(ping.fault).toBeUndefined()
    const samples = Buffer.from(ping.samples!, 'base64')
    const late = (index: number) => samples.readUInt32LE(index * 4) / 1e6
    expect(late(0)).toBeGreaterThan(140)
    expect(late(0) - late(50)).toBeGreaterThan(40)
  })

  test('a rate needs a type that may send before it was answered', async () => {
    await join('REQ', 'REP')
    expect(await bench({ role: 'ping', s: 'A', ...traffic, rate: 10 })).toMatchObject({ ok: false, err: 'EINVAL' })
  })

  test.each(styles)('both, %s: never more than the window on its way', async style => {
    await join('PUSH', 'PULL', 'inproc')
    const reply = await bench({ role: 'both', s: 'A', r: 'B', style, window: 16, ...traffic })
    expect(reply.fault).toBeUndefined()
    expect(reply.count).toBeGreaterThan(traffic.count - 256)
  })

  test('retain keeps what it says, and checks it whole', async () => {
    await join('PUSH', 'PULL')
    const [, got] = await Promise.all([
      bench({ role: 'send', s: 'A', style: 'each', ...traffic }),
      bench({ role: 'retain', s: 'B', keep: 3, ...traffic }),
    ])
    expect(got.fault).toBeUndefined()
    expect(got.rss).toEqual([expect.any(Number), expect.any(Number)])
  })

  test('subscribe: more topics than the high-water mark, each of them there', async () => {
    await join('SUB', 'PUB')
    expect(await bench({ role: 'subscribe', s: 'A', topics: { n: 3000, len: 10 }, seed: 5, t: 10_000 })).toMatchObject({ count: 3000 })
    const through = async (k: number) => {
      await ask('send', { s: 'B', frames: [toFrame(topicBytes(5, 10, k))], t: 1000 })
      return (await ask('recv', { s: 'A', t: 50 })).ok as unknown as boolean
    }
    while (!(await through(2999)));
    for (const k of [0, 1, 999, 1000, 1001, 2500]) expect(await through(k)).toBe(true)
  })

  test('connect: ordinary sockets under numbered names', async () => {
    await ask('open', { s: 'R', type: 'ROUTER' })
    const { ep } = await ask('bind', { s: 'R', ep: 'tcp://127.0.0.1:*' })
    const options = { linger: 0, heartbeat_ivl: 1000 }
    expect(await bench({ role: 'connect', s: 'C', type: 'DEALER', ep, n: 30, options, t: 5000 })).toMatchObject({ ok: true, count: 30 })
    expect(await ask('peers', { s: 'R', n: 30, t: 5000 })).toMatchObject({ ok: true, n: 30 })
    await ask('send', { s: 'C29', frames: [{ utf8: 'x' }], t: 1000 })
    expect(await ask('recv', { s: 'R', t: 1000 })).toMatchObject({ ok: true })
  })
}
