import { expect, it } from 'vitest'
import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { defaultOptions, type Options } from './options.ts'
import { type Outlet, SocketPipe } from './pipe.ts'

function createBench(options: Partial<Options> = {}) {
  const log: string[] = []
  const owner = {
    options: { ...defaultOptions, ...options },
    pipeReadable: () => void log.push('readable'),
    pipeWritable: () => void log.push('writable'),
  }
  const pipe = new SocketPipe(owner, { address: '', terminate: () => void log.push('terminate') }, null, owner.options.conflate)
  const sent: Message[] = []
  const outlet = {
    open: true as boolean,
    unsent: 0,
    sendLimit: owner.options.sendHighWaterMark,
    receiveLimit: owner.options.receiveHighWaterMark,
    send: (message: Message) => void sent.push(message),
    offer: () => void log.push('offer'),
    announce: (subscribe: boolean, topic: Uint8Array) => void log.push(`${subscribe ? '+' : '-'}${String(topic)}`),
    resume: () => void log.push('resume'),
  } satisfies Outlet
  const connect = (socketType: SocketType = 'PULL'): void => pipe.open(outlet, { socketType, routingId: Buffer.from('peer') })
  return { pipe, log, sent, outlet, connect }
}
const text = (body: string): Message => [Buffer.from(body)]

it('queues until connected, then hands over at once, but never past what waits', () => {
  const { pipe, log, sent, connect } = createBench()
  pipe.write(text('1'))
  connect()
  pipe.write(text('2'))
  expect([sent, pipe.queued, log]).toEqual([[], 2, ['offer']])
  expect([String(pipe.take()), String(pipe.take()), pipe.take()]).toEqual(['1', '2', undefined])
  const third = text('3')
  pipe.write(third)
  expect(sent[0]).toBe(third)
})

it('keeps waiting messages when the connection is lost, and drops them at its end unless they linger', () => {
  const { pipe, outlet, connect } = createBench()
  connect()
  outlet.open = false
  pipe.write(text('1'))
  pipe.lost()
  expect([pipe.connected, pipe.queued]).toEqual([false, 1])
  pipe.end(true)
  expect([pipe.ended, pipe.full, pipe.queued]).toEqual([true, true, 1])
  pipe.end(false)
  expect(pipe.queued).toBe(0)
})

it('is full at the mark and tells once of room, at half', () => {
  const { pipe, log, outlet, connect } = createBench({ sendHighWaterMark: 4 })
  connect()
  outlet.unsent = 3
  expect(pipe.full).toBe(false)
  outlet.unsent = 4
  expect(pipe.full).toBe(true)
  const told = [3, 2, 1, 0].map(unsent => {
    outlet.unsent = unsent
    pipe.roomMade()
    return log.length
  })
  expect(told).toEqual([0, 1, 1, 1])
})

it('stops its connection at the receive mark and resumes it at half', () => {
  const { pipe, log, connect } = createBench({ receiveHighWaterMark: 4 })
  connect()
  expect(['1', '2', '3', '4'].map(body => pipe.receive(text(body)))).toEqual([true, true, true, false])
  pipe.shift()
  expect(log).toEqual(['readable'])
  pipe.shift()
  expect(log).toEqual(['readable', 'resume'])
})

it('conflating: one message each way, the newest, never full', () => {
  const { pipe, log, sent, connect } = createBench({ conflate: true, sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  connect()
  for (const body of ['1', '2', '3']) {
    expect(pipe.full).toBe(false)
    pipe.write(text(body))
    expect(pipe.receive(text(body))).toBe(true)
  }
  expect([String(pipe.take()), pipe.take(), String(pipe.shift()), pipe.shift(), sent]).toEqual(['3', undefined, '3', undefined, []])
  expect(log.filter(word => word === 'readable')).toHaveLength(1)
})

it('announces subscriptions only while connected', () => {
  const { pipe, log, connect } = createBench()
  pipe.subscribe(Buffer.from('early'))
  connect()
  pipe.subscribe(Buffer.from('a'))
  pipe.cancel(Buffer.from('a'))
  pipe.lost()
  pipe.cancel(Buffer.from('late'))
  expect(log).toEqual(['+a', '-a'])
})

it.each([
  [false, 'PUB', [true, false], 2],
  [true, 'PUB', [true, true, true], 2],
  [true, 'XPUB', [true, true, true], 2],
  [true, 'PUSH', [true, false], 2],
] as const)('at its mark, strict %s, from %s: holds the peer back or discards', (strict, type, answers, kept) => {
  const { pipe, connect } = createBench({ strict, receiveHighWaterMark: 2 })
  connect(type)
  expect(answers.map(() => pipe.receive(text('x')))).toEqual(answers)
  expect(pipe.readable).toBe(kept)
})
