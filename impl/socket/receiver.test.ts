import { beforeEach, describe, expect, it } from 'vitest'
import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import { EngineDouble } from './engine-double.ts'
import { Receiver } from './receiver.ts'
import type { Gate } from './waiting.ts'

let engine: EngineDouble
let gate: Gate
let policy: { whenBusy: 'throw' | 'queue' }
let receiver: Receiver
const receive = (signal?: AbortSignal) => receiver.receive(signal && { signal }).then(String)

beforeEach(() => {
  engine = new EngineDouble()
  gate = { status: 'open' }
  policy = { whenBusy: 'throw' }
  receiver = new Receiver(engine, gate, policy)
})

describe('receive', () => {
  it('gives what is there, then waits; a second receive throws EBUSY at once', async () => {
    engine.arrive('a')
    expect(await receive()).toBe('a')
    const waiting = receive()
    expect(() => receive()).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    engine.arrive('b', 'c')
    expect(await waiting).toBe('b')
    expect(await receive()).toBe('c')
  })

  it("queues in order when whenBusy is 'queue'", async () => {
    policy.whenBusy = 'queue'
    const all = Promise.all([receive(), receive(), receive()])
    engine.arrive('a', 'b')
    engine.arrive('c')
    expect(await all).toEqual(['a', 'b', 'c'])
  })

  it('lets the event loop turn every 512 messages', async () => {
    for (let index = 0; index < 2500; index++) engine.incoming.push([Buffer.from(String(index))])
    let turns = 0
    let counting = true
    const count = () => {
      turns++
      if (counting) setImmediate(count)
    }
    setImmediate(count)
    for (let index = 0; index < 2500; index++) expect(await receive()).toBe(String(index))
    counting = false
    expect(turns).toBeGreaterThanOrEqual(4)
  })

  it('rejects with EAGAIN: at once, after receiveTimeout, at close', async () => {
    engine.options.receiveTimeout = 0
    await expect(receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    engine.options.receiveTimeout = 5
    await expect(receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    engine.options.receiveTimeout = -1
    const waiting = receive()
    gate.status = 'closed'
    receiver.close()
    await expect(waiting).rejects.toMatchObject({ code: 'EAGAIN' })
    expect(() => receive()).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it('answers EAGAIN also when a turn is due', async () => {
    engine.options.receiveTimeout = 0
    for (let index = 0; index < 512; index++) engine.incoming.push([Buffer.from('x')])
    for (let index = 0; index < 512; index++) await receive()
    await expect(receive()).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('loses no message to an aborted wait', async () => {
    const controller = new AbortController()
    const waiting = receive(controller.signal)
    controller.abort('enough')
    engine.arrive('a')
    await expect(waiting).rejects.toBe('enough')
    await expect(receive(AbortSignal.abort('never'))).rejects.toBe('never')
    expect(await receive()).toBe('a')
  })

  it('rejects, not throws, what the socket type refuses', async () => {
    engine.failure = new ZmqError('EFSM')
    await expect(receive()).rejects.toMatchObject({ code: 'EFSM' })
    const waiting = receive()
    engine.failure = new ZmqError('EFSM')
    engine.onReadable?.()
    await expect(waiting).rejects.toMatchObject({ code: 'EFSM' })
  })

  it('survives being called back while it takes a message', async () => {
    const take = engine.receive.bind(engine)
    engine.receive = () => {
      const message = take()
      engine.onReadable?.()
      return message
    }
    policy.whenBusy = 'queue'
    const all = Promise.all([receive(), receive()])
    engine.arrive('a', 'b')
    expect(await all).toEqual(['a', 'b'])
  })
})

describe('receiveMany', () => {
  const many = (max: number) => receiver.receiveMany(max, undefined).then(batch => batch.map(String))

  it('gives all that has arrived, at most max, and waits for at least one', async () => {
    engine.arrive('a', 'b', 'c')
    expect(await many(2)).toEqual(['a', 'b'])
    expect(await many(2)).toEqual(['c'])
    const waiting = many(9)
    engine.arrive('d', 'e')
    expect(await waiting).toEqual(['d', 'e'])
  })

  it('keeps the first message when the type refuses a second (REQ, REP)', async () => {
    const take = engine.receive.bind(engine)
    let taken = 0
    engine.receive = () => {
      if (taken++ > 0) throw new ZmqError('EFSM')
      return take()
    }
    engine.incoming.push([Buffer.from('a')])
    expect(await many(5)).toEqual(['a'])
  })
})

describe('iteration', () => {
  it('ends cleanly at close, waiting or not', async () => {
    const seen: string[] = []
    const loop = (async () => {
      for (;;) {
        const next = await receiver.next<Message>(0)
        if (next.done) return
        seen.push(String(next.value))
      }
    })()
    engine.arrive('a')
    engine.arrive('b', 'c')
    await new Promise(resolve => setImmediate(resolve))
    gate.status = 'closed'
    receiver.close()
    await loop
    expect(seen).toEqual(['a', 'b', 'c'])
    expect(await receiver.next(0)).toEqual({ value: undefined, done: true })
  })

  it('rejects, never throws', async () => {
    const waiting = receiver.next(0)
    await expect(receiver.next(0)).rejects.toMatchObject({ code: 'EBUSY' })
    engine.arrive('a')
    expect(await waiting).toMatchObject({ done: false })
    engine.options.receiveTimeout = 0
    await expect(receiver.next(0)).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('yields batches', async () => {
    engine.arrive('a', 'b', 'c')
    const next = await receiver.next<Message[]>(2)
    expect(next.value?.map(String)).toEqual(['a', 'b'])
  })
})
