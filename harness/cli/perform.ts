// What run, matrix and soak have in common: choose, plan, prepare, run, print.
// Rule: results go to standard output in the chosen format; the last line of the table is the path of report.html.

import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalEnvironment } from '../book/settings.ts'
import { type Duel, plan } from '../run/plan.ts'
import { type Plan, run } from '../run/run.ts'
import { bookFolder, choose } from './book.ts'
import type { RunFlags } from './run-flags.ts'
import type { SelectionFlags } from './selection-flags.ts'

/** known.yaml that comes with a named subject, or with the service whose image it is. */
export function shippedKnown(subject: string): string | null {
  const name = subject.replace(/^image:/, '')
  if (!/^[\w.-]+$/.test(name)) return null
  const path = fileURLToPath(new URL(`../subjects/${name}/known.yaml`, import.meta.url))
  return existsSync(path) ? path : null
}

const say = (text: string) => void process.stderr.write(`${text}\n`)

/** What a command line asks for, as jobs. @throws UsageError, BookError */
export async function planned(name: string, duels: readonly Duel[], flags: SelectionFlags & RunFlags): Promise<Plan> {
  // Loaded when something runs: a mistake in the command is told without them.
  const { newRunId, runVariable } = await import('../containers/run-label.ts')
  const { catalogue, chosen } = await choose(flags)
  return plan({
    book: bookFolder,
    catalogue,
    chosen,
    duels,
    name,
    where: process.cwd(),
    env: { ...originalEnvironment(process.env, false), [runVariable]: newRunId() },
    command: ['zmqspec', ...process.argv.slice(2)].join(' '),
    seed: flags.seed,
    strict: flags.strict ?? false,
    timeoutScale: flags.timeoutScale,
    runsScale: Number(process.env['ZMQSPEC_RUNS_SCALE'] ?? 1),
    out: flags.out ?? null,
    rig: null,
    shard: flags.shard ?? null,
    repeats: flags.repeatFailures ?? 0,
    workers: flags.jobs,
  })
}

export async function perform(name: string, duels: readonly Duel[], flags: SelectionFlags & RunFlags): Promise<void> {
  const { folder, report, exitCode } = await prepared(await planned(name, duels, flags), run)
  if (flags.json) process.stdout.write(readFileSync(join(folder, 'summary.json')))
  else if (report !== null) process.stdout.write(`${await table(folder)}\n${relative(process.cwd(), report)}\n`)
  process.exitCode = exitCode
}

/** Work on a plan, between what it needs and what it may leave. @throws SubjectBroken when a subject cannot be had at all */
export async function prepared<T>(plan: Plan, work: (plan: Plan) => Promise<T>): Promise<T> {
  const [{ prepareSubject }, { labelOf, runIdOf, sweep }] = await Promise.all([
    import('../subjects/prepare.ts'),
    import('../containers/run-label.ts'),
  ])
  const addresses = new Set(plan.jobs.flatMap(({ settings: { subject, peer } }) => (peer === null ? [subject] : [subject, peer])))
  const { env } = plan.jobs[0]!.settings
  for (const address of addresses) await prepareSubject(address, env, say)
  try {
    return await work(plan)
  } finally {
    if ([...addresses].some(address => address.startsWith('image:'))) {
      const left = await sweep(labelOf(runIdOf(env)), env)
      if (left > 0) say(`removed ${left} container${left > 1 ? 's' : ''} that the run left`)
    }
  }
}

async function table(folder: string): Promise<string> {
  const { readRun } = await import('../../reports/render/read-run.ts')
  const { terminalSummary } = await import('../../reports/render/terminal.ts')
  return terminalSummary(await readRun(join(folder, 'results.ndjson')))
}
