// summary.json: the figures of a run for scripts.
// Rule: verdicts count over everything that ran; clause figures are those of the first subject.

import { clauseFigures } from '../../reports/render/clause-figures.ts'
import { readRegister } from '../../reports/render/register.ts'
import type { ResultLine, Summary } from '../../reports/schema/results.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { suiteVersion } from './suite-version.ts'

export interface SummaryFacts {
  readonly counts: Readonly<Record<Verdict, number>>
  readonly seconds: number
  /** Address of the subject the run is about. */
  readonly subject: string
}

export async function summarize(lines: readonly ResultLine[], { counts, seconds, subject }: SummaryFacts): Promise<Summary> {
  const cases = lines.filter(line => line.type === 'case')
  const subjectLine = lines.filter(line => line.type === 'subject').find(line => line.address === subject || line.name === subject)
  const name = subjectLine?.name ?? subject
  return {
    suite: suiteVersion,
    subject: { name, version: subjectLine?.implementation.version ?? 'unknown' },
    peers: [...new Set(cases.flatMap(({ peer }) => (peer === null ? [] : [peer])))],
    counts,
    clauses: clauseFigures(cases, await readRegister(), { subject: name }),
    mutants: lines.find(line => line.type === 'header')?.suite.mutants ?? null,
    seconds,
  }
}
