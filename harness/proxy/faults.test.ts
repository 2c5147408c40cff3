// Faults and rewriting on real connections: raw ends where octets must be exact, libzmq where it must come back.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Pull, Push, type Socket } from 'zeromq'
import type { WirePeer } from '../wire/contract.ts'
import { frame, greeting, hex, message, ping, pong, readyAs } from '../wire/octets.ts'
import { createWire } from '../wire/wire.ts'
import type { Proxy as FrameProxy, ProxyOptions } from './contract.ts'
import type { Fault } from './fault.ts'
import { dropping } from './mutation.ts'
import { createProxyFactory, type ProxyFactoryOfCase } from './proxy.ts'

const windows = { reaction: 100, silence: 60, deadline: 3000 }
let proxy: ProxyFactoryOfCase
let wire: ReturnType<typeof createWire>
let sockets: Socket[]

beforeEach(() => {
  proxy = createProxyFactory(windows)
  wire = createWire(windows)
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.close()
  await wire.close()
  await proxy.close()
})

async function ends(options: ProxyOptions, scheme: 'tcp' | 'ipc' = 'tcp'): Promise<{ near: WirePeer; far: WirePeer; relayed: FrameProxy }> {
  const door = await wire.listen(scheme)
  const relayed = await proxy(door.endpoint, options)
  const near = await wire.dial(relayed.endpoint)
  return { near, far: await door.accept(), relayed }
}

const octets = Buffer.concat([greeting(), readyAs('PUSH'), message('hello', Buffer.alloc(70_000, 3)), ping(7, 'c')])

describe.each<Fault>([
  { kind: 'chunk', octets: [1, 4000] },
  { kind: 'delay', ms: [0, 4] },
  { kind: 'coalesce', octets: 900, ms: 5 },
  { kind: 'throttle', octetsPerSecond: 4_000_000 },
])('%j', fault => {
  test.each(['tcp', 'ipc'] as const)('over %s: both ways, whole and in order, then FIN', async scheme => {
    const { near, far } = await ends({ faults: [fault], seed: 7 }, scheme)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      await from.send(octets.subarray(0, 500))
      await from.send(octets.subarray(500))
      expect((await to.raw(octets.length)).equals(octets)).toBe(true)
    }
    near.halfClose()
    expect(await far.closed()).toBe('fin')
  })
})

test('chunk really tears segments, and the same seed tears alike', async () => {
  const borders: string[] = []
  for (let again = 0; again < 2; again++) {
    const { near, far, relayed } = await ends({ faults: [{ kind: 'chunk', octets: [1, 30] }], seed: 3 })
    await near.send(octets.subarray(0, 400))
    await far.raw(400)
    const leg = relayed.legs().find(({ name }) => name.includes('proxy ⇄'))!
    borders.push(leg.events.map(event => ('octets' in event ? event.octets.length : 0)).join())
  }
  expect(borders[0]!.split(',').length).toBeGreaterThan(13)
  expect(borders[0]).toBe(borders[1])
})

test('RST inside a length field: both sides are reset, and the receiver got a part of the frame', async () => {
  const { near, far, relayed } = await ends({ faults: [{ kind: 'reset', from: 'connecter', at: { inside: 'length', frame: 1 } }] })
  await near.send([greeting(), readyAs('PUSH'), frame({ body: Buffer.alloc(300) })])
  expect((await far.raw(64 + 28 + 1 + 4)).subarray(-5)).toEqual(hex('02 00 00 00 00'))
  expect([await near.closed(), await far.closed()]).toEqual(['rst', 'rst'])
  await relayed.struck()
  expect(relayed.fired).toEqual(['fault: reset inside the length of frame 1 of the connecter'])
})

test('half-close after a frame: the receiver sees FIN and may still speak', async () => {
  const { near, far } = await ends({ faults: [{ kind: 'half-close', from: 'connecter', at: { after: 'frame', frame: 0 } }] })
  await near.send([greeting(), readyAs('PUSH'), message('lost')])
  await far.raw(64 + 28)
  await far.send(octets)
  expect((await near.raw(octets.length)).equals(octets)).toBe(true)
  expect(await far.closed()).toBe('fin')
})

