// badge.json, a shields.io endpoint: `libzmq 4.3.5 · MUST 148/151, 2 known`.
// Rule: it speaks of the run's first subject, and of clauses, so that adding cases does not move it.

import type { CaseLine } from '../schema/results.ts'
import { type Clause, type ClauseFigures, clauseFigures } from './clause-figures.ts'
import { oneLine } from './printable.ts'
import type { Run } from './read-run.ts'
import { countVerdicts, isUnexpected } from './tally.ts'
import { byAttention } from './verdict-look.ts'

const must = new Set(['MUST', 'MUST NOT', 'must (lc)', 'grammar'])

export function badge(run: Run, register: readonly Clause[]): string {
  const subject = run.cases[0]?.subject ?? run.subjects[0]?.name ?? 'nothing'
  const version = run.subjects.find(({ name }) => name === subject)?.implementation.version ?? ''
  const cases = run.cases.filter(line => line.subject === subject)
  const figures = clauseFigures(
    cases,
    register.filter(row => must.has(row.level)),
  )
  const label = oneLine(`zmqspec: ${subject} ${version}`.trim())
  return `${JSON.stringify({ schemaVersion: 1, label, ...verdictOf(run, cases, figures) }, null, 1)}\n`
}

function verdictOf(run: Run, cases: readonly CaseLine[], figures: ClauseFigures): { message: string; color: string } {
  const counts = countVerdicts(cases)
  const known = counts.xfail + counts.flaky
  const bad = byAttention.some(verdict => isUnexpected(verdict) && counts[verdict] > 0)
  const message = `MUST ${figures.passed}/${figures.covered}${known > 0 ? `, ${known} known` : ''}`
  if (run.partial !== null) return { message: `partial run, ${message}`, color: 'lightgrey' }
  if (figures.covered === 0) return { message: 'nothing verified', color: 'lightgrey' }
  if (bad) return { message, color: 'red' }
  return { message, color: known > 0 ? 'yellow' : 'brightgreen' }
}
