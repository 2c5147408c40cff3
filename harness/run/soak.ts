// The same cases again and again: how often the suite cries wolf.
//
//   round 1 (seed s) ─ round 2 (seed s+1) ─ …     each with fresh workers and subjects
//     └─ soak.ndjson, a line per verdict; with evidence where it breaks the gate or is not what it was in round 1
//
// Rule: an interruption ends the current round and what was seen counts.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseLine } from '../../reports/schema/results.ts'
import { breaksGate, type ExitCode, exitCode, noVerdicts } from '../verdict/exit-code.ts'
import { type Sample, type SoakTally, tallySoak } from '../verdict/soak-tally.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { onInterrupt } from './interrupt.ts'
import { runJob } from './job.ts'
import { createProgress } from './progress.ts'
import { openLines } from './results-file.ts'
import { jobName, type Plan } from './run.ts'
import { createRunFolder } from './run-folder.ts'
import { createRunner } from './runner.ts'

export interface Soaked {
  readonly folder: string
  readonly tally: SoakTally
  /** Whole rounds. */
  readonly rounds: number
  readonly interrupted: boolean
  readonly exitCode: ExitCode
}

/** Everything the tally and the exit code need of a soak under way. */
interface Round {
  readonly round: number
  readonly seed: number
}

export async function soak(plan: Plan, rounds: number): Promise<Soaked> {
  const folder = createRunFolder(plan.name, new Date(), plan.out, plan.where)
  const file = openLines(join(folder.path, 'soak.ndjson'))
  const progress = createProgress(rounds * plan.jobs.reduce((sum, { cases }) => sum + cases.length, 0), plan.strict)
  const interrupt = onInterrupt(progress.say)
  const samples: Sample[] = []
  const usual = new Map<string, Verdict>()
  const counts = noVerdicts()
  let broken = false
  let whole = 0

  function sample(line: CaseLine, { round, seed }: Round): void {
    const { id, subject, peer, verdict, reason, ms, evidence } = line
    const key = JSON.stringify([id, peer])
    const odd = breaksGate(verdict, plan.strict) || (usual.get(key) ?? verdict) !== verdict
    usual.set(key, usual.get(key) ?? verdict)
    counts[verdict] += 1
    samples.push({ round, seed, id, peer, verdict, reason })
    file.write({ round, seed, id, subject, peer, verdict, reason, ms, ...(odd ? { evidence } : {}) })
    progress.case(line)
  }

  const { book, settings: first } = plan.jobs[0]!
  const workers = Math.min(...plan.jobs.map(job => job.workers ?? 1))
  await using runner = await createRunner({ book, settings: first, workers })
  for (let round = 1; round <= rounds && !interrupt.signal.aborted && !broken; round++) {
    const seed = plan.seed + round - 1
    for (const job of plan.jobs) {
      if (interrupt.signal.aborted) break
      progress.stage(`round ${round}/${rounds} (seed ${seed}) ${jobName(job)}`)
      const settings = { ...job.settings, seed, captures: join(folder.path, 'captures', `round-${round}`) }
      const events = { subject: () => {}, begins: progress.begins, case: (line: CaseLine) => sample(line, { round, seed }) }
      const strays = await runJob({ ...job, runner, settings }, events, interrupt.signal)
      for (const stray of strays) progress.say(`outside any case: ${stray}`)
      broken ||= strays.length > 0
    }
    if (!interrupt.signal.aborted) whole = round
  }

  const interrupted = interrupt.signal.aborted
  progress.end()
  file.close()
  interrupt.release()
  const tally = tallySoak(samples, plan.strict)
  const facts = { command: plan.command, seed: plan.seed, rounds: whole, wanted: rounds, interrupted }
  writeFileSync(join(folder.path, 'soak.json'), `${JSON.stringify({ ...facts, ...tally }, null, 2)}\n`)
  const found = exitCode({ counts, strict: plan.strict, interrupted, broken })
  return { folder: folder.path, tally, rounds: whole, interrupted, exitCode: found === 0 && tally.alarms > 0 ? 1 : found }
}
