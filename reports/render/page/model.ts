// What the page knows: the lines of the data block, with what filters and tables look up worked out once.

import type { Verdict } from '../../../harness/verdict/verdict.ts'
import type { CaseLine, FooterLine, HeaderLine, PerfLine, ResultLine, SubjectLine } from '../../schema/results.ts'
import { chapterOf } from '../chapters.ts'
import type { Clause } from '../clause-figures.ts'
import type { Chart } from '../perf-charts.ts'
import { peerOf, peersOf } from '../tally.ts'
import { compareVerdicts } from '../verdict-look.ts'

export interface Row {
  readonly line: CaseLine
  readonly peer: string
  readonly chapter: string
  /** The id without its axes. */
  readonly base: string
  /** Lower case: all a text search looks at. */
  readonly haystack: string
}

/** The rows of one case: its axes, on each subject with each peer. */
export interface Group {
  readonly base: string
  readonly title: string
  readonly worst: Verdict
  readonly rows: readonly Row[]
}

export interface Model {
  readonly header: HeaderLine
  readonly footer: FooterLine | null
  readonly partial: string | null
  readonly subjects: readonly SubjectLine[]
  readonly cases: readonly CaseLine[]
  readonly perf: readonly PerfLine[]
  readonly charts: readonly Chart[]
  readonly rows: readonly Row[]
  readonly clauses: readonly Clause[]
  readonly clause: ReadonlyMap<string, Clause>
  /** Names that cases are of, in order of appearance. */
  readonly names: readonly string[]
  readonly peers: readonly string[]
}

export function readModel(results: string, extra: string): Model {
  const lines = results.split('\n').map(text => JSON.parse(text) as ResultLine)
  const { partial, clauses, charts } = JSON.parse(extra) as Pick<Model, 'partial' | 'clauses' | 'charts'>
  const of = <T extends ResultLine['type']>(type: T) => lines.filter(line => line.type === type) as Extract<ResultLine, { type: T }>[]
  const cases = of('case')
  return {
    header: of('header')[0]!,
    footer: of('footer')[0] ?? null,
    partial,
    subjects: of('subject'),
    cases,
    perf: of('perf'),
    charts,
    rows: cases.map(rowOf),
    clauses,
    clause: new Map(clauses.map(row => [row.id, row])),
    names: [...new Set(cases.map(line => line.subject))],
    peers: peersOf(cases),
  }
}

/** Groups in order of attention, then of the book; rows within a group likewise. */
export function groupsOf(rows: readonly Row[]): readonly Group[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) (groups.get(row.base) ?? groups.set(row.base, []).get(row.base)!).push(row)
  const sorted = [...groups].map(([base, of]) => {
    const inOrder = of.toSorted((a, b) => compareVerdicts(a.line.verdict, b.line.verdict))
    const { title, verdict } = inOrder[0]!.line
    return { base, title, worst: verdict, rows: inOrder }
  })
  return sorted.sort((a, b) => compareVerdicts(a.worst, b.worst) || a.base.localeCompare(b.base, 'en', { numeric: true }))
}

function rowOf(line: CaseLine): Row {
  const words = [line.id, line.title, line.reason ?? '', ...line.clauses]
  return {
    line,
    peer: peerOf(line),
    chapter: chapterOf(line.id),
    base: line.id.replace(/\[.*/s, ''),
    haystack: words.join('\n').toLowerCase(),
  }
}
