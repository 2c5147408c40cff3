// 32/Z85.

import { edit, type MutantTable } from './mutant.ts'

const z85 = 'wire/z85.ts'
const alphabet = 'const ALPHABET = '
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const notByFour = 'if (bytes.length % 4 !== 0) throw'
const notByFive = 'if (text.length % 5 !== 0) throw'
const digit = 'digits.get(text[i]!)'
const read = 'numbers.getUint32(at)'
const written = 'numbers.setUint32((at / 5) * 4, value)'

export const z85Mutants = {
  'mut/z85-of-ascii85': {
    about: 'uses the 85 characters of Ascii85',
    edits: [edit(z85, alphabet, `${alphabet}Array.from({ length: 85 }, (_, digit) => String.fromCharCode(33 + digit)).join('') || `)],
  },
  'mut/z85-swaps-cases': {
    about: 'puts the capital letters before the small ones',
    edits: [edit(z85, letters, letters.slice(26) + letters.slice(0, 26))],
  },
  'mut/z85-alphabet-of-rfc-1924': {
    about: 'uses the 85 characters of RFC 1924',
    edits: [edit(z85, alphabet, `${alphabet}'0123456789${letters.slice(26)}${letters.slice(0, 26)}!#$%&()*+-;<=>?@^_\`{|}~' || `)],
  },
  'mut/z85-little-endian': {
    about: 'takes four octets for a number with its low octet first',
    edits: [edit(z85, read, 'numbers.getUint32(at, true)'), edit(z85, written, 'numbers.setUint32((at / 5) * 4, value, true)')],
  },
  'mut/z85-digits-reversed': {
    about: 'writes and reads the least significant character first',
    edits: [
      edit(z85, 'let divisor = 85 ** 4; divisor >= 1; divisor /= 85', 'let divisor = 1; divisor <= 85 ** 4; divisor *= 85'),
      edit(z85, 'let i = at; i < at + 5; i++', 'let i = at + 4; i >= at; i--'),
    ],
  },
  'mut/z85-signed': {
    about: 'takes four octets for a signed number',
    edits: [edit(z85, read, 'numbers.getInt32(at)')],
  },
  'mut/z85-pads-with-zeros': {
    about: 'encodes octets that are not by four as if zeros followed',
    edits: [
      edit(
        z85,
        notByFour,
        `if (bytes.length % 4 !== 0) return encodeZ85(Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))]))\n  ${notByFour}`,
      ),
    ],
  },
  'mut/z85-cuts-the-rest': {
    about: 'encodes octets that are not by four without the last ones',
    edits: [edit(z85, notByFour, `if (bytes.length % 4 !== 0) return encodeZ85(bytes.subarray(0, -(bytes.length % 4)))\n  ${notByFour}`)],
  },
  'mut/z85-decodes-a-partial-group': {
    about: 'decodes a last group of less than five characters',
    seen: 'zeromq/libzmq#4019',
    edits: [edit(z85, notByFive, `if (text.length % 5 !== 0) return decodeZ85(text + '0'.repeat(5 - (text.length % 5)))\n  ${notByFive}`)],
  },
  'mut/z85-foreign-is-zero': {
    about: 'decodes a character that is none of the 85 as 0',
    seen: 'zeromq/libzmq#903',
    edits: [edit(z85, digit, `${digit} ?? 0`)],
  },
  'mut/z85-skips-white-space': {
    about: 'skips spaces and line ends when it decodes',
    edits: [edit(z85, 'if (digit === undefined) throw', 'if (/\\s/.test(text[i]!)) continue\n      if (digit === undefined) throw')],
  },
  'mut/z85-table-by-low-octet': {
    about: 'looks a character up by its low octet',
    edits: [edit(z85, digit, 'digits.get(String.fromCharCode(text.charCodeAt(i) & 0xff))')],
  },
  'mut/z85-overflow-wraps': {
    about: 'decodes a group above FFFFFFFF modulo 2^32',
    edits: [edit(z85, 'if (value > 0xffffffff) throw', 'if (false) throw')],
  },
  'mut/z85-refuses-nothing': {
    about: 'refuses no octets at all',
    edits: [edit(z85, notByFour, notByFour.replace('if (', 'if (bytes.length === 0 || '))],
  },
  'mut/z85-fixed-buffer': {
    about: 'has room for 1024 characters',
    seen: 'erickt/rust-zmq#102',
    edits: [edit(z85, 'return text\n', 'return text.slice(0, 1024)\n')],
  },
} as const satisfies MutantTable
