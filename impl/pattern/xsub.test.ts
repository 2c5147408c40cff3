import { describe, expect, it } from 'vitest'
import { createMemoryPipe, joinPatterns, message, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createXPub } from './xpub.ts'
import { createXSub } from './xsub.ts'

patternCompliance({ type: 'XSUB', create: createXSub, sends: true, receives: true, subscribes: true })

describe('XSUB', () => {
  it('takes subscriptions as messages, counted as SUB counts them', () => {
    const xsub = createXSub(patternSetup())
    const pipe = createMemoryPipe(xsub).accept()
    for (const frame of ['\x01a', '\x01a', '\0a', '\0a', '\0a', '\x01']) xsub.send(message(frame))
    expect(pipe.told).toEqual(['+a', '+a', '-a', '+'])
    expect(pipe.sent).toEqual([])
    const late = createMemoryPipe(xsub).accept()
    expect(late.told).toEqual(['+'])
  })

  it('sends everything else to every publisher that has room, unchanged', () => {
    const xsub = createXSub(patternSetup())
    const pipes = [1, 9].map(highWaterMark => createMemoryPipe(xsub, { highWaterMark }).accept())
    const sent = [message('x'), message('\x01a', 'y'), message('')]
    for (const each of sent) expect(xsub.send(each)).toBe(true)
    expect(pipes[1]!.sent).toEqual(sent)
    expect(pipes[0]!.sent).toEqual(sent.slice(0, 1))
    expect(pipes[1]!.told).toEqual([])
  })

  it('subscribes by the frames of a message that it sends, unless told otherwise: later publishers hear of it', () => {
    for (const [set, told] of [
      [{}, ['+a', '+c']],
      [{ onlyFirstSubscribe: true }, ['+a']],
      [{ strict: true }, ['+b']],
    ] as const) {
      const setup = patternSetup()
      Object.assign(setup.options, set)
      const xsub = createXSub(setup)
      const pipe = createMemoryPipe(xsub).accept()
      xsub.send(message('\x01b'))
      const sent = [message('\x01a', 'y', '\0b'), message('x', '\x01c')]
      for (const each of sent) xsub.send(each)
      expect([pipe.told, pipe.sent]).toEqual([['+b'], sent])
      expect(createMemoryPipe(xsub).accept().told.toSorted()).toEqual(told.toSorted())
    }
  })

  it('delivers whatever publishers send', () => {
    const xsub = createXSub(patternSetup())
    createMemoryPipe(xsub).accept().deliver(message('not subscribed'))
    expect(texts(xsub.receive())).toEqual(['not subscribed'])
  })

  it('makes a forwarder with XPUB: subscriptions up, messages down', () => {
    const publisher = createXPub(patternSetup())
    const front = createXSub(patternSetup())
    const back = createXPub(patternSetup())
    const subscriber = createXSub(patternSetup())
    const up = joinPatterns(front, publisher)
    const down = joinPatterns(subscriber, back)
    const forward = (from: typeof front, to: typeof front) => {
      for (let frames = from.receive(); frames !== undefined; frames = from.receive()) to.send(frames)
    }
    subscriber.send(message('\x01a'))
    subscriber.send(message('user', 'message'))
    down()
    forward(back, front)
    up()
    expect([publisher.receive(), publisher.receive()].map(texts)).toEqual([['\x01a'], ['user', 'message']])
    for (const topic of ['ab', 'b']) publisher.send(message(topic))
    up()
    forward(front, back)
    down()
    expect([texts(subscriber.receive()), subscriber.receive()]).toEqual([['ab'], undefined])
  })
})
