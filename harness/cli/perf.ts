// zmqspec perf: what an implementation can do on this machine, beside others and beside a bare connection.

import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { originalEnvironment } from '../book/settings.ts'
import { type Entrant, entrant, rawEntrant } from '../perf/entrant.ts'
import { choose, paces } from '../perf/plan.ts'
import { readConformance, readPerfFile } from '../perf/read.ts'
import { runPerf } from '../perf/run-perf.ts'
import type { Profile } from '../perf/scenario.ts'
import { scenarioTable } from '../perf/scenario-table.ts'
import { UsageError } from '../run/usage-error.ts'
import { AddressError } from '../subjects/address.ts'
import { SubjectBroken } from '../subjects/subject.ts'
import { factor, whole } from './run-flags.ts'
import { list } from './selection-flags.ts'

const examples = `
SUBJECT is measured against itself, against the first of libzmq-c and zeromq-js both ways, and beside every --peer against itself and a bare
TCP connection, in turn, in the same run. Results are ratios; a figure is printed only when every message of every round was verified.

Scenarios:
${Object.entries(scenarioTable)
  .map(([name, { title }]) => `  ${name.padEnd(20)} ${title}`)
  .join('\n')}

Examples:
  zmqspec perf                                        the short profile for ours: a few minutes
  zmqspec perf --profile full                         everything; an hour or more
  zmqspec perf --scenario req-rep --transport ipc     one row
  zmqspec perf --mechanism CURVE                      what encryption and its handshakes cost
  zmqspec perf --scenario 'push-*' --size 16,64K --rounds 10
  zmqspec perf exec:./my-shim --peer zeromq-js        yours beside zeromq.js
  zmqspec perf --gate perf-baseline.json              exit 4 when a ratio got worse than noise explains
  zmqspec perf --conformance reports/out/latest       with that run's conformance in the same report

Exit codes: 0 measured, 1 a figure was refused (not verified, crash, hang), 2 usage, 3 harness broken, 4 gate missed, 5 nothing measured, 130 interrupted.`

function octets(text: string, before: readonly number[] = []): readonly number[] {
  const sizes = text.split(',').map(word => {
    const [, digits, unit = ''] = /^(\d+)([KM]?)$/.exec(word) ?? []
    if (digits === undefined) throw new InvalidArgumentError('write octets, such as 16 or 64K or 1M')
    return Number(digits) * { '': 1, K: 1024, M: 1024 * 1024 }[unit as '' | 'K' | 'M']
  })
  return [...before, ...sizes]
}

function rounds(text: string): number {
  const number = whole(text)
  if (number < 1) throw new InvalidArgumentError('at least 1')
  return number
}

interface Flags {
  readonly peer: string
  readonly scenario?: readonly string[]
  readonly transport?: readonly string[]
  readonly mechanism?: readonly string[]
  readonly size?: readonly number[]
  readonly profile: Profile
  readonly rounds?: number
  readonly seconds?: number
  readonly rate: number
  readonly seed: number
  readonly timeoutScale: number
  readonly gate?: string
  readonly conformance?: string
  readonly out?: string
  readonly json?: boolean
}

type Environment = ReturnType<typeof originalEnvironment>

function named(word: string, env: Environment): Entrant {
  try {
    return entrant(word, env)
  } catch (error) {
    throw error instanceof AddressError ? new UsageError(error.message) : error
  }
}

const say = (text: string) => void process.stderr.write(`${text}\n`)

/** Whoever is to be built is built now. A peer of the default list that this machine cannot have is a note, not a mistake. */
async function peersOf(words: readonly string[], asked: boolean, env: Environment): Promise<{ peers: Entrant[]; notes: string[] }> {
  const { prepareSubject } = await import('../subjects/prepare.ts')
  const [peers, notes]: [Entrant[], string[]] = [[], []]
  for (const word of words) {
    try {
      const peer = entrant(word, env)
      await prepareSubject(peer.address, env, say)
      peers.push(peer)
    } catch (error) {
      if (error instanceof AddressError && asked) throw new UsageError(error.message)
      if (asked || !(error instanceof SubjectBroken || error instanceof AddressError)) throw error
      notes.push(`without ${word}: ${error.message}`)
    }
  }
  return { peers, notes }
}

