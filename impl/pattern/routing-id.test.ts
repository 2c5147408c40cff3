import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generatedRoutingId, readInt32, routingKey } from './routing-id.ts'

describe('routing id', () => {
  it('is generated as 00 and the counter, big-endian, which wraps', () => {
    expect([...generatedRoutingId(Uint8Array, 0x01020304)]).toEqual([0, 1, 2, 3, 4])
    expect([...generatedRoutingId(Uint8Array, 0x1_0000_0001)]).toEqual([0, 0, 0, 0, 1])
    expect(readInt32(generatedRoutingId(Uint8Array, 0xffffffff), 1)).toBe(-1)
  })

  it('has a key of its own: equal for equal octets, different for different ones', () => {
    const id = fc.oneof(
      fc.uint8Array({ maxLength: 12, size: 'max' }),
      fc.uint8Array({ minLength: 4, maxLength: 6 }).map(octets => Uint8Array.of(0, ...octets.slice(1))),
      fc.uint8Array({ minLength: 0, maxLength: 3, max: 1 }),
    )
    fc.assert(
      fc.property(id, id, (left, right) => {
        expect(routingKey(left) === routingKey(right)).toBe(Buffer.compare(left, right) === 0)
        expect(routingKey(left)).toBe(routingKey(left.slice()))
      }),
      { seed: 20261123, numRuns: 1000 },
    )
    expect(routingKey(Uint8Array.of(0, 0, 0, 0, 1, 1))).not.toBe(routingKey(Uint8Array.of(0, 0, 0, 0, 1)))
    expect(routingKey(new Uint8Array(255))).toBeTypeOf('string')
    expect(routingKey(new Uint8Array(256))).toBeUndefined()
  })
})
