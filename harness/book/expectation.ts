// What a check may expect: a value, or a condition with words for the report.
// Rule: equality is deep; bytes are equal whatever their class; an expected string equals its UTF-8 octets.

import { isDeepStrictEqual } from 'node:util'
import { show } from './show.ts'

/** Stands where an expected value may stand: `t.check('ending', ending, oneOf('fin', 'rst'))`. */
export interface Expectation {
  readonly describe: string
  readonly holds: (actual: unknown) => boolean
}

const isExpectation = (value: unknown): value is Expectation =>
  typeof value === 'object' && value !== null && typeof (value as Expectation).holds === 'function' && 'describe' in value

export const oneOf = (...values: readonly unknown[]): Expectation => ({
  describe: values.map(show).join(' or '),
  holds: actual => values.some(value => equal(actual, value)),
})

/** A number from `least` to `most`, both included. */
export const between = (least: number, most: number): Expectation => ({
  describe: `${least} to ${most}`,
  holds: actual => typeof actual === 'number' && actual >= least && actual <= most,
})

export const atLeast = (least: number): Expectation => ({
  describe: `at least ${least}`,
  holds: actual => typeof actual === 'number' && actual >= least,
})

export const satisfying = (describe: string, holds: (actual: never) => boolean): Expectation => ({
  describe,
  holds: holds as (actual: unknown) => boolean,
})

/** The same value with Buffers and Uint8Arrays alike, and strings in `like`'s places of bytes turned into bytes. */
function plain(value: unknown, like: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (typeof value === 'string' && like instanceof Uint8Array) return Uint8Array.from(Buffer.from(value))
  if (Array.isArray(value)) return value.map((item, at) => plain(item, Array.isArray(like) ? like[at] : undefined))
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [key, plain(item, like instanceof Map ? like.get(key) : undefined)]))
  if (
    typeof value === 'object' &&
    value !== null &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  ) {
    const other = (typeof like === 'object' && like !== null ? like : {}) as Record<string, unknown>
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, other[key])]))
  }
  return value
}

/** Deep equality; an expected string equals its UTF-8 octets, an Expectation decides by itself. */
export const equal = (actual: unknown, expected: unknown): boolean =>
  isExpectation(expected) ? expected.holds(actual) : isDeepStrictEqual(plain(actual, actual), plain(expected, actual))

/** The words of a report for what was expected. */
export const showExpected = (expected: unknown): string => (isExpectation(expected) ? expected.describe : show(expected))
