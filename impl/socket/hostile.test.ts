// Peers that send what is no ZMTP (RFC 37, "Security Considerations" and "Error Handling"): each loses its own connection, with a typed
// event, and a good peer of the same socket notices nothing.

import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { type Rig, RigSet } from './engine-rig.ts'

const greeting = Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from('NULL'), Buffer.alloc(48)])
const ready = Buffer.from('\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH', 'latin1')
const huge = Buffer.from([2, 0x80, 0, 0, 0, 0, 0, 0, 0])

const rigs = new RigSet()
let pull: Rig
let push: Rig
const sockets: Socket[] = []
beforeEach(async () => {
  ;[pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*', { handshakeInterval: 100, oldestVersion: '3.0' })
})
afterEach(() => {
  rigs.dispose()
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** Sends octets; resolves when our side has closed the connection. */
function attack(...chunks: Uint8Array[]): Promise<void> {
  const socket = connect(Number(pull.engine.lastEndpoint!.split(':').at(-1)), '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {}).resume()
  for (const chunk of chunks) socket.write(chunk)
  return new Promise(resolve => socket.once('close', () => resolve()))
}

async function stillServes(): Promise<void> {
  await push.send('fine')
  expect(await pull.receiveText()).toBe('fine')
  expect(push.eventTypes).not.toContain('disconnect')
}

describe.each<[string, Uint8Array[], 'handshake:error:protocol' | 'handshake:error:other' | 'disconnect']>([
  ['garbage for a greeting', [Buffer.from('GET / HTTP/1.1\r\nHost: example\r\n\r\n'.repeat(3))], 'handshake:error:protocol'],
  ['an unknown mechanism', [Buffer.concat([greeting.subarray(0, 12), Buffer.from('OTHER'), Buffer.alloc(47)])], 'handshake:error:protocol'],
  ['half a greeting and then nothing', [greeting.subarray(0, 30)], 'handshake:error:other'],
  ['nothing at all', [], 'handshake:error:other'],
  ['a frame of 2^63 octets instead of READY', [greeting, huge], 'handshake:error:protocol'],
  ['a frame of 2^63 octets after READY', [greeting, ready, huge], 'disconnect'],
  ['a message instead of READY', [greeting, Buffer.from([0, 1, 65])], 'handshake:error:protocol'],
  ['random octets after READY', [greeting, ready, Buffer.alloc(5000, 0xf7)], 'disconnect'],
])('%s', (_name, chunks, event) => {
  it('costs the sender its connection and nobody else anything', async () => {
    const closed = attack(...chunks)
    const seen = await pull.event(event)
    if (event !== 'handshake:error:other') expect(seen).toMatchObject({ error: { name: 'Error', blame: 'remote', code: /^ERR_ZMTP_/ } })
    await pull.event('disconnect')
    await closed
    await stillServes()
  })
})

it('no octets, to no socket type, harm the process', { timeout: 30_000 }, async () => {
  const frame = fc.record({ flags: fc.nat(7), size: fc.option(fc.nat(300)), body: fc.uint8Array({ maxLength: 300 }) })
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    frame.map(({ flags, size, body }) => Uint8Array.from([flags & ~2, (size ?? body.length) & 255, ...body])),
    fc
      .constantFrom('\x09SUBSCRIBE', '\x06CANCEL', '\x04JOIN', '\x05LEAVEg', '\x04PING\0\x01', '\x04PONG', '\x05ERROR\x03400', '\x05READY')
      .map(text => Uint8Array.from([4, text.length, ...Buffer.from(text, 'latin1')])),
  )
  const phase = fc.constantFrom('nothing', 'greeting', 'READY')
  const mute: ReadonlySet<string> = new Set(['DGRAM', 'STREAM'])
  const type = fc.constantFrom(...(Object.keys(socketTypes) as SocketType[]).filter(name => !mute.has(name)))
  await fc.assert(
    fc.asyncProperty(type, phase, fc.array(octets, { minLength: 1, maxLength: 8 }), async (target, after, chunks) => {
      const victim = rigs.open(target, { handshakeInterval: 50, linger: 0 })
      await victim.engine.bind('tcp://127.0.0.1:*')
      const socket = connect(Number(victim.engine.lastEndpoint!.split(':').at(-1)), '127.0.0.1')
      socket.on('error', () => {}).resume()
      if (after !== 'nothing') socket.write(greeting)
      const peer: string = socketTypes[target].peers[0]!
      if (after === 'READY')
        socket.write(
          Buffer.from(
            `\x04${String.fromCharCode(22 + peer.length)}\x05READY\x0bSocket-Type\0\0\0${String.fromCharCode(peer.length)}${peer}`,
            'latin1',
          ),
        )
      for (const chunk of chunks) socket.write(chunk)
      socket.end()
      await victim.event('disconnect')
      victim.engine.close()
    }),
    { seed: 42, numRuns: 300 },
  )
  await stillServes()
})

it('a flood of connections that say nothing leaves the good peer served', async () => {
  const attacks = Array.from({ length: 50 }, () => attack())
  await pull.event('accept', 51)
  await stillServes()
  await Promise.all(attacks)
})

it('a peer that resets its connection again and again does no harm', async () => {
  for (let at = 0; at < 20; at++) {
    const socket = connect(Number(pull.engine.lastEndpoint!.split(':').at(-1)), '127.0.0.1')
    socket.on('error', () => {})
    await new Promise(resolve => socket.once('connect', resolve))
    socket.write(greeting.subarray(0, at * 3))
    socket.resetAndDestroy()
  }
  await pull.event('disconnect', 20)
  await stillServes()
})

it('a peer that never reads makes this side hold no more than the send mark', async () => {
  const router = rigs.open('PUSH', { sendHighWaterMark: 100 })
  await router.engine.bind('tcp://127.0.0.1:*')
  const socket = connect(Number(router.engine.lastEndpoint!.split(':').at(-1)), '127.0.0.1').pause()
  sockets.push(socket.on('error', () => {}))
  socket.write(greeting)
  socket.write(Buffer.from('\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PULL', 'latin1'))
  await router.event('handshake')
  const body = new Uint8Array(1 << 16)
  let sent = 0
  for (let quiet = 0; quiet < 20; quiet++) {
    const more = router.fill(10_000, body)
    if (more > 0) quiet = 0
    sent += more
    await new Promise(setImmediate)
  }
  expect(router.engine.canSend()).toBe(false)
  expect(sent * body.length).toBeLessThan(64 << 20)
})
