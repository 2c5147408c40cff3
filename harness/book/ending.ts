// What a thrown thing says of a case: the subject's doing, the subject's death, or our own mistake.
// Rule: only what neither the subject nor the case meant to throw is an error of the harness.

import type { Check } from '../../reports/schema/results.ts'
import { SubjectBroken, SubjectError } from '../subjects/subject.ts'
import type { Ending } from '../verdict/judge.ts'
import { WireMismatch } from '../wire/contract.ts'

/** Thrown by `require`, `fail` and `unsupported` to leave the body of a case. */
export class CaseStop extends Error {
  readonly kind: 'failed' | 'unsupported'
  constructor(kind: CaseStop['kind'], reason: string) {
    super(reason)
    this.kind = kind
  }
}

export interface Classified {
  readonly ending: Ending
  /** The failed check that the thrown thing amounts to, for the report. */
  readonly check: Check | null
}

const failed = (reason: string, check: Check | null = null): Classified => ({ ending: { kind: 'failed', reason }, check })

/** File and line in the book, else in the harness: the rest of a stack says nothing to its reader. */
const place = (error: Error): string => {
  const spots = [/((?:suites|fixtures)\/[^\s)?]+:\d+)/, /((?:harness|impl)\/[^\s)?]+:\d+)/]
  const spot = spots.map(pattern => pattern.exec(error.stack ?? '')?.[1]).find(found => found !== undefined)
  return spot === undefined ? '' : ` (${spot})`
}

export function classify(error: unknown, who: string): Classified {
  if (error instanceof CaseStop)
    return error.kind === 'failed' ? failed(error.message) : { ending: { kind: 'unsupported', reason: error.message }, check: null }
  if (error instanceof WireMismatch)
    return failed(error.message, { name: 'on the wire', ok: false, expected: error.expected, actual: error.actual })
  if (error instanceof SubjectBroken) return { ending: { kind: 'broken', how: error.kind, who, reason: error.message }, check: null }
  if (error instanceof SubjectError) {
    if (error.err === 'ENOTSUP' || error.err === 'ENOSYS') return { ending: { kind: 'unsupported', reason: error.message }, check: null }
    return failed(error.message, { name: 'the subject does as asked', ok: false, expected: 'ok', actual: error.message })
  }
  if (error instanceof Error && error.name === 'AssertionError') return failed(error.message.split('\n')[0]!)
  const text = error instanceof Error ? `${error.name}: ${error.message}${place(error)}` : `threw ${String(error)}`
  return { ending: { kind: 'thrown', reason: text }, check: null }
}
