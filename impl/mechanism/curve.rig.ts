// For tests only: CURVE with keys and random octets that are known, and a client written by hand that can be wrong in one place.
// The boxes are tweetnacl's, straight from that library: what is tested is not what tests it.

import nacl from 'tweetnacl'
import { toOctets } from '../wire/ascii.ts'
import { concat } from '../wire/octets.rig.ts'
import type { CurveBox } from './curve-box.ts'
import type { CurveTools, KeyPair } from './curve-keys.ts'

export function pairFrom(fill: number): KeyPair {
  const { publicKey, secretKey } = nacl.box.keyPair.fromSecretKey(new Uint8Array(32).fill(fill))
  return { publicKey, secretKey }
}

/** The plain one, from tweetnacl alone. */
export const naclBox: CurveBox = {
  name: 'tweetnacl alone',
  publicKey: secretKey => nacl.box.keyPair.fromSecretKey(secretKey).publicKey,
  sharedKey: (publicKey, secretKey) => (publicKey.every(octet => octet === 0) ? null : nacl.box.before(publicKey, secretKey)),
  seal(memory, at, length, nonce, key) {
    memory.set(nacl.secretbox(memory.slice(at + 16, at + 16 + length), nonce, key), at)
  },
  open(memory, at, length, nonce, key) {
    const clear = nacl.secretbox.open(memory.slice(at, at + 16 + length), nonce, key)
    if (clear !== null) memory.set(clear, at + 16)
    return clear !== null
  },
}

/** Random octets that count up from `seed`: never twice the same, always the same. */
export function tools(seed: number): CurveTools {
  let next = seed << 16
  return {
    box: naclBox,
    random(length) {
      const octets = new Uint8Array(length)
      new DataView(octets.buffer).setUint32(0, ++next)
      return octets
    },
  }
}

export const server = pairFrom(0x51)
export const client = pairFrom(0xc1)
export const stranger = pairFrom(0x77)
export const transient = pairFrom(0xc2)

export const counter = (value: number): Uint8Array<ArrayBuffer> => Uint8Array.of(0, 0, 0, 0, 0, 0, value >> 8, value)

/** crypto_box with a nonce of a prefix and the rest. */
export function boxed(prefix: string, rest: Uint8Array, content: Uint8Array, to: Uint8Array, from: Uint8Array): Uint8Array {
  return nacl.box(content, concat(toOctets(prefix), rest), to, from)
}

export function unboxed(prefix: string, rest: Uint8Array, box: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = nacl.box.open(box, concat(toOctets(prefix), rest), from, to)
  if (content === null) throw new Error(`the box for ${prefix} does not open`)
  return new Uint8Array(content)
}

interface HelloParts {
  version?: Uint8Array
  padding?: Uint8Array
  zeros?: Uint8Array
  nonce?: Uint8Array
  to?: Uint8Array
  from?: Uint8Array
}

export function hello(parts: HelloParts = {}): Uint8Array<ArrayBuffer> {
  const nonce = parts.nonce ?? counter(1)
  const box = boxed(
    'CurveZMQHELLO---',
    nonce,
    parts.zeros ?? new Uint8Array(64),
    parts.to ?? server.publicKey,
    parts.from ?? transient.secretKey,
  )
  return concat(
    toOctets('\x05HELLO'),
    parts.version ?? Uint8Array.of(1, 0),
    parts.padding ?? new Uint8Array(72),
    transient.publicKey,
    nonce,
    box,
  )
}

/** S' and the cookie out of a WELCOME. */
export function welcomed(body: Uint8Array): { readonly serverTransient: Uint8Array; readonly cookie: Uint8Array } {
  const content = unboxed('WELCOME-', body.subarray(8, 24), body.subarray(24), server.publicKey, transient.secretKey)
  return { serverTransient: content.subarray(0, 32), cookie: content.subarray(32) }
}

interface InitiateParts {
  cookie?: Uint8Array
  nonce?: Uint8Array
  vouchedKey?: Uint8Array
  vouchedServer?: Uint8Array
  vouchedBy?: Uint8Array
  publicKey?: Uint8Array
  metadata?: Uint8Array
  from?: Uint8Array
}

export function initiate(welcome: Uint8Array, parts: InitiateParts = {}): Uint8Array<ArrayBuffer> {
  const { serverTransient, cookie } = welcomed(welcome)
  const nonce = parts.nonce ?? counter(2)
  const vouchNonce = new Uint8Array(16).fill(9)
  const vouchContent = concat(parts.vouchedKey ?? transient.publicKey, parts.vouchedServer ?? server.publicKey)
  const vouch = boxed('VOUCH---', vouchNonce, vouchContent, serverTransient, parts.vouchedBy ?? client.secretKey)
  const content = concat(parts.publicKey ?? client.publicKey, vouchNonce, vouch, parts.metadata ?? new Uint8Array(0))
  const box = boxed('CurveZMQINITIATE', nonce, content, serverTransient, parts.from ?? transient.secretKey)
  return concat(toOctets('\x08INITIATE'), parts.cookie ?? cookie, nonce, box)
}
