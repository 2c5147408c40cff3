// RFC 37, "Commands": fixtures/vectors/command.json without its frame headers.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/command.json' with { type: 'json' }
import { ZmtpError } from '../error.ts'
import { decodeCommand, decodeError, decodePing, encodeCommand, encodeError, encodePing } from './command.ts'
import { hex } from './octets.rig.ts'

const bodyOf = (text: string) => hex(text).subarray(2)
const malformed = (code: string) => expect.objectContaining({ code, blame: 'remote' })

describe('command', () => {
  it.each(Object.entries(vectors.malformedName))('refuses: %s', (_, text) => {
    expect(() => decodeCommand(bodyOf(text))).toThrow(malformed('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'))
  })

  it.each(Object.entries(vectors.ping))('reads PING: %s', (_, { hex: text, timeToLive }) => {
    const { name, data } = decodeCommand(bodyOf(text))
    expect(name).toBe('PING')
    expect(decodePing(data).timeToLive).toBe(timeToLive)
    expect(encodePing(timeToLive)).toEqual(bodyOf(text).subarray(0, 7))
  })

  it.each(Object.entries(vectors.malformedPing))('refuses PING: %s', (_, text) => {
    expect(() => decodePing(decodeCommand(bodyOf(text)).data)).toThrow(malformed('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'))
  })

  it.each(Object.entries(vectors.error))('reads and writes ERROR: %s', (_, { hex: text, reason }) => {
    expect(decodeError(decodeCommand(bodyOf(text)).data)).toBe(reason)
    expect(encodeError(reason)).toEqual(bodyOf(text))
  })

  it.each(Object.entries(vectors.malformedError))('refuses ERROR: %s', (_, text) => {
    expect(() => decodeError(decodeCommand(bodyOf(text)).data)).toThrow(malformed('ERR_ZMTP_MALFORMED_COMMAND_ERROR'))
  })

  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z]{1,255}$/), fc.uint8Array(), (name, data) => {
        expect(decodeCommand(encodeCommand(name, data))).toEqual({ name, data })
      }),
      { seed: 37 },
    )
  })

  it('throws nothing but ZmtpError, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        for (const decode of [decodeCommand, decodePing, decodeError]) {
          try {
            decode(bytes)
          } catch (fault) {
            expect(fault).toBeInstanceOf(ZmtpError)
          }
        }
      }),
      { seed: 37, numRuns: 500 },
    )
  })
})
