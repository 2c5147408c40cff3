// The shim by itself, request by request, on libzmq: what the session's tests cannot see because a round trip hides it.

import { afterAll, expect, test } from 'vitest'
import * as zmq from 'zeromq'
import { createShim } from './shim.ts'

const about = {
  impl: { name: 'libzmq', version: zmq.version, language: 'C++' },
  transports: ['tcp'],
  mechanisms: ['NULL'],
  zmtp: ['3.1'],
  features: [],
  ownProcess: true,
  oneWayHangs: true,
}
const told: Record<string, unknown>[] = []
const shim = createShim(zmq, about, event => void told.push(event as Record<string, unknown>))
afterAll(() => shim.dispose())

let id = 0
const ask = (op: string, fields: object = {}) => shim.handle({ id: ++id, op, ...fields }) as Promise<Record<string, unknown>>

test('reset and close answer when the addresses are free, in 300 rounds without a pause', { timeout: 20_000 }, async () => {
  let ep = 'tcp://127.0.0.1:*'
  const refused: string[] = []
  for (let round = 0; round < 300; round++) {
    await ask('open', { s: 'a', type: 'PUSH' })
    await ask('open', { s: 'b', type: 'PULL' })
    const bound = await ask('bind', { s: 'a', ep })
    if (bound['ok'] !== true) refused.push(`round ${round}: ${bound['err']}`)
    else ep = String(bound['ep'])
    await ask('connect', { s: 'b', ep })
    await ask('send', { s: 'a', frames: [{ utf8: 'x' }], t: 2000 })
    await ask('recv', { s: 'b', t: 2000 })
    if (round % 2 === 0) await ask('close', { s: 'a', linger: 0 })
    expect(await ask('reset')).toMatchObject({ ok: true, leaked: 0 })
  }
  expect(refused).toEqual([])
})

test('after a reset no event of the sockets before it is told: their names are given again', { timeout: 20_000 }, async () => {
  for (let round = 0; round < 100; round++) {
    await ask('open', { s: 'b', type: 'ROUTER' })
    const { ep } = await ask('bind', { s: 'b', ep: 'tcp://127.0.0.1:*' })
    await ask('open', { s: 'a', type: 'DEALER' })
    await ask('monitor', { s: 'a' })
    for (let n = 0; n < 10; n++) await ask('connect', { s: 'a', ep })
    await ask('reset')
    told.length = 0
    await ask('open', { s: 'a', type: 'PAIR' })
    await ask('monitor', { s: 'a' })
    await ask('bind', { s: 'a', ep: 'tcp://127.0.0.1:*' })
    await ask('reset')
    expect(told.map(event => event['event'])).toEqual(told.length === 0 ? [] : ['listening'])
  }
})

test('an op nobody knows is ENOSYS, also one that every object has', async () => {
  expect(await ask('x-1')).toMatchObject({ ok: false, err: 'ENOSYS' })
  expect(await ask('constructor')).toMatchObject({ ok: false, err: 'ENOSYS' })
})

test('requests that make no sense are EINVAL and break nothing', async () => {
  await ask('open', { s: 'a', type: 'PUSH' })
  expect(await ask('bind', { s: 'a' })).toMatchObject({ ok: false, err: 'EINVAL' })
  expect(await ask('send', { s: 'a', frames: [], t: 0 })).toMatchObject({ ok: false, err: 'EINVAL' })
  expect(await ask('send', { s: 'a', frames: [{ morse: '...' }], t: 0 })).toMatchObject({ ok: false, err: 'EINVAL' })
  expect(await ask('open', { s: 'a', type: 'PUSH' })).toMatchObject({ ok: false, err: 'EINVAL' })
  expect(await ask('open', { s: 'b', type: 'toString' })).toMatchObject({ ok: false, err: 'ENOTSUP' })
  expect(await ask('set', { s: 'a', option: 'constructor', value: 1 })).toMatchObject({ ok: false, err: 'ENOTSUP' })
  expect(await ask('reset')).toMatchObject({ ok: true })
})

test('an option that cannot be set where it runs is not declared', async () => {
  const poor = createShim(zmq, { ...about, without: new Set(['sendBufferSize']) }, () => {})
  const { caps } = (await poor.handle({ id: 1, op: 'hello' })) as unknown as { caps: { options: string[] } }
  await poor.dispose()
  expect(caps.options).not.toContain('sndbuf')
  expect(caps.options).toContain('rcvbuf')
})

test('options are declared only with their mechanism', async () => {
  const { caps } = (await ask('hello')) as { caps: { options: string[]; ops: string[] } }
  expect(caps.options).toContain('xpub_verboser')
  expect(caps.options).not.toContain('curve_server')
  expect(caps.ops).toContain('stats')
})
