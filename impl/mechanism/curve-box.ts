// All cryptography that CURVE needs, as an argument (RFC 26, "Notation": Box is crypto_box, X25519 with XSalsa20-Poly1305).
//
//   memory   … | tag, 16 octets | clear text, becomes cipher text, and back | …
//              ▲ at             ▲ at + 16
//
// Rule: boxes are sealed and opened where they lie; the clear text is never copied. Implementations pass crypto/curve-box.compliance.ts.

export interface CurveBox {
  /** The library behind it. */
  readonly name: string
  /** The X25519 public key that belongs to a secret key. Both 32 octets. */
  publicKey(secretKey: Uint8Array): Uint8Array
  /** The 32 octets that key all boxes between two pairs; null for a public key that nobody can hold the secret of (a point of low order). */
  sharedKey(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | null
  /** Seals the `length` octets at `at + 16`; the box then lies from `at` on. `nonce`: 24 octets, never used twice with one key. */
  seal(memory: Uint8Array<ArrayBuffer>, at: number, length: number, nonce: Uint8Array, key: Uint8Array): void
  /** Opens the box at `at` that holds `length` octets; they then lie from `at + 16` on. False: it was not sealed with this nonce and key. */
  open(memory: Uint8Array<ArrayBuffer>, at: number, length: number, nonce: Uint8Array, key: Uint8Array): boolean
}

export const KEY_SIZE = 32
export const NONCE_SIZE = 24
/** Octets that a box is longer than what it holds. */
export const TAG_SIZE = 16

/** The box that holds `parts`, in memory of its own. */
export function sealed(box: CurveBox, nonce: Uint8Array, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const memory = new Uint8Array(TAG_SIZE + length)
  let at = TAG_SIZE
  for (const part of parts) {
    memory.set(part, at)
    at += part.length
  }
  box.seal(memory, 0, length, nonce, key)
  return memory
}

/** What a box holds, in memory of its own; null when it does not open. */
export function opened(box: CurveBox, nonce: Uint8Array, key: Uint8Array, sealedBox: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (sealedBox.length < TAG_SIZE) return null
  const memory = new Uint8Array(sealedBox)
  return box.open(memory, 0, memory.length - TAG_SIZE, nonce, key) ? memory.subarray(TAG_SIZE) : null
}
