// A whole run: jobs one after another, results.ndjson as they go, reports from it, one exit code.
//
//   plan ──► header ──► [job: subject × peer]… ──► footer ──► summary.json, report.html, … ──► latest
//
// Rule: an interruption ends the current job, writes a footer that says so and leaves no process behind.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseLine, FooterLine, SubjectLine } from '../../reports/schema/results.ts'
import { type ExitCode, exitCode, noVerdicts } from '../verdict/exit-code.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { header } from './header.ts'
import { onInterrupt } from './interrupt.ts'
import { type Job, runJob } from './job.ts'
import { createProgress } from './progress.ts'
import { openResults } from './results-file.ts'
import { createRunFolder } from './run-folder.ts'
import { summarize } from './summary.ts'

export interface Plan {
  readonly jobs: readonly Job[]
  /** Cases of the book that the selection left out, per job list. */
  readonly filtered: number
  readonly command: string
  readonly name: string
  readonly seed: number
  readonly strict: boolean
  readonly out: string | null
  /** Where `reports/out` is. */
  readonly where: string
}

export interface Finished {
  readonly folder: string
  /** Path of report.html; null when it could not be made. */
  readonly report: string | null
  readonly exitCode: ExitCode
}

const jobName = ({ settings, cases }: Job): string =>
  cases.some(({ mode }) => mode === 'pair' || mode === 'diff') && settings.peer !== null
    ? `${settings.subject} × ${settings.peer}`
    : settings.subject

export async function run(plan: Plan): Promise<Finished> {
  const started = new Date()
  const folder = createRunFolder(plan.name, started, plan.out, plan.where)
  const results = openResults(join(folder.path, 'results.ndjson'))
  const planned = plan.jobs.reduce((sum, { cases }) => sum + cases.length, 0)
  const progress = createProgress(planned, plan.strict)
  const interrupt = onInterrupt(progress.say)
  const counts: Record<Verdict, number> = noVerdicts()
  counts.filtered = plan.filtered
  const subjects = new Set<string>()
  let cases = 0
  let broken = false
  const subject = (line: SubjectLine) => {
    const key = `${line.name} ${line.address}`
    if (!subjects.has(key)) results.write(line)
    subjects.add(key)
  }
  const result = (line: CaseLine) => {
    counts[line.verdict] += 1
    cases += 1
    results.write(line)
    progress.case(line)
  }

  results.write(header({ command: plan.command, seed: plan.seed, started, planned }))
  for (const job of plan.jobs) {
    if (interrupt.signal.aborted) break
    progress.stage(jobName(job))
    try {
      const strays = await runJob(job, { subject, begins: progress.begins, case: result }, interrupt.signal)
      for (const stray of strays) progress.say(`outside any case: ${stray}`)
      if (strays.length > 0) broken = true
    } catch (error) {
      broken = true
      progress.say(`the harness broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
  }
  const interrupted = interrupt.signal.aborted
  let code = exitCode({ counts, strict: plan.strict, interrupted, broken })
  const seconds = Math.round((Date.now() - started.getTime()) / 100) / 10
  const footer: FooterLine = {
    type: 'footer',
    complete: !interrupted && cases === planned,
    reason: interrupted ? 'interrupted' : broken ? 'broken' : 'finished',
    seconds,
    exitCode: code,
  }
  results.write(footer)
  results.close()
  progress.end()
  const summary = await summarize(results.lines, { counts, seconds, subject: plan.jobs[0]!.settings.subject })
  writeFileSync(join(folder.path, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
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
  return { folder: folder.path, report, exitCode: code }
}
