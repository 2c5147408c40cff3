// From case lines and the clause register to the figures of coverage. Pure.
//
//   total ⊇ testable ⊇ covered ⊇ passed      (a row with `excluded` is not testable; the reason stands in the register)
//
// Rule: covered means that a case which cites the clause ran to a judgement; passed, that one held and none was broken.

import type { Verdict } from '../../harness/verdict/verdict.ts'
import type { CaseLine, Summary } from '../schema/results.ts'
import { rfcOf, rfcsInScope } from './chapters.ts'
import { bearing } from './tally.ts'
import { worst } from './verdict-look.ts'

/** One row of fixtures/requirements/*.json. */
export interface Clause {
  readonly id: string
  readonly section: string
  /** MUST, MUST NOT, SHOULD, …, `grammar`, `practice`. */
  readonly level: string
  /** Paraphrase of the rule. */
  readonly text: string
  /** How it can be tested. */
  readonly test: string
  readonly family: string
  /** Why no case can test it. */
  readonly excluded?: string
}

export type ClauseFigures = Summary['clauses']

export interface FigureScope {
  /** RFC numbers that count; default: all with chapters in the book. */
  readonly rfcs?: readonly string[]
  /** Count the cases of this subject only; default: a clause passes when it passes for all. */
  readonly subject?: string
}

export interface ClauseResult {
  readonly verdict: Verdict
  readonly cases: number
}

export function clauseFigures(cases: Iterable<CaseLine>, register: Iterable<Clause>, scope: FigureScope = {}): ClauseFigures {
  const { rfcs = rfcsInScope, subject } = scope
  const rows = [...register].filter(row => rfcs.includes(rfcOf(row.id)))
  const testable = rows.filter(row => row.excluded === undefined)
  const seen = citations(cases, subject)
  const covered = testable.filter(row => seen.get(row.id)?.some(verdict => verdict === 'observed' || bearing[verdict] !== 'silent'))
  const passed = covered.filter(row => {
    const bearings = seen.get(row.id)!.map(verdict => bearing[verdict])
    return bearings.includes('held') && !bearings.includes('broken')
  })
  return { total: rows.length, testable: testable.length, covered: covered.length, passed: passed.length }
}

/** Clause id → subject → the verdict that needs most attention, and how many cases cite the clause. */
export function clauseResults(cases: Iterable<CaseLine>): ReadonlyMap<string, ReadonlyMap<string, ClauseResult>> {
  const verdicts = new Map<string, Map<string, Verdict[]>>()
  for (const line of cases) {
    for (const id of new Set(line.clauses)) {
      const subjects = verdicts.get(id) ?? verdicts.set(id, new Map()).get(id)!
      const list = subjects.get(line.subject) ?? subjects.set(line.subject, []).get(line.subject)!
      list.push(line.verdict)
    }
  }
  const result = (list: readonly Verdict[]): ClauseResult => ({ verdict: worst(list)!, cases: list.length })
  return new Map([...verdicts].map(([id, subjects]) => [id, new Map([...subjects].map(([name, list]) => [name, result(list)]))]))
}

function citations(cases: Iterable<CaseLine>, subject: string | undefined): ReadonlyMap<string, readonly Verdict[]> {
  const seen = new Map<string, Verdict[]>()
  for (const line of cases) {
    if (subject !== undefined && line.subject !== subject) continue
    for (const id of line.clauses) (seen.get(id) ?? seen.set(id, []).get(id)!).push(line.verdict)
  }
  return seen
}
