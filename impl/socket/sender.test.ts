import { beforeEach, describe, expect, it } from 'vitest'
import { ZmqError } from '../error.ts'
import { EngineDouble } from './engine-double.ts'
import { Sender } from './sender.ts'
import type { Gate } from './waiting.ts'

let engine: EngineDouble
let gate: Gate
let policy: { whenBusy: 'throw' | 'queue' }
let sender: Sender
const send = (message: unknown, signal?: AbortSignal) => sender.send(message, signal && { signal })
const code = (error: unknown) => (error instanceof ZmqError ? error.code : error)

/** Whether a promise settles without the event loop having to turn. */
async function settlesAtOnce(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise<'turn'>(resolve => process.nextTick(resolve, 'turn'))
  return (
    (await Promise.race([
      promise.then(
        () => 'settled',
        () => 'settled',
      ),
      turn,
    ])) === 'settled'
  )
}

beforeEach(() => {
  engine = new EngineDouble()
  gate = { status: 'open' }
  policy = { whenBusy: 'throw' }
  sender = new Sender(engine, gate, policy)
})

describe('send', () => {
  it('gives one shared promise while there is room, and a turn of the loop every 512', async () => {
    engine.room = 2000
    const turns: number[] = []
    const first = send('0')
    for (let index = 1; index < 1100; index++) {
      const promise = send(String(index))
      if (promise === first) continue
      expect(await settlesAtOnce(promise)).toBe(false)
      turns.push(index)
    }
    expect(turns).toEqual([511, 1023])
    expect(engine.sent.at(-1)).toBe('1099')
  })

  it('waits for room, and a second send throws EBUSY at once', async () => {
    const waiting = send(['a', 'b'])
    expect(() => send('c')).toThrow(expect.objectContaining({ code: 'EBUSY', errno: 16 }))
    expect(await settlesAtOnce(waiting)).toBe(false)
    engine.makeRoom(2)
    await waiting
    await send('c')
    expect(engine.sent).toEqual(['a,b', 'c'])
  })

  it("queues in order when whenBusy is 'queue'", async () => {
    policy.whenBusy = 'queue'
    const order: string[] = []
    const all = ['a', 'b', 'c'].map(text => send(text).then(() => order.push(text)))
    engine.makeRoom(2)
    await Promise.all(all.slice(0, 2))
    expect(engine.sent).toEqual(['a', 'b'])
    engine.makeRoom(1)
    await Promise.all(all)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('passes over who waits for a full addressee, in order for each; sendMany keeps its place', async () => {
    policy.whenBusy = 'queue'
    engine.addresses = true
    engine.full.add('a').add('c')
    engine.room = 100
    const first = ['a1', 'a2'].map(text => send(text))
    await Promise.all(['b1', 'b2'].map(text => send(text)))
    expect(engine.sent).toEqual(['b1', 'b2'])
    const waiting = send('c1')
    const many = sender.sendMany(['d1', 'a3'], undefined)
    const last = send('d2')
    expect(engine.sent).toEqual(['b1', 'b2'])
    engine.full.clear()
    engine.makeRoom(100)
    await Promise.all([...first, waiting, many, last])
    expect(engine.sent.slice(2)).toEqual(['a1', 'a2', 'c1', 'd1', 'a3', 'd2'])
  })

  it('gives up who waits for a full addressee when its time is over, and nobody else', async () => {
    policy.whenBusy = 'queue'
    engine.addresses = true
    engine.full.add('a')
    engine.room = 100
    engine.options.sendTimeout = 5
    const waiting = [send('a1'), send('a2')]
    await send('b1')
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'EAGAIN' })
    expect(engine.sent).toEqual(['b1'])
  })

  it('rejects with EAGAIN: at once, after sendTimeout, at close', async () => {
    engine.options.sendTimeout = 0
    await expect(send('a')).rejects.toMatchObject({ code: 'EAGAIN' })
    engine.options.sendTimeout = 5
    await expect(send('b')).rejects.toMatchObject({ code: 'EAGAIN' })
    engine.options.sendTimeout = -1
    const waiting = send('c')
    gate.status = 'closed'
    sender.close()
    await expect(waiting).rejects.toMatchObject({ code: 'EAGAIN' })
    expect(() => send('d')).toThrow(expect.objectContaining({ code: 'EBADF' }))
    engine.makeRoom(9)
    expect(engine.sent).toEqual([])
  })

  it('times out behind another send', async () => {
    policy.whenBusy = 'queue'
    const first = send('a')
    engine.options.sendTimeout = 5
    await expect(send('b')).rejects.toMatchObject({ code: 'EAGAIN' })
    engine.makeRoom(5)
    await first
    expect(engine.sent).toEqual(['a'])
  })

  it('rejects with the reason of the signal, and what waits behind goes on', async () => {
    policy.whenBusy = 'queue'
    const controller = new AbortController()
    const first = send('a', controller.signal)
    const second = send('b')
    controller.abort('enough')
    await expect(first).rejects.toBe('enough')
    engine.makeRoom(5)
    await second
    expect(engine.sent).toEqual(['b'])
    await expect(send('c', AbortSignal.abort('never'))).rejects.toBe('never')
    expect(engine.sent).toEqual(['b'])
  })

  it('rejects, not throws, what the socket type refuses; throws what cannot be a message', async () => {
    engine.failure = new ZmqError('EFSM')
    await expect(send('a')).rejects.toMatchObject({ code: 'EFSM' })
    const waiting = send('a')
    engine.failure = new ZmqError('EHOSTUNREACH')
    engine.makeRoom(1)
    await expect(waiting).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    expect(() => send(undefined)).toThrow(TypeError)
    expect(sender.busy).toBe(false)
  })

  it('is blocked while the socket is', () => {
    gate.status = 'blocked'
    expect(() => send('a')).toThrow(expect.objectContaining({ code: 'EBUSY' }))
  })
})

describe('sendMany', () => {
  const many = (messages: Iterable<unknown>, signal?: AbortSignal) => sender.sendMany(messages, signal && { signal })

  it('sends all, in order, across waits and turns, asking the iterable only when there is room', async () => {
    let asked = 0
    function* numbers() {
      for (; asked < 5000; ) yield String(asked++)
    }
    engine.room = 3
    const all = many(numbers())
    expect(asked).toBe(4)
    expect(() => send('x')).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    engine.makeRoom(10000)
    expect(engine.sent.length).toBeLessThan(5000)
    await all
    expect(engine.sent).toEqual(Array.from({ length: 5000 }, (_, index) => String(index)))
  })

  it('tells how many were sent before it failed', async () => {
    engine.room = 2
    engine.options.sendTimeout = 5
    let returned = false
    const iterable = {
      *[Symbol.iterator]() {
        try {
          for (;;) yield 'x'
        } finally {
          returned = true
        }
      },
    }
    const error = await many(iterable).catch(reason => reason)
    expect(code(error)).toBe('EAGAIN')
    expect(error.sent).toBe(2)
    expect(returned).toBe(true)
    engine.room = 9
    await expect(many(['a', undefined])).rejects.toMatchObject({ sent: 1, message: 'Message must be present' })
  })

  it('stops when aborted, also while it is busy sending', async () => {
    engine.room = 1_000_000
    const controller = new AbortController()
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield 'x'
      },
    }
    const sending = many(endless, controller.signal)
    setImmediate(() => controller.abort('enough'))
    await expect(sending).rejects.toBe('enough')
    expect(engine.sent.length).toBeLessThan(100_000)
  })

  it('resolves for nothing', async () => {
    await many([])
    expect(engine.sent).toEqual([])
  })
})
