import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryPipe, type MemoryPipe, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import type { Pattern, PatternOptions } from './pattern.ts'
import { createXPub } from './xpub.ts'

patternCompliance({ type: 'XPUB', create: createXPub, sends: true, receives: true, subscribes: true })

function publishing(count: number, options: Partial<PatternOptions> = {}) {
  const setup = patternSetup(options)
  const xpub = createXPub(setup)
  const pipes = Array.from({ length: count }, () => createMemoryPipe(xpub).accept())
  const subscribe = (index: number, topic: string) => xpub.subscription(pipes[index]!, true, octets(topic))
  const cancel = (index: number, topic: string) => xpub.subscription(pipes[index]!, false, octets(topic))
  return { xpub, pipes, subscribe, cancel, setup }
}

/** Everything there is to receive, first frames only. */
function received(xpub: Pattern): string[] {
  const got: string[] = []
  for (let frames = texts(xpub.receive()); frames !== undefined; frames = texts(xpub.receive())) got.push(frames[0]!)
  return got
}

describe('XPUB', () => {
  it('tells of the first subscription and the last cancellation of a topic', () => {
    const { xpub, subscribe, cancel } = publishing(2)
    subscribe(0, 'a')
    subscribe(0, 'a')
    subscribe(1, 'a')
    subscribe(1, '')
    cancel(0, 'a')
    cancel(1, 'a')
    expect(xpub.canReceive()).toBe(true)
    expect(received(xpub)).toEqual(['\x01a', '\x01', '\0a'])
  })

  it('allSubs tells of every subscription, allSubsUnsubs of every cancellation too', () => {
    for (const [verbosity, expected] of [
      ['allSubs', ['\x01a', '\x01a', '\x01a', '\0a']],
      ['allSubsUnsubs', ['\x01a', '\x01a', '\x01a', '\0a', '\0a']],
    ] as const) {
      const { xpub, subscribe, cancel } = publishing(2, { verbosity })
      for (const index of [0, 0, 1]) subscribe(index, 'a')
      for (const index of [0, 1]) cancel(index, 'a')
      expect(received(xpub)).toEqual(expected)
    }
  })

  it('tells of the cancellation of a topic that nobody has, but not when only others have it', () => {
    const { xpub, subscribe, cancel } = publishing(2)
    cancel(0, 'a')
    subscribe(1, 'a')
    cancel(0, 'a')
    expect(received(xpub)).toEqual(['\0a', '\x01a'])
  })

  it('makes up the cancellations of a peer that vanishes', () => {
    for (const [verbosity, expected] of [
      [null, ['\0a']],
      ['allSubsUnsubs', ['\0a', '\0b']],
    ] as const) {
      for (const loss of ['end', 'disconnect'] as const) {
        const { xpub, pipes, subscribe } = publishing(2, { verbosity })
        subscribe(0, 'a')
        subscribe(0, 'b')
        subscribe(1, 'b')
        received(xpub)
        pipes[0]![loss]()
        expect(received(xpub)).toEqual(expected)
      }
    }
  })

  it('delivers what subscribers send upstream', () => {
    const { xpub, pipes } = publishing(1)
    pipes[0]!.deliver(message('x', 'y'))
    expect(texts(xpub.receive())).toEqual(['x', 'y'])
  })

  it('keeps a topic of its own: the buffer it came in may be used again', () => {
    const { xpub, pipes } = publishing(1)
    const topic = octets('a')
    xpub.subscription(pipes[0]!, true, topic)
    topic[0] = 122
    expect(received(xpub)).toEqual(['\x01a'])
    xpub.send(message('a'))
    expect(pipes[0]!.sent).toHaveLength(1)
  })

  describe('in manual mode', () => {
    it('applies what the application says, to the peer whose request it read last', () => {
      const { xpub, pipes, subscribe, cancel } = publishing(2, { manual: true })
      subscribe(0, 'A')
      subscribe(1, 'B')
      xpub.send(message('A'))
      expect(texts(xpub.receive())).toEqual(['\x01A'])
      xpub.subscribe(octets('XA'))
      expect(texts(xpub.receive())).toEqual(['\x01B'])
      xpub.subscribe(octets('XB'))
      for (const topic of ['A', 'B', 'XA', 'XB']) xpub.send(message(topic))
      expect(pipes.map(pipe => pipe.sent.map(frames => texts(frames)![0]))).toEqual([['XA'], ['XB']])
      cancel(0, 'A')
      expect(texts(xpub.receive())).toEqual(['\0A'])
      xpub.unsubscribe(octets('XA'))
      xpub.send(message('XA'))
      expect(pipes[0]!.sent).toHaveLength(1)
    })

    it('passes every request on, and withdraws those of a peer that vanishes, which cannot be applied any more', () => {
      const { xpub, pipes, subscribe } = publishing(2, { manual: true })
      subscribe(0, 'A')
      subscribe(0, 'A')
      subscribe(1, 'A')
      expect(received(xpub)).toEqual(['\x01A', '\x01A', '\x01A'])
      subscribe(0, 'B')
      received(xpub)
      xpub.subscribe(octets('XB'))
      pipes[0]!.end()
      expect(received(xpub)).toEqual(['\0A', '\0B'])
      xpub.unsubscribe(octets('XB'))
      xpub.subscribe(octets('XB'))
      xpub.send(message('XB'))
      expect(pipes.map(pipe => pipe.sent.length)).toEqual([0, 0])
    })

    it('passes a cancellation on while others have the topic', () => {
      const { xpub, subscribe, cancel } = publishing(2, { manual: true })
      for (const index of [0, 1]) subscribe(index, 'A')
      cancel(0, 'A')
      expect(received(xpub)).toEqual(['\x01A', '\x01A', '\0A'])
    })

    it('applies nothing to a later connection of the peer whose request was read', () => {
      const { xpub, pipes, subscribe } = publishing(1, { manual: true })
      subscribe(0, 'A')
      xpub.receive()
      pipes[0]!.disconnect()
      pipes[0]!.connect()
      xpub.subscribe(octets('A'))
      xpub.send(message('A'))
      expect(pipes[0]!.sent).toEqual([])
    })

    it('applies nothing to a peer that left before its request was read', () => {
      const { xpub, pipes, subscribe } = publishing(1, { manual: true })
      subscribe(0, 'A')
      pipes[0]!.disconnect()
      expect(texts(xpub.receive())).toEqual(['\x01A'])
      xpub.subscribe(octets('A'))
      xpub.send(message('A'))
      expect(pipes[0]!.sent).toEqual([])
    })

    it('is needed for subscribe and unsubscribe: EINVAL otherwise', () => {
      const { xpub } = publishing(1)
      expect(() => xpub.subscribe(octets('A'))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
      expect(() => xpub.unsubscribe(octets('A'))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    })
  })

  it('notifies exactly when a model of sets says so', () => {
    type Event = 'subscribe' | 'cancel' | 'end' | 'read'
    const what = fc.constantFrom<Event>('subscribe', 'subscribe', 'subscribe', 'cancel', 'cancel', 'end', 'read')
    const topic = fc.constantFrom('', 'a', 'ab', 'abc', 'b')
    const verbosities = fc.constantFrom(null, 'allSubs' as const, 'allSubsUnsubs' as const)
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.nat(3), topic), { maxLength: 100, size: 'max' }), verbosities, (events, verbosity) => {
        const { xpub, pipes, subscribe, cancel } = publishing(4, { verbosity })
        const holders = new Map<string, Set<MemoryPipe>>()
        const expected: string[] = []
        const got: string[] = []
        const drop = (text: string, pipe: MemoryPipe) => {
          const set = holders.get(text)
          set?.delete(pipe)
          if (!set?.size || verbosity === 'allSubsUnsubs') expected.push(`\0${text}`)
          if (!set?.size) holders.delete(text)
        }
        for (const [event, index, text] of events) {
          const pipe = pipes[index]!
          if (event === 'read') got.push(...received(xpub))
          else if (event === 'end') {
            for (const [held, set] of [...holders]) if (set.has(pipe)) drop(held, pipe)
            // In which order one peer's subscriptions are withdrawn is not promised.
            pipe.end()
            got.push(...received(xpub))
            expect(got.toSorted()).toEqual(expected.toSorted())
            got.length = 0
            expected.length = 0
            pipes[index] = createMemoryPipe(xpub).accept()
          } else if (event === 'subscribe') {
            const set = holders.get(text)
            if (!set || verbosity !== null) expected.push(`\x01${text}`)
            holders.set(text, (set ?? new Set()).add(pipe))
            subscribe(index, text)
          } else {
            drop(text, pipe)
            cancel(index, text)
          }
        }
        got.push(...received(xpub))
        expect(got).toEqual(expected)
      }),
      { seed: 20261123, numRuns: 300 },
    )
  })
})
