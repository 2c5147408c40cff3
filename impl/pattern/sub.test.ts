import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createSub } from './sub.ts'

patternCompliance({ type: 'SUB', create: createSub, sends: false, receives: true, subscribes: true })

describe('SUB', () => {
  it('sends every subscription, repeated ones too, and the last cancellation only', () => {
    const sub = createSub(patternSetup())
    const pipe = createMemoryPipe(sub).accept()
    for (const topic of ['a', 'a', '']) sub.subscribe(octets(topic))
    for (const topic of ['a', 'a', 'a', 'never']) sub.unsubscribe(octets(topic))
    expect(pipe.told).toEqual(['+a', '+a', '+', '-a'])
  })

  it('sends each subscription once to a publisher that connects, and again when it is back', () => {
    const sub = createSub(patternSetup())
    for (const topic of ['a', 'a', 'ab', '']) sub.subscribe(octets(topic))
    const pipe = createMemoryPipe(sub).attach()
    expect(pipe.told).toEqual([])
    pipe.connect()
    expect(pipe.told.toSorted()).toEqual(['+', '+a', '+ab'])
    pipe.disconnect()
    sub.unsubscribe(octets('ab'))
    sub.subscribe(octets('b'))
    pipe.told.length = 0
    pipe.connect()
    expect(pipe.told.toSorted()).toEqual(['+', '+a', '+b'])
  })

  it('skips what does not match, looking at the first frame only', () => {
    const sub = createSub(patternSetup())
    const pipe = createMemoryPipe(sub).accept()
    sub.subscribe(octets('a'))
    pipe.deliver(message('b', 'a'))
    expect(sub.canReceive()).toBe(false)
    pipe.deliver(message('c'))
    pipe.deliver(message('ab', 'x'))
    expect(sub.canReceive()).toBe(true)
    expect(texts(sub.receive())).toEqual(['ab', 'x'])
  })

  it('delivers only what does not match when inverted', () => {
    const sub = createSub(patternSetup({ invertMatching: true }))
    const pipe = createMemoryPipe(sub).accept()
    sub.subscribe(octets('a'))
    for (const topic of ['a', 'b']) pipe.deliver(message(topic))
    expect([texts(sub.receive()), sub.receive()]).toEqual([['b'], undefined])
  })

  it('strict: what an ended publisher sent is gone, even when it was looked at', () => {
    const sub = createSub(patternSetup({ strict: true }))
    const pipe = createMemoryPipe(sub).accept()
    sub.subscribe(octets(''))
    pipe.deliver(message('a'))
    expect(sub.canReceive()).toBe(true)
    pipe.end()
    expect(sub.canReceive()).toBe(false)
  })

  it('filters, and tells its publishers, as a multiset of prefixes does', () => {
    type Event = 'subscribe' | 'unsubscribe' | 'deliver' | 'reconnect'
    const topic = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 4 })
    const what = fc.constantFrom<Event>('subscribe', 'subscribe', 'unsubscribe', 'deliver', 'deliver', 'reconnect')
    fc.assert(
      fc.property(fc.array(fc.tuple(what, topic), { maxLength: 120, size: 'max' }), fc.boolean(), (events, invertMatching) => {
        const sub = createSub(patternSetup({ invertMatching }))
        const pipe = createMemoryPipe(sub).accept()
        const counts = new Map<string, number>()
        const told: string[] = []
        for (const [event, text] of events) {
          const count = counts.get(text) ?? 0
          if (event === 'subscribe') {
            sub.subscribe(octets(text))
            counts.set(text, count + 1)
            told.push(`+${text}`)
          } else if (event === 'unsubscribe') {
            sub.unsubscribe(octets(text))
            if (count > 1) counts.set(text, count - 1)
            else if (counts.delete(text)) told.push(`-${text}`)
          } else if (event === 'deliver') {
            pipe.deliver(message(text, 'body'))
            const matches = [...counts.keys()].some(prefix => text.startsWith(prefix)) !== invertMatching
            expect(sub.canReceive()).toBe(matches)
            expect(texts(sub.receive())).toEqual(matches ? [text, 'body'] : undefined)
          } else {
            pipe.disconnect()
            pipe.told.length = 0
            pipe.connect()
            told.splice(0, told.length, ...[...counts.keys()].map(prefix => `+${prefix}`).sort())
            pipe.told.sort()
          }
          expect(pipe.told).toEqual(told)
        }
      }),
      { seed: 20261123, numRuns: 300 },
    )
  })
})