test('a black hole: nothing passes, in neither direction, and the connection stays', async () => {
  const { near, far, relayed } = await ends({ faults: [{ kind: 'black-hole', from: 'binder', at: { after: 'greeting' } }] })
  await near.send(greeting())
  await far.raw(64)
  await far.send([greeting(), readyAs('PULL')])
  await near.raw(64)
  await relayed.struck()
  await near.send(readyAs('PUSH'))
  await Promise.all([near.silent(), far.silent()])
})

test('what is open is swallowed from now on, and what comes later passes', async () => {
  const { near, far, relayed } = await ends({})
  await near.send(greeting())
  await far.raw(64)
  expect(relayed.swallow()).toBe(0)
  await near.send(readyAs('PUSH'))
  await far.send(greeting())
  await Promise.all([near.silent(), far.silent()])
  await Promise.all([near.close(), far.close()])
  await relayed.gone()
  expect(() => relayed.swallow()).toThrow('an open connection')
  expect(relayed.fired).toEqual(['fault: black hole'])
})

test('the fault is in the near leg of a capture, and what never passed is not in the far one', async () => {
  const { near, far, relayed } = await ends({ faults: [{ kind: 'reset', from: 'connecter', at: { after: 'greeting' } }] })
  await near.send([greeting(), readyAs('PUSH')])
  await far.closed()
  const [nearLeg, farLeg] = relayed.legs()
  const sent = (leg: typeof nearLeg) => leg!.events.reduce((sum, event) => sum + ('octets' in event ? event.octets.length : 0), 0)
  expect([sent(nearLeg), sent(farLeg)]).toEqual([64 + 28, 64])
  expect(farLeg!.events.at(-1)).toMatchObject({ from: 'connecter', end: 'rst' })
})

test('the next connections are refused, then it relays again; libzmq comes back', async () => {
  const pull = new Pull({ linger: 0 })
  const push = new Push({ linger: 0, reconnectInterval: 5, immediate: true })
  sockets.push(pull, push)
  await pull.bind('tcp://127.0.0.1:*')
  const relayed = await proxy(pull.lastEndpoint!)
  relayed.refuse(3)
  push.connect(relayed.endpoint)
  await relayed.handshake(0)
  expect(relayed.fired).toEqual(Array.from({ length: 3 }, () => 'fault: a connection refused'))
  await push.send('here')
  expect((await pull.receive()).map(String)).toEqual(['here'])
})

test('only the first connection is harmed, and only one side', async () => {
  const door = await wire.listen()
  const relayed = await proxy(door.endpoint, { faults: [{ kind: 'reset', at: { octet: 1 }, from: 'connecter', connections: [0] }] })
  const first = await wire.dial(relayed.endpoint)
  await first.send(greeting())
  expect(await first.closed()).toBe('rst')
  await door.accept()
  const second = await wire.dial(relayed.endpoint)
  await second.send(greeting())
  expect(await (await door.accept()).greeting()).toMatchObject({ version: [3, 1] })
})

test('a peer that never answers PING, made of one that does', async () => {
  const pull = new Pull({ linger: 0 })
  sockets.push(pull)
  await pull.bind('tcp://127.0.0.1:*')
  const mutation = dropping(({ from, frame: { name } }) => from === 'binder' && name === 'PONG')
  const honest = await proxy(pull.lastEndpoint!)
  const mutant = await proxy(pull.lastEndpoint!, { mutation })
  for (const [relayed, answer] of [
    [honest, pong('x')],
    [mutant, null],
  ] as const) {
    const peer = await wire.dial(relayed.endpoint)
    await peer.handshake({ type: 'PUSH' })
    await peer.send(ping(0, 'x'))
    if (answer === null) await peer.silent()
    else expect((await peer.command('PONG')).data).toEqual(Buffer.from('x'))
  }
})
