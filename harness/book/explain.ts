// What a person reads when a case breaks the gate: the clause, what was expected, and a short history.

import pc from 'picocolors'
import type { CaseLine } from '../../reports/schema/results.ts'
import { sentence } from '../verdict/judge.ts'
import { clauses } from './clause-register.ts'

const tail = 14

function lastLines(title: string, lines: readonly string[] | undefined): readonly string[] {
  if (lines === undefined || lines.length === 0) return []
  const cut = lines.length > tail ? [`… ${lines.length - tail} lines before`] : []
  return [`  ${title}:`, ...[...cut, ...lines.slice(-tail)].map(line => `    ${line}`)]
}

type Told = Pick<CaseLine, 'id' | 'title' | 'clauses' | 'level' | 'subject' | 'peer' | 'verdict' | 'reason' | 'checks' | 'evidence'>

/** A block of lines; the first names verdict and case. */
export function explain(line: Told): string {
  const rules = line.clauses.map(id => `  ${line.level} ${id}: ${clauses().get(id)?.text ?? ''}`)
  const failed = line.checks.filter(check => !check.ok).map(check => `  ${pc.red('✗')} ${sentence(check)}`)
  const against = line.peer === null ? line.subject : `${line.subject} with peer ${line.peer}`
  return [
    `${line.verdict.toUpperCase()} ${line.id} (${against}): ${line.title}`,
    ...rules,
    ...(line.reason === null ? [] : [`  ${line.reason}`]),
    ...failed,
    ...lastLines('frames', line.evidence?.frames),
    ...lastLines('history', line.evidence?.history),
    ...lastLines('stderr', line.evidence?.stderr?.split('\n')),
    ...(line.evidence?.reproduce === undefined ? [] : [`  repeat: ${line.evidence.reproduce}`]),
  ].join('\n')
}
