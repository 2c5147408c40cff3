// zmqspec mutants: does the suite notice when a rule is broken?

import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { chapterOf, rfcOf } from '../../reports/render/chapters.ts'
import { clauses } from '../book/clause-register.ts'
import { originalEnvironment } from '../book/settings.ts'
import { readWaivers } from '../book/waivers.ts'
import { clauseTable, figures } from '../mutants/clause-table.ts'
import type { Mutant } from '../mutants/mutant.ts'
import { mutantTable } from '../mutants/mutant-table.ts'
import { type Score, score } from '../mutants/score.ts'
import { survey } from '../mutants/survey.ts'
import { wireMutants } from '../mutants/wire-mutants.ts'
import { onInterrupt } from '../run/interrupt.ts'
import { createRunFolder } from '../run/run-folder.ts'
import { suiteVersion } from '../run/suite-version.ts'
import { UsageError, unknown } from '../run/usage-error.ts'
import { caseGlob } from '../verdict/case-glob.ts'
import { bookFolder, choose } from './book.ts'
import { shippedKnown } from './perform.ts'
import { type RunFlags, withRunFlags } from './run-flags.ts'
import { type SelectionFlags, withSelection } from './selection-flags.ts'

const examples = `
A mutant is the reference implementation with one bug put in while its sources are loaded. It meets the cases that claim to kill it. The gate is met when 95 % are
killed, each survivor has a written reason, and every testable MUST and MUST NOT of the chosen chapters has a mutant that a case citing it kills.

Examples:
  zmqspec mutants                              all of them; ends with the clause × mutant table
  zmqspec mutants --chapter 30 --jobs 4        the mutants that one chapter's cases claim
  zmqspec mutants --mutant 'mut/push-*'        some
  zmqspec mutants --list                       what there is, a line each
  zmqspec mutants --wire libzmq                bugs on the wire of any implementation, put there by a proxy

Exit codes: 0 gate met, 1 not met, 2 usage, 3 a mutant no longer fits its source or proves nothing, 5 nothing to hunt, 130 interrupted.`

interface Flags extends SelectionFlags, RunFlags {
  readonly mutant?: string
  readonly peer: string
  readonly list?: boolean
  readonly wire?: string
}

const everyMutant: readonly (readonly [string, Mutant])[] = Object.entries(mutantTable)

/** @throws UsageError for a pattern that matches none */
function chosenMutants(pattern: string | undefined): typeof everyMutant {
  if (pattern === undefined) return everyMutant
  const matches = caseGlob(pattern)
  const chosen = everyMutant.filter(([id]) => matches({ id, axes: {} }))
  if (chosen.length === 0)
    throw unknown(
      'mutant',
      pattern,
      everyMutant.map(([id]) => id),
    )
  return chosen
}

const exitCodeOf = ({ met, trouble, total }: Score, interrupted: boolean): number =>
  interrupted ? 130 : trouble.length > 0 ? 3 : total === 0 ? 5 : met ? 0 : 1

async function hunt(flags: Flags): Promise<void> {
  const started = new Date()
  const { catalogue, chosen: cases } = await choose(flags)
  const named = new Set(cases.flatMap(({ kills }) => kills))
  const mutants = chosenMutants(flags.mutant).filter(([id]) => named.has(id))
  if (mutants.length === 0) throw new UsageError('none of the cases chosen names one of the mutants chosen')
  const tell = (text: string) => void process.stderr.write(`${text}\n`)
  const interrupt = onInterrupt(tell)
  let done = 0
  const settings = {
    peer: flags.peer,
    known: shippedKnown('ours'),
    seed: flags.seed,
    timeoutScale: flags.timeoutScale,
    env: originalEnvironment(process.env, false),
  }
  tell(`${mutants.length} mutants; first the cases on the sound implementation`)
  const hunts = await survey(
    { book: bookFolder, catalogue, cases, mutants, settings, jobs: flags.jobs },
    {
      unsound: (id, reason) => tell(`not used, for it does not hold without a mutant: ${id}  ${reason}`),
      controlled: count => tell(`${count} cases hold`),
      hunted: ({ id, killers, missed }) => {
        done += 1
        const outcome = killers.length > 0 ? 'killed' : 'SURVIVED'
        tell(`[${done}/${mutants.length}] ${outcome}  ${id}${missed.length > 0 ? `  unnoticed by ${missed.join(' ')}` : ''}`)
      },
    },
    interrupt.signal,
  )
  interrupt.release()
  // A chapter answers for its own RFC, though its cases cite others too; an appendix, which has none, for all that it cites.
  const chapters = new Set(cases.flatMap(record => (/^\d/.test(chapterOf(record.id)) ? [chapterOf(record.id)] : record.clauses.map(rfcOf))))
  const waived = new Set(readWaivers().waived.flatMap(entry => entry.clauses))
  const inQuestion = [...clauses().values()].filter(({ id }) =>
    flags.clause || flags.run || flags.mutant
      ? cases.some(record => record.clauses.includes(id as never))
      : chapters.has(rfcOf(id)) && !waived.has(id),
  )
  const result = score(hunts, mutantTable, inQuestion, cases)
  const folder = createRunFolder('mutants', started, flags.out ?? null, process.cwd())
  const seconds = Math.round((Date.now() - started.getTime()) / 100) / 10
  const { total, killed } = result
  const summary = { suite: suiteVersion, subject: { name: 'ours', version: suiteVersion }, mutants: { total, killed }, seconds }
  writeFileSync(join(folder.path, 'mutants.json'), `${JSON.stringify({ suite: suiteVersion, seed: flags.seed, ...result }, null, 2)}\n`)
  writeFileSync(join(folder.path, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
  folder.publish()
  if (flags.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)
  else process.stdout.write(`${clauseTable(result)}\n\n${figures(result)}\n${relative(process.cwd(), join(folder.path, 'mutants.json'))}\n`)
  process.exitCode = exitCodeOf(result, interrupt.signal.aborted)
}

export const mutantsCommand = (): Command =>
  withRunFlags(withSelection(new Command('mutants').description('is each rule guarded: break it, and see a case fail')), 'mutants')
    .option('--mutant <glob>', 'mutants by id')
    .option('--peer <name>', 'who is on the other side in pair cases', 'libzmq')
    .option('--list', 'print the mutants and what each does wrong')
    .option('--wire <subject>', 'bugs on the wire of this implementation instead')
    .addHelpText('after', examples)
    .action(async (flags: Flags) => {
      if (flags.wire !== undefined && !flags.list) {
        const { huntWire } = await import('./wire-mutants.ts')
        return huntWire(flags.wire, flags)
      }
      if (!flags.list) return hunt(flags)
      if (flags.wire !== undefined) {
        for (const [id, { about }] of Object.entries(wireMutants)) process.stdout.write(`${id}  ${about}\n`)
        return
      }
      for (const [id, { about, seen }] of chosenMutants(flags.mutant))
        process.stdout.write(`${id}  ${about}${seen === undefined ? '' : `  (${seen})`}\n`)
    })
