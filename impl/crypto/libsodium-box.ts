// Boxes by libsodium as WebAssembly. Its functions work in a memory of their own, so octets are copied in and out.
// Rule: the heap never shrinks, so only small messages have a lasting place there; the largest are left to tweetnacl.

import type { CurveBox } from '../mechanism/curve-box.ts'
import { KEY_SIZE, NONCE_SIZE, TAG_SIZE } from '../mechanism/curve-box.ts'
import { tweetnaclBox } from './tweetnacl-box.ts'
import { publicKeyOf, sharedKeyOf } from './x25519.ts'

/** Octets of the lasting place. */
const KEPT = 1 << 20
const LARGEST = 1 << 26

/** The few functions used; lengths are 64-bit numbers in two halves. */
interface Sodium {
  readonly HEAPU8: Uint8Array
  _malloc(size: number): number
  _free(address: number): void
  _crypto_secretbox_easy(box: number, clear: number, low: number, high: number, nonce: number, key: number): number
  _crypto_secretbox_open_easy(clear: number, box: number, low: number, high: number, nonce: number, key: number): number
}

/** Compiles libsodium, which takes some milliseconds. */
export async function loadLibsodiumBox(): Promise<CurveBox> {
  const { default: compile } = (await import('libsodium')) as { readonly default: () => Promise<Sodium> }
  const sodium = await compile()
  const nonceAt = sodium._malloc(NONCE_SIZE)
  const keyAt = sodium._malloc(KEY_SIZE)
  const lasting = sodium._malloc(KEPT)

  /** Runs `work` on a place of `size` octets; false when the heap has none. */
  function placed(size: number, work: (place: number) => boolean): boolean {
    if (size <= KEPT) return work(lasting)
    const place = sodium._malloc(size)
    if (place === 0) return false
    const done = work(place)
    sodium._free(place)
    return done
  }

  return {
    name: 'libsodium',
    publicKey: publicKeyOf,
    sharedKey: sharedKeyOf,
    seal(memory, at, length, nonce, key) {
      const size = length + TAG_SIZE
      const done =
        size <= LARGEST &&
        placed(size, place => {
          const heap = sodium.HEAPU8
          heap.set(nonce, nonceAt)
          heap.set(key, keyAt)
          heap.set(memory.subarray(at + TAG_SIZE, at + size), place + TAG_SIZE)
          sodium._crypto_secretbox_easy(place, place + TAG_SIZE, length, 0, nonceAt, keyAt)
          memory.set(heap.subarray(place, place + size), at)
          return true
        })
      if (!done) tweetnaclBox.seal(memory, at, length, nonce, key)
    },
    open(memory, at, length, nonce, key) {
      const size = length + TAG_SIZE
      let genuine = false
      const done =
        size <= LARGEST &&
        placed(size, place => {
          const heap = sodium.HEAPU8
          heap.set(nonce, nonceAt)
          heap.set(key, keyAt)
          heap.set(memory.subarray(at, at + size), place)
          genuine = sodium._crypto_secretbox_open_easy(place + TAG_SIZE, place, size, 0, nonceAt, keyAt) === 0
          if (genuine) memory.set(heap.subarray(place + TAG_SIZE, place + size), at + TAG_SIZE)
          return true
        })
      return done ? genuine : tweetnaclBox.open(memory, at, length, nonce, key)
    },
  }
}
