// known.yaml against what happened: which entry speaks of a case, and what becomes of the verdict.
// Rule: only a failure in the way the entry says is expected; everything else stays or becomes unexpected.

import type { Check } from '../../reports/schema/results.ts'
import { type CaseName, caseGlob } from './case-glob.ts'
import type { Judgement } from './judge.ts'
import type { KnownEntry, KnownFile } from './known.ts'
import { versionInRange } from './version-range.ts'

export interface Circumstances extends CaseName {
  /** Names by which the implementation may be called. */
  readonly impl: readonly string[]
  readonly version: string
  readonly peer: string | null
  /** `YYYY-MM-DD`. */
  readonly today: string
}

function holds(key: string, values: readonly string[], at: Circumstances): boolean {
  if (key === 'impl') return values.some(value => at.impl.includes(value))
  if (key === 'version') return values.some(value => versionInRange(at.version, value))
  if (key === 'peer') return at.peer !== null && values.includes(at.peer)
  return at.axes[key] !== undefined && values.includes(at.axes[key])
}

const facts = new Set(['impl', 'version', 'peer'])

/** Whether the entry can speak of the case at all, leaving aside who is tested against whom. */
export const namesCase = (entry: KnownEntry, name: CaseName): boolean =>
  caseGlob(entry.cases)(name) &&
  Object.entries(entry.when).every(([key, values]) => facts.has(key) || (name.axes[key] !== undefined && values.includes(name.axes[key])))

/** The first entry that speaks of the case under these circumstances. */
export const findEntry = (file: KnownFile | null, at: Circumstances): KnownEntry | null =>
  file?.entries.find(entry => caseGlob(entry.cases)(at) && Object.entries(entry.when).every(([key, values]) => holds(key, values, at))) ??
  null

/** Entries that match no case of the book, as `path:line: …`. */
export const strayEntries = (file: KnownFile, book: readonly CaseName[]): readonly string[] =>
  file.entries
    .filter(entry => !book.some(name => namesCase(entry, name)))
    .map(entry => `${entry.place}: no case matches ${entry.cases}${Object.keys(entry.when).length > 0 ? ' with its `when`' : ''}`)

function signed(entry: KnownEntry, { reason }: Judgement, checks: readonly Check[]): boolean {
  const { signature } = entry
  if (signature === null) return true
  if (signature.reason !== undefined && !reason?.includes(signature.reason)) return false
  if (signature.check === undefined && signature.got === undefined) return true
  return checks.some(
    check =>
      !check.ok &&
      (signature.check === undefined || check.name === signature.check) &&
      (signature.got === undefined || check.actual === signature.got),
  )
}

const why = (entry: KnownEntry): string => `known: ${entry.reason}${entry.issue === null ? '' : ` (${entry.issue})`}`

/** The verdict after known.yaml had its say. */
export function applyKnown(found: Judgement, checks: readonly Check[], file: KnownFile | null, at: Circumstances): Judgement {
  const entry = findEntry(file, at)
  if (entry === null || found.verdict === 'unsupported' || found.verdict === 'error' || found.verdict === 'filtered') return found
  const { place } = entry
  if (entry.until !== null && at.today > entry.until) {
    return { ...found, reason: found.reason === null ? null : `${found.reason} [${place} excused it until ${entry.until}]` }
  }
  const passed = found.verdict === 'pass' || found.verdict === 'observed' || (found.verdict === 'warn' && entry.expect !== 'warn')
  if (entry.expect === 'flaky') return passed ? found : { verdict: 'flaky', reason: `${why(entry)}; this time: ${found.reason}` }
  if (passed) return { verdict: 'xpass', reason: `passed: delete ${place}, cases: ${entry.cases} (${entry.reason})` }
  if (found.verdict !== entry.expect) return { ...found, reason: `${found.reason} [${place} expects ${entry.expect}]` }
  if (!signed(entry, found, checks)) return { ...found, reason: `${found.reason} [not the failure that ${place} describes]` }
  return { verdict: 'xfail', reason: `${why(entry)}; ${found.reason}` }
}
