// One subject with one peer through the cases chosen for them.
//
//   cases ──► workers ──► outcomes ──► case lines
//                └─ one died: first open case alone ─ died again ─► crash line; the rest go on in new workers
//
// Rule: every chosen case leaves a line, whatever becomes of the worker.

import type { TestCase } from 'vitest/node'
import type { CaseLine, SubjectLine } from '../../reports/schema/results.ts'
import type { CaseRecord } from '../book/case-record.ts'
import type { Settings } from '../book/settings.ts'
import { caseLine, lostLine } from './case-lines.ts'
import { createRunner, type Listener, type Runner } from './runner.ts'

export interface Job {
  readonly book: string
  readonly files: ReadonlyMap<string, string>
  readonly cases: readonly CaseRecord[]
  readonly settings: Settings
  /** Spec files at a time, each worker with a subject and a peer of its own; 1 unless said. */
  readonly workers?: number | undefined
  /** One that stays for further jobs; absent: one for this job. */
  readonly runner?: Runner
}

export interface JobEvents {
  readonly subject: (line: SubjectLine) => void
  readonly begins: (id: string) => void
  readonly case: (line: CaseLine) => void
}

const messageOf = (error: unknown): string => {
  const message = (error as { message?: unknown } | null)?.message
  return typeof message === 'string' ? message.split('\n')[0]! : String(error)
}

/** Runs cases; what they report leaves `open`. Resolves with what went wrong outside of every case. */
async function attempt(
  job: Job,
  ids: readonly string[],
  open: Map<string, CaseRecord>,
  events: JobEvents,
  interrupt: AbortSignal,
): Promise<string[]> {
  const { book, files, settings, workers } = job
  const names = { subject: settings.subject, peer: settings.peer }
  const result = (test: TestCase) => {
    const { case: record, outcome } = test.meta()
    if (record === undefined || !open.has(record.id)) return
    if (outcome === undefined && interrupt.aborted) return
    open.delete(record.id)
    if (outcome === undefined) {
      const { errors, state } = test.result()
      return events.case(lostLine(record, settings, names, 'error', `no outcome: ${messageOf(errors?.[0] ?? state)}`))
    }
    for (const line of outcome.started) events.subject(line)
    names.subject = outcome.subject
    names.peer = outcome.peer ?? names.peer
    events.case(caseLine(record, outcome))
  }
  const running: { cancel: () => void } = { cancel: () => {} }
  const listener: Listener = {
    onTestCaseReady: test => {
      // A cancellation that comes before the worker listens is lost: say it again.
      if (interrupt.aborted) running.cancel()
      events.begins(test.meta().case?.id ?? test.name)
    },
    onTestCaseResult: result,
  }
  const include = [...new Set(ids.map(id => files.get(id)!))]
  const exitCode = process.exitCode
  await using own = job.runner === undefined ? await createRunner({ book, settings, workers }) : null
  const runner = job.runner ?? own!
  running.cancel = () => void runner.vitest.cancelCurrentRun('keyboard-input')
  interrupt.addEventListener('abort', running.cancel, { once: true })
  try {
    if (interrupt.aborted) return []
    const { testModules, unhandledErrors } = await runner.run(include, { ...settings, ids }, listener)
    return [...unhandledErrors.map(messageOf), ...testModules.flatMap(module => module.errors().map(messageOf))]
  } finally {
    interrupt.removeEventListener('abort', running.cancel)
    process.exitCode = exitCode
  }
}

/** Cases looked at alone after a worker died. A book that kills more workers than this is given up. */
const patience = 20

/** Resolves when all cases have a line, or after an interruption; with what went wrong outside of every case. */
export async function runJob(job: Job, events: JobEvents, interrupt: AbortSignal): Promise<readonly string[]> {
  const open = new Map(job.cases.map(record => [record.id, record]))
  const names = { subject: job.settings.subject, peer: job.settings.peer }
  let strays = await attempt(job, [...open.keys()], open, events, interrupt)
  if (open.size === 0) return strays
  for (let looked = 0; looked < patience && open.size > 0 && !interrupt.aborted; looked += 1) {
    const [suspect] = open.values()
    strays = await attempt(job, [suspect!.id], open, events, interrupt)
    if (!open.has(suspect!.id) || interrupt.aborted) continue
    open.delete(suspect!.id)
    events.case(lostLine(suspect!, job.settings, names, 'crash', `the worker died in this case: ${strays[0] ?? 'no reason known'}`))
    if (open.size > 0) await attempt(job, [...open.keys()], open, events, interrupt)
    strays = []
  }
  if (interrupt.aborted) return []
  for (const record of open.values())
    events.case(lostLine(record, job.settings, names, 'error', `no result: ${strays[0] ?? 'the worker ended early'}`))
  return strays
}
