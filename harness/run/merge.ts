// Shards of one run, put together: one results.ndjson from which everything renders as if one machine had run it all.
//
//   part1/results.ndjson ─┐                         captures/ ──► captures/1/, captures/2/ …
//   part2/results.ndjson ─┴─► results.ndjson ──► reports
//
// Rule: what cannot be of one run is refused, and the sentence says which two files disagree in what.

import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseLine, FooterLine, HeaderLine, PerfLine, SubjectLine } from '../../reports/schema/results.ts'
import type { RunOnDisk } from './read-folder.ts'
import { UsageError } from './usage-error.ts'

export interface Merged {
  readonly header: HeaderLine
  readonly subjects: readonly SubjectLine[]
  readonly cases: readonly CaseLine[]
  readonly perf: readonly PerfLine[]
  readonly footer: FooterLine
  /** Why the merged run is not whole. */
  readonly missing: readonly string[]
}

/** Worse first, as in exit-code.ts. */
const codes = [130, 2, 3, 1, 4] as const

function agree(runs: readonly RunOnDisk[], what: string, value: (run: RunOnDisk) => string): void {
  const [first, ...others] = runs
  for (const other of others)
    if (value(other) !== value(first!))
      throw new UsageError(`not parts of one run: ${first!.name} has ${what} ${value(first!)}, ${other.name} has ${value(other)}`)
}

function subjectsOf(runs: readonly RunOnDisk[]): readonly SubjectLine[] {
  const known = new Map<string, { readonly line: SubjectLine; readonly run: RunOnDisk }>()
  for (const run of runs)
    for (const line of run.subjects) {
      const before = known.get(line.name)
      const version = ({ implementation, address }: SubjectLine) => `${implementation.name} ${implementation.version} at ${address}`
      if (before === undefined) known.set(line.name, { line, run })
      else if (version(before.line) !== version(line))
        throw new UsageError(
          `not parts of one run: in ${before.run.name} ${line.name} is ${version(before.line)}, in ${run.name} it is ${version(line)}`,
        )
    }
  return [...known.values()].map(({ line }) => line)
}

const names = ({ cases }: RunOnDisk): string => [...new Set(cases.map(({ subject }) => subject))].toSorted().join(', ')

function casesOf(runs: readonly RunOnDisk[]): readonly CaseLine[] {
  const seen = new Map<string, RunOnDisk>()
  return runs.flatMap((run, part) =>
    run.cases.map(line => {
      const key = JSON.stringify([line.id, line.subject, line.peer])
      const before = seen.get(key)
      if (before !== undefined)
        throw new UsageError(
          `${line.id} (${line.subject}${line.peer === null ? '' : ` × ${line.peer}`}) is in ${before.name} and in ${run.name}`,
        )
      seen.set(key, run)
      if (line.evidence?.captures === undefined) return line
      const captures = line.evidence.captures.map(path => path.replace(/^captures\//, `captures/${part + 1}/`))
      return { ...line, evidence: { ...line.evidence, captures } }
    }),
  )
}

/** Rows of several perf runs stand side by side; ratios are of one run and stay what they were. */
function perfOf(runs: readonly RunOnDisk[]): readonly PerfLine[] {
  const seen = new Map<string, RunOnDisk>()
  return runs.flatMap(run =>
    run.perf.map(line => {
      const { scenario, transport, mechanism, size, subject, peer, style, metric } = line
      const key = [scenario, transport, mechanism, size, subject, peer, style, metric].join(' ')
      const before = seen.get(key)
      if (before !== undefined) throw new UsageError(`the figure "${key}" is in ${before.name} and in ${run.name}`)
      seen.set(key, run)
      return line
    }),
  )
}

/** Parts of the same division that are not there. */
function missingShards(runs: readonly RunOnDisk[]): readonly string[] {
  const shards = runs.flatMap(({ header }) => (header.shard === undefined ? [] : [header.shard]))
  const of = shards[0]?.[1] ?? 0
  const there = new Set(shards.map(([part]) => part))
  return Array.from({ length: of }, (_, at) => at + 1)
    .filter(part => !there.has(part))
    .map(part => `shard ${part}/${of} is missing`)
}

/** @throws UsageError */
export function mergeRuns(runs: readonly RunOnDisk[], command: string): Merged {
  agree(
    runs,
    'suite',
    ({ header }) => `${header.suite.version}${header.suite.commit === null ? '' : ` (${header.suite.commit.slice(0, 10)})`}`,
  )
  agree(runs, 'seed', ({ header }) => String(header.seed))
  agree(runs, 'shards of', ({ header }) => String(header.shard?.[1] ?? 'none'))
  const tested = runs.filter(({ cases }) => cases.length > 0)
  if (tested.length > 1) agree(tested, 'subject', names)
  const subjects = subjectsOf(runs)
  const cases = casesOf(runs)
  const missing = [...missingShards(runs), ...runs.flatMap(({ name, partial }) => (partial === null ? [] : [`${name}: ${partial}`]))]
  const [first] = runs
  const distinct = (lines: readonly CaseLine[]) => new Set(lines.map(({ id }) => id)).size
  const book = Math.max(...runs.map(run => (run.header.filtered ?? 0) + distinct(run.cases)))
  const { shard: _shard, ...header } = first!.header
  const exits = runs.map(({ footer }) => footer?.exitCode ?? 3)
  const exitCode = codes.find(code => exits.includes(code)) ?? (exits.includes(0) ? 0 : 5)
  return {
    header: {
      ...header,
      command,
      started: runs.map(run => run.header.started).toSorted()[0]!,
      planned: runs.reduce((sum, run) => sum + run.header.planned, 0),
      filtered: Math.max(0, book - distinct(cases)),
    },
    subjects,
    cases,
    perf: perfOf(runs),
    footer: {
      type: 'footer',
      complete: missing.length === 0,
      reason: runs.find(({ footer }) => footer !== null && footer.reason !== 'finished')?.footer?.reason ?? 'finished',
      seconds: Math.round(runs.reduce((sum, { footer }) => sum + (footer?.seconds ?? 0), 0) * 10) / 10,
      exitCode,
    },
    missing,
  }
}

export function copyCaptures(runs: readonly RunOnDisk[], folder: string): void {
  for (const [part, run] of runs.entries()) {
    const captures = join(run.folder, 'captures')
    if (existsSync(captures)) cpSync(captures, join(folder, 'captures', `${part + 1}`), { recursive: true })
  }
}
