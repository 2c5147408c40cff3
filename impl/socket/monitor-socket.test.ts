// Events as messages on a PAIR over inproc, octet by octet as zmq_socket_monitor(3) has them.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import * as zmq from '../index.ts'
import type { MonitorOptions } from './monitor-socket.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
const open = <S extends zmq.Socket>(socket: S): S => {
  ends.push(() => socket.close())
  return socket
}
let names = 0

const nameOf = (bit: number): string => Object.entries(zmq.eventBits).find(([, value]) => value === bit)?.[0] ?? `${bit}`

interface Told {
  readonly event: string
  readonly values: readonly number[]
  readonly ends: readonly string[]
}

/** A monitor of the socket, and the next event that it tells. */
async function watch(socket: zmq.Socket, options: MonitorOptions = {}): Promise<() => Promise<Told>> {
  const address = `inproc://monitor-${++names}`
  await socket.monitor(address, options)
  const pair = open(new zmq.Pair({ receiveTimeout: 5000 }))
  pair.connect(address)
  return async () => {
    const frames = await pair.receive()
    if (options.version === 2) {
      const [bit, count, ...rest] = frames
      const size = Number(count!.readBigUInt64LE())
      return {
        event: nameOf(Number(bit!.readBigUInt64LE())),
        values: rest.slice(0, size).map(frame => Number(frame.readBigUInt64LE())),
        ends: rest.slice(size).map(String),
      }
    }
    expect([frames.length, frames[0]!.length]).toEqual([2, 6])
    return { event: nameOf(frames[0]!.readUInt16LE()), values: [frames[0]!.readInt32LE(2)], ends: [String(frames[1])] }
  }
}

