// Boxes by libsodium as native code, when the package sodium-native is installed: the fast way for large messages.
// Rule: optional. Whoever does not have it loses speed and nothing else.

import { createRequire } from 'node:module'
import type { CurveBox } from '../mechanism/curve-box.ts'
import { KEY_SIZE, TAG_SIZE } from '../mechanism/curve-box.ts'
import { boxKey } from './x25519.ts'

interface SodiumNative {
  crypto_scalarmult_base(publicKey: Uint8Array, secretKey: Uint8Array): void
  crypto_scalarmult(agreed: Uint8Array, secretKey: Uint8Array, publicKey: Uint8Array): void
  crypto_secretbox_easy(box: Uint8Array, clear: Uint8Array, nonce: Uint8Array, key: Uint8Array): void
  crypto_secretbox_open_easy(clear: Uint8Array, box: Uint8Array, nonce: Uint8Array, key: Uint8Array): boolean
}

/** Null when the package is missing, or was not built for this machine. */
export function loadSodiumNativeBox(): CurveBox | null {
  let sodium: SodiumNative
  try {
    sodium = createRequire(import.meta.url)('sodium-native') as SodiumNative
  } catch {
    return null
  }
  const view = (memory: Uint8Array<ArrayBuffer>, at: number, length: number) =>
    new Uint8Array(memory.buffer, memory.byteOffset + at, length)
  return {
    name: 'sodium-native',
    publicKey(secretKey) {
      const publicKey = new Uint8Array(KEY_SIZE)
      sodium.crypto_scalarmult_base(publicKey, secretKey)
      return publicKey
    },
    sharedKey(publicKey, secretKey) {
      const agreed = new Uint8Array(KEY_SIZE)
      try {
        sodium.crypto_scalarmult(agreed, secretKey, publicKey)
      } catch {
        // Points of low order.
        return null
      }
      const key = boxKey(agreed)
      agreed.fill(0)
      return key
    },
    seal(memory, at, length, nonce, key) {
      sodium.crypto_secretbox_easy(view(memory, at, length + TAG_SIZE), view(memory, at + TAG_SIZE, length), nonce, key)
    },
    open(memory, at, length, nonce, key) {
      return sodium.crypto_secretbox_open_easy(view(memory, at + TAG_SIZE, length), view(memory, at, length + TAG_SIZE), nonce, key)
    },
  }
}
