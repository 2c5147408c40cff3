// zmqspec diff: two runs, what changed between them.

import { Command } from 'commander'
import pc from 'picocolors'
import { type RunOnDisk, readRunFolder } from '../run/read-folder.ts'
import { UsageError } from '../run/usage-error.ts'
import { type Change, diffRuns, type RunDiff } from '../verdict/run-diff.ts'

const examples = `
A run is its folder or its results.ndjson. Two implementations may be compared when each run has one subject.

Examples:
  zmqspec diff reports/out/2027-01-01 reports/out/latest     what changed since then
  zmqspec diff baseline/results.ndjson reports/out/latest --json

Exit codes: 0 nothing got worse, 1 something breaks the gate that did not before, 2 a file is no run.`

const colours = { worse: pc.red, fixed: pc.green, changed: pc.yellow, added: pc.dim, gone: pc.dim } as const satisfies Record<
  Exclude<keyof RunDiff, 'same'>,
  (text: string) => string
>
type Kind = keyof typeof colours

function tell(kind: Kind, { id, subject, peer, before, after, reason }: Change): string {
  const who = peer === null ? subject : `${subject} × ${peer}`
  const why = kind === 'worse' || kind === 'changed' ? (reason ?? '') : ''
  return `${colours[kind](kind.padEnd(7))} ${`${before ?? '–'} → ${after ?? '–'}`.padEnd(16)} ${id}  (${who})${why === '' ? '' : `\n        ${why.slice(0, 300)}`}`
}

const subjectsOf = ({ cases }: RunOnDisk): readonly string[] => [...new Set(cases.map(({ subject }) => subject))].toSorted()

/** Whether subjects are compared by name. @throws UsageError when there is no way to compare them */
function sameSubjects(before: RunOnDisk, after: RunOnDisk): boolean {
  const [first, second] = [subjectsOf(before), subjectsOf(after)]
  if (first.some(name => second.includes(name))) return true
  if (first.length === 1 && second.length === 1) return false
  throw new UsageError(`${before.name} tests ${first.join(', ')}, ${after.name} tests ${second.join(', ')}: no subject in common`)
}

export const diffCommand = (): Command =>
  new Command('diff')
    .description('compare two runs')
    .argument('<before>', 'a run')
    .argument('<after>', 'a later run')
    .option('--strict', 'a new warn is worse, too')
    .option('--json', 'print the changes as an object')
    .addHelpText('after', examples)
    .action(async (first: string, second: string, { strict = false, json = false }: { strict?: boolean; json?: boolean }) => {
      const [before, after] = await Promise.all([readRunFolder(first), readRunFolder(second)])
      for (const { name, partial } of [before, after]) if (partial !== null) console.error(`zmqspec: ${name} is partial: ${partial}`)
      const diff = diffRuns(before.cases, after.cases, { strict, sameSubject: sameSubjects(before, after) })
      if (json) process.stdout.write(`${JSON.stringify(diff, null, 2)}\n`)
      else {
        const lines = (Object.keys(colours) as Kind[]).flatMap(kind => diff[kind].map(change => tell(kind, change)))
        const counts = (Object.keys(colours) as Kind[]).map(kind => `${diff[kind].length} ${kind}`)
        process.stdout.write(`${[...lines, `${counts.join(', ')}, ${diff.same} the same`].join('\n')}\n`)
      }
      process.exitCode = diff.worse.length > 0 ? 1 : 0
    })
