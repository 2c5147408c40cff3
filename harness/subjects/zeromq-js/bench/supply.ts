// Buffers for a timed loop of sending: message `i` on demand.
// Rule: a buffer is written again only when its library has certainly let go of it: zeromq.js refers to what is longer than 128 octets until
// the kernel or an inproc peer has it, ours to what is longer than 16 KiB, and either to what waits.

import type { BenchBytes } from '../../../control/bench-bytes.ts'

/** More than both high-water marks (1000 each, by default) can hold. */
const ringLength = 4096
/** Rings of larger buffers would measure page faults. Octets. */
const ringLimit = 16 * 1024

/** @param window what the sender may be ahead of its receivers, where that is bounded: so many buffers are enough */
export function supply(bytes: BenchBytes, len: number, window: number | undefined): (number: number) => Buffer {
  if (window === undefined && len > ringLimit) return number => bytes.stamp(bytes.fresh(), number)
  const wanted = window ?? ringLength
  const mask = 2 ** Math.ceil(Math.log2(wanted)) - 1
  const ring = Array.from({ length: mask + 1 }, bytes.fresh)
  return number => bytes.stamp(ring[number & mask]!, number)
}