describe('events on a PAIR', () => {
  it('of version 1: what a bound socket and a connecting one live through', async () => {
    const pull = open(new zmq.Pull())
    const next = await watch(pull)
    await pull.bind('tcp://127.0.0.1:*')
    const address = pull.lastEndpoint!
    const push = open(new zmq.Push({ linger: 0 }))
    const nextThere = await watch(push)
    push.connect(address)
    const [bound, accepted, shaken] = [await next(), await next(), await next()]
    expect([bound.event, accepted.event, shaken.event]).toEqual(['bind', 'accept', 'handshake'])
    expect([bound, accepted, shaken].map(one => one.ends)).toEqual([[address], [address], [address]])
    expect([bound.values[0]! > 2, accepted.values[0]! > 2, shaken.values]).toEqual([true, true, [0]])
    const there = [await nextThere(), await nextThere(), await nextThere()]
    expect(there.map(({ event }) => event)).toEqual(['connect:delay', 'connect', 'handshake'])
    expect([there[0]!.values, there[1]!.values[0]! > 2]).toEqual([[115], true])
    push.close()
    expect(await nextThere()).toEqual({ event: 'end', values: [0], ends: [''] })
    expect(await next()).toEqual({ event: 'disconnect', values: accepted.values, ends: [address] })
    await pull.unbind(address)
    expect(await next()).toEqual({ event: 'close', values: bound.values, ends: [address] })
    await pull.monitor(null)
    expect(await next()).toEqual({ event: 'end', values: [0], ends: [''] })
  })

  it('of version 2: both ends of a connection, and counts of what waits', async () => {
    const pull = open(new zmq.Pull({ receiveHighWaterMark: 10 }))
    const next = await watch(pull, { version: 2, type: 'PAIR' })
    await pull.bind('tcp://127.0.0.1:*')
    const address = pull.lastEndpoint!
    const push = open(new zmq.Push({ linger: 0 }))
    push.connect(address)
    expect((await next()).ends).toEqual([address, ''])
    const { event, ends: both } = await next()
    expect([event, both[0], /^tcp:\/\/127\.0\.0\.1:\d+$/.test(both[1]!), both[1] !== address]).toEqual(['accept', address, true, true])
    expect((await next()).event).toBe('handshake')
    for (const text of ['a', 'b', 'c']) await push.send(text)
    expect(String((await pull.receive())[0])).toBe('a')
    pull.pipesStats()
    expect(await next()).toEqual({ event: 'pipes:stats', values: [0, 2], ends: [address, ''] })
  })

  it.each(['PUB', 'PUSH'] as const)('of version 2 come on a %s too', async type => {
    const dealer = open(new zmq.Dealer())
    await dealer.monitor(`inproc://monitor-${++names}`, { version: 2, type })
    const reader = open(type === 'PUB' ? new zmq.Subscriber({ receiveTimeout: 5000 }) : new zmq.Pull({ receiveTimeout: 5000 }))
    if (reader instanceof zmq.Subscriber) reader.subscribe()
    reader.connect(`inproc://monitor-${names}`)
    await dealer.bind('tcp://127.0.0.1:*')
    expect((await reader.receive())[0]!.readBigUInt64LE()).toBe(8n)
  })

  it('only those asked for', async () => {
    const dealer = open(new zmq.Dealer())
    const next = await watch(dealer, { events: zmq.eventBits.close | zmq.eventBits.end })
    await dealer.bind('tcp://127.0.0.1:*')
    await dealer.unbind(dealer.lastEndpoint!)
    expect((await next()).event).toBe('close')
    dealer.close()
    expect((await next()).event).toBe('end')
  })

  it('tell of refusals with their numbers', async () => {
    const dealer = open(new zmq.Dealer({ reconnectInterval: 20 }))
    const next = await watch(dealer)
    dealer.connect('tcp://127.0.0.1:1')
    const told = [await next(), await next(), await next()]
    expect(told.map(({ event }) => event)).toEqual(['connect:delay', 'close', 'connect:retry'])
    expect(told[2]!.values[0]).toBeGreaterThanOrEqual(20)
    const other = open(new zmq.Dealer())
    const nextThere = await watch(other)
    await expect(other.bind('tcp://192.0.2.1:5')).rejects.toThrow()
    expect(await nextThere()).toMatchObject({ event: 'bind:error', values: [99] })
    await other.bind('tcp://127.0.0.1:*')
    await nextThere()
    const pull = open(new zmq.Pull())
    const nextPull = await watch(pull)
    pull.connect(other.lastEndpoint!)
    for (const event of ['connect:delay', 'connect', 'handshake:error:protocol']) expect((await nextPull()).event).toBe(event)
    const fickle = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    await once(fickle, 'listening')
    ends.push(() => fickle.close())
    const req = open(new zmq.Request({ reconnectInterval: -1 }))
    const nextReq = await watch(req)
    req.connect(`tcp://127.0.0.1:${(fickle.address() as AddressInfo).port}`)
    for (const event of ['connect:delay', 'connect']) expect((await nextReq()).event).toBe(event)
    expect(await nextReq()).toMatchObject({ event: 'handshake:error:other', values: [104] })
  })

  it('that nobody reads are kept up to a bound, and a monitor takes the place of the one before', async () => {
    const dealer = open(new zmq.Dealer())
    await dealer.monitor('inproc://first')
    await dealer.bind('tcp://127.0.0.1:*')
    const pair = open(new zmq.Pair({ receiveTimeout: 5000 }))
    pair.connect('inproc://first')
    expect((await pair.receive())[0]!.readUInt16LE()).toBe(zmq.eventBits.bind)
    const next = await watch(dealer)
    expect((await pair.receive())[0]!.readUInt16LE()).toBe(zmq.eventBits.end)
    await dealer.bind('ipc://*')
    expect((await next()).event).toBe('bind')
  })

  it.each<[string, MonitorOptions, string]>([
    ['tcp://127.0.0.1:*', {}, 'EPROTONOSUPPORT'],
    ['inproc://x', { events: 0x10000 }, 'EINVAL'],
    ['inproc://x', { type: 'PUB' }, 'EINVAL'],
    ['inproc://x', { version: 3 as 1 }, 'EINVAL'],
    ['inproc://x', { version: 2, type: 'DEALER' as 'PAIR' }, 'EINVAL'],
  ])('%s %j: %s', async (address, options, code) => {
    await expect(open(new zmq.Dealer()).monitor(address, options)).rejects.toMatchObject({ code })
  })

  it('a name in use, a closed socket', async () => {
    const dealer = open(new zmq.Dealer())
    await open(new zmq.Dealer()).bind('inproc://taken')
    await expect(dealer.monitor('inproc://taken')).rejects.toMatchObject({ code: 'EADDRINUSE' })
    dealer.close()
    await expect(dealer.monitor('inproc://other')).rejects.toMatchObject({ code: 'ENOTSOCK' })
    expect(() => dealer.pipesStats()).toThrow(expect.objectContaining({ code: 'ENOTSOCK' }))
  })
})
