// Back-off, and what survives the loss of a connection (zmq_setsockopt(3): RECONNECT_IVL, IMMEDIATE).

import { createServer, connect as dialRaw, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { RigSet } from './engine-rig.ts'
import { createBackoff } from './reconnect.ts'

const rigs = new RigSet()
afterEach(() => rigs.dispose())

const delays = (interval: number, maximum: number, random: number, length = 6): (number | null)[] => {
  const backoff = createBackoff({ reconnectInterval: interval, reconnectMaxInterval: maximum }, () => random)
  return Array.from({ length }, () => backoff.next())
}

it('adds a random part below the interval when there is no maximum', () => {
  expect([delays(50, 0, 0, 2), delays(50, 0, 0.999, 2)]).toEqual([
    [50, 50],
    [99, 99],
  ])
})

it('doubles up to the maximum, without chance', () => {
  expect(delays(50, 600, 0.9)).toEqual([50, 100, 200, 400, 600, 600])
  expect(delays(700, 600, 0.9, 2)).toEqual([600, 600])
})

it('doubles up to 32 intervals under strict when nobody set a maximum', () => {
  const backoff = createBackoff({ reconnectInterval: 5, reconnectMaxInterval: 0, strict: true }, () => 0.9)
  expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([5, 10, 20, 40, 80, 160, 160])
})

it('never retries with -1 or 0', () => {
  expect([delays(-1, 0, 0, 1), delays(0, 100, 0, 1)]).toEqual([[null], [null]])
})

it('starts over after a connection', () => {
  const backoff = createBackoff({ reconnectInterval: 10, reconnectMaxInterval: 100 }, () => 0)
  expect([backoff.next(), backoff.next(), backoff.reset(), backoff.next()]).toEqual([10, 20, undefined, 10])
})

it("reports attempts in libzmq's order", async () => {
  const push = rigs.open('PUSH', { reconnectInterval: 2, reconnectMaxInterval: 4 })
  push.engine.connect('tcp://127.0.0.1:1')
  const third = await push.event('connect:retry', 3)
  expect(push.eventTypes.slice(0, 6)).toEqual([...Array(2)].flatMap(() => ['connect:delay', 'close', 'connect:retry']))
  expect(push.events.flatMap(event => (event.type === 'connect:retry' ? [event.interval] : [])).slice(0, 3)).toEqual([2, 4, 4])
  expect(third.address).toBe('tcp://127.0.0.1:1')
})

it('starts over with short intervals after every connection', async () => {
  const [endpoint, close] = await rawServer(socket => socket.end())
  const push = rigs.open('PUSH', { reconnectInterval: 1, reconnectMaxInterval: 1000 })
  push.engine.connect(endpoint)
  await push.event('connect:retry', 5)
  expect(push.events.flatMap(event => (event.type === 'connect:retry' ? [event.interval] : []))).toEqual([1, 1, 1, 1, 1])
  close()
})

it('reconnects and delivers what was sent while there was nobody', async () => {
  const [first, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  const endpoint = first.engine.lastEndpoint!
  first.engine.close()
  await push.event('disconnect')
  for (const text of ['1', '2', '3']) await push.send(text)
  const second = rigs.open('PULL')
  await second.engine.bind(endpoint)
  expect([await second.receiveText(), await second.receiveText(), await second.receiveText()]).toEqual(['1', '2', '3'])
  expect(push.eventTypes).toContain('connect:retry')
})

it('announces subscriptions again after a reconnection', async () => {
  const [first, sub] = await rigs.pair('XPUB', 'SUB', 'tcp://127.0.0.1:*')
  sub.engine.subscribe(Buffer.from('topic'))
  expect(await first.receiveText()).toBe('\u0001topic')
  const endpoint = first.engine.lastEndpoint!
  first.engine.close()
  const second = rigs.open('XPUB')
  await second.engine.bind(endpoint)
  expect(await second.receiveText()).toBe('\u0001topic')
})

it('wakes the reader of a connecting XPUB when its subscriber is gone', async () => {
  const [sub, xpub] = [rigs.open('SUB'), rigs.open('XPUB')]
  sub.engine.subscribe(Buffer.from('a'))
  await rigs.join(sub, xpub, 'tcp://127.0.0.1:*')
  expect(await xpub.receiveText()).toBe('\x01a')
  const woken = new Promise<void>(resolve => {
    xpub.engine.onReadable = resolve
  })
  sub.engine.close()
  await woken
  expect(xpub.drain()).toEqual(['\0a'])
})

it('-1: gives the endpoint up after the first loss', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*', { reconnectInterval: -1 })
  pull.engine.close()
  await push.event('disconnect')
  expect(push.engine.canSend()).toBe(false)
  expect(push.eventTypes).not.toContain('connect:retry')
})

it('does not retry after the peer broke the protocol', async () => {
  const [endpoint, close] = await rawServer(socket => socket.write(Buffer.alloc(64, 'HTTP/1.1 400 Bad Request\r\n')))
  const push = rigs.open('PUSH', { oldestVersion: '3.0' })
  push.engine.connect(endpoint)
  expect((await push.event('handshake:error:protocol')).error.blame).toBe('remote')
  await push.event('disconnect')
  expect(push.eventTypes).not.toContain('connect:retry')
  expect(push.engine.canSend()).toBe(false)
  close()
})

it('retries after a bare close during the handshake, and after a handshake time-out', async () => {
  const [endpoint, close] = await rawServer((socket, nth) => nth === 1 && socket.end())
  const push = rigs.open('PUSH', { handshakeInterval: 20 })
  push.engine.connect(endpoint)
  await push.event('handshake:error:other', 2)
  const codes = push.events.flatMap(event => (event.type === 'handshake:error:other' ? [(event.error as NodeJS.ErrnoException).code] : []))
  expect(codes.slice(0, 2)).toEqual(['ECONNRESET', 'ETIMEDOUT'])
  await push.event('connect', 3)
  close()
})

it('IMMEDIATE: no pipe before the handshake, none after the loss', async () => {
  const push = rigs.open('PUSH', { immediate: true })
  push.engine.connect('tcp://127.0.0.1:1')
  expect(push.engine.canSend()).toBe(false)
  const pull = rigs.open('PULL')
  await rigs.join(pull, push, 'tcp://127.0.0.1:*')
  // Everything goes to the live one.
  expect(push.fill(10)).toBe(10)
  for (let at = 0; at < 10; at++) await pull.receive()
  pull.engine.close()
  await push.event('disconnect')
  expect(push.engine.canSend()).toBe(false)
})

it('shares messages with an endpoint that is not there yet, without IMMEDIATE', async () => {
  const push = rigs.open('PUSH')
  const pull = rigs.open('PULL')
  push.engine.connect('tcp://127.0.0.1:1')
  await rigs.join(pull, push, 'tcp://127.0.0.1:*')
  expect(push.fill(10)).toBe(10)
  for (let at = 0; at < 5; at++) await pull.receive()
  await new Promise(setImmediate)
  expect(pull.drain()).toEqual([])
})

it.each([
  ['DEALER', 'DEALER', 1],
  ['PULL', 'PUSH', 2],
] as const)('%s sees a second connect of the same %s endpoint as %d connection(s)', async (bound, connecting, expected) => {
  const [server, client] = await rigs.pair(bound, connecting, 'tcp://127.0.0.1:*')
  client.engine.connect(server.engine.lastEndpoint!)
  if (expected === 2) await server.event('accept', 2)
  const late = rigs.open(connecting)
  late.engine.connect(server.engine.lastEndpoint!)
  await late.event('handshake')
  await server.event('handshake', expected + 1)
  expect(server.eventTypes.filter(type => type === 'accept')).toHaveLength(expected + 1)
})

it('keeps trying a name that cannot be resolved', async () => {
  const push = rigs.open('PUSH')
  push.engine.connect('tcp://no-such-host.invalid:1')
  await push.event('connect:retry', 2)
  expect(push.eventTypes).not.toContain('connect')
})

it('does not take a connection to itself for a peer', async () => {
  const pull = rigs.open('PULL')
  await pull.engine.bind('tcp://127.0.0.1:*')
  const address = pull.engine.lastEndpoint!.slice('tcp://'.length)
  await pull.engine.unbind(pull.engine.lastEndpoint!)
  const dealer = rigs.open('DEALER')
  // From a port to the same port: the kernel joins the socket to itself.
  dealer.engine.connect(`tcp://${address};${address}`)
  await dealer.event('connect:retry', 2)
  expect(dealer.eventTypes).not.toContain('connect')
})

it('a connection keeps the options of the moment of connect', async () => {
  const [pull, push] = [rigs.open('PULL', { maxMessageSize: 10 }), rigs.open('PUSH')]
  await pull.engine.bind('tcp://127.0.0.1:*')
  pull.engine.options.maxMessageSize = -1
  push.engine.connect(pull.engine.lastEndpoint!)
  await push.send('more than ten octets')
  expect((await pull.event('disconnect')).error?.blame).toBe('remote')
})

it('handover: the old connection ends, the newcomer takes the routing id', async () => {
  const router = rigs.open('ROUTER', { handover: true, mandatory: true })
  await router.engine.bind('tcp://127.0.0.1:*')
  const [old, young] = ['old', 'young'].map(() => rigs.open('DEALER', { routingId: Buffer.from('id'), reconnectInterval: -1 }))
  old!.engine.connect(router.engine.lastEndpoint!)
  await router.event('handshake')
  young!.engine.connect(router.engine.lastEndpoint!)
  await router.event('handshake', 2)
  await old!.event('disconnect')
  await router.send('id', 'hello')
  expect(await young!.receiveText()).toBe('hello')
})

it('PAIR: a second peer is refused, accepted or connected', async () => {
  const [bound] = await rigs.pair('PAIR', 'PAIR', 'tcp://127.0.0.1:*')
  const second = rigs.open('PAIR')
  second.engine.connect(bound.engine.lastEndpoint!)
  await second.event('disconnect')
  second.engine.connect('tcp://127.0.0.1:1')
  await second.event('connect:retry')
  expect(second.events.filter(event => 'address' in event && event.address === 'tcp://127.0.0.1:1')).toEqual([])
})

it('says nothing after its end', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  pull.engine.close()
  await push.event('disconnect')
  expect(pull.eventTypes.slice(-2)).toEqual(['close', 'end'])
})

