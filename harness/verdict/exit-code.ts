// From the results of a run to one exit code, never a count.
// Rule: an interruption hides nothing worse than itself; else the order is 2, 3, 1, 5, 4: what makes the others meaningless comes first.

import { type Verdict, verdicts } from './verdict.ts'

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130

export interface Outcome {
  readonly counts: Readonly<Record<Verdict, number>>
  readonly strict: boolean
  readonly interrupted?: boolean
  /** A wrong command line, a glob or a known.yaml entry that matches nothing. */
  readonly usage?: boolean
  /** The harness failed outside any case. */
  readonly broken?: boolean
  readonly performanceGateMissed?: boolean
}

const unverified = new Set<Verdict>(['unsupported', 'filtered', 'error'])

export const noVerdicts = (): Record<Verdict, number> =>
  Object.fromEntries(Object.keys(verdicts).map(verdict => [verdict, 0])) as Record<Verdict, number>

/** Whether one verdict breaks the gate. */
export function breaksGate(verdict: Verdict, strict: boolean): boolean {
  const { gate } = verdicts[verdict]
  return gate === 'bad' || gate === 'harness' || (gate === 'strict' && strict)
}

export function exitCode({ counts, strict, interrupted, usage, broken, performanceGateMissed }: Outcome): ExitCode {
  const seen = (Object.keys(counts) as Verdict[]).filter(verdict => counts[verdict] > 0)
  const gates = seen.map(verdict => verdicts[verdict].gate)
  if (interrupted) return 130
  if (usage) return 2
  if (broken || gates.includes('harness')) return 3
  if (gates.includes('bad') || (strict && gates.includes('strict'))) return 1
  if (seen.every(verdict => unverified.has(verdict))) return 5
  return performanceGateMissed ? 4 : 0
}

/** What each code means, for `--help` and docs/verdicts.md. */
export const exitCodes = {
  0: 'gate met and something verified',
  1: 'an unexpected result: fail, hang, crash or unexpected pass (with --strict, warn)',
  2: 'usage, or a pattern or a known.yaml entry that matches nothing',
  3: 'the harness or an adapter is broken',
  4: 'a performance gate was missed',
  5: 'nothing was verified',
  130: 'interrupted; partial results are written',
} as const satisfies Record<ExitCode, string>
