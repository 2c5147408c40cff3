// Key pairs for CURVE, as text (zmq_curve_keypair(3), zmq_curve_public(3); RFC 32).

import { randomFillSync } from 'node:crypto'
import { ZmqError } from '../error.ts'
import { KEY_SIZE } from '../mechanism/curve-box.ts'
import { decodeZ85, encodeZ85 } from '../wire/z85.ts'
import { curveBox } from './curve-boxes.ts'

/** Both 40 characters of Z85. */
export interface CurveKeyPair {
  readonly publicKey: string
  readonly secretKey: string
}

/** A fresh pair, for `curvePublicKey` and `curveSecretKey`; the public one is what the other side is told. */
export function curveKeyPair(): CurveKeyPair {
  const secret = randomFillSync(new Uint8Array(KEY_SIZE))
  const secretKey = encodeZ85(secret)
  const publicKey = encodeZ85(curveBox().publicKey(secret))
  secret.fill(0)
  return { publicKey, secretKey }
}

/** The public key, in Z85, that belongs to a secret one: 40 characters of Z85 or 32 octets. @throws ZmqError EINVAL */
export function curvePublicKey(secretKey: string | Uint8Array): string {
  const secret = typeof secretKey === 'string' ? decodeZ85(secretKey) : secretKey
  if (secret.length !== KEY_SIZE) throw new ZmqError('EINVAL', 'A CURVE key is 32 octets, or 40 characters of Z85')
  return encodeZ85(curveBox().publicKey(secret))
}