it('unbind ends accepted connections, as libzmq does, and refuses new ones', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  await pull.engine.unbind(pull.engine.lastEndpoint!)
  await push.event('disconnect')
  await push.event('close')
  expect(pull.eventTypes.at(-1)).toBe('close')
})

it('takes many connections in a moment', async () => {
  const pull = rigs.open('PULL')
  await pull.engine.bind('tcp://127.0.0.1:*')
  const pushes = Array.from({ length: 100 }, () => rigs.open('PUSH'))
  for (const { engine } of pushes) engine.connect(pull.engine.lastEndpoint!)
  const sending = Promise.all(pushes.map((push, at) => push.send(`${at}`)))
  const received = new Set<string>()
  let last = performance.now()
  let longestGap = 0
  while (received.size < 100) {
    received.add(await pull.receiveText())
    const now = performance.now()
    longestGap = Math.max(longestGap, now - last)
    last = now
  }
  await sending
  // A backlog overflow would leave a gap: the SYN retry of one second.
  expect(longestGap).toBeLessThan(900)
})

it('a peer that goes half-way through a message leaves nothing behind', async () => {
  const pull = rigs.open('PULL')
  await pull.engine.bind('tcp://127.0.0.1:*')
  const raw = dialRaw(Number(pull.engine.lastEndpoint!.split(':').at(-1)))
  raw.on('error', () => {})
  raw.write(Buffer.concat([greeting, ready('PUSH'), Buffer.from([1, 1, 65, 0, 9, 66])]))
  await pull.event('handshake')
  raw.end()
  await pull.event('disconnect')
  expect(pull.drain()).toEqual([])
  const push = rigs.open('PUSH')
  push.engine.connect(pull.engine.lastEndpoint!)
  await push.send('whole')
  expect(await pull.receiveText()).toBe('whole')
})

const greeting = Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from('NULL'), Buffer.alloc(48)])
function ready(type: string): Buffer {
  const body = Buffer.concat([Buffer.from('\x05READY\x0bSocket-Type\0\0\0'), Buffer.from([type.length]), Buffer.from(type)])
  return Buffer.concat([Buffer.from([4, body.length]), body])
}

async function rawServer(accepted: (socket: Socket, nth: number) => unknown): Promise<[string, () => void]> {
  let nth = 0
  const sockets: Socket[] = []
  const server = createServer(socket => {
    sockets.push(socket.on('error', () => {}))
    accepted(socket, ++nth)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return [`tcp://127.0.0.1:${(server.address() as { port: number }).port}`, close]
}
