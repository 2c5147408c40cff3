// One mutant put before the cases that claim to kill it.
//
//   each case, one combination of its axes after another until one fails ──► killers, and those that missed it in all of them
//
// Rule: only a judgement on the implementation kills; what breaks the harness, or was wrong before the mutation, does not.

import type { CaseLine } from '../../reports/schema/results.ts'
import { type Job, runJob } from '../run/job.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Mutant } from './mutant.ts'
import type { Workshop } from './workshop.ts'

/** Whether a case that ends so, and passed on the sound implementation, has noticed the mutant. A rule that is none is only observed. */
const notices = {
  fail: true,
  hang: true,
  crash: true,
  warn: true,
  observed: true,
  pass: false,
  unsupported: false,
  xfail: false,
  xpass: false,
  flaky: false,
  error: false,
  filtered: false,
} as const satisfies Record<Verdict, boolean>

export interface Hunt {
  readonly id: string
  /** Lines of the cases that noticed it. */
  readonly killers: readonly CaseLine[]
  /** Ids of cases, without axes, that claim to kill it and did not in any combination. */
  readonly missed: readonly string[]
  /** What went wrong outside of any case, or why it proves nothing. */
  readonly trouble: readonly string[]
}

export const slugOf = (id: string): string => id.split('[', 1)[0]!

/** @param sound verdicts of the cases on the sound implementation */
export async function hunt(
  id: string,
  mutant: Mutant,
  { mutation, runner }: Workshop,
  job: Job,
  sound: ReadonlyMap<string, Verdict>,
  signal: AbortSignal,
): Promise<Hunt> {
  const killers: CaseLine[] = []
  const trouble: string[] = []
  const killed = new Set<string>()
  const seen = (line: CaseLine) => {
    if (line.verdict === 'error') trouble.push(`${line.id}: ${line.reason}`)
    if (!notices[line.verdict] || line.verdict === sound.get(line.id)) return
    killers.push(line)
    killed.add(slugOf(line.id))
  }
  if (job.cases.length === 0) return { id, killers, missed: [], trouble: ['no case that names it holds without it'] }
  for (const path of mutation.put(mutant)) runner.vitest.invalidateFile(path)
  const brief = { ...job, runner, settings: { ...job.settings, brief: true } }
  trouble.push(...(await runJob(brief, { subject: () => {}, begins: () => {}, case: seen }, signal)))
  for (const path of mutation.unseen) trouble.push(`no case loaded ${path}`)
  const slugs = new Set(job.cases.map(record => slugOf(record.id)))
  return { id, killers, missed: [...slugs].filter(slug => !killed.has(slug)), trouble }
}
