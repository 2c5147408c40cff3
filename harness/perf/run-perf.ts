// A whole run of measurements: bouts one after another, results.ndjson as they go, perf.json, reports, one exit code.
//
//   choice ──► header ──► [bout ──► rows]… ──► footer ──► perf.json, summary.json, report.html ──► latest
//
// Rule: an interruption ends the processes, keeps whole bouts, marks everything as partial and leaves nothing behind.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PerfFile, PerfNoise, PerfRow } from '../../reports/schema/perf.ts'
import type { CaseLine, FooterLine, SubjectLine } from '../../reports/schema/results.ts'
import { header } from '../run/header.ts'
import { onInterrupt } from '../run/interrupt.ts'
import { openResults } from '../run/results-file.ts'
import { createRunFolder } from '../run/run-folder.ts'
import { summarize } from '../run/summary.ts'
import { type ExitCode, exitCode, noVerdicts } from '../verdict/exit-code.ts'
import { type Bout, runBout, type Terms } from './bout.ts'
import { compare, type GateLine } from './gate.ts'
import { createProgress } from './progress.ts'
import { noiseOf, rowsOf } from './rows.ts'
import { median } from './statistics.ts'

export interface PerfPlan {
  readonly bouts: readonly Bout[]
  readonly terms: Omit<Terms, 'folder'>
  readonly command: string
  readonly out: string | null
  readonly where: string
  readonly baseline: PerfFile | null
  /** Lines of an earlier run of the suite: conformance stands beside performance. */
  readonly conformance: readonly (SubjectLine | CaseLine)[]
  /** Told before anything runs: who is missing, and why. */
  readonly notes: readonly string[]
}

export interface PerfFinished {
  readonly folder: string
  readonly file: PerfFile
  readonly gate: readonly GateLine[] | null
  readonly report: string | null
  readonly exitCode: ExitCode
}

/** Seconds that starting, joining and closing take beside each measurement; and pairings of a bout, for the first estimate. */
const overhead = 0.15
const pairingsExpected = 7
const heavy = 3

export async function runPerf(plan: PerfPlan): Promise<PerfFinished> {
  const { bouts, terms } = plan
  const started = new Date()
  const folder = createRunFolder(`perf-${terms.subject.name}`, started, plan.out, plan.where)
  const results = openResults(join(folder.path, 'results.ndjson'))
  const weights = bouts.map(({ scenario, rounds }) => (scenario.fresh ? heavy : 1) * (rounds + 2))
  const each = pairingsExpected * (terms.seconds + overhead)
  const progress = createProgress(weights, weights.reduce((sum, weight) => sum + weight, 0) * each)
  const interrupt = onInterrupt(progress.say)
  const sockets = mkdtempSync(join(tmpdir(), 'zmqspec-'))
  const rows: PerfRow[] = []
  const pairs: PerfNoise['pairs'][number][] = []
  const known = new Set<string>()
  let broken = false

  const first = header({
    command: plan.command,
    seed: terms.seed,
    started,
    planned: plan.conformance.filter(({ type }) => type === 'case').length,
    filtered: 0,
    shard: null,
  })
  // Rows follow from what subjects turn out to offer: how many there will be is known at the end only.
  results.write(first)
  for (const line of plan.conformance) results.write(line)
  for (const note of plan.notes) progress.say(note)
  const subject = (line: SubjectLine) => {
    if (known.has(line.name)) return
    known.add(line.name)
    results.write(line)
  }
  for (const [index, bout] of bouts.entries()) {
    if (interrupt.signal.aborted) break
    progress.bout(index, `${bout.name} ${bout.transport}${bout.size > 0 ? ` ${bout.size} B` : ''}`)
    try {
      const events = { step: progress.step, subject }
      const outcomes = await runBout(bout, { ...terms, folder: sockets }, events, interrupt.signal)
      if (interrupt.signal.aborted) break
      const fresh = rowsOf(bout, outcomes, terms.seed)
      for (const row of fresh) results.write({ type: 'perf', ...row })
      progress.rows(fresh)
      rows.push(...fresh)
      pairs.push(...noiseOf(bout, outcomes))
    } catch (error) {
      broken = true
      progress.say(`the harness broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
  }
  rmSync(sockets, { recursive: true, force: true })
  const interrupted = interrupt.signal.aborted
  const spreads = pairs.map(({ spread }) => spread)
  const file: PerfFile = {
    schema: 1,
    suite: { version: first.suite.version, commit: first.suite.commit },
    command: plan.command,
    started: first.started,
    seed: terms.seed,
    profile: terms.profile,
    rounds: Math.max(...bouts.map(({ rounds }) => rounds)),
    seconds: terms.seconds,
    complete: !interrupted && !broken,
    machine: first.host,
    noise: { spread: spreads.length === 0 ? null : median(spreads), pairs },
    rows,
  }
  const gate = plan.baseline === null ? null : compare(file, plan.baseline, terms.subject.name)
  let code = exitOf(file, gate, { interrupted, broken })
  const seconds = Math.round((Date.now() - started.getTime()) / 100) / 10
  const footer: FooterLine = {
    type: 'footer',
    complete: file.complete,
    reason: interrupted ? 'interrupted' : broken ? 'broken' : 'finished',
    seconds,
    exitCode: code,
  }
  results.write(footer)
  results.close()
  writeFileSync(join(folder.path, 'perf.json'), `${JSON.stringify(file, null, 2)}\n`)
  const summary = await summarize(results.lines, { counts: countsOf(plan.conformance), seconds, subject: terms.subject.name })
  writeFileSync(join(folder.path, 'summary.json'), `${JSON.stringify({ ...summary, perf: perfSummary(file, gate) }, null, 2)}\n`)
  progress.end()
  let report: string | null = null
  try {
    const { renderReports } = await import('../../reports/render/render-reports.ts')
    report = await renderReports(folder.path)
  } catch (error) {
    progress.say(`no reports: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    if (code !== 130) code = 3
  }
  folder.publish()
  interrupt.release()
  return { folder: folder.path, file, gate, report, exitCode: code }
}

function countsOf(lines: readonly (SubjectLine | CaseLine)[]) {
  const counts = noVerdicts()
  for (const line of lines) if (line.type === 'case') counts[line.verdict] += 1
  return counts
}

/** A failed row counts as a failed case, one without a value as unsupported. */
function exitOf({ rows }: PerfFile, gate: readonly GateLine[] | null, how: { interrupted: boolean; broken: boolean }): ExitCode {
  const counts = noVerdicts()
  for (const { verdict } of rows) counts[verdict === 'measured' ? 'pass' : verdict === 'failed' ? 'fail' : 'unsupported'] += 1
  // A gate that compared nothing has verified nothing.
  if (gate?.length === 0) counts.pass = 0
  const performanceGateMissed = gate?.some(({ verdict }) => verdict === 'worse') ?? false
  return exitCode({ counts, strict: false, ...how, performanceGateMissed })
}

function perfSummary({ rows, noise }: PerfFile, gate: readonly GateLine[] | null) {
  const count = (word: PerfRow['verdict']) => rows.filter(({ verdict }) => verdict === word).length
  const gated = (word: GateLine['verdict']) => gate?.filter(({ verdict }) => verdict === word).length ?? 0
  return {
    measured: count('measured'),
    unsupported: count('unsupported'),
    failed: count('failed'),
    noise: noise.spread,
    gate: gate === null ? null : { worse: gated('worse'), better: gated('better'), inconclusive: gated('inconclusive') },
  }
}
