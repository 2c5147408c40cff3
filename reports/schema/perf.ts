// perf.json, and the `perf` lines of results.ndjson: one row a scenario, transport, size, pairing and metric.
// Rule: a row has a value only when every message of every round was verified. perf.schema.json says the same to other languages.

import type { HeaderLine } from './results.ts'

export interface PerfRow {
  readonly scenario: string
  readonly transport: string
  readonly mechanism: string
  /** Octets of a message; of a topic in subscription scenarios. */
  readonly size: number
  /** The form of the library's loop that the subject (and the peer, where it has it) used. */
  readonly style: 'each' | 'batch'
  readonly metric: string
  readonly subject: string
  readonly peer: string
  readonly verdict: 'measured' | 'unsupported' | 'failed'
  /** Why there is no value; null when there is one. */
  readonly reason: string | null
  /** Median over the rounds. */
  readonly value: number | null
  readonly unit: string
  readonly better: 'more' | 'less'
  /** 95 % bootstrap interval of the median. */
  readonly ci: readonly [number, number] | null
  /** Median over the rounds of this value divided by that of the reference in the same round. */
  readonly ratios: PerfRatios
  /** 95 % bootstrap intervals of the ratios. */
  readonly ratioCi: Readonly<Record<keyof PerfRatios, readonly [number, number] | null>>
  /** The value of each round, in the order of the rounds. */
  readonly rounds: readonly number[]
  /** Messages (round trips, subscriptions, connections) timed in each round, and those before the clock; null where nothing was run. */
  readonly count: number | null
  readonly warmup: number | null
}

export interface PerfRatios {
  readonly rawTcp: number | null
  readonly 'zeromq-js': number | null
  readonly libzmq: number | null
}

export interface PerfNoise {
  /** The median of all `spread`s; null when nothing was measured twice. */
  readonly spread: number | null
  /** How far two measurements of the same thing in the same round lay apart: the median of |A/A' - 1| over the rounds. */
  readonly pairs: readonly {
    readonly scenario: string
    readonly transport: string
    readonly mechanism: string
    readonly size: number
    readonly metric: string
    readonly spread: number
  }[]
}

export interface PerfFile {
  readonly schema: 1
  readonly suite: Pick<HeaderLine['suite'], 'version' | 'commit'>
  readonly command: string
  readonly started: string
  readonly seed: number
  readonly profile: string
  /** Rounds at most (each row has its own), and seconds that one measurement was to take. */
  readonly rounds: number
  readonly seconds: number
  /** false: interrupted or broken; rows are missing. */
  readonly complete: boolean
  readonly machine: HeaderLine['host']
  readonly noise: PerfNoise
  readonly rows: readonly PerfRow[]
}
