// The cryptography of a raw CURVE peer (26, "Notation"): crypto_box and crypto_secretbox of tweetnacl, and keys that a seed repeats.
//
//   nonce, 24 octets = prefix, 8 or 16 letters + the rest        box = 16 octets of tag + what it holds
//
// Rule: nothing here is checked and nothing is secret: nonces, keys and boxes are arguments, right or wrong.

import nacl from 'tweetnacl'
import { type Octets, octets } from '../octets.ts'

export interface KeyPair {
  readonly publicKey: Buffer
  readonly secretKey: Buffer
}

/** The pair of a secret key of 32 octets. */
export function pairOf(secretKey: Uint8Array): KeyPair {
  return { publicKey: Buffer.from(nacl.scalarMult.base(secretKey)), secretKey: Buffer.from(secretKey) }
}

/** What keys all boxes between two pairs. Keys that no pair has are taken too. */
export const agreement = (publicKey: Uint8Array, secretKey: Uint8Array): Buffer => Buffer.from(nacl.box.before(publicKey, secretKey))

/** 24 octets, if prefix and rest have 24. */
export const nonceOf = (prefix: Octets, rest: Uint8Array): Buffer => Buffer.concat([octets(prefix), rest])

/** The box of `content` under an agreement. */
export const boxed = (content: Uint8Array, nonce: Uint8Array, key: Uint8Array): Buffer => Buffer.from(nacl.box.after(content, nonce, key))

/** What a box holds; null when it was sealed with another nonce or key. */
export function unboxed(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Buffer | null {
  const content = nacl.box.open.after(box, nonce, key)
  return content === null ? null : Buffer.from(content)
}

/** Octets and key pairs that nobody chose, and that the same seed gives again. */
export interface Keyring {
  octets(length: number): Buffer
  pair(): KeyPair
}

export function createKeyring(seed: number): Keyring {
  let drawn = 0
  const draw = (length: number): Buffer => {
    const blocks: Uint8Array[] = []
    for (let made = 0; made < length; made += 64) blocks.push(nacl.hash(Buffer.from(`zmqspec ${seed} ${++drawn}`)))
    return Buffer.concat(blocks).subarray(0, length)
  }
  return { octets: draw, pair: () => pairOf(draw(32)) }
}
