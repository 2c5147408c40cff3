// The relay between real libzmq sockets, and between raw ones where octets and endings must be exact.

import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket as NetSocket, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Dealer, Pull, Push, Router, type Socket, Subscriber, XPublisher } from 'zeromq'
import { type Wire, WireMismatch } from '../wire/contract.ts'
import { placeOf } from '../wire/endpoint.ts'
import { frame, greeting, hex, message, readyAs } from '../wire/octets.ts'
import { createWire } from '../wire/wire.ts'
import { createProxyFactory, type ProxyFactoryOfCase } from './proxy.ts'

const windows = { reaction: 100, silence: 60, deadline: 3000 }
let proxy: ProxyFactoryOfCase
let wire: Wire
let sockets: Socket[]
let servers: Server[]
let bound = 0

beforeEach(() => {
  proxy = createProxyFactory(windows)
  wire = createWire(windows)
  sockets = []
  servers = []
})
afterEach(async () => {
  for (const socket of sockets) socket.close()
  await wire.close()
  await proxy.close()
  for (const server of servers) server.close()
})

function open<T extends Socket>(socket: T): T {
  sockets.push(socket)
  socket.linger = 0
  return socket
}

const schemes = ['tcp', 'ipc', 'ipc@'] as const
const fresh = (): string => `zmqspec-relay-${process.pid}-${++bound}`
// libzmq leaves its ipc files behind.
const folder = mkdtempSync(join(tmpdir(), 'zmqspec-libzmq-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
async function bind(socket: Pull | Router | XPublisher, scheme: (typeof schemes)[number] = 'tcp'): Promise<string> {
  const wanted = { tcp: 'tcp://127.0.0.1:*', ipc: `ipc://${join(folder, fresh())}`, 'ipc@': `ipc://@${fresh()}` }
  await socket.bind(wanted[scheme])
  return socket.lastEndpoint!
}

/** Lines without their times. */
const lines = (log: readonly string[]): string[] => log.map(entry => entry.replace(/ \d+\.\dms /, ' '))

describe.for(schemes)('libzmq PUSH and PULL over %s', scheme => {
  test('messages pass, and frames, sides and ends are recorded', async () => {
    const pull = open(new Pull())
    const relayed = await proxy(await bind(pull, scheme))
    expect(relayed.endpoint.startsWith(scheme === 'ipc@' ? 'ipc://@' : `${scheme}://`)).toBe(true)
    const push = open(new Push({ linger: 1000 }))
    push.connect(relayed.endpoint)
    await relayed.handshake()
    const big = Buffer.alloc(300_000, 7)
    await push.send(['hello', big, ''])
    expect(await pull.receive()).toEqual([Buffer.from('hello'), big, Buffer.alloc(0)])
    const last = await relayed.seen(seen => !seen.command && !seen.more, 'the last part')
    expect(last).toMatchObject({ from: 'connecter', connection: 0, long: false })
    expect(relayed.frames.map(seen => [seen.from, seen.name, seen.more, seen.body.length])).toEqual(
      expect.arrayContaining([
        ['connecter', 'READY', false, 26],
        ['binder', 'READY', false, 26],
        ['connecter', null, true, 5],
        ['connecter', null, true, 300_000],
        ['connecter', null, false, 0],
      ]),
    )
    expect(relayed.frames).toHaveLength(5)
    push.close()
    expect(await relayed.ended()).toEqual({ by: 'connecter', how: 'fin' })
    expect(lines(relayed.log).filter(entry => entry.includes('frame'))).toEqual([
      '#0 → frame more 5 "hello"',
      `#0 → frame more 300000 [${'07 '.repeat(40).trim()}]… (300000)`,
      '#0 → frame 0 ""',
    ])
  })
})

test('PUB and SUB: the SUBSCRIBE is seen, then everything that matches arrives', async () => {
  const pub = open(new XPublisher())
  const relayed = await proxy(await bind(pub))
  const sub = open(new Subscriber())
  sub.connect(relayed.endpoint)
  sub.subscribe('a')
  const subscribed = await relayed.seen(seen => seen.name === 'SUBSCRIBE', 'SUBSCRIBE')
  expect(subscribed).toMatchObject({ from: 'connecter', connection: 0 })
  expect(subscribed.data.toString()).toBe('a')
  // Only what the socket itself tells is late enough: the SUBSCRIBE that passed may not be processed.
  expect(await pub.receive()).toEqual([hex('01 61')])
  await pub.send('a1')
  await pub.send('b1')
  await pub.send('a2')
  expect([...(await sub.receive()), ...(await sub.receive())].map(String)).toEqual(['a1', 'a2'])
  expect(relayed.frames.filter(seen => seen.from === 'binder' && !seen.command).map(seen => String(seen.body))).toEqual(['a1', 'a2'])
})

test('two connections are told apart', async () => {
  const router = open(new Router())
  const relayed = await proxy(await bind(router))
  const [one, two] = [open(new Dealer({ routingId: 'one' })), open(new Dealer({ routingId: 'two' }))]
  one.connect(relayed.endpoint)
  await relayed.handshake(0)
  two.connect(relayed.endpoint)
  await relayed.handshake(1)
  await two.send('from two')
  expect((await router.receive()).map(String)).toEqual(['two', 'from two'])
  expect(await relayed.seen(seen => String(seen.body) === 'from two', 'it')).toMatchObject({ connection: 1 })
})

test('cut, refuse, restore: libzmq comes back', async () => {
  const pull = open(new Pull())
  const relayed = await proxy(await bind(pull))
  const push = open(new Push({ reconnectInterval: 10, immediate: true }))
  const retried = new Promise<void>(resolve => {
    push.events.on('connect:delay', () => resolve())
  })
  push.connect(relayed.endpoint)
  await relayed.handshake()
  relayed.cut(true)
  await retried
  await expect(wire.dial(relayed.endpoint)).rejects.toThrow('ECONNREFUSED')
  await expect(relayed.ended()).rejects.toThrow('cut, and new connections refused')
  await relayed.restore()
  await relayed.handshake(1)
  await push.send('again')
  expect((await pull.receive()).map(String)).toEqual(['again'])
})

test('an illegal pair: who ended it, and how, is known', async () => {
  const relayed = await proxy(await bind(open(new Pull())))
  const peer = await wire.dial(relayed.endpoint)
  await peer.greet()
  await peer.send(readyAs('PULL'))
  const { by, how } = await relayed.ended()
  expect([by, how]).toEqual(['binder', await peer.closed()])
  await expect(relayed.gone(0, 20)).rejects.toThrow('both sides of connection 0 to close')
  await peer.close()
  await relayed.gone()
})

test('waiting in vain says what passed instead', async () => {
  const relayed = await proxy(await bind(open(new Pull())))
  const told = (promise: Promise<unknown>): Promise<unknown> =>
    promise.catch((thrown: unknown) => thrown instanceof WireMismatch && thrown.message)
  expect(await told(relayed.handshake(0, 20))).toBe('expected the handshake of connection 0, got not within 20 ms; last: no connection')
  const peer = await wire.dial(relayed.endpoint)
  await peer.greet()
  expect(await told(relayed.ended(0, 20))).toMatch(
    /^expected the end of connection 0 by one of its sides, got not within 20 ms; last: .*greeting 3.1 NULL/,
  )
  expect(await told(relayed.seen(() => false, 'a miracle', 20))).toMatch(/^expected a miracle, got not within 20 ms/)
  await peer.close()
  expect(await told(relayed.handshake())).toMatch(
    /^expected the handshake of connection 0, got connecter ended it \(fin\) after READY of (binder|nobody)$/,
  )
})

describe.for(schemes)('between raw ends over %s', scheme => {
  async function ends(): Promise<{ near: NetSocket; far: NetSocket; log: () => readonly string[]; ended: () => Promise<unknown> }> {
    const door = await wire.listen(scheme)
    const target = door.endpoint
    await door.close()
    const arrived = Promise.withResolvers<NetSocket>()
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, arrived.resolve)
    servers.push(server)
    const place = scheme === 'ipc' ? { path: join(folder, fresh()) } : placeOf(target)
    await new Promise<void>(resolve => server.listen(place, resolve))
    const relayed = await proxy('path' in place ? `ipc://${place.path.replace('\0', '@')}` : target)
    const near = connect({ ...placeOf(relayed.endpoint), allowHalfOpen: true })
    const far = await arrived.promise
    for (const socket of [near, far]) socket.on('error', () => {})
    return { near, far, log: () => relayed.log, ended: () => relayed.ended() }
  }
  const all = async (socket: NetSocket): Promise<Buffer> => Buffer.concat(await socket.toArray())

  test('any octets pass as they are, half-closed one way and then the other', async () => {
    const { near, far, ended, log } = await ends()
    near.end(Buffer.from('not ZMTP at all'))
    expect(String(await all(far))).toBe('not ZMTP at all')
    far.end(Buffer.concat([greeting(), frame({ size: 1n << 63n }), Buffer.alloc(1000, 1)]))
    expect((await all(near)).length).toBe(64 + 9 + 1000)
    expect(await ended()).toEqual({ by: 'connecter', how: 'fin' })
    expect(lines(log()).slice(1, 6)).toEqual([
      '#0 · connected',
      '#0 → malformed: no ZMTP signature: octet 0 is 6e "not ZMTP at all"',
      '#0 → FIN',
      '#0 ← greeting 3.1 NULL',
      expect.stringMatching(/^#0 ← malformed: frame announces 9223372036854775808 octets/),
    ])
  })

  test('a reader that stops is felt by the writer, and nothing is lost', async () => {
    const { near, far } = await ends()
    const body = Buffer.alloc(32 << 20, 0xa5)
    const written = new Promise<'written'>(resolve => near.end(body, () => resolve('written')))
    const waited = setTimeout(4 * windows.silence, 'held back')
    expect(await Promise.race([written, waited])).toBe('held back')
    expect((await all(far)).equals(body)).toBe(true)
    expect(await written).toBe('written')
    far.end()
  })
})

test.for(['connecter', 'binder'] as const)('RST of the %s passes as RST', async side => {
  const door = await wire.listen()
  const relayed = await proxy(door.endpoint)
  const near = await wire.dial(relayed.endpoint)
  const far = await door.accept()
  await near.send([greeting(), message('x')])
  await far.greeting()
  const [one, other] = side === 'connecter' ? [near, far] : [far, near]
  one.reset()
  expect(await other.closed()).toBe('rst')
  expect(await relayed.ended()).toEqual({ by: side, how: 'rst' })
})

test('octets that complete nothing are listed when their sender leaves', async () => {
  const door = await wire.listen()
  const relayed = await proxy(door.endpoint)
  const near = await wire.dial(relayed.endpoint)
  const far = await door.accept()
  await near.send(hex('ff 0000 00'), 'drip')
  await near.close()
  expect(await far.closed()).toBe('fin')
  expect(lines(relayed.log).slice(2, 4)).toEqual(['#0 → unfinished [ff 00 00 00]', '#0 → FIN'])
})

test('a target that refuses closes the connecter', async () => {
  const door = await wire.listen()
  await door.close()
  const relayed = await proxy(door.endpoint)
  const peer = await wire.dial(relayed.endpoint)
  expect(await peer.closed()).toBe('fin')
  await expect(relayed.ended()).rejects.toThrow('target not reached: ECONNREFUSED')
  await expect(proxy('inproc://x')).rejects.toThrow('neither tcp:// nor ipc://: inproc://x')
})
