// Whether a value may be assigned to an option, and in what form the engine keeps it.
// Wrong kind of value: TypeError, in zeromq.js's words. Right kind, outside the range: EINVAL (zmq_setsockopt(3)). Not available: ENOTSUP.

import { Buffer } from 'node:buffer'
import { emitWarning } from 'node:process'
import { ZmqError } from '../error.ts'
import { requireKernel } from '../transport/kernel-option.ts'
import { versions } from '../wire/legacy-greeting.ts'
import { decodeZ85 } from '../wire/z85.ts'
import type { OptionKind, OptionRow } from './option-row.ts'

/** What is kept: flags, numbers and words as they are, text as octets. */
export type StoredValue = boolean | number | Uint8Array | string | null

const limits = {
  int32: [0, 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [0, Number.MAX_VALUE],
  uint64: [0, Number.MAX_VALUE],
} as const

const words: Record<'verbosity' | 'whenBusy' | 'mechanism' | 'version', readonly (string | null)[]> = {
  verbosity: [null, 'allSubs', 'allSubsUnsubs'],
  whenBusy: ['throw', 'queue'],
  mechanism: [],
  version: versions,
}

const reasons: Readonly<Record<string, string>> = {
  raw: 'open a Stream for peers that speak no ZMTP',
  fd: 'wait for promises, or look at `readable` and `writable`',
}

/** What to do instead of using a refused option. */
export const reasonOf = (name: string): string =>
  reasons[name] ?? 'GSSAPI (RFC 38) is not there; use CURVE for security, or PLAIN inside a network that is safe'

/** @throws TypeError, or ZmqError EINVAL, ENOTSUP */
export function acceptedValue(name: string, row: OptionRow, value: unknown): StoredValue {
  const accepted = convert(row, value)
  if (row.effect === 'refused' && accepted !== row.default) {
    throw new ZmqError('ENOTSUP', `Option ${name} is not available: ${reasonOf(name)}`)
  }
  if (row.native === true && accepted !== null && accepted !== row.default) requireKernel(`Option ${name}`)
  return accepted
}

function convert(row: OptionRow, value: unknown): StoredValue {
  switch (row.kind) {
    case 'bool':
      if (typeof value !== 'boolean') throw new TypeError('Option value must be a boolean')
      return value
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'uint64':
      return number(row, row.kind, value)
    case 'string':
      return text(row, value)
    case 'curveKey':
      return curveKey(value)
    case 'verbosity':
    case 'whenBusy':
    case 'mechanism':
    case 'version':
      if (!words[row.kind].includes(value as string))
        throw new TypeError(`Option value must be one of ${words[row.kind].map(String).join(', ')}`)
      return value as string | null
    default:
      return row.kind satisfies never
  }
}

function number(row: OptionRow, kind: keyof typeof limits, value: unknown): number | null {
  if (value === null && row.gathers !== undefined) return null
  if (typeof value !== 'number') throw new TypeError('Option value must be a number')
  const whole = Math.trunc(value)
  if (!(whole >= (row.min ?? limits[kind][0]) && whole <= (row.max ?? limits[kind][1]))) throw new ZmqError('EINVAL')
  if (whole > Number.MAX_SAFE_INTEGER) {
    emitWarning('Value is larger than Number.MAX_SAFE_INTEGER and may have been rounded inaccurately.')
  }
  return whole === 0 ? 0 : whole
}

function text(row: OptionRow, value: unknown): Uint8Array | null {
  if (value !== null && typeof value !== 'string' && !(value instanceof Uint8Array)) {
    throw new TypeError('Option value must be a string or buffer')
  }
  // A copy: the caller may go on using his buffer.
  const octets = value === null ? null : Buffer.from(value as string)
  const length = octets?.length ?? 0
  if (octets === null && row.nullable === true) return null
  if (length < (row.min ?? 0) || length > (row.max ?? Number.POSITIVE_INFINITY)) throw new ZmqError('EINVAL')
  if (row.noLeadingZero === true && octets?.[0] === 0) throw new ZmqError('EINVAL', 'The first octet must not be zero')
  return length === 0 ? null : octets
}

// The message must not show what was given: it may be a secret key with a slip in it.
function curveKey(value: unknown): Uint8Array {
  if (value !== null && typeof value !== 'string' && !(value instanceof Uint8Array)) {
    throw new TypeError('Option value must be a string or buffer')
  }
  if (value instanceof Uint8Array && value.length === 32) return new Uint8Array(value)
  const text = value === null ? '' : typeof value === 'string' ? value : Buffer.from(value).toString('latin1')
  // zmq_setsockopt(3) takes the text with or without its final NUL.
  const characters = text.length === 41 && text.endsWith('\0') ? text.slice(0, 40) : text
  try {
    if (characters.length === 40) return decodeZ85(characters)
  } catch {
    // Characters that Z85 does not have.
  }
  throw new ZmqError('EINVAL', 'A CURVE key is 32 octets, or 40 characters of Z85')
}

/** The kinds that may stand for each other in a call by number, because libzmq keeps them in variables of the same size. */
export function storageOf(kind: OptionKind): 'int' | 'long' | 'octets' {
  switch (kind) {
    case 'bool':
    case 'int32':
    case 'uint32':
    case 'verbosity':
    case 'whenBusy':
    case 'mechanism':
    case 'version':
      return 'int'
    case 'int64':
    case 'uint64':
      return 'long'
    case 'string':
    case 'curveKey':
      return 'octets'
    default:
      return kind satisfies never
  }
}
