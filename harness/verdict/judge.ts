// From what a case saw to its verdict. Pure: no clock, no subject, no file.
//
//   broken subject ──► crash · hang · error        a failed check ──► MUST fail · SHOULD warn · MAY observed
//
// Rule: a case that made no check cannot pass.

import type { Check, Disputed } from '../../reports/schema/results.ts'
import type { Level } from '../book/case-context.ts'
import type { SubjectBroken } from '../subjects/subject.ts'
import type { Verdict } from './verdict.ts'

/** How the body of a case came to its end. */
export type Ending =
  | { readonly kind: 'done' }
  /** A failed `require`, `fail()`, a mismatch on the wire, or a refusal that the case did not expect. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'broken'; readonly how: SubjectBroken['kind']; readonly who: string; readonly reason: string }
  | { readonly kind: 'timeout'; readonly ms: number; readonly last: string | null }
  /** The case or the harness threw something of its own. */
  | { readonly kind: 'thrown'; readonly reason: string }

export interface Findings {
  readonly level: Level
  readonly checks: readonly Check[]
  readonly ending: Ending
  /** Reasons given by `observed()` and `warn()`. */
  readonly observed: readonly string[]
  readonly warned: readonly string[]
  /** What was wrong with the subject after the case, when no legal peer was served any more. A broken MUST whatever the case's level. */
  readonly after: string | null
}

export interface Judgement {
  readonly verdict: Verdict
  readonly reason: string | null
  /** Whether the clause is read this way is contested. */
  readonly disputed?: Disputed
}

const byLevel = { MUST: 'fail', SHOULD: 'warn', MAY: 'observed' } as const satisfies Record<Level, Verdict>

/** What failed, in one line: `name: expected X, got Y`. */
export const sentence = (check: Check): string =>
  check.expected === undefined ? check.name : `${check.name}: expected ${check.expected}, got ${check.actual ?? 'nothing'}`

function judgeDone({ level, checks, observed, warned }: Findings): Judgement {
  const failed = checks.filter(check => !check.ok)
  if (failed.length > 0) {
    const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''
    return { verdict: byLevel[level], reason: sentence(failed[0]!) + more }
  }
  if (warned.length > 0) return { verdict: 'warn', reason: warned.join('; ') }
  if (observed.length > 0) return { verdict: 'observed', reason: observed.join('; ') }
  if (checks.length === 0) return { verdict: 'error', reason: 'the case made no check: it could not have failed' }
  return { verdict: 'pass', reason: null }
}

function judgeBroken(ending: Extract<Ending, { kind: 'broken' }>): Judgement {
  const reason = ending.reason.includes(ending.who) ? ending.reason : `${ending.who}: ${ending.reason}`
  switch (ending.how) {
    case 'crash':
      return { verdict: 'crash', reason }
    case 'hang':
      return { verdict: 'hang', reason }
    case 'capability':
      return { verdict: 'fail', reason: `${reason}: declared in hello, then refused` }
    case 'start':
    case 'protocol':
      return { verdict: 'error', reason }
    default:
      return ending.how satisfies never
  }
}

/** The verdict before known.yaml has its say. */
export function judge(findings: Findings): Judgement {
  const { ending, level, after } = findings
  switch (ending.kind) {
    case 'broken':
      return judgeBroken(ending)
    case 'thrown':
      return { verdict: 'error', reason: ending.reason }
    case 'unsupported':
      return { verdict: 'unsupported', reason: ending.reason }
    case 'timeout':
      return { verdict: 'hang', reason: `not done after ${ending.ms} ms${ending.last === null ? '' : `; last: ${ending.last}`}` }
    case 'failed':
      return { verdict: after === null ? byLevel[level] : 'fail', reason: after === null ? ending.reason : `${ending.reason}; ${after}` }
    case 'done':
      return after === null ? judgeDone(findings) : { verdict: 'fail', reason: after }
    default:
      return ending satisfies never
  }
}

/** A case of the book whose reading of a clause is contested never breaks the gate: what it found is recorded. */
export const dispute = (found: Judgement, disputed: Disputed | undefined): Judgement =>
  disputed === undefined
    ? found
    : found.verdict === 'fail' || found.verdict === 'warn'
      ? { verdict: 'observed', reason: `disputed: ${disputed.reason} (${disputed.link}); ${found.reason}`, disputed }
      : { ...found, disputed }
