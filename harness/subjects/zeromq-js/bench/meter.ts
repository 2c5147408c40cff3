// The receiving side of a bench: verifies each message, and times what comes after the warm-up.
//   warm-up ──clock starts after the call that ends it──► counted ──stops after the call that gave the last──► figures
// Rule: nothing here waits; the loops are in traffic.ts.

import { type BenchBytes, type BenchShape, benchBytes } from '../../../control/bench-bytes.ts'
import type { BenchReply } from '../../../control/protocol.ts'

/** What was wrong with the messages: no number is given then. */
export class BenchFault extends Error {}

export const now = (): number => performance.now()
export const nanoseconds = (from: number, to: number): number => Math.round((to - from) * 1e6)

export interface Meter {
  /** Messages verified so far, on all sockets. */
  received: number
  /** After each call that gave messages. */
  settle(): void
  figures(): BenchReply
}

/** @param sockets how many receive `warmup + count` messages each */
export function meter({ count, warmup }: { readonly count: number; readonly warmup: number }, sockets: number): Meter {
  const [first, last] = [warmup * sockets, (warmup + count) * sockets]
  let [started, from, ended] = [0, 0, 0]
  const self: Meter = {
    received: 0,
    settle: () => {
      if (from === 0) {
        if (self.received < first) return
        from = self.received
        started = now()
      }
      if (self.received === last) ended = now()
    },
    figures: () => ({ count: last - from, ns: nanoseconds(started, ended) }),
  }
  return self
}

export interface Inlet {
  /** The number of the next message. */
  next: number
  /** Verifies a message and counts it. @throws BenchFault */
  take(parts: readonly Uint8Array[]): void
}

/** One socket's messages, in order. ROUTER puts the routing id before each. */
export function inlet(type: string, shape: BenchShape, into: Meter, bytes: BenchBytes = benchBytes(shape)): Inlet {
  const frames = type === 'ROUTER' ? 2 : 1
  const self: Inlet = {
    next: 0,
    take: parts => {
      if (parts.length !== frames) throw new BenchFault(`message ${self.next} has ${parts.length} frames, not ${frames}`)
      const fault = bytes.fault(parts[frames - 1]!, self.next)
      if (fault !== null) throw new BenchFault(fault)
      self.next++
      into.received++
    },
  }
  return self
}
