// Options whose values add up (zmq_setsockopt(3): filters of those who may connect, ZMQ_METADATA).
// Rule: a value that will not do is refused when it is set, not when somebody connects.

import { ZmqError } from '../error.ts'
import { parseSubnet } from '../transport/accept-filter.ts'
import type { OptionRow } from './option-row.ts'

type Gathers = NonNullable<OptionRow['gathers']>

/** A name longer than its length octet can say would not fit into READY (RFC 37, "Connection Metadata"). */
const longestName = 255

/** The property that `X-name:value` stands for. @throws ZmqError EINVAL */
export function parseProperty(text: string): [name: string, value: string] {
  const at = text.indexOf(':')
  const name = text.slice(0, Math.max(at, 0))
  if (!name.startsWith('X-') || name.length > longestName || /[^\w.+-]/.test(name) || at === text.length - 1)
    throw new ZmqError('EINVAL', 'A property is X-name:value, with a name of letters, digits and - . + _')
  return [name, text.slice(at + 1)]
}

const checks = {
  subnet: value => void parseSubnet(value as string),
  property: value => void parseProperty(value as string),
  number: () => {},
} as const satisfies Record<Gathers, (value: string | number) => void>

/** The list with one more value; null empties it. @throws ZmqError EINVAL */
export function gather<T extends string | number>(kind: Gathers, list: readonly T[], value: T | null): readonly T[] {
  if (value === null) return []
  checks[kind](value)
  return [...list, value]
}
