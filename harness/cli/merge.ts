// zmqspec merge: the shards of one run become one run. zmqspec report: renders a run again.

import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { renderReports } from '../../reports/render/render-reports.ts'
import { terminalSummary } from '../../reports/render/terminal.ts'
import type { ResultLine } from '../../reports/schema/results.ts'
import { copyCaptures, mergeRuns } from '../run/merge.ts'
import { type RunOnDisk, readRunFolder } from '../run/read-folder.ts'
import { createRunFolder } from '../run/run-folder.ts'
import { summarize } from '../run/summary.ts'
import { noVerdicts } from '../verdict/exit-code.ts'

const mergeExamples = `
Examples:
  zmqspec run libzmq --shard 1/2 --out part1        on one machine
  zmqspec run libzmq --shard 2/2 --out part2        on another
  zmqspec merge part1 part2 --out whole             everything of both, with all reports

Exit codes: the worst of the parts; 2 when they are not of one run.`

const reportExamples = `
Examples:
  zmqspec report reports/out/latest                 report.html and the others again, from results.ndjson`

/** summary.json and all reports from the results.ndjson of a folder. Returns what `run` prints. */
async function render(folder: string): Promise<string> {
  const run = await readRunFolder(folder)
  const counts = noVerdicts()
  for (const { verdict } of run.cases) counts[verdict] += 1
  counts.filtered = run.header.filtered ?? 0
  const facts = { counts, seconds: run.footer?.seconds ?? 0, subject: run.cases[0]?.subject ?? run.subjects[0]?.name ?? 'unknown' }
  const summary = await summarize([run.header, ...run.subjects, ...run.cases], facts)
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  const report = await renderReports(folder)
  return `${terminalSummary(run)}\n${relative(process.cwd(), report)}\n`
}

export const mergeCommand = (): Command =>
  new Command('merge')
    .description('put the shards of a run together')
    .argument('<runs...>', 'folders of runs')
    .option('--out <dir>', 'folder for the whole (default: a new one in reports/out)')
    .addHelpText('after', mergeExamples)
    .action(async (paths: string[], { out }: { out?: string }) => {
      const runs: RunOnDisk[] = await Promise.all(paths.map(readRunFolder))
      const { header, subjects, cases, perf, footer, missing } = mergeRuns(runs, ['zmqspec', ...process.argv.slice(2)].join(' '))
      for (const text of missing) console.error(`zmqspec: ${text}`)
      const folder = createRunFolder('merge', new Date(), out ?? null, process.cwd())
      const lines: readonly ResultLine[] = [header, ...subjects, ...cases, ...perf, footer]
      writeFileSync(join(folder.path, 'results.ndjson'), lines.map(line => `${JSON.stringify(line)}\n`).join(''))
      copyCaptures(runs, folder.path)
      process.stdout.write(await render(folder.path))
      folder.publish()
      process.exitCode = footer.exitCode
    })

export const reportCommand = (): Command =>
  new Command('report')
    .description('render the reports of a run again')
    .argument('<run>', 'folder of a run')
    .addHelpText('after', reportExamples)
    .action(async (path: string) => {
      const { folder } = await readRunFolder(path)
      process.stdout.write(await render(folder))
    })
