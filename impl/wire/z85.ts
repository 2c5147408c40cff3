// Z85: four octets as five printable characters (RFC 32).
//
//   86 4F D2 6F  B5 59 F7 5B  ⇄  Hello World (without the space)
//
// Rule: a group is one big-endian number in base 85; nothing is padded, nothing is skipped.

import { ZmqError } from '../error.ts'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const digits = new Map(Array.from(ALPHABET, (character, digit) => [character, digit] as const))

/** @throws ZmqError EINVAL unless the length is a multiple of 4 octets */
export function encodeZ85(bytes: Uint8Array): string {
  if (bytes.length % 4 !== 0) throw new ZmqError('EINVAL', `Z85 encodes multiples of 4 octets, not ${bytes.length}`)
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    const value = numbers.getUint32(at)
    for (let divisor = 85 ** 4; divisor >= 1; divisor /= 85) text += ALPHABET[Math.floor(value / divisor) % 85]
  }
  return text
}

/** @throws ZmqError EINVAL unless the length is a multiple of 5, every character of the alphabet, every group at most FFFFFFFF */
export function decodeZ85(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 5 !== 0) throw new ZmqError('EINVAL', `Z85 decodes multiples of 5 characters, not ${text.length}`)
  const bytes = new Uint8Array((text.length / 5) * 4)
  const numbers = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at += 5) {
    let value = 0
    for (let i = at; i < at + 5; i++) {
      const digit = digits.get(text[i]!)
      if (digit === undefined) throw new ZmqError('EINVAL', `the character at ${i} is not one of Z85's`)
      value = value * 85 + digit
    }
    if (value > 0xffffffff) throw new ZmqError('EINVAL', `the group at ${at} stands for more than 4 octets`)
    numbers.setUint32((at / 5) * 4, value)
  }
  return bytes
}

/** Z85 by its two directions; both throw ZmqError EINVAL for what has no such form. */
export const z85 = { encode: encodeZ85, decode: decodeZ85 } as const
