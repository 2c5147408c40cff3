// Frames of zshim/1: bytes <-> JSON (docs/zshim.md, "Frames").
//   sending   {b64} | {hex} | {utf8} | {gen: {seed, len}}
//   received  up to 4096 octets as bytes; longer as {len, sha256}, unless `full` was asked
// Rule: every form of the same bytes means the same frame.

import { createHash } from 'node:crypto'
import { endianness } from 'node:os'
import type { FrameJson } from './protocol.ts'

/** A received frame longer than this comes back as a digest. Octets. */
const digestLimit = 4096

/**
 * `len` octets of the xorshift32 stream (shifts 13, 17, 5) that starts from `seed`: each step gives four octets, least significant
 * first, and the last step is cut. A seed of 0 (modulo 2^32), from which xorshift never moves, stands for 0x9e3779b9.
 */
export function generatedBytes(seed: number, len: number): Buffer {
  // Whole words into memory of their own, where they are aligned: cases ask for hundreds of megabytes.
  const bytes = Buffer.allocUnsafeSlow((len + 3) & ~3)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  let x = seed >>> 0 || 0x9e3779b9
  for (let at = 0; at < words.length; at++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    words[at] = x
  }
  if (endianness() === 'BE') bytes.swap32()
  return bytes.subarray(0, len)
}

/** Message number `sequence` of `sendmany`: bytes generated from seed + sequence, the first 8 replaced by the sequence number, big-endian, when there is room. */
export function numberedBytes(seed: number, sequence: number, len: number): Buffer {
  const bytes = generatedBytes(seed + sequence, len)
  if (len >= 8) bytes.writeBigUInt64BE(BigInt(sequence))
  return bytes
}

export function digestOf(bytes: Uint8Array): { readonly len: number; readonly sha256: string } {
  return { len: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

const isPrintable = (bytes: Uint8Array) => bytes.every(octet => octet >= 0x20 && octet < 0x7f)

/** Text stays readable, everything else is base64. */
export function toFrame(bytes: Uint8Array): FrameJson {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return bytes.length <= 256 && isPrintable(bytes) ? { utf8: view.toString('latin1') } : { b64: view.toString('base64') }
}

/** What a shim answers to `recv`. */
export function toReceivedFrame(bytes: Uint8Array, full: boolean): FrameJson {
  return full || bytes.length <= digestLimit ? toFrame(bytes) : digestOf(bytes)
}

/**
 * The bytes of a frame.
 * @throws RangeError for a digest, which has none, and TypeError for none of the known forms
 */
export function fromFrame(frame: FrameJson): Buffer {
  if ('b64' in frame) return Buffer.from(frame.b64, 'base64')
  if ('hex' in frame) return Buffer.from(frame.hex, 'hex')
  if ('utf8' in frame) return Buffer.from(frame.utf8, 'utf8')
  if ('gen' in frame) return generatedBytes(frame.gen.seed, frame.gen.len)
  if ('sha256' in frame) throw new RangeError(`a digest of ${frame.len} octets has no bytes: ask recv for full`)
  throw new TypeError(`not a frame: ${JSON.stringify(frame)}`)
}

export const isFrame = (value: unknown): value is FrameJson =>
  typeof value === 'object' && value !== null && ['b64', 'hex', 'utf8', 'gen', 'sha256'].some(form => form in value)

/** Whether `frame`, in whichever form it came, stands for `bytes`. */
export function sameFrame(frame: FrameJson, bytes: Uint8Array): boolean {
  if (!('sha256' in frame)) return fromFrame(frame).equals(bytes)
  const expected = digestOf(bytes)
  return frame.len === expected.len && frame.sha256 === expected.sha256
}