async function perf(word: string, flags: Flags, peerAsked: boolean): Promise<void> {
  const where = process.cwd()
  const env = originalEnvironment(process.env, false)
  const bouts = choose({
    profile: flags.profile,
    scenarios: flags.scenario ?? [],
    transports: flags.transport ?? [],
    mechanisms: flags.mechanism ?? [],
    sizes: flags.size ?? [],
    rounds: flags.rounds ?? null,
  })
  const baseline = flags.gate === undefined ? null : readPerfFile(flags.gate)
  const conformance = flags.conformance === undefined ? [] : await readConformance(flags.conformance)
  const subject = named(word, env)
  const { prepareSubject } = await import('../subjects/prepare.ts')
  await prepareSubject(subject.address, env, say)
  const { peers, notes } = await peersOf(flags.peer.split(/,(?=[\w.-]+(?::|,|$))/).filter(Boolean), peerAsked, env)
  const references = peers.filter(({ name }) => name !== subject.name)
  const other = references.find(({ name }) => name === 'libzmq-c') ?? references[0] ?? null
  const { folder, file, gate, report, exitCode } = await runPerf({
    bouts,
    terms: {
      subject,
      references,
      raw: rawEntrant(env),
      other,
      profile: flags.profile,
      seconds: flags.seconds ?? paces[flags.profile].seconds,
      rate: flags.rate,
      seed: flags.seed,
      timeScale: flags.timeoutScale,
    },
    command: ['zmqspec', ...process.argv.slice(2)].join(' '),
    out: flags.out ?? null,
    where,
    baseline,
    conformance,
    notes,
  })
  if (flags.json) process.stdout.write(readFileSync(join(folder, 'perf.json')))
  else {
    const { perfTable } = await import('../../reports/render/perf-terminal.ts')
    const { gateTable } = await import('../perf/gate-table.ts')
    process.stdout.write(perfTable(file))
    if (gate !== null) process.stdout.write(`\n${gateTable(gate)}`)
    if (report !== null) process.stdout.write(`\n${relative(where, report)}\n`)
  }
  process.exitCode = exitCode
}

export const perfCommand = (): Command =>
  new Command('perf')
    .description('measure an implementation beside others')
    .argument('[subject]', 'the implementation to measure', 'ours')
    .option('--peer <list>', 'implementations beside it', 'zeromq-js,libzmq-c')
    .addOption(new Option('--scenario <list>', "by name or glob: push-pull,'fan-out-*'").argParser(list))
    .addOption(new Option('--transport <list>', 'tcp, ipc, inproc').argParser(list))
    .addOption(new Option('--mechanism <list>', 'NULL, CURVE').argParser(list))
    .addOption(new Option('--size <list>', 'octets of a message (a topic): 16,64K,1M').argParser(octets))
    .addOption(new Option('--profile <name>', 'how much').choices(Object.keys(paces)).default('short'))
    .addOption(
      new Option('--rounds <n>', `rounds of each row (default: short ${paces.short.rounds}, full ${paces.full.rounds})`).argParser(rounds),
    )
    .addOption(
      new Option('--seconds <x>', `of one measurement (default: short ${paces.short.seconds}, full ${paces.full.seconds})`).argParser(
        factor,
      ),
    )
    .addOption(new Option('--rate <n>', 'messages a second in open loops').argParser(factor).default(2000))
    .addOption(new Option('--seed <n>', 'seed of payloads and intervals').argParser(whole).default(1))
    .addOption(new Option('--timeout-scale <x>', 'factor on all waiting, for slow machines').argParser(factor).default(1))
    .option('--gate <file>', 'a perf.json of an earlier run to compare ratios with')
    .option('--conformance <run>', 'folder of a run of the suite, for its grades in the same report')
    .option('--out <dir>', 'folder for the results (default: a new one in reports/out)')
    .option('--json', 'print perf.json instead of a table')
    .addHelpText('after', examples)
    .action((subject: string, flags: Flags, command: Command) => perf(subject, flags, command.getOptionValueSource('peer') === 'cli'))
