// One link on a stream that only records: when it writes, how much at once, and what it does at the end.

import { afterEach, expect, it } from 'vitest'
import { SocketEngine } from './engine.ts'
import { EngineContext } from './engine-context.ts'
import { Link, type LinkOwner } from './link.ts'
import { SocketPipe } from './pipe.ts'
import { linkOptions } from './session-setup.ts'

const greeting = Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from('NULL'), Buffer.alloc(48)])
const ready = Buffer.from('\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PULL', 'latin1')
const turn = (): Promise<void> => new Promise(setImmediate)

const engines: SocketEngine[] = []
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close()
})

/** A PUSH link whose handshake is done. `stream.taken` says what the next write returns. */
async function createBench(sendHighWaterMark = 1000) {
  const engine = new SocketEngine(new EngineContext(), 'PUSH')
  engines.push(engine)
  engine.options.sendHighWaterMark = sendHighWaterMark
  const log: string[] = []
  const pipe = new SocketPipe(engine, { address: '', terminate: () => {} }, null, false)
  const owner: LinkOwner = {
    ready(opened, peer) {
      pipe.open(opened, peer)
      return pipe
    },
    over: (_, { reason }) => void log.push(`over ${reason}`),
  }
  const stream = {
    taken: true,
    writes: [] as number[],
    remoteEndpoint: '',
    localEndpoint: '',
    write(chunks: readonly Uint8Array[]) {
      stream.writes.push(chunks.reduce((sum, { length }) => sum + length, 0))
      return stream.taken
    },
    resume: () => void log.push('resume'),
    end: () => void log.push('end'),
    destroy: () => void log.push('destroy'),
  }
  const link = new Link(engine, owner, stream, linkOptions('PUSH', engine.options))
  const feed = (octets: Uint8Array): boolean => {
    link.buffer().set(octets)
    return link.received(octets.length)
  }
  link.begin()
  await turn()
  feed(Buffer.concat([greeting, ready]))
  await turn()
  stream.writes.length = 0
  return { pipe, link, stream, log, feed }
}

it('writes once per turn, whatever was sent in it', async () => {
  const { pipe, stream } = await createBench()
  for (let at = 0; at < 10; at++) pipe.write([Buffer.alloc(8)])
  expect(stream.writes).toEqual([])
  await turn()
  expect(stream.writes).toEqual([100])
  expect(pipe.unsent).toBe(0)
})

it('writes at once from 256 KiB on, and at the high-water mark', async () => {
  const { pipe, stream } = await createBench()
  for (let at = 0; at < 40; at++) pipe.write([Buffer.alloc(10_000)])
  expect(stream.writes).toHaveLength(1)
  const low = await createBench(3)
  for (let at = 0; at < 3; at++) low.pipe.write([Buffer.alloc(8)])
  expect([low.stream.writes, low.pipe.full]).toEqual([[30], false])
})

it('has one write in flight; what comes meanwhile waits as messages, and the mark counts both', async () => {
  const { pipe, link, stream } = await createBench(5)
  stream.taken = false
  pipe.write([Buffer.alloc(8)])
  await turn()
  for (let at = 0; at < 4; at++) {
    expect(pipe.full).toBe(false)
    pipe.write([Buffer.alloc(8)])
  }
  await turn()
  expect([stream.writes, pipe.queued, pipe.full]).toEqual([[10], 4, true])
  stream.taken = true
  link.drained()
  expect([stream.writes, pipe.unsent, pipe.full]).toEqual([[10, 40], 0, false])
})

it('sends a long queue in chunks, each in a turn of its own', async () => {
  const { pipe, link, stream } = await createBench(0)
  stream.taken = false
  pipe.write([Buffer.alloc(8)])
  await turn()
  for (let at = 0; at < 100; at++) pipe.write([Buffer.alloc(10_000)])
  stream.taken = true
  link.drained()
  expect(stream.writes).toHaveLength(2)
  expect(stream.writes[1]).toBeLessThan(300_000)
  while (pipe.queued > 0) await turn()
  expect(stream.writes).toHaveLength(5)
})

it('answers a fault with what the session has to say, then FIN, and tells its owner once', async () => {
  const { link, log, feed } = await createBench()
  feed(Buffer.from([2, 0x80, 0, 0, 0, 0, 0, 0, 0]))
  expect(log).toEqual(['end', 'over protocol'])
  link.closed()
  expect(log).toHaveLength(2)
})

it('finishes only when the system has everything', async () => {
  const { pipe, link, stream, log } = await createBench()
  stream.taken = false
  pipe.write([Buffer.alloc(8)])
  link.finish(() => log.push('finished'))
  await turn()
  expect(log).toEqual([])
  stream.taken = true
  link.drained()
  expect(log).toEqual(['end', 'finished'])
})

it('a lost connection is over, with its stream', async () => {
  const { link, log } = await createBench()
  link.closed()
  expect(log).toEqual(['destroy', 'over closed'])
})
