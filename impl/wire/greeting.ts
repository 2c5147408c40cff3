// The greeting: the first 64 octets of a ZMTP 3.x connection (RFC 37, "Formal Grammar" and "Version Negotiation").
//
//   0  1        9  10    11    12                32        33
//   FF padding8 7F major minor mechanism20 (NUL) as-server filler31
//
// Rule: padding and filler are never looked at; what older peers send is for legacy-greeting.ts to know.

import { ZmtpError } from '../error.ts'
import { fromOctets } from './ascii.ts'

export const GREETING_SIZE = 64

const SIGNATURE_END = 9
const MAJOR = 10
const MINOR = 11
const MECHANISM = 12
const MECHANISM_SIZE = 20
const AS_SERVER = 32

export interface Greeting {
  readonly major: number
  readonly minor: number
  /** All 20 octets; a copy. */
  readonly mechanism: Uint8Array
  /** Informative only: libzmq announces false whatever it is. */
  readonly asServer: boolean
}

/** A greeting for ZMTP 3.1. `mechanism` has at most 20 characters. */
export function encodeGreeting(mechanism: string, asServer = false): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(GREETING_SIZE)
  bytes[0] = 0xff
  bytes[SIGNATURE_END] = 0x7f
  bytes[MAJOR] = 3
  bytes[MINOR] = 1
  bytes.set(mechanismField(mechanism), MECHANISM)
  bytes[AS_SERVER] = asServer ? 1 : 0
  return bytes
}

/** Reads the greeting of a peer whose version is 3.0 or later: null while more octets are needed. */
export function decodeGreeting(bytes: Uint8Array): Greeting | null {
  if (bytes.length < GREETING_SIZE) return null
  return {
    major: bytes[MAJOR]!,
    minor: bytes[MINOR]!,
    mechanism: new Uint8Array(bytes.subarray(MECHANISM, MECHANISM + MECHANISM_SIZE)),
    asServer: bytes[AS_SERVER] === 1,
  }
}

/** @throws ZmtpError ERR_ZMTP_MECHANISM_MISMATCH unless all 20 octets are the same */
export function checkMechanism(greeting: Greeting, own: string): void {
  const field = mechanismField(own)
  if (field.every((octet, at) => octet === greeting.mechanism[at])) return
  const theirs = JSON.stringify(fromOctets(greeting.mechanism).replace(/\0+$/, ''))
  throw new ZmtpError(
    'ERR_ZMTP_MECHANISM_MISMATCH',
    '37/3.1 authentication and confidentiality',
    `the peer's mechanism is ${theirs}, ours ${own}`,
  )
}

function mechanismField(name: string): Uint8Array {
  const field = new Uint8Array(MECHANISM_SIZE)
  for (let at = 0; at < name.length && at < MECHANISM_SIZE; at++) field[at] = name.charCodeAt(at)
  return field
}
