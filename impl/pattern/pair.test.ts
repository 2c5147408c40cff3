import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { createPair } from './pair.ts'
import { patternCompliance } from './pattern.compliance.ts'

patternCompliance({ type: 'PAIR', create: createPair, sends: true, receives: true, subscribes: false })

describe('PAIR', () => {
  it('refuses a second peer while the first lives, even disconnected', () => {
    const pair = createPair(patternSetup())
    const first = createMemoryPipe(pair).accept()
    first.disconnect()
    const second = createMemoryPipe(pair).attach()
    expect(second.terminated).toEqual({ error: undefined })
    expect(pair.send(message('x'))).toBe(true)
    expect(first.sent).toHaveLength(1)
    first.end()
    expect(pair.canSend()).toBe(false)
    const third = createMemoryPipe(pair).accept()
    expect(third.terminated).toBeNull()
    expect(pair.send(message('y'))).toBe(true)
    expect(third.sent).toHaveLength(1)
  })

  it('waits without a peer and when it is full', () => {
    const pair = createPair(patternSetup())
    expect(pair.send(message('x'))).toBe(false)
    const pipe = createMemoryPipe(pair, { highWaterMark: 1 }).accept()
    expect([pair.send(message('x')), pair.canSend(), pair.send(message('y'))]).toEqual([true, false, false])
    pipe.take()
    expect(pair.canSend()).toBe(true)
  })

  it('reads the rest of an ended peer, in its order, when its successor is here', () => {
    const pair = createPair(patternSetup())
    const first = createMemoryPipe(pair).accept()
    for (const text of ['a', 'b']) first.deliver(message(text))
    first.end()
    createMemoryPipe(pair).accept().deliver(message('c'))
    const got = [pair.receive(), pair.receive(), pair.receive()].map(frames => texts(frames)![0])
    expect(got.filter(text => text !== 'c')).toEqual(['a', 'b'])
    expect(got).toContain('c')
  })
})
