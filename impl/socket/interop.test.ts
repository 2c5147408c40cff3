// Our engine and libzmq (npm zeromq) in one process: messages of mixed sizes and parts, both ways, over tcp and ipc.

import { createConnection } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import * as zmq from 'zeromq'
import { type Rig, RigSet } from './engine-rig.ts'

const greeting = Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from('NULL'), Buffer.alloc(48)])
const rigs = new RigSet()
const natives: zmq.Socket[] = []
afterEach(() => {
  rigs.dispose()
  for (const socket of natives.splice(0)) socket.close()
})
function native<T extends zmq.Socket>(socket: T): T {
  natives.push(socket)
  return socket
}

const sizes = [0, 1, 7, 127, 128, 129, 254, 255, 256, 1000, 4096, 8191, 8192, 16383, 16384, 65536]
/** The nth test message: one to three parts whose content follows from n. */
function message(n: number): Buffer[] {
  const part = (at: number): Buffer => Buffer.alloc(n % 500 === 499 && at === 0 ? 1 << 20 : sizes[(n * 7 + at * 5) % sizes.length]!, n + at)
  return [Buffer.from(`${n}`), ...Array.from({ length: n % 3 }, (_, at) => part(at))]
}
function isBad(frames: readonly Uint8Array[], n: number): boolean {
  const expected = message(n)
  return frames.length !== expected.length || frames.some((frame, at) => Buffer.compare(frame, expected[at]!) !== 0)
}

async function sendAll(rig: Rig, total: number, head: Buffer[] = []): Promise<void> {
  for (let n = 0; n < total; n++) await rig.send(...head, ...message(n))
}

describe.each([
  ['tcp', 'tcp://127.0.0.1:*'],
  ['ipc', 'ipc://*'],
])('over %s', { timeout: 30_000 }, (scheme, endpoint) => {
  const total = scheme === 'tcp' ? 3000 : 1000

  it('PUSH to their PULL, 0 bad', async () => {
    const push = rigs.open('PUSH')
    await push.engine.bind(endpoint)
    const pull = native(new zmq.Pull())
    pull.connect(push.engine.lastEndpoint!)
    const sending = sendAll(push, total)
    let bad = 0
    for (let n = 0; n < total; n++) if (isBad(await pull.receive(), n)) bad++
    await sending
    expect(bad).toBe(0)
  })

  it('their PUSH to PULL, 0 bad', async () => {
    const push = native(new zmq.Push())
    await push.bind(scheme === 'ipc' ? `ipc://@interop-${process.pid}` : endpoint)
    const pull = rigs.open('PULL')
    pull.engine.connect(push.lastEndpoint!)
    const sending = (async () => {
      for (let n = 0; n < total; n++) await push.send(message(n))
    })()
    let bad = 0
    for (let n = 0; n < total; n++) if (isBad(await pull.receive(), n)) bad++
    await sending
    expect(bad).toBe(0)
  })

  it('DEALER through their ROUTER and back, 0 bad', async () => {
    const router = native(new zmq.Router())
    await router.bind(scheme === 'ipc' ? `ipc://@interop-r-${process.pid}` : endpoint)
    const dealer = rigs.open('DEALER', { routingId: Buffer.from('ours') })
    dealer.engine.connect(router.lastEndpoint!)
    const rounds = 600
    const echoing = (async () => {
      for (let n = 0; n < rounds; n++) await router.send(await router.receive())
    })()
    const sending = sendAll(dealer, rounds)
    let bad = 0
    for (let n = 0; n < rounds; n++) if (isBad(await dealer.receive(), n)) bad++
    await Promise.all([echoing, sending])
    expect(bad).toBe(0)
  })

  it('their DEALER through ROUTER and back, 0 bad', async () => {
    const router = rigs.open('ROUTER', { mandatory: true })
    await router.engine.bind(endpoint)
    const dealer = native(new zmq.Dealer({ routingId: 'theirs' }))
    dealer.connect(router.engine.lastEndpoint!)
    const rounds = 600
    const echoing = (async () => {
      for (let n = 0; n < rounds; n++) {
        const frames = await router.receive()
        expect(String(frames[0])).toBe('theirs')
        await router.send(...frames)
      }
    })()
    const sending = (async () => {
      for (let n = 0; n < rounds; n++) await dealer.send(message(n))
    })()
    let bad = 0
    for (let n = 0; n < rounds; n++) if (isBad(await dealer.receive(), n)) bad++
    await Promise.all([echoing, sending])
    expect(bad).toBe(0)
  })

  it('XPUB to their SUB and their XPUB to SUB, filtered, 0 bad', async () => {
    const xpub = rigs.open('XPUB', { sendHighWaterMark: 0 })
    await xpub.engine.bind(endpoint)
    const sub = native(new zmq.Subscriber({ receiveHighWaterMark: 0 }))
    sub.subscribe('even')
    sub.connect(xpub.engine.lastEndpoint!)
    expect(await xpub.receiveText()).toBe('\u0001even')
    for (let n = 0; n < total; n++) await xpub.send(n % 2 === 0 ? 'even' : 'odd', ...message(n))
    for (let n = 0; n < total; n += 2) expect(isBad((await sub.receive()).slice(1), n)).toBe(false)

    const theirs = native(new zmq.XPublisher({ sendHighWaterMark: 0 }))
    await theirs.bind(scheme === 'ipc' ? `ipc://@interop-p-${process.pid}` : endpoint)
    const ours = rigs.open('SUB', { receiveHighWaterMark: 0 })
    ours.engine.subscribe(Buffer.from('even'))
    ours.engine.connect(theirs.lastEndpoint!)
    expect(String(await theirs.receive())).toBe('\u0001even')
    for (let n = 0; n < 500; n++) await theirs.send([n % 2 === 0 ? 'even' : 'odd', ...message(n)])
    for (let n = 0; n < 500; n += 2) expect(isBad((await ours.receive()).slice(1), n)).toBe(false)
  })

  it('REQ to their REP, their REQ to REP', async () => {
    const rep = native(new zmq.Reply())
    await rep.bind(scheme === 'ipc' ? `ipc://@interop-q-${process.pid}` : endpoint)
    const req = rigs.open('REQ')
    req.engine.connect(rep.lastEndpoint!)
    const serving = (async () => {
      for (let n = 0; n < 100; n++) await rep.send(await rep.receive())
    })()
    for (let n = 0; n < 100; n++) {
      await req.send(...message(n))
      expect(isBad(await req.receive(), n)).toBe(false)
    }
    await serving
    const ours = rigs.open('REP')
    await ours.engine.bind(endpoint)
    const theirs = native(new zmq.Request())
    theirs.connect(ours.engine.lastEndpoint!)
    for (let n = 0; n < 100; n++) {
      await theirs.send(message(n))
      await ours.send(...(await ours.receive()))
      expect(isBad(await theirs.receive(), n)).toBe(false)
    }
  })
})

