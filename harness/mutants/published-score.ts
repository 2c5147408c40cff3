// The mutation score that reports show: of the hunt whose result is committed in reports/published/mutants.json.
// Rule: a score says something about the suite, not about the subject of a run, so that every run shows the same one.

import { existsSync, readFileSync } from 'node:fs'
import type { Score } from './score.ts'

const file = new URL('../../reports/published/mutants.json', import.meta.url)

/** `{ mutants }` for the header of a run; `{}` when no hunt is published. */
export function publishedScore(): { mutants?: Pick<Score, 'total' | 'killed'> } {
  if (!existsSync(file)) return {}
  const { total, killed } = JSON.parse(readFileSync(file, 'utf8')) as Score
  return { mutants: { total, killed } }
}
