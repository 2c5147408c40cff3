// zmqspec soak: how often a verdict is a false alarm, measured by running the same cases again and again.

import { relative } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import pc from 'picocolors'
import { type Soaked, soak } from '../run/soak.ts'
import type { SoakedCase } from '../verdict/soak-tally.ts'
import { checkAddress } from './addresses.ts'
import { splitPeers } from './peers.ts'
import { planned, prepared, shippedKnown } from './perform.ts'
import { type RunFlags, withRunFlags } from './run-flags.ts'
import { type SelectionFlags, withSelection } from './selection-flags.ts'

const examples = `
Each round has a seed of its own, counted up from --seed, and fresh subjects. An alarm is a verdict that breaks the gate or differs from
the majority of its case. Ctrl-C ends the soak with what was seen so far.

Examples:
  zmqspec soak ours -n 200                             the whole book, 200 times
  zmqspec soak libzmq -n 50 --chapter properties       one chapter
  zmqspec soak exec:./my-shim --peer ours --json       figures for scripts

Exit codes: 0 no alarm, 1 alarms, 2 usage, 3 the harness or a shim is broken, 5 nothing was verified, 130 interrupted.`

interface Flags extends SelectionFlags, RunFlags {
  readonly rounds: number
  readonly peer: string
  readonly known?: string
}

const percent = (rate: number): string => `${Number((rate * 100).toPrecision(2))} %`

function tellCase({ id, peer, counts, majority, alarms }: SoakedCase): string {
  const seen = Object.entries(counts).map(([verdict, count]) => `${count} × ${verdict}`)
  const shown = alarms
    .slice(0, 3)
    .map(({ round, seed, verdict, reason }) => `    round ${round}, seed ${seed}: ${verdict}: ${(reason ?? '').slice(0, 240)}`)
  const more = alarms.length > shown.length ? [`    … and ${alarms.length - shown.length} more`] : []
  const advice =
    alarms.length < (counts[majority] ?? 0)
      ? [pc.dim(`    until it is mended: - { cases: "${id}", expect: flaky, reason: …, issue: … }    in known.yaml`)]
      : []
  return [`${pc.red('✗')} ${id}${peer === null ? '' : ` (× ${peer})`}: ${seen.join(', ')}`, ...shown, ...more, ...advice].join('\n')
}

function tell({ tally, rounds, interrupted, folder }: Soaked): string {
  const { cases, samples, alarms, rate, atMost, restless } = tally
  const rounded = `${rounds} whole rounds${interrupted ? ', then interrupted' : ''}`
  const figure = `${alarms} alarms in ${samples} verdicts of ${cases} cases over ${rounded}: ${percent(rate)} (at most ${percent(atMost)} with 95 % confidence)`
  return [...restless.map(tellCase), figure, relative(process.cwd(), folder)].join('\n')
}

const rounds = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('write a number of rounds, 1 or more')
  return Number(text)
}

export const soakCommand = (): Command =>
  withRunFlags(
    withSelection(
      new Command('soak')
        .description('measure how often verdicts are false alarms')
        .argument('<subject>', 'the implementation under test')
        .addOption(new Option('-n, --rounds <n>', 'how often to run the cases').argParser(rounds).default(20))
        .option('--peer <list>', 'who is on the other side in pair cases', 'libzmq')
        .option('--known <file>', "known failures (default: the subject's own known.yaml)"),
    ),
  )
    .addHelpText('after', examples)
    .action(async (subject: string, flags: Flags) => {
      const peers = splitPeers(flags.peer)
      for (const address of [subject, ...peers]) checkAddress(address)
      const known = flags.known ?? shippedKnown(subject)
      const duels = peers.map(peer => ({ subject, peer, known }))
      const soaked = await prepared(await planned(`soak-${subject}`, duels, flags), plan => soak(plan, flags.rounds))
      process.stdout.write(flags.json ? `${JSON.stringify(soaked, null, 2)}\n` : `${tell(soaked)}\n`)
      process.exitCode = soaked.exitCode
    })
