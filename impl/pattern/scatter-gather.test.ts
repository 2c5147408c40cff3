import { describe, expect, it } from 'vitest'
import { createChannel } from './channel.ts'
import { createGather } from './gather.ts'
import { createMemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createScatter } from './scatter.ts'

const single = { outgoing: message, incoming: message }
patternCompliance({ type: 'SCATTER', create: createScatter, sends: true, receives: false, subscribes: false, ...single })
patternCompliance({ type: 'GATHER', create: createGather, sends: false, receives: true, subscribes: false, ...single })
patternCompliance({ type: 'CHANNEL', create: createChannel, sends: true, receives: true, subscribes: false, ...single })

describe('SCATTER, GATHER, CHANNEL', () => {
  it('SCATTER takes its gatherers in turn and waits for room', () => {
    const scatter = createScatter()
    const pipes = [1, 1].map(highWaterMark => createMemoryPipe(scatter, { highWaterMark }).accept())
    expect(['a', 'b', 'c'].map(text => scatter.send(message(text)))).toEqual([true, true, false])
    expect(pipes.map(({ sent }) => texts(sent[0]))).toEqual([['a'], ['b']])
  })

  it('GATHER takes its scatterers in turn', () => {
    const gather = createGather(patternSetup())
    const [one, other] = [0, 1].map(() => createMemoryPipe(gather).accept())
    for (const text of ['a', 'b']) one!.deliver(message(text))
    other!.deliver(message('c'))
    expect([1, 2, 3].map(() => texts(gather.receive())![0])).toEqual(['a', 'c', 'b'])
  })

  it('CHANNEL refuses a second peer while the first lives', () => {
    const channel = createChannel(patternSetup())
    const first = createMemoryPipe(channel).accept()
    expect(createMemoryPipe(channel).attach().terminated).toEqual({ error: undefined })
    expect(channel.send(message('x'))).toBe(true)
    expect(first.sent).toHaveLength(1)
  })

  it('refuses a message of two parts', () => {
    for (const pattern of [createScatter(), createChannel(patternSetup())]) {
      const pipe = createMemoryPipe(pattern).accept()
      expect(() => pattern.send(message('a', 'b'))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
      expect(pipe.sent).toEqual([])
    }
  })
})
