// The clause × mutant table and the figures, for people. A pure string.

import type { Score } from './score.ts'

/** One line per clause that any mutant stands for or should: `37/null-2  MUST  ✓ready-unsorted ✗ready-twice`. */
export function clauseTable({ rows, bare }: Score): string {
  const short = (id: string) => id.replace('mut/', '')
  const told = rows.filter(({ clause, killed, missed }) => killed.length + missed.length > 0 || bare.includes(clause))
  const width = Math.max(0, ...told.map(({ clause }) => clause.length))
  return told
    .map(({ clause, level, killed, missed }) => {
      const marks = [...killed.map(id => `✓${short(id)}`), ...missed.map(id => `✗${short(id)}`)]
      return `${clause.padEnd(width)}  ${level.padEnd(11)}  ${marks.length > 0 ? marks.join(' ') : 'no mutant'}`
    })
    .join('\n')
}

export function figures({ total, killed, survivors, bare, idle, trouble, met }: Score): string {
  const part = (label: string, lines: readonly string[]) => (lines.length === 0 ? [] : [`${label}:`, ...lines.map(line => `  ${line}`)])
  return [
    ...part(
      'survivors',
      survivors.map(({ id, reason }) => `${id}  ${reason ?? 'no reason is written: a case is missing, or `survives` in its row'}`),
    ),
    ...part(
      'cases that name a mutant and did not notice it',
      idle.map(({ mutant, cases }) => `${mutant}  ${cases.join(' ')}`),
    ),
    ...part('MUST clauses without a killed mutant', bare),
    ...part(
      'trouble',
      trouble.map(({ mutant, texts }) => `${mutant}  ${texts.join('; ')}`),
    ),
    `${killed} of ${total} mutants killed (${total === 0 ? 0 : Math.floor((1000 * killed) / total) / 10} %); ${bare.length} MUST clauses without one; gate ${met ? 'met' : 'not met'}`,
  ].join('\n')
}
