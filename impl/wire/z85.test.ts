// RFC 32: fixtures/vectors/z85.json and round trips.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/z85.json' with { type: 'json' }
import { hex } from './octets.rig.ts'
import { decodeZ85, encodeZ85 } from './z85.ts'

const refused = expect.objectContaining({ name: 'Error', code: 'EINVAL', errno: 22 })

describe('Z85', () => {
  it.each(vectors.pairs)('$hex is "$text"', ({ hex: text, text: z85 }) => {
    expect(encodeZ85(hex(text))).toBe(z85)
    expect(decodeZ85(z85)).toEqual(hex(text))
  })

  it.each(vectors.refused)('does not decode "%s"', text => {
    expect(() => decodeZ85(text)).toThrow(refused)
  })

  it.each([1, 2, 3, 5])('does not encode %i octets', length => {
    expect(() => encodeZ85(new Uint8Array(length))).toThrow(refused)
  })

  it('gives back what was encoded, also out of the middle of other memory', () => {
    const octets = fc.uint8Array({ maxLength: 64 }).map(bytes => bytes.subarray(bytes.length % 4))
    fc.assert(
      fc.property(octets, bytes => {
        expect(decodeZ85(encodeZ85(bytes))).toEqual(new Uint8Array(bytes))
      }),
      { seed: 32 },
    )
  })

  it('encodes back exactly what it decodes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 5, maxLength: 5 }), text => {
        let bytes: Uint8Array
        try {
          bytes = decodeZ85(text)
        } catch (fault) {
          expect(fault).toEqual(refused)
          return
        }
        expect(encodeZ85(bytes)).toBe(text)
      }),
      { seed: 32, numRuns: 500 },
    )
  })
})
