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
    const table = createSubscriptionTable(1, Uint8Array)
    const [a, b, c] = [pipe(), pipe(), pipe()]
    expect([a, a, b, c].map(each => table.add(octets('x'), each))).toEqual([true, false, false, false])
    expect([b, b, a, c, c].map(each => table.remove(octets('x'), each))).toEqual(['others', 'others', 'others', 'none', 'none'])
  })

  it('forgets a pipe, and what it alone held', () => {
    const table = createSubscriptionTable(1, Uint8Array)
    const [a, b] = [pipe(), pipe()]
    for (const topic of ['x', 'y', '']) table.add(octets(topic), a)
    table.add(octets('y'), b)
    const gone: string[] = []
    table.forget(a, (topic, remaining) => gone.push(`${latin1(topic)} ${remaining}`))
    table.forget(a, () => gone.push('twice'))
    expect(gone).toEqual(['x none', 'y others', ' none'])
    const fanOut = createFanOut()
    for (const each of [a, b]) fanOut.attach(each)
    fanOut.begin()
    table.select(octets('y'), fanOut)
    fanOut.deliver([octets('y')])
    expect([a.sent.length, b.sent.length]).toEqual([0, 1])
  })
})
