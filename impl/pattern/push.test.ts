import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createPush } from './push.ts'

patternCompliance({ type: 'PUSH', create: createPush, sends: true, receives: false, subscribes: false })

describe('PUSH', () => {
  it('waits without peers and when all are full, and leaves the message with the caller', () => {
    const push = createPush()
    const sent = message('x')
    expect(push.send(sent)).toBe(false)
    const pipe = createMemoryPipe(push, { highWaterMark: 1 }).accept()
    expect(push.send(sent)).toBe(true)
    expect(pipe.sent[0]).toBe(sent)
    expect(push.canSend()).toBe(false)
    expect(push.send(message('y'))).toBe(false)
    pipe.take()
    expect(push.send(message('y'))).toBe(true)
  })

  it('counts an endpoint in before it is connected, and while its connection is lost', () => {
    const push = createPush()
    const pipe = createMemoryPipe(push).attach()
    expect(push.send(message('x'))).toBe(true)
    pipe.connect()
    pipe.disconnect()
    expect(push.send(message('y'))).toBe(true)
    expect(pipe.sent).toHaveLength(2)
  })
})
