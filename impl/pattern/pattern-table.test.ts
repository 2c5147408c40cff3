import { describe, expect, it } from 'vitest'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { createMemoryPipe, message, patternSetup } from './memory-pipe.ts'
import type { PatternOptions } from './pattern.ts'
import { createPattern } from './pattern-table.ts'

class Frame extends Uint8Array<ArrayBuffer> {}

function withPeer(type: SocketType, options: Partial<PatternOptions> = {}) {
  const pattern = createPattern(type, { ...patternSetup(options), View: Frame })
  return { pattern, pipe: createMemoryPipe(pattern).accept() }
}

describe('pattern table', () => {
  it.each(Object.keys(socketTypes) as SocketType[])('makes a %s', type => {
    expect(createPattern(type, patternSetup()).type).toBe(type)
  })
})

describe('frames a pattern makes itself are of the class it was given', () => {
  it('REQ: request id and delimiter', () => {
    const { pattern, pipe } = withPeer('REQ', { correlate: true })
    pattern.send(message('x'))
    expect(pipe.sent[0]!.map(frame => frame instanceof Frame)).toEqual([true, true, false])
  })

  it('REP: delimiter', () => {
    const { pattern, pipe } = withPeer('REP')
    pipe.deliver(message('', 'x'))
    pattern.send(pattern.receive()!)
    expect(pipe.sent[0]![0]).toBeInstanceOf(Frame)
  })

  it('ROUTER: generated routing id', () => {
    const { pattern, pipe } = withPeer('ROUTER')
    pipe.deliver(message('x'))
    expect(pattern.receive()![0]).toBeInstanceOf(Frame)
  })

  it('XPUB: notification, also one made up from what the trie holds', () => {
    const { pattern, pipe } = withPeer('XPUB')
    pattern.subscription(pipe, true, new Uint8Array(1))
    pipe.end()
    expect([pattern.receive()![0], pattern.receive()![0]].map(frame => frame instanceof Frame)).toEqual([true, true])
  })

  it('SUB: replayed topic; DEALER: probe', () => {
    const { pattern } = withPeer('SUB')
    pattern.subscribe(new Uint8Array(1))
    const late = createMemoryPipe(pattern).attach()
    const topics: Uint8Array[] = []
    late.subscribe = topic => topics.push(topic)
    late.connect()
    expect(topics[0]).toBeInstanceOf(Frame)
    expect(withPeer('DEALER', { probeRouter: true }).pipe.sent[0]![0]).toBeInstanceOf(Frame)
  })
})
