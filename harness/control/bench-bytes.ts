// The octets of a `bench` message (docs/zshim.md, "bench"): what a sender writes and a receiver compares.
//   [ topic: L octets ]  number: 8 octets, big-endian   the rest of gen(seed)
// Rule: pure arithmetic on buffers, cheap enough for a timed loop; whoever sees a fault says it in words.

import { generatedBytes } from './frames.ts'
import type { TopicRange } from './protocol.ts'

/** Outside the warm-up every so-manieth message is compared whole. */
const wholeEvery = 61
/** Knuth's multiplier: consecutive topics lie far apart. */
const spread = 2654435761

/** Topic number `k`: `len` octets, the last four its own. */
export function topicBytes(seed: number, len: number, k: number): Buffer {
  const bytes = Buffer.allocUnsafe(len)
  generatedBytes(seed, len - 4).copy(bytes)
  bytes.writeUInt32BE(Math.imul(k, spread) >>> 0, len - 4)
  return bytes
}

export interface BenchBytes {
  /** A buffer that holds a message whose number is still to be stamped. */
  fresh(): Buffer
  /** Makes a buffer that `fresh` gave into message `number`, and returns it. */
  stamp(bytes: Buffer, number: number): Buffer
  /** What is wrong with a received body that should be message `number`, or null. */
  fault(bytes: Uint8Array, number: number): string | null
  /** The same for the `len` octets from `from` on of a stream. */
  faultAt(bytes: Uint8Array, from: number, number: number): string | null
  /** As `fault`, every octet. */
  wholeFault(bytes: Uint8Array, number: number): string | null
}

export interface BenchShape {
  readonly len: number
  readonly seed: number
  readonly warmup: number
  readonly topics?: TopicRange
}

/** @throws RangeError when `len` has no room for topic and number */
export function benchBytes({ len, seed, warmup, topics }: BenchShape): BenchBytes {
  const at = topics?.len ?? 0
  if (len < at + 8) throw new RangeError(`${len} octets have no room for ${at === 0 ? '' : `a topic of ${at} and `}a number of 8`)
  const base = generatedBytes(seed, len)
  const expected = Buffer.from(base)
  const [n, own] = [topics?.n ?? 0, at - 4]

  function stamp(bytes: Buffer, number: number): Buffer {
    if (n > 0) put(bytes, own, Math.imul(number % n, spread))
    put(bytes, at, Math.floor(number / 2 ** 32))
    put(bytes, at + 4, number)
    return bytes
  }
  function whole(bytes: Uint8Array, from: number, number: number): string | null {
    if (stamp(expected, number).compare(bytes, from, from + len) === 0) return null
    return `message ${number} differs at octet ${expected.findIndex((octet, index) => octet !== bytes[from + index])}`
  }
  function faultAt(bytes: Uint8Array, from: number, number: number): string | null {
    const [high, low] = [word(bytes, from + at), word(bytes, from + at + 4)]
    if (low + high * 2 ** 32 !== number) return `message ${number} has sequence number ${low + high * 2 ** 32}`
    return number < warmup || number % wholeEvery === 0 ? whole(bytes, from, number) : null
  }
  const lengthFault = (bytes: Uint8Array, number: number) =>
    bytes.length === len ? null : `message ${number} has ${bytes.length} octets, not ${len}`
  return {
    fresh: () => Buffer.from(base),
    stamp,
    fault: (bytes, number) => lengthFault(bytes, number) ?? faultAt(bytes, 0, number),
    faultAt,
    wholeFault: (bytes, number) => lengthFault(bytes, number) ?? whole(bytes, 0, number),
  }
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

function put(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