it('their socket reconnects to ours, and ours to theirs, without loss of what waits', async () => {
  const pull = rigs.open('PULL')
  await pull.engine.bind('tcp://127.0.0.1:*')
  const endpoint = pull.engine.lastEndpoint!
  const push = native(new zmq.Push({ reconnectInterval: 10 }))
  push.connect(endpoint)
  await push.send('1')
  expect(await pull.receiveText()).toBe('1')
  pull.engine.close()
  const again = rigs.open('PULL')
  await again.engine.bind(endpoint)
  await again.event('handshake')
  await push.send('2')
  expect(await again.receiveText()).toBe('2')
})

it('heartbeats keep a quiet connection with libzmq', async () => {
  const options = { heartbeatInterval: 20, heartbeatTimeout: 200, heartbeatTimeToLive: 400 }
  const pull = rigs.open('PULL', options)
  await pull.engine.bind('tcp://127.0.0.1:*')
  const push = native(new zmq.Push(options))
  push.connect(pull.engine.lastEndpoint!)
  await pull.event('handshake')
  // A peer that answers no PING is the clock: when it was given up twice over, libzmq has answered many times.
  for (const nth of [1, 2]) {
    const silent = createConnection(Number(pull.engine.lastEndpoint!.split(':').at(-1)), '127.0.0.1').on('error', () => {})
    silent.write(Buffer.concat([greeting, Buffer.from('\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH', 'latin1')]))
    await pull.event('disconnect', nth)
    silent.destroy()
  }
  await pull.event('handshake', 3)
  expect(pull.eventTypes.filter(type => type === 'disconnect')).toHaveLength(2)
  await push.send('alive')
  expect(await pull.receiveText()).toBe('alive')
})
