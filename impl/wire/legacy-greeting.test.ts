// RFC 37 and 15, "Backwards Interoperability": which octet says how old the peer is. Vectors: fixtures/vectors/greeting.json.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/greeting.json' with { type: 'json' }
import { encodeLegacyType, encodeProbe, legacyType, peerVersion } from './legacy-greeting.ts'
import { hex } from './octets.rig.ts'
import { type SocketType, socketTypes } from './socket-type.ts'

describe('version of a peer', () => {
  it.each(vectors.older)('is found at octet $at and not before: $name', ({ hex: text, at, version }) => {
    const bytes = hex(text)
    for (let length = 0; length < at; length++) expect(peerVersion(bytes.subarray(0, length))).toBe('undecided')
    for (let length = at; length <= bytes.length; length++) expect(peerVersion(bytes.subarray(0, length))).toBe(version)
  })

  it.each(vectors.accepted)('is 3.x from octet 11 on: $name', ({ hex: text }) => {
    const bytes = hex(text)
    expect(peerVersion(bytes.subarray(0, 10))).toBe('undecided')
    expect(peerVersion(bytes.subarray(0, 11))).toBe('3.x')
  })

  it('does not depend on the padding', () => {
    const tail = fc.uint8Array({ minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(tail, fc.nat(255), fc.nat(255), (padding, last, revision) => {
        const plain = Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0, 0, last, revision)
        expect(peerVersion(Uint8Array.of(0xff, ...padding, last, revision))).toBe(peerVersion(plain))
      }),
      { seed: 15 },
    )
  })
})

/** Draft types have no number in 2.0, and STREAM greets nobody. */
const known = (Object.keys(socketTypes) as SocketType[]).filter(type => socketTypes[type].frames === null && type !== 'STREAM')

describe('what an older peer is told', () => {
  it.each([
    [0, 'ff 0000000000000001 7f'],
    [1, 'ff 0000000000000002 7f'],
    [254, 'ff 00000000000000ff 7f'],
    [255, 'ff 0000000000000100 7f'],
  ])('a probe for an identity of %i octets', (length, octets) => {
    expect(encodeProbe(length)).toEqual(hex(octets))
  })

  it('its partner as PUB or SUB where it is XPUB or XSUB', () => {
    const said = known.map(type => encodeLegacyType(type, new Uint8Array(0))[0])
    expect(said).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2])
    expect(encodeLegacyType('DEALER', hex('4142'))).toEqual(hex('05 00 02 4142'))
  })

  it('and understood, XPUB and XSUB of libzmq too', () => {
    const types = Array.from({ length: 256 }, (_, id) => legacyType(Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 1, id)))
    expect(types.slice(0, 11)).toEqual(known)
    expect(types.slice(11).every(type => type === null)).toBe(true)
  })
})
