// RFC 37, "Formal Grammar" and "Version Negotiation": fixtures/vectors/greeting.json, at every truncation.

import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/greeting.json' with { type: 'json' }
import { checkMechanism, decodeGreeting, encodeGreeting } from './greeting.ts'
import { hex } from './octets.rig.ts'

describe('greeting', () => {
  it('is written as the vector says', () => {
    expect(encodeGreeting('NULL')).toEqual(hex(vectors.own))
    expect(encodeGreeting('PLAIN', true)[32]).toBe(1)
  })

  it.each(vectors.accepted)('accepts $name, only once all 64 octets are there', ({ hex: text, major, minor, asServer }) => {
    const bytes = hex(text)
    for (let length = 0; length < bytes.length; length++) expect(decodeGreeting(bytes.subarray(0, length))).toBeNull()
    const greeting = decodeGreeting(bytes)
    expect(greeting).toMatchObject({ major, minor, asServer })
    expect(() => checkMechanism(greeting!, 'NULL')).not.toThrow()
  })

  it.each(vectors.mismatched)('does not take $name for NULL', ({ hex: text }) => {
    expect(() => checkMechanism(decodeGreeting(hex(text))!, 'NULL')).toThrow(
      expect.objectContaining({ code: 'ERR_ZMTP_MECHANISM_MISMATCH', blame: 'remote' }),
    )
  })

  it('keeps the mechanism when the memory it was read from changes', () => {
    const bytes = hex(vectors.own)
    const greeting = decodeGreeting(bytes)!
    bytes.fill(0)
    expect(() => checkMechanism(greeting, 'NULL')).not.toThrow()
  })
})
