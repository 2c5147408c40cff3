// What a CURVE handshake is given (RFC 26, "Notation").
//
//   C c   the client's permanent pair      S s   the server's
//   C' c' S' s'   transient pairs, made for one connection and forgotten with it
//
// Rule: randomness is an argument. A secret key never becomes part of an error, a log or an event.

import { ZmtpError } from '../error.ts'
import { type CurveBox, KEY_SIZE } from './curve-box.ts'

/** The tools of one handshake. */
export interface CurveTools {
  readonly box: CurveBox
  /** So many octets that nobody can foresee; a new array each time. */
  readonly random: (length: number) => Uint8Array<ArrayBuffer>
  /** The box for the traffic after the handshake, when a faster one may have become ready meanwhile; absent: `box`. */
  readonly trafficBox?: () => CurveBox
}

export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

/** A fresh pair. */
export function newKeyPair({ box, random }: CurveTools): KeyPair {
  const secretKey = random(KEY_SIZE)
  return { publicKey: box.publicKey(secretKey), secretKey }
}

/** @throws ZmtpError ERR_ZMTP_KEY_EXCHANGE when the public key is one that has no secret */
export function agree({ box }: CurveTools, publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  const key = box.sharedKey(publicKey, secretKey)
  if (key === null) throw new ZmtpError('ERR_ZMTP_KEY_EXCHANGE', '26 notation', 'a public key that belongs to no secret key')
  return key
}

export function wrongBox(what: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_CRYPTOGRAPHIC', '26 security', `${what} does not open`)
}
