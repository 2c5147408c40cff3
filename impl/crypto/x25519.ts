// X25519 of node:crypto (RFC 7748), from and to plain octets, and the step that makes a box key of it.
// Rule: key objects are kept by the array that holds the secret, because importing costs as much as the agreement itself.

import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import nacl from 'tweetnacl'
import { allZero } from '../wire/constant-time.ts'

const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const sigma = Uint8Array.from('expand 32-byte k', character => character.charCodeAt(0))
const zeros = new Uint8Array(16)
const { lowlevel } = nacl as unknown as {
  /** Not in the package's types, but documented. */
  readonly lowlevel: { crypto_core_hsalsa20(out: Uint8Array, input: Uint8Array, key: Uint8Array, constant: Uint8Array): void }
}
const secrets = new WeakMap<Uint8Array, KeyObject>()

function privateKey(secretKey: Uint8Array): KeyObject {
  const known = secrets.get(secretKey)
  if (known !== undefined) return known
  const der = Buffer.concat([pkcs8, secretKey])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  secrets.set(secretKey, key)
  return key
}

/** Both 32 octets. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  const { x } = createPublicKey(privateKey(secretKey)).export({ format: 'jwk' })
  return new Uint8Array(Buffer.from(x!, 'base64url'))
}

/** The key of crypto_box between two pairs; null when the agreement is zero, as with a public key of low order. */
export function sharedKeyOf(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | null {
  const x = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('base64url')
  const theirs = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
  let agreed: Buffer
  try {
    agreed = diffieHellman({ privateKey: privateKey(secretKey), publicKey: theirs })
  } catch {
    // OpenSSL refuses to return zeros.
    return null
  }
  const key = boxKey(agreed)
  agreed.fill(0)
  return key
}

/** HSalsa20 of an agreement, as crypto_box_beforenm has it; null for zeros. */
export function boxKey(agreed: Uint8Array): Uint8Array | null {
  if (allZero(agreed)) return null
  const key = new Uint8Array(32)
  lowlevel.crypto_core_hsalsa20(key, zeros, agreed, sigma)
  return key
}
