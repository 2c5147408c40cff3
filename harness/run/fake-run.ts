// Runs a book of fixtures/books/ against the fake rig, as its own process: node fake-run.ts '{"book":"verdicts","subject":"fake",…}'.
// For run.test.ts only; `zmqspec run` goes the same way with the real book and rig.

import { join } from 'node:path'
import { clauses } from '../book/clause-register.ts'
import { readBook } from './catalogue.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'
import { root } from './runner.ts'
import { everything, select } from './selection.ts'
import { UsageError } from './usage-error.ts'

export interface FakeRun {
  readonly book: string
  readonly subject: string
  readonly peers?: readonly string[]
  readonly known?: string
  readonly run?: readonly string[]
  readonly strict?: boolean
  readonly where: string
  readonly seed?: number
  readonly repeats?: number
  readonly workers?: number
}

const wanted = JSON.parse(process.argv[2] ?? '{}') as FakeRun
const book = join(root, 'fixtures/books', wanted.book)
try {
  const catalogue = await readBook(book)
  const chosen = select(catalogue.cases, { ...everything, run: wanted.run ?? [] }, clauses().keys())
  const { known = null, subject, peers = [null], where, strict = false, seed = 1, repeats = 0, workers = 1 } = wanted
  const duels = peers.map(peer => ({ subject, peer, known }))
  const rig = new URL('../book/fake-rig.ts', import.meta.url).href
  const facts = { book, catalogue, chosen, duels, strict, seed, where, rig, command: 'fake-run', name: 'fake', out: null }
  const { exitCode } = await run(plan({ ...facts, repeats, workers, timeoutScale: 1, runsScale: 1, env: {} }))
  process.exitCode = exitCode
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
