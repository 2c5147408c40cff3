// Boxes in JavaScript alone (tweetnacl): slow, and always there.

import nacl from 'tweetnacl'
import type { CurveBox } from '../mechanism/curve-box.ts'
import { TAG_SIZE } from '../mechanism/curve-box.ts'
import { publicKeyOf, sharedKeyOf } from './x25519.ts'

export const tweetnaclBox: CurveBox = {
  name: 'tweetnacl',
  publicKey: publicKeyOf,
  sharedKey: sharedKeyOf,
  seal(memory, at, length, nonce, key) {
    memory.set(nacl.secretbox(memory.subarray(at + TAG_SIZE, at + TAG_SIZE + length), nonce, key), at)
  },
  open(memory, at, length, nonce, key) {
    const clear = nacl.secretbox.open(memory.subarray(at, at + TAG_SIZE + length), nonce, key)
    if (clear === null) return false
    memory.set(clear, at + TAG_SIZE)
    return true
  },
}
