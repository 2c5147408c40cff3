import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EngineDouble } from './engine-double.ts'
import type { MonitorEvent } from './monitor.ts'
import { makeObservable } from './observable.ts'
import { Observer } from './observer.ts'

let engine: EngineDouble
let observer: Observer
const bound = (address: string): MonitorEvent => ({ type: 'bind', address })
const emit = (...events: MonitorEvent[]) => {
  for (const event of events) engine.onEvent?.(event)
}
const turn = () => new Promise(resolve => setImmediate(resolve))

beforeEach(() => {
  engine = new EngineDouble()
  const socket = {}
  makeObservable(socket, engine)
  observer = new Observer(socket)
})
afterEach(() => observer.close())

describe('reading', () => {
  it('gives events in order, what has happened and what will', async () => {
    emit(bound('a'), bound('b'))
    expect([await observer.receive(), await observer.receive()]).toEqual([bound('a'), bound('b')])
    const waiting = observer.receive()
    expect(() => observer.receive()).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    emit(bound('c'))
    expect(await waiting).toEqual(bound('c'))
  })

  it('ends after the last event', async () => {
    emit(bound('a'), { type: 'end' }, bound('late'))
    const seen: string[] = []
    for await (const event of observer) seen.push(event.type)
    expect(seen).toEqual(['bind', 'end'])
    expect(observer.closed).toBe(true)
    expect(() => observer.receive()).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it('ends a loop when it is closed', async () => {
    const loop = (async () => {
      for await (const event of observer) expect(event).toBe('none')
    })()
    observer.close()
    await loop
  })

  it('stops for an AbortSignal and loses nothing', async () => {
    const controller = new AbortController()
    const waiting = observer.receive({ signal: controller.signal })
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    emit(bound('a'))
    expect(await observer.receive()).toEqual(bound('a'))
  })

  it('keeps a bounded number of unread events, and always the last one', async () => {
    for (let index = 0; index < 10_000; index++) emit(bound(String(index)))
    emit({ type: 'end' })
    const seen: MonitorEvent[] = []
    for await (const event of observer) seen.push(event as MonitorEvent)
    expect(seen.length).toBe(4097)
    expect(seen.at(-1)).toEqual({ type: 'end' })
  })

  it('tells the engine when nobody is interested any more', () => {
    expect(engine.onEvent).not.toBeNull()
    observer.close()
    expect(engine.onEvent).toBeNull()
  })
})

describe('listening', () => {
  it('calls listeners after the engine is done, with what was already queued too', async () => {
    emit(bound('a'))
    const seen: string[] = []
    const listener = (event: { address: string }) => seen.push(event.address)
    observer.on('bind', listener)
    emit(bound('b'), bound('c'))
    expect(seen).toEqual([])
    await turn()
    expect(seen).toEqual(['a', 'b', 'c'])
    observer.off('bind', listener)
    emit(bound('d'))
    await turn()
    expect(seen).toHaveLength(3)
    emit({ type: 'end' })
    await turn()
    expect(observer.closed).toBe(true)
  })

  it('ends reading for good', () => {
    observer.on('bind', () => undefined)
    expect(() => observer.receive).toThrow('Observer is in event emitter mode')
  })

  it('goes on when a listener throws', async () => {
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const uncaught = new Promise(resolve => process.once('uncaughtException', resolve))
    const seen: string[] = []
    observer.on('bind', event => {
      seen.push(event.address)
      if (event.address === 'a') throw new Error('mine')
    })
    emit(bound('a'), bound('b'))
    expect(await uncaught).toMatchObject({ message: 'mine' })
    await turn()
    for (const listener of before) process.on('uncaughtException', listener)
    expect(seen).toEqual(['a', 'b'])
  })
})
