// ZMQ_SNDHWM and ZMQ_RCVHWM: exact where no system buffers lie between (inproc, unconnected), bounded over tcp.

import { afterEach, expect, it } from 'vitest'
import { RigSet } from './engine-rig.ts'

const rigs = new RigSet()
afterEach(() => rigs.dispose())
let count = 0
const inproc = (): string => `inproc://hwm-${++count}`

it.each([
  [1000, 1000, 2000],
  [1, 1, 2],
  [3, 5, 8],
  [0, 5, 5000],
  [5, 0, 5000],
])('inproc: send mark %d and receive mark %d hold %d messages', (send, receive, expected) => {
  const name = inproc()
  const pull = rigs.open('PULL', { receiveHighWaterMark: receive })
  const push = rigs.open('PUSH', { sendHighWaterMark: send })
  void pull.engine.bind(name)
  push.engine.connect(name)
  expect(push.fill(5000)).toBe(expected)
})

it('inproc: a full sender is woken when half is read, and nothing is lost', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', inproc(), { sendHighWaterMark: 5, receiveHighWaterMark: 5 })
  expect(push.fill(100)).toBe(10)
  await new Promise(setImmediate)
  let woken = 0
  push.engine.onWritable = () => woken++
  for (let at = 0; at < 4; at++) pull.engine.receive()
  await new Promise(setImmediate)
  expect(woken).toBe(0)
  pull.engine.receive()
  await new Promise(setImmediate)
  expect(woken).toBe(1)
  expect(push.fill(100)).toBe(5)
  expect(pull.drain()).toHaveLength(10)
})

it('inproc: connecting before bind, the sender has its own mark until the names meet', async () => {
  const name = inproc()
  const push = rigs.open('PUSH', { sendHighWaterMark: 3 })
  push.engine.connect(name)
  expect(push.fill(100)).toBe(3)
  const pull = rigs.open('PULL', { receiveHighWaterMark: 4 })
  await pull.engine.bind(name)
  expect(push.fill(100)).toBe(4)
  expect(pull.drain()).toHaveLength(7)
})

it('inproc: what a closed sender left waiting is there for a later bind', async () => {
  const name = inproc()
  const push = rigs.open('PUSH')
  push.engine.connect(name)
  push.fill(1, 'heritage')
  push.engine.close()
  const pull = rigs.open('PULL')
  await pull.engine.bind(name)
  expect(pull.drain()).toEqual(['heritage'])
})

it('not connected yet: exactly the send mark, per pipe', () => {
  const push = rigs.open('PUSH', { sendHighWaterMark: 7 })
  push.engine.connect('tcp://127.0.0.1:1')
  expect(push.fill(100)).toBe(7)
  push.engine.connect('tcp://127.0.0.1:2')
  expect(push.fill(100)).toBe(7)
})

it('a raised mark makes room at once', () => {
  const push = rigs.open('PUSH', { sendHighWaterMark: 2 })
  push.engine.connect('tcp://127.0.0.1:1')
  expect(push.fill(100)).toBe(2)
  push.engine.options.sendHighWaterMark = 10
  push.engine.optionsChanged()
  expect(push.fill(100)).toBe(8)
})

it('tcp: a reader that does not read stops the sender within the marks and the system buffers, and loses nothing', async () => {
  const marks = { sendHighWaterMark: 10, receiveHighWaterMark: 10 }
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*', marks)
  const body = new Uint8Array(65536)
  let sent = 0
  // Several turns without progress of the reader: whatever the system takes, it has taken.
  for (let quiet = 0; quiet < 50; quiet++) {
    const more = push.fill(10_000, body)
    if (more > 0) quiet = 0
    sent += more
    await new Promise(setImmediate)
  }
  // 20 messages by the marks; loopback buffers hold a few MiB on Linux.
  expect(sent).toBeGreaterThanOrEqual(20)
  expect(sent * body.length).toBeLessThan(64 << 20)
  for (let at = 0; at < sent; at++) expect((await pull.receive())[0]).toHaveLength(body.length)
  await push.send('after')
  expect(await pull.receiveText()).toBe('after')
})

it('tcp: at a receive mark of 1 messages still flow, one at a time', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*', { receiveHighWaterMark: 1, sendHighWaterMark: 1 })
  const texts = Array.from({ length: 200 }, (_, at) => `${at}`)
  const sending = (async () => {
    for (const text of texts) await push.send(text)
  })()
  const received: string[] = []
  while (received.length < texts.length) received.push(await pull.receiveText())
  await sending
  expect(received).toEqual(texts)
})

it('tcp: what is taken in one go, as receiveMany does, is no more than the receive mark, whatever lies behind it', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*', { receiveHighWaterMark: 10, sendHighWaterMark: 0 })
  expect(push.fill(3000)).toBe(3000)
  const sizes: number[] = []
  await pull.until('3000 messages', () => {
    sizes.push(pull.drain().length)
    return sizes.reduce((sum, size) => sum + size) >= 3000 ? true : undefined
  })
  expect(Math.max(...sizes)).toBe(10)
})

it('wakes the receiver once per read, not per message', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  let wakes = 0
  const wake = pull.engine.onReadable!
  pull.engine.onReadable = () => {
    wakes++
    wake()
  }
  expect(push.fill(500)).toBe(500)
  const got: string[] = []
  await pull.until('500 messages', () => (got.push(...pull.drain()) >= 500 ? true : undefined))
  expect(wakes).toBeLessThan(20)
})

it('a busy peer does not keep a quiet one from being served', async () => {
  const pull = rigs.open('PULL')
  await pull.engine.bind('tcp://127.0.0.1:*')
  const [busy, quiet] = [rigs.open('PUSH'), rigs.open('PUSH')]
  for (const { engine } of [busy, quiet]) engine.connect(pull.engine.lastEndpoint!)
  await Promise.all([pull.event('handshake', 2), busy.event('handshake'), quiet.event('handshake')])
  let stop = false
  busy.engine.onWritable = () => stop || busy.fill(2000)
  busy.fill(2000)
  await quiet.send('here')
  let before = 0
  await pull.until('the quiet peer', () => {
    for (const text of pull.drain()) {
      if (text === 'here') return true
      before++
    }
    return undefined
  })
  stop = true
  expect(before).toBeLessThan(20_000)
})

it('two sockets that answer each other at once leave the event loop its turns', async () => {
  const [a, b] = await rigs.pair('PAIR', 'PAIR', inproc())
  let rounds = 0
  let turns = 0
  const done = new Promise<void>(resolve => {
    for (const { engine } of [a, b]) {
      engine.onReadable = () => {
        if (++rounds === 10_000) resolve()
        engine.send(engine.receive()!)
      }
    }
  })
  const count = (): void => {
    turns++
    if (rounds < 10_000) setImmediate(count)
  }
  setImmediate(count)
  a.fill(1)
  await done
  expect(turns).toBeGreaterThan(10)
})

it('copies small parts that have to wait and refers to large ones', async () => {
  const name = inproc()
  const [pull, push] = await rigs.pair('PULL', 'PUSH', name)
  const [small, large] = [Buffer.alloc(128, 1), Buffer.alloc(129, 1)]
  push.engine.send([small, large])
  small.fill(2)
  const [first, second] = pull.engine.receive()!
  expect(first).toEqual(Buffer.alloc(128, 1))
  expect(second).toBe(large)
})
