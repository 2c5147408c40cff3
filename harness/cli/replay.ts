// zmqspec replay: plays again what a replay file recorded, and nothing else.

import { dirname, join } from 'node:path'
import { Command, Option } from 'commander'
import { readRun } from '../../reports/render/read-run.ts'
import type { CaseLine } from '../../reports/schema/results.ts'
import { clauses } from '../book/clause-register.ts'
import { originalEnvironment } from '../book/settings.ts'
import { playRaw } from '../replay/raw-replay.ts'
import { type Replay, ReplayFileError, readReplay } from '../replay/replay-file.ts'
import { readBook } from '../run/catalogue.ts'
import { plan } from '../run/plan.ts'
import { run } from '../run/run.ts'
import { everything, select } from '../run/selection.ts'
import { suiteVersion } from '../run/suite-version.ts'
import { UsageError } from '../run/usage-error.ts'
import { patientWindows } from '../wire/calibrate.ts'
import { checkAddress } from './addresses.ts'
import { bookFolder } from './book.ts'
import { type OutputFlags, whole, withOutputFlags } from './run-flags.ts'

const examples = `
FILE is captures/….replay.json of a run. For a property, only the value that failed is played, five times.

Examples:
  zmqspec replay reports/out/latest/captures/properties-pipes-push-pull-transport-tcp.replay.json
  zmqspec replay FILE --subject 'exec:./my-shim --fixed'     the same against another build
  zmqspec replay FILE --raw tcp://127.0.0.1:5555             the recorded octets of the connecting side against any endpoint

Exit codes: 0 it passes now, 1 it fails again, 2 the file is none or is not of this book, 3 a shim is broken.`

interface Flags extends OutputFlags {
  readonly subject?: string
  readonly peer?: string
  readonly raw?: string
  readonly connection: number
}

function read(path: string): Replay {
  try {
    return readReplay(path)
  } catch (error) {
    throw error instanceof ReplayFileError ? new UsageError(error.message) : error
  }
}

/** What a person wants to see: the history, the frames, and what to make of them. */
function tell(line: CaseLine, file: string): string {
  const part = (title: string, lines: readonly string[] | undefined) =>
    lines?.length ? [`${title}:`, ...lines.map(text => `  ${text}`)] : []
  const { evidence } = line
  const held = line.checks.map(({ name }) => name).filter(name => line.verdict === 'pass' && name !== '')
  return [
    ...part('history', evidence?.history),
    ...part('frames', evidence?.frames),
    ...part(
      'captures',
      evidence?.captures?.map(name => join(dirname(file), name)),
    ),
    `${line.verdict} ${line.id}: ${line.reason ?? held.at(-1) ?? 'every check held'}`,
  ].join('\n')
}

async function replay(path: string, flags: Flags): Promise<void> {
  const file = read(path)
  if (flags.raw !== undefined) return raw(path, file, flags)
  const subject = flags.subject ?? file.subject
  const peer = flags.peer ?? file.peer
  for (const address of [subject, ...(peer === null ? [] : [peer])]) checkAddress(address)
  if (file.suite !== suiteVersion) console.error(`zmqspec: ${path} was written by suite ${file.suite}; this is ${suiteVersion}`)
  const catalogue = await readBook(bookFolder)
  const chosen = select(catalogue.cases, { ...everything, run: [file.case] }, clauses().keys()).filter(({ id }) => id === file.case)
  if (chosen.length === 0) throw new UsageError(`${path}: case: this book has no ${file.case}`)
  if (chosen[0]!.property !== (file.property !== null))
    throw new UsageError(`${path}: property: ${file.case} is ${file.property === null ? 'a' : 'no'} property in this book`)
  const planned = plan({
    book: bookFolder,
    catalogue,
    chosen,
    duels: [{ subject, peer, known: null }],
    name: 'replay',
    where: process.cwd(),
    env: originalEnvironment(process.env, false),
    command: ['zmqspec', ...process.argv.slice(2)].join(' '),
    seed: file.seed,
    strict: flags.strict ?? false,
    timeoutScale: flags.timeoutScale,
    runsScale: 1,
    out: flags.out ?? null,
    rig: null,
  })
  const jobs = planned.jobs.map(job => ({ ...job, settings: { ...job.settings, replay: file.property } }))
  const { folder, exitCode } = await run({ ...planned, jobs })
  const results = join(folder, 'results.ndjson')
  const [line] = (await readRun(results)).cases
  if (line?.reason?.startsWith('ReplayMismatch: ')) throw new UsageError(`${path}: property: ${line.reason.slice(16)}`)
  if (line !== undefined) process.stdout.write(flags.json ? `${JSON.stringify(line, null, 2)}\n` : `${tell(line, results)}\n`)
  process.exitCode = exitCode
}

async function raw(path: string, { traffic }: Replay, { raw: endpoint = '', connection }: Flags): Promise<void> {
  const chosen = traffic[connection]
  if (chosen === undefined)
    throw new UsageError(
      traffic.length === 0
        ? `${path}: traffic: none was recorded`
        : `${path}: traffic: has connections 0 to ${traffic.length - 1}, not ${connection}`,
    )
  try {
    const lines = await playRaw(chosen, endpoint, patientWindows)
    process.stdout.write(`${lines.join('\n')}\n`)
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`--raw: ${error.message}`)
    console.error(`zmqspec: ${(error as Error).message}`)
    process.exitCode = 3
  }
}

export const replayCommand = (): Command =>
  withOutputFlags(new Command('replay').description('play again what a replay file recorded').argument('<file>', 'a .replay.json'))
    .option('--subject <address>', 'another subject than the recorded one')
    .option('--peer <address>', 'another peer than the recorded one')
    .option('--raw <endpoint>', 'send the recorded octets of the connecting side there instead, and print what comes back')
    .addOption(new Option('--connection <n>', 'which recorded connection, with --raw').argParser(whole).default(0))
    .addHelpText('after', examples)
    .action(replay)
