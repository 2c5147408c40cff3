import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latin1, octets } from './memory-pipe.ts'
import { createPrefixTrie } from './prefix-trie.ts'

const seed = 20261123

function found(trie: ReturnType<typeof createPrefixTrie>, topic: string): string[] {
  const count = trie.match(octets(topic), Number.POSITIVE_INFINITY)
  return trie.hits.slice(0, count).map(node => latin1(trie.prefix(node)))
}

describe('prefix trie', () => {
  it('finds all prefixes of a topic, shortest first', () => {
    const trie = createPrefixTrie(1, Uint8Array)
    for (const prefix of ['weather.nl', 'weather.', 'news', '', 'weather.nl.north', 'w']) trie.add(octets(prefix))
    expect(found(trie, 'weather.nl/today')).toEqual(['', 'w', 'weather.', 'weather.nl'])
    expect(found(trie, 'weather')).toEqual(['', 'w'])
    expect(trie.match(octets('weather.nl'), 1)).toBe(1)
  })

  it('compares octets, zero and 255 among them', () => {
    const trie = createPrefixTrie(1, Uint8Array)
    for (const prefix of ['\0', '\0\xff', '\xff']) trie.add(octets(prefix))
    expect(found(trie, '\0\xff\0')).toEqual(['\0', '\0\xff'])
    expect(found(trie, '\xfe')).toEqual([])
  })

  it('is a set of prefixes, whatever was added and removed', () => {
    const prefix = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a'), maxLength: 40 }),
    )
    const event = fc.tuple(fc.boolean(), prefix)
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 120, size: 'max' }),
        fc.array(prefix, { maxLength: 8 }),
        fc.integer(),
        (events, topics, hashSeed) => {
          const trie = createPrefixTrie(hashSeed, Uint8Array)
          const model = new Set<string>()
          for (const [add, text] of events) {
            if (add) {
              model.add(text)
              expect(latin1(trie.prefix(trie.add(octets(text))))).toBe(text)
            } else {
              const node = trie.find(octets(text))
              expect(node >= 0).toBe(model.delete(text))
              if (node >= 0) trie.remove(node)
            }
            expect(trie.size).toBe(model.size)
          }
          for (const topic of topics) {
            const expected = [...model].filter(text => topic.startsWith(text)).sort((left, right) => left.length - right.length)
            expect(found(trie, topic)).toEqual(expected)
          }
          const all: string[] = []
          for (let node = 0; node < trie.capacity; node++) if (trie.has(node)) all.push(latin1(trie.prefix(node)))
          expect(all.sort()).toEqual([...model].sort())
        },
      ),
      { seed, numRuns: 400 },
    )
  })

  it.each([
    ['dense', (at: number) => at],
    ['sparse', (at: number) => (at * 37) & 0xff],
    ['far apart', (at: number) => (at & 1 ? 0xff - (at >> 1) : at >> 1)],
  ])('finds children by octets that are %s, as they come and go', (_, octetOf) => {
    const trie = createPrefixTrie(seed, Uint8Array)
    const prefixes = Array.from({ length: 256 }, (_value, at) => Uint8Array.of(1, octetOf(at)))
    const holds = (count: number): void => {
      for (const [at, prefix] of prefixes.entries()) expect(trie.find(prefix) >= 0, `${at} of ${count}`).toBe(at < count)
    }
    for (const [at, prefix] of prefixes.entries()) {
      trie.add(prefix)
      holds(at + 1)
    }
    for (let count = 255; count >= 0; count--) {
      trie.remove(trie.find(prefixes[count]!))
      holds(count)
    }
    expect(trie.size).toBe(0)
  })

  it('keeps node numbers while prefixes around them come and go', () => {
    const trie = createPrefixTrie(1, Uint8Array)
    const node = trie.add(octets('abcdef'))
    const others = ['abc', 'abcx', 'a', 'abcdefg', 'abcdeg'].map(text => trie.add(octets(text)))
    for (const other of others) trie.remove(other)
    expect(trie.find(octets('abcdef'))).toBe(node)
    expect(latin1(trie.prefix(node))).toBe('abcdef')
  })

  it('takes a topic of a megabyte and 20,000 nested prefixes without recursion (CVE-2021-20236)', () => {
    const trie = createPrefixTrie(1, Uint8Array)
    const deep = new Uint8Array(1 << 20).fill(97)
    const long = trie.add(deep)
    const nodes: number[] = []
    for (let length = 19999; length >= 0; length--) nodes.push(trie.add(deep.subarray(0, length)))
    expect(trie.match(deep, Number.POSITIVE_INFINITY)).toBe(20001)
    expect(trie.prefix(long)).toHaveLength(1 << 20)
    for (const node of nodes) trie.remove(node)
    expect(trie.match(deep, Number.POSITIVE_INFINITY)).toBe(1)
    trie.remove(long)
    expect(trie.match(deep, Number.POSITIVE_INFINITY)).toBe(0)
  })

  it('uses memory again: 100,000 adds and removes, 1,000 at a time, need the numbers of 1,000', () => {
    const trie = createPrefixTrie(1, Uint8Array)
    trie.add(octets('kept'))
    for (let round = 0; round < 100; round++) {
      const nodes: number[] = []
      for (let index = 0; index < 1000; index++) nodes.push(trie.add(octets(`${(index * 7919 + round) % 100003}`)))
      for (const node of nodes) trie.remove(node)
    }
    expect(trie.size).toBe(1)
    expect(trie.capacity).toBeLessThan(2200)
    trie.remove(trie.find(octets('kept')))
    expect(trie.capacity).toBe(1)
  })
})
