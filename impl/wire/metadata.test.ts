// RFC 37, "The NULL Security Mechanism" and "Connection Metadata": the READY vectors without header and name.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/command.json' with { type: 'json' }
import { ZmtpError } from '../error.ts'
import { fromOctets, toOctets } from './ascii.ts'
import { decodeMetadata, encodeMetadata, findProperty } from './metadata.ts'
import { hex } from './octets.rig.ts'

const propertiesOf = (text: string) => hex(text).subarray(8)
const invalid = expect.objectContaining({ code: 'ERR_ZMTP_INVALID_METADATA', blame: 'remote' })

describe('metadata', () => {
  it.each(Object.entries(vectors.ready))('reads and writes %s', (_, { hex: text, type, identity }) => {
    const metadata = decodeMetadata(propertiesOf(text), true)
    expect(fromOctets(findProperty(metadata, 'SOCKET-type')!)).toBe(type)
    expect(findProperty(metadata, 'identity') ?? new Uint8Array(0)).toEqual(hex(identity))
    expect(encodeMetadata(metadata)).toEqual(propertiesOf(text))
  })

  it.each(Object.entries(vectors.malformedReady))('refuses: %s', (_, text) => {
    expect(() => decodeMetadata(propertiesOf(text), false)).toThrow(invalid)
  })

  it('refuses every truncation that does not end between two properties', () => {
    const bytes = propertiesOf(vectors.ready['DEALER, empty identity'].hex)
    const between = [0, 22, bytes.length]
    for (let length = 0; length <= bytes.length; length++) {
      const read = () => decodeMetadata(bytes.subarray(0, length), false)
      if (between.includes(length)) expect(read).not.toThrow()
      else expect(read).toThrow(invalid)
    }
  })

  it('takes odd characters in a name unless it is strict', () => {
    const bytes = encodeMetadata(new Map([['X-my key', toOctets('v')]]))
    expect([...decodeMetadata(bytes, false).keys()]).toEqual(['X-my key'])
    expect(() => decodeMetadata(bytes, true)).toThrow(invalid)
  })

  it('knows no property that is not there', () => {
    expect(findProperty(new Map(), 'Identity')).toBeUndefined()
  })

  it('gives back what was encoded', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9\-_.+]{1,255}$/)
    const properties = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 300 })), {
      selector: ([key]) => key.toLowerCase(),
      maxLength: 5,
    })
    fc.assert(
      fc.property(properties, entries => {
        expect([...decodeMetadata(encodeMetadata(new Map(entries)), true)]).toEqual(entries)
      }),
      { seed: 37 },
    )
  })

  it('throws nothing but ZmtpError, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, strict) => {
        try {
          decodeMetadata(bytes, strict)
        } catch (fault) {
          expect(fault).toBeInstanceOf(ZmtpError)
        }
      }),
      { seed: 37, numRuns: 500 },
    )
  })
})
