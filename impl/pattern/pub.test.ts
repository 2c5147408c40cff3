import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import type { PatternOptions } from './pattern.ts'
import { createPub } from './pub.ts'

patternCompliance({ type: 'PUB', create: createPub, sends: true, receives: false, subscribes: false })

function publishing(count: number, options: Partial<PatternOptions> = {}, highWaterMark = 99) {
  const setup = patternSetup(options)
  const pub = createPub(setup)
  const pipes = Array.from({ length: count }, () => createMemoryPipe(pub, { highWaterMark }).accept())
  const subscribe = (index: number, topic: string) => pub.subscription(pipes[index]!, true, octets(topic))
  const cancel = (index: number, topic: string) => pub.subscription(pipes[index]!, false, octets(topic))
  const counts = () => pipes.map(pipe => pipe.sent.length)
  return { pub, pipes, subscribe, cancel, counts, setup }
}

describe('PUB', () => {
  it('sends to those who hold a prefix of the first frame, once each, the same array', () => {
    const { pub, pipes, subscribe, counts } = publishing(4)
    for (const [index, topic] of [
      [0, 'a'],
      [0, 'ab'],
      [0, ''],
      [1, 'abc'],
      [2, 'ab'],
    ] as const) {
      subscribe(index, topic)
    }
    const sent = message('abx', 'abc')
    pub.send(sent)
    expect(counts()).toEqual([1, 0, 1, 0])
    expect(pipes[0]!.sent[0]).toBe(sent)
  })

  it('counts a subscription of one peer once: one cancel ends it', () => {
    const { pub, subscribe, cancel, counts } = publishing(2)
    for (const index of [0, 0, 1]) subscribe(index, 'a')
    cancel(0, 'a')
    pub.send(message('a'))
    expect(counts()).toEqual([0, 1])
  })

  it('drops for the full peer only', () => {
    const { pub, pipes, subscribe, counts } = publishing(2, {}, 1)
    subscribe(0, '')
    subscribe(1, '')
    pub.send(message('1'))
    pipes[1]!.take()
    expect(pub.send(message('2'))).toBe(true)
    expect(counts()).toEqual([1, 1])
    expect(texts(pipes[1]!.sent[0])).toEqual(['2'])
  })

  it('noDrop: sends to nobody while a matching peer is full, and only then', () => {
    const { pub, pipes, subscribe, cancel, counts } = publishing(2, { noDrop: true }, 1)
    subscribe(0, 'a')
    subscribe(1, '')
    pub.send(message('a'))
    pipes[1]!.take()
    expect([pub.send(message('a')), pub.canSend()]).toEqual([false, false])
    expect(counts()).toEqual([1, 0])
    expect(pub.send(message('b'))).toBe(true)
    pipes[1]!.take()
    expect(pub.send(message('a'))).toBe(false)
    cancel(0, 'a')
    expect([pub.canSend(), pub.send(message('a'))]).toEqual([true, true])
    expect(pub.send(message('a'))).toBe(false)
    pipes[1]!.take()
    expect(pub.canSend()).toBe(true)
    subscribe(0, '')
    expect(pub.send(message('a'))).toBe(false)
    pipes[0]!.end()
    expect(pub.canSend()).toBe(true)
  })

  it('invertMatching: sends to all the others', () => {
    const { pub, subscribe, counts } = publishing(3, { invertMatching: true })
    subscribe(1, 'a')
    pub.send(message('abc'))
    expect(counts()).toEqual([1, 0, 1])
  })

  it('drops messages from subscribers at once', () => {
    const { pub, pipes } = publishing(1)
    pipes[0]!.deliver(message('x'))
    expect([pipes[0]!.readable, pub.canReceive()]).toEqual([0, false])
  })

  it('forgets subscriptions with the connection', () => {
    const { pub, pipes, subscribe, counts } = publishing(1)
    subscribe(0, '')
    pipes[0]!.disconnect()
    pub.send(message('lost'))
    pipes[0]!.connect()
    pub.send(message('lost'))
    subscribe(0, '')
    pub.send(message('seen'))
    expect(counts()).toEqual([1])
  })

  it('greets each new subscriber with the welcome message', () => {
    const { pub, pipes, setup } = publishing(1, { welcomeMessage: octets('hello') })
    expect(pipes[0]!.sent.map(texts)).toEqual([['hello']])
    setup.options.welcomeMessage = new Uint8Array(0)
    expect(createMemoryPipe(pub).accept().sent).toEqual([])
  })

  it('gives each topic to exactly the peers whose set of prefixes has one of it, while subscribers come and go', () => {
    type Event = 'subscribe' | 'cancel' | 'publish' | 'accept' | 'end' | 'disconnect'
    const topic = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 4 })
    const what = fc.constantFrom<Event>(
      'subscribe',
      'subscribe',
      'subscribe',
      'cancel',
      'publish',
      'publish',
      'accept',
      'end',
      'disconnect',
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.nat(9), topic), { maxLength: 120, size: 'max' }), fc.boolean(), (events, invertMatching) => {
        const { pub, pipes, subscribe, cancel } = publishing(2, { invertMatching })
        const model: Set<string>[] = pipes.map(() => new Set())
        for (const [event, pick, text] of events) {
          const index = pick % pipes.length
          const pipe = pipes[index]!
          if (event === 'accept') {
            pipes.push(createMemoryPipe(pub).accept())
            model.push(new Set())
          } else if (event === 'end') {
            pipe.end()
            model[index]!.clear()
          } else if (event === 'disconnect') {
            pipe.disconnect()
            pipe.connect()
            model[index]!.clear()
          } else if (event === 'publish') {
            for (const each of pipes) each.sent.length = 0
            pub.send(message(text, 'body'))
            const expected = pipes.map(
              (each, at) => !each.ended && [...model[at]!].some(prefix => text.startsWith(prefix)) !== invertMatching,
            )
            expect(pipes.map(each => each.sent.length)).toEqual(expected.map(Number))
          } else if (!pipe.ended) {
            if (event === 'subscribe') {
              subscribe(index, text)
              model[index]!.add(text)
            } else {
              cancel(index, text)
              model[index]!.delete(text)
            }
          }
        }
      }),
      { seed: 20261123, numRuns: 300 },
    )
  })
})
