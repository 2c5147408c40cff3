// How octets are cut into segments before they are put on the wire.
// Rule: pacing changes segments only, never octets or their order.

import type { Pacing } from './contract.ts'

/** The segments of `bytes`; cuts are offsets, in any order, and those outside are ignored. */
export function segments(bytes: Buffer, pacing: Pacing): Buffer[] {
  if (bytes.length === 0) return []
  if (pacing === 'burst') return [bytes]
  if (pacing === 'drip') return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
  const cuts = [...new Set([0, ...pacing.cuts, bytes.length])].filter(cut => cut >= 0 && cut <= bytes.length).sort((a, b) => a - b)
  return cuts.slice(1).map((cut, at) => bytes.subarray(cuts[at], cut))
}

/** Every way to cut once: for tables of cases. */
export const everyCut = (length: number): Pacing[] => Array.from({ length: Math.max(0, length - 1) }, (_, at) => ({ cuts: [at + 1] }))
