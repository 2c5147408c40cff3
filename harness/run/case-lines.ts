// Lines of results.ndjson for cases: from an outcome, or for a case whose worker told nothing of it.

import type { CaseLine } from '../../reports/schema/results.ts'
import type { CaseRecord } from '../book/case-record.ts'
import type { Outcome, Settings } from '../book/settings.ts'

export const caseLine = (record: CaseRecord, outcome: Omit<Outcome, 'started'>): CaseLine => ({
  type: 'case',
  id: record.id,
  title: record.title,
  clauses: record.clauses,
  level: record.level,
  mode: record.mode,
  subject: outcome.subject,
  peer: outcome.peer,
  axes: record.axes,
  verdict: outcome.verdict,
  ...(outcome.disputed === undefined ? {} : { disputed: outcome.disputed }),
  ms: outcome.ms,
  checks: outcome.checks,
  reason: outcome.reason,
  evidence: outcome.evidence,
})

/** How the subjects of a job are called; their addresses until they have said hello. */
export interface Names {
  readonly subject: string
  readonly peer: string | null
}

export const lostLine = (record: CaseRecord, settings: Settings, names: Names, verdict: 'error' | 'crash', reason: string): CaseLine =>
  caseLine(record, {
    subject: names.subject,
    peer: record.mode === 'pair' || record.mode === 'diff' ? (names.peer ?? settings.peer) : null,
    verdict,
    ms: 0,
    checks: [],
    reason,
    evidence: null,
  })
