// Endings between two raw peers: FIN, RST and silence are three observations, whoever causes them.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Wire, WireMismatch, type WirePeer } from './contract.ts'
import { frame, greeting, message, ping } from './octets.ts'
import { segments } from './pacing.ts'
import { createWire } from './wire.ts'

const windows = { reaction: 60, silence: 40, deadline: 1500 }
let wire: Wire

beforeEach(() => {
  wire = createWire(windows)
})
afterEach(() => wire.close())

async function pair(scheme: 'tcp' | 'tcp6' | 'ipc' | 'ipc@'): Promise<[dialer: WirePeer, accepted: WirePeer]> {
  const door = await wire.listen(scheme)
  return [await wire.dial(door.endpoint), await door.accept()]
}

describe.for(['tcp', 'tcp6', 'ipc', 'ipc@'] as const)('%s', scheme => {
  test('FIN: the other half stays usable', async () => {
    const [one, other] = await pair(scheme)
    one.halfClose()
    expect(await other.closed()).toBe('fin')
    await other.send([greeting(), message('still here')])
    await one.greeting()
    expect((await one.message()).map(String)).toEqual(['still here'])
    await other.close()
    expect(await one.closed()).toBe('fin')
  })

  test('silence', async () => {
    const [one] = await pair(scheme)
    expect(await one.closed(20)).toBe('silence')
    await one.silent(20)
    expect(one.open).toBe(true)
  })

  test('what came before the end can be read after it', async () => {
    const [one, other] = await pair(scheme)
    await one.send([greeting(), message('last', 'words'), Buffer.of(0, 9, 1)])
    await one.close()
    await other.greeting()
    expect((await other.message()).map(String)).toEqual(['last', 'words'])
    await expect(other.frame()).rejects.toThrow(/expected a frame, got the subject closed: .*FIN/)
    expect((await other.raw(9)).toString('hex')).toBe('000901')
    expect(other.log.at(-2)).toMatch(/← unfinished \[00 09 01\]$/)
  })

  test('closing twice, closing after a reset', async () => {
    const [one, other] = await pair(scheme)
    one.reset()
    one.reset()
    await one.close()
    await one.close()
    await other.closed()
    await other.close()
    await expect(one.closed()).rejects.toThrow(WireMismatch)
  })

  test('cut, dripped and whole are the same octets', async () => {
    const [one, other] = await pair(scheme)
    const whole = Buffer.concat([greeting(), message('abc', 'd')])
    for (const pacing of ['burst', 'drip', { cuts: [70, 1, 1, 64, 999, -3] }] as const) {
      await one.send(whole, pacing)
      expect(await other.raw(whole.length)).toEqual(whole)
    }
  })
})

test('dripped octets leave one by one, whoever dialed', async () => {
  const chunks: number[] = []
  const count = (socket: Socket): void => void socket.on('data', chunk => chunks.push(chunk.length))
  const server = createServer(count)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await (await wire.dial(`tcp://127.0.0.1:${port}`)).send(greeting(), 'drip')
  server.close()
  const door = await wire.listen()
  count(connect(Number(door.endpoint.split(':').at(-1)), '127.0.0.1'))
  await (await door.accept()).send(greeting(), 'drip')
  // Without TCP_NODELAY all but the first would wait for an acknowledgement, and come together.
  expect(chunks.length).toBeGreaterThan(120)
  expect(Math.max(...chunks)).toBeLessThan(4)
})

test('PINGs on the way are answered with their context, 16 octets at most', async () => {
  const [one, other] = await pair('tcp')
  await one.send([greeting(), ping(20, '0123456789abcdefXYZ'), ping(), message('m')])
  await other.greeting()
  await other.send(greeting())
  expect((await other.message()).map(String)).toEqual(['m'])
  expect((await one.frame()).body.toString()).toBe('\x04PONG0123456789abcdef')
  expect((await one.frame()).body.toString()).toBe('\x04PONG')
})

test('RST over tcp, idle and after a half-close', async () => {
  for (const half of [false, true]) {
    const [one, other] = await pair('tcp')
    if (half) one.halfClose()
    one.reset()
    expect(await other.closed()).toBe(half ? 'fin' : 'rst')
  }
})

test('over ipc a reset is a close: FIN, or RST when octets were left unread', async () => {
  const [one, other] = await pair('ipc')
  one.reset()
  expect(await other.closed()).toBe('fin')
  const [deaf, sender] = await pair('ipc')
  deaf.pause()
  await sender.send(Buffer.alloc(1 << 17))
  deaf.reset()
  expect(await sender.closed()).toBe('rst')
})

test('a subject that stops reading ends the send, not the case', async () => {
  const quick = createWire({ ...windows, deadline: 80 })
  const door = await quick.listen()
  const one = await quick.dial(door.endpoint)
  const other = await door.accept()
  other.pause()
  await expect(one.send(Buffer.alloc(64 << 20))).rejects.toThrow(
    /expected the subject to read 67108864 octets, got it did not within 80 ms/,
  )
  await quick.close()
})

test('the parts of a send are listed when they are whole, or so far', async () => {
  const [one] = await pair('tcp')
  const octets = Buffer.concat([greeting(), frame({ body: 'ab' })])
  await one.send(octets.subarray(0, 65))
  await one.send(octets.subarray(65))
  expect(one.log.map(entry => entry.replace(/^\S+ /, ''))).toEqual(['→ greeting 3.1 NULL', '→ so far [00]', '→ frame 2 "ab"'])
})

test('segments', () => {
  const bytes = Buffer.from('abcdef')
  expect(segments(bytes, 'burst').map(String)).toEqual(['abcdef'])
  expect(segments(bytes, 'drip').map(String)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(segments(bytes, { cuts: [4, 1, 4, 0, 6, 9, -1] }).map(String)).toEqual(['a', 'bcd', 'ef'])
  expect(segments(Buffer.alloc(0), 'burst')).toEqual([])
})
