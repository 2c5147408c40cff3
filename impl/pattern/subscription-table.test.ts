import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFanOut } from './fan-out.ts'
import { createMemoryPipe, latin1, octets, patternSetup } from './memory-pipe.ts'
import { createPull } from './pull.ts'
import { createSubscriptionTable } from './subscription-table.ts'

function pipe() {
  return createMemoryPipe(createPull(patternSetup()))
}

describe('subscription table', () => {
  it('knows who is first and who is last', () => {
    const table = createSubscriptionTable(patternSetup())
    const [a, b, c] = [pipe(), pipe(), pipe()]
    expect([a, a, b, c].map(each => table.add(octets('x'), each))).toEqual([true, false, false, false])
    expect([b, b, a, c, c].map(each => table.remove(octets('x'), each))).toEqual(['some', 'some', 'some', 'none', 'none'])
  })

  it('counts under strict: as many cancellations as subscriptions, and none is left over for the next connection', () => {
    const table = createSubscriptionTable(patternSetup({ strict: true }))
    const a = pipe()
    for (let index = 0; index < 3; index++) table.add(octets('x'), a)
    expect([0, 1, 2].map(() => table.remove(octets('x'), a))).toEqual(['some', 'some', 'none'])
    for (let index = 0; index < 3; index++) table.add(octets('x'), a)
    table.forget(a, () => {})
    table.add(octets('x'), a)
    expect(table.remove(octets('x'), a)).toBe('none')
  })

  it('forgets a pipe, and what it alone held', () => {
    const table = createSubscriptionTable(patternSetup())
    const [a, b] = [pipe(), pipe()]
    for (const topic of ['x', 'y', '']) table.add(octets(topic), a)
    table.add(octets('y'), b)
    const gone: string[] = []
    table.forget(a, (topic, remaining) => gone.push(`${latin1(topic)} ${remaining}`))
    table.forget(a, () => gone.push('twice'))
    expect(gone).toEqual(['x none', 'y some', ' none'])
    const fanOut = createFanOut()
    for (const each of [a, b]) fanOut.attach(each)
    fanOut.begin()
    table.select(octets('y'), fanOut)
    fanOut.deliver([octets('y')])
    expect([a.sent.length, b.sent.length]).toEqual([0, 1])
  })

  it('is a set of holders for each prefix, whatever happened', () => {
    const event = fc.tuple(fc.constantFrom('add', 'add', 'remove', 'forget'), fc.nat(5), fc.constantFrom('', 'x', 'xy', 'z'))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100, size: 'max' }), events => {
        const table = createSubscriptionTable(patternSetup())
        const pipes = Array.from({ length: 6 }, pipe)
        const fanOut = createFanOut()
        for (const each of pipes) fanOut.attach(each)
        const model = new Map(['', 'x', 'xy', 'z'].map(topic => [topic, new Set<number>()]))
        for (const [what, index, topic] of events) {
          const holders = model.get(topic)!
          const each = pipes[index]!
          if (what === 'add') {
            expect(table.add(octets(topic), each)).toBe(holders.size === 0)
            holders.add(index)
          } else if (what === 'remove') {
            holders.delete(index)
            expect(table.remove(octets(topic), each)).toBe(holders.size === 0 ? 'none' : 'some')
          } else {
            const expected: string[] = []
            for (const [held, set] of model) if (set.delete(index)) expected.push(`${held} ${set.size === 0 ? 'none' : 'some'}`)
            const gone: string[] = []
            table.forget(each, (held, remaining) => gone.push(`${latin1(held)} ${remaining}`))
            expect(gone.sort()).toEqual(expected.sort())
          }
          for (const [published, prefixes] of [
            ['xyz', ['', 'x', 'xy']],
            ['z', ['', 'z']],
          ] as const) {
            for (const candidate of pipes) candidate.sent.length = 0
            fanOut.begin()
            table.select(octets(published), fanOut)
            fanOut.deliver([octets(published)])
            const matching = pipes.map((_, at) => Number(prefixes.some(prefix => model.get(prefix)!.has(at))))
            expect(pipes.map(candidate => candidate.sent.length)).toEqual(matching)
          }
        }
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })
})
