// What a scenario is: sockets, loops and figures; the table is in scenario-table.ts.

import type { BenchStyle } from '../control/protocol.ts'
import type { Arena, Transport } from './arena.ts'
import type { Mechanism } from './security.ts'

export type Profile = 'short' | 'full'

export interface Metric {
  readonly unit: string
  readonly better: 'more' | 'less'
}

/** What one measurement is asked to do. */
export interface Load {
  /** Octets. */
  readonly size: number
  readonly count: number
  readonly warmup: number
  readonly seed: number
  readonly style: { readonly left: BenchStyle; readonly right: BenchStyle }
  /** Milliseconds for each bench. */
  readonly t: number
  /** Messages a second, in open loops. */
  readonly rate: number
}

/** What came of it; only of messages that were verified. */
export interface Figures {
  readonly values: Readonly<Record<string, number>>
  /** How long the timed part took, for calibration. Nanoseconds. */
  readonly ns: number
}

export interface Scenario {
  readonly title: string
  readonly transports: Readonly<Record<Profile, readonly Transport[]>>
  readonly sizes: Readonly<Record<Profile, readonly number[]>>
  /** Other than NULL a profile measures over tcp only. */
  readonly mechanisms: Readonly<Record<Profile, readonly Mechanism[]>>
  /** Which side is the server of a mechanism. */
  readonly server: 'left' | 'right'
  readonly metrics: Readonly<Record<string, Metric>>
  /** Socket types of the subject (left) and of its peer. */
  readonly sockets: { readonly left: readonly string[]; readonly right: readonly string[] }
  /** Optional ops that each side must offer beside `bench`. */
  readonly ops: { readonly left: readonly string[]; readonly right: readonly string[] }
  /** Both ends live in one process. */
  readonly alone: boolean
  /** Whether the batch form makes a difference, so that it is measured too. */
  readonly batch: boolean
  /** Whether the raw baseline can do it. */
  readonly raw: boolean
  /** Whether the subject is also measured against another implementation, both ways. */
  readonly mixed: boolean
  /** Whether each measurement needs new processes: memory that is left over is used again. */
  readonly fresh: boolean
  /** Fewer than these say nothing: a percentile needs samples beyond it. */
  readonly fewest?: number
  /** `timed`: as many as fill the time; else how many, and before them. */
  readonly count: 'timed' | 'rate' | Readonly<Record<Profile, { readonly count: number; readonly warmup: number }>>
  readonly measure: (arena: Arena, load: Load) => Promise<Figures>
}
