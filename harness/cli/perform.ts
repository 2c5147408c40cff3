// What run, matrix and soak have in common: choose, plan, run, print.
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

/** known.yaml that comes with a named subject. */
export function shippedKnown(subject: string): string | null {
  if (!/^[\w.-]+$/.test(subject)) return null
  const path = fileURLToPath(new URL(`../subjects/${subject}/known.yaml`, import.meta.url))
  return existsSync(path) ? path : null
}

/** What a command line asks for, as jobs. @throws UsageError, BookError */
export async function planned(name: string, duels: readonly Duel[], flags: SelectionFlags & RunFlags): Promise<Plan> {
  const { catalogue, chosen } = await choose(flags)
  return plan({
    book: bookFolder,
    catalogue,
    chosen,
    duels,
    name,
    where: process.cwd(),
    env: originalEnvironment(process.env, false),
    command: ['zmqspec', ...process.argv.slice(2)].join(' '),
    seed: flags.seed,
    strict: flags.strict ?? false,
    timeoutScale: flags.timeoutScale,
    runsScale: Number(process.env['ZMQSPEC_RUNS_SCALE'] ?? 1),
    out: flags.out ?? null,
    rig: null,
    shard: flags.shard ?? null,
    repeats: flags.repeatFailures ?? 0,
  })
}

export async function perform(name: string, duels: readonly Duel[], flags: SelectionFlags & RunFlags): Promise<void> {
  const { folder, report, exitCode } = await run(await planned(name, duels, flags))
  if (flags.json) process.stdout.write(readFileSync(join(folder, 'summary.json')))
  else if (report !== null) process.stdout.write(`${await table(folder)}\n${relative(process.cwd(), report)}\n`)
  process.exitCode = exitCode
}

async function table(folder: string): Promise<string> {
  const { readRun } = await import('../../reports/render/read-run.ts')
  const { terminalSummary } = await import('../../reports/render/terminal.ts')
  return terminalSummary(await readRun(join(folder, 'results.ndjson')))
}
