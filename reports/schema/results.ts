// One line of results.ndjson. Everything else that a run leaves is rendered from these lines.
// Rule: no footer, no complete run. results.schema.json says the same to other languages.

import type { Verdict } from '../../harness/verdict/verdict.ts'
import type { PerfRow } from './perf.ts'

export interface HeaderLine {
  readonly type: 'header'
  readonly schema: 1
  readonly suite: {
    readonly version: string
    readonly commit: string | null
    /** How many deliberate faults of the reference implementation the cases notice: the published hunt of this suite. */
    readonly mutants?: { readonly total: number; readonly killed: number }
  }
  readonly command: string
  readonly seed: number
  readonly started: string
  readonly host: { readonly os: string; readonly cpu: string; readonly cores: number; readonly memoryMiB: number; readonly node: string }
  /** Cases selected, per subject and peer. */
  readonly planned: number
  /** Cases of the book that the selection left out. */
  readonly filtered?: number
  /** This part of that many (`--shard`). */
  readonly shard?: readonly [part: number, of: number]
}

export interface SubjectLine {
  readonly type: 'subject'
  readonly name: string
  readonly address: string
  readonly implementation: { readonly name: string; readonly version: string; readonly language: string; readonly binding?: string }
  readonly capabilities: Readonly<Record<string, unknown>>
  readonly windows?: Readonly<Record<string, number>>
}

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly expected?: string
  readonly actual?: string
}

export interface Evidence {
  /** Frames seen, one line each: `0.4ms → READY 41 Socket-Type=DEALER Identity=""`. */
  readonly frames?: readonly string[]
  /** What was asked of the subjects and what they answered. */
  readonly history?: readonly string[]
  readonly stderr?: string
  /** Property runs: fast-check's seed and path, and runs done. */
  readonly seed?: number
  readonly path?: string
  readonly runs?: number
  /** How often the smallest failing value failed when it was run again: `5 of 5`. */
  readonly repeats?: string
  /** Files beside results.ndjson: what `zmqspec replay` plays again, and what passed, for Wireshark. */
  readonly captures?: readonly string[]
  readonly observed?: Readonly<Record<string, unknown>>
  /** The command that repeats just this case. */
  readonly reproduce?: string
}

export interface Disputed {
  readonly reason: string
  readonly link: string
}

export interface CaseLine {
  readonly type: 'case'
  readonly id: string
  readonly title: string
  readonly clauses: readonly string[]
  readonly level: 'MUST' | 'SHOULD' | 'MAY'
  readonly mode: 'wire' | 'pair' | 'api' | 'diff' | 'perf'
  readonly subject: string
  readonly peer: string | null
  readonly axes: Readonly<Record<string, string>>
  readonly verdict: Verdict
  /** Whether the clause is read this way is contested: why, and where. */
  readonly disputed?: Disputed
  readonly ms: number
  readonly checks: readonly Check[]
  readonly reason: string | null
  readonly evidence: Evidence | null
}

export interface FooterLine {
  readonly type: 'footer'
  readonly complete: boolean
  readonly reason: 'finished' | 'interrupted' | 'broken'
  readonly seconds: number
  readonly exitCode: number
}

/** One figure of `zmqspec perf`. */
export interface PerfLine extends PerfRow {
  readonly type: 'perf'
}

export type ResultLine = HeaderLine | SubjectLine | CaseLine | PerfLine | FooterLine

/** reports/out/latest/summary.json, for scripts. */
export interface Summary {
  readonly suite: string
  readonly subject: { readonly name: string; readonly version: string }
  readonly peers: readonly string[]
  readonly counts: Readonly<Record<Verdict, number>>
  readonly clauses: { readonly total: number; readonly testable: number; readonly covered: number; readonly passed: number }
  readonly mutants: { readonly total: number; readonly killed: number } | null
  readonly seconds: number
  /** Of `zmqspec perf`: how many figures there are, and what the gate said, if there was one. */
  readonly perf?: {
    readonly measured: number
    readonly unsupported: number
    readonly failed: number
    readonly noise: number | null
    readonly gate: { readonly worse: number; readonly better: number; readonly inconclusive: number } | null
  }
}
