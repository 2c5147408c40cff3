// zmqspec mutants --wire SUBJECT: bugs on the wire of any implementation.

import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { originalEnvironment } from '../book/settings.ts'
import { huntOnWire, type WireHunt } from '../mutants/wire-hunt.ts'
import { type WireMutantId, wireMutants } from '../mutants/wire-mutants.ts'
import { onInterrupt } from '../run/interrupt.ts'
import { createRunFolder } from '../run/run-folder.ts'
import { suiteVersion } from '../run/suite-version.ts'
import { unknown } from '../run/usage-error.ts'
import { prepareSubject } from '../subjects/prepare.ts'
import { caseGlob } from '../verdict/case-glob.ts'
import { checkAddress } from './addresses.ts'
import { bookFolder, choose } from './book.ts'
import { shippedKnown } from './perform.ts'
import type { RunFlags } from './run-flags.ts'
import type { SelectionFlags } from './selection-flags.ts'

const every = Object.keys(wireMutants) as readonly WireMutantId[]

/** @throws UsageError for a pattern that matches none */
function chosenMutants(pattern: string | undefined): readonly WireMutantId[] {
  if (pattern === undefined) return every
  const matches = caseGlob(pattern)
  const chosen = every.filter(id => matches({ id, axes: {} }))
  if (chosen.length === 0) throw unknown('mutant', pattern, every)
  return chosen
}

const tell = (text: string) => void process.stderr.write(`${text}\n`)

function table(hunts: readonly WireHunt[], total: number): string {
  const killed = hunts.filter(({ killer }) => killer !== null).length
  const lines = hunts.map(({ id, about, killer, met }) =>
    killer === null
      ? `✗ ${id}  ${about}: ${met} cases met it, none noticed`
      : `✓ ${id}  ${about}: ${killer.id} (${killer.clauses.join(', ')})`,
  )
  return `${lines.join('\n')}\n\n${killed} of ${total} bugs on the wire noticed`
}

export async function huntWire(subject: string, flags: SelectionFlags & RunFlags & { readonly mutant?: string }): Promise<void> {
  const started = new Date()
  checkAddress(subject)
  const mutants = chosenMutants(flags.mutant)
  const { catalogue, chosen: cases } = await choose(flags)
  const env = originalEnvironment(process.env, false)
  await prepareSubject(subject, env, tell)
  const interrupt = onInterrupt(tell)
  tell(`${mutants.length} bugs; first the cases with a proxy that changes nothing`)
  let done = 0
  const hunts = await huntOnWire(
    {
      book: bookFolder,
      catalogue,
      cases,
      mutants,
      settings: { subject, known: shippedKnown(subject), seed: flags.seed, timeoutScale: flags.timeoutScale, env },
    },
    {
      controlled: (held, of) => tell(`${held} of ${of} cases hold behind the proxy`),
      hunted: ({ id, killer }) => tell(`[${++done}/${mutants.length}] ${killer === null ? 'SURVIVED' : 'noticed'}  ${id}`),
    },
    interrupt.signal,
  )
  interrupt.release()
  const folder = createRunFolder('wire-mutants', started, flags.out ?? null, process.cwd())
  const file = join(folder.path, 'wire-mutants.json')
  const killed = hunts.filter(({ killer }) => killer !== null).length
  const result = { suite: suiteVersion, seed: flags.seed, subject, mutants: { total: hunts.length, killed }, hunts }
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
  folder.publish()
  process.stdout.write(
    flags.json ? `${JSON.stringify(result, null, 2)}\n` : `${table(hunts, mutants.length)}\n${relative(process.cwd(), file)}\n`,
  )
  process.exitCode = interrupt.signal.aborted ? 130 : killed === mutants.length ? 0 : 1
}
