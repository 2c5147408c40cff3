// A property of the book: many generated values, one clause. fast-check generates and shrinks; this file decides what a failing run is.
//
//   value ──► reset ──► fresh stage ──► check ──► failed? ──► shrink: a smaller value counts when 3 of 5 runs of it fail
//                                                               └─► the smallest: 5 runs more, recorded (replayed: only these)
//
// Rule: reported is the smallest failing run with its own history, never the history of the last run.

import fc from 'fast-check'
import { sentence } from '../verdict/judge.ts'
import type { CaseContext } from './case-context.ts'
import { classify } from './ending.ts'
import { historyOf } from './evidence.ts'
import type { Hall, Played } from './run-case.ts'

export interface Property<T, Context extends CaseContext = CaseContext> {
  /** What to generate; a function when it depends on the axes. */
  readonly arbitrary: fc.Arbitrary<T> | ((axes: Context['axes']) => fc.Arbitrary<T>)
  /** Values to try, default 50; scaled by the run. A function when it depends on the axes. */
  readonly runs?: number | ((axes: Context['axes']) => number)
  /** Fails by `t.check`, `t.require`, `t.fail` or by throwing. The subject (and the peer) are reset before every call. */
  readonly check: (t: Context, value: T) => Promise<unknown>
}

/** A replay file that this book cannot play: the command line answers with exit code 2. */
export class ReplayMismatch extends Error {
  constructor(text: string) {
    super(text)
    this.name = 'ReplayMismatch'
  }
}

/** Shrinking believes a smaller value when it fails this often, and disbelieves it when it passes this often. */
const majority = 3
/** Runs of the smallest failing value, for the capture and for how often it fails. */
const repeats = 5

const failing = ({ stage, classified: { ending } }: Played): boolean =>
  (ending.kind !== 'done' && ending.kind !== 'unsupported') || stage.checks.some(check => !check.ok)

async function once<T>(hall: Hall, check: Property<T>['check'], value: T, recorded = false): Promise<Played> {
  const { seat, peer } = hall.cast
  const subjects = peer === null ? [seat.subject] : [seat.subject, peer]
  const stage = hall.stage(recorded)
  try {
    for (const subject of subjects) await subject.reset()
    await check(stage.context, value)
    return { stage, classified: { ending: { kind: 'done' }, check: null }, history: historyOf(subjects) }
  } catch (error) {
    return { stage, classified: classify(error, seat.subject.name), history: historyOf(subjects) }
  } finally {
    await stage.close()
  }
}

/** Whether most runs of a value fail; the last failing one, or null, also when time runs out before that is known. */
async function mostlyFails(run: () => Promise<Played>, inTime: () => boolean): Promise<Played | null> {
  let failed = 0
  let passed = 0
  let last: Played | null = null
  while (failed < majority && passed < majority && inTime()) {
    const played = await run()
    if (failing(played)) {
      failed += 1
      last = played
    } else passed += 1
  }
  return failed >= majority ? last : null
}

interface Smallest {
  readonly played: Played
  readonly value: unknown
  /** `run 3, 12 shrinks`. */
  readonly found: string
}

/** Runs the value again and again, recorded; what failed last there counts, because the capture is of that run. */
async function repeated<T>(hall: Hall, check: Property<T>['check'], value: T, inTime: () => boolean) {
  let played: Played | null = null
  let [failed, done] = [0, 0]
  while (done < repeats && inTime()) {
    const again = await once(hall, check, value, true)
    done += 1
    if (!failing(again)) continue
    failed += 1
    played = again
    // A subject that broke takes long to start again, and fails as surely the next time.
    if (again.classified.ending.kind === 'broken') break
  }
  return { played, done, told: `${failed} of ${done}` }
}

/** Whether that part of the case's time is not over. */
function clock(hall: Hall): (part: number) => () => boolean {
  const start = performance.now()
  return part => () => !hall.signal.aborted && performance.now() - start < hall.limit * part
}

function holds(hall: Hall, text: string, evidence: Played['evidence'] & object): Played {
  const stage = hall.stage()
  stage.checks.push({ name: text, ok: true })
  return { stage, classified: { ending: { kind: 'done' }, check: null }, evidence }
}

async function replay<T>(hall: Hall, arbitrary: fc.Arbitrary<T>, check: Property<T>['check']): Promise<Played> {
  const { settings } = hall.cast.bench
  const { path, value: recorded } = settings.replay!
  const [value] = fc.sample(arbitrary, { seed: settings.seed, path, numRuns: 1 })
  const shown = fc.stringify(value)
  if (shown !== recorded)
    throw new ReplayMismatch(`seed ${settings.seed} and path ${path} lead to ${shown} here, not to ${recorded}: the property changed since`)
  const { played, done, told } = await repeated(hall, check, value as T, clock(hall)(0.9))
  const evidence = { seed: settings.seed, path, runs: done, repeats: told }
  if (played === null) return holds(hall, `${shown} passes ${done} of ${done} times (seed ${settings.seed}, path ${path})`, evidence)
  return falsified({ played, value, found: 'replayed' }, evidence)
}

export async function playProperty<T>(hall: Hall, { arbitrary, runs = 50, check }: Property<T>): Promise<Played> {
  const { settings } = hall.cast.bench
  const generated = typeof arbitrary === 'function' ? arbitrary(hall.cast.record.axes) : arbitrary
  if (settings.replay !== null) return replay(hall, generated, check)
  const wanted = typeof runs === 'function' ? runs(hall.cast.record.axes) : runs
  const numRuns = Math.max(1, Math.ceil(wanted * settings.runsScale))
  let smallest: Played | null = null
  let halted: Played | null = null
  let tried = 0
  // Not fast-check's own limits: at their end a run goes on, and would meet the next one at the same subject.
  const until = clock(hall)
  const [searching, shrinking, repeating] = [until(0.6), until(0.75), until(0.9)]
  const property = fc.asyncProperty(generated, async value => {
    if (halted !== null || !(smallest === null ? searching() : shrinking())) return
    if (smallest !== null) {
      const played = await mostlyFails(() => once(hall, check, value), shrinking)
      if (played === null) return
      smallest = played
    } else {
      tried += 1
      const played = await once(hall, check, value)
      if (played.classified.ending.kind === 'unsupported') halted = played
      if (!failing(played)) return
      smallest = played
    }
    throw new Error('falsified')
  })
  const details = await fc.check(property, { seed: settings.seed, numRuns, endOnFailure: settings.brief, verbose: 0 })
  if (halted !== null) return halted
  const evidence = { seed: details.seed, runs: tried }
  if (smallest === null || details.counterexample === null)
    return holds(hall, `holds for ${tried} generated values (seed ${details.seed})`, evidence)
  const [value] = details.counterexample
  const { played, told } = settings.brief ? { played: null, told: 'once' } : await repeated(hall, check, value, repeating)
  const found = `run ${tried}, ${details.numShrinks} shrinks`
  const path = details.counterexamplePath ?? ''
  return falsified({ played: played ?? smallest, value, found }, { ...evidence, path, repeats: told })
}

type Found = { readonly seed: number; readonly runs: number; readonly path: string; readonly repeats: string }

function falsified({ played, value, found }: Smallest, evidence: Found): Played {
  const shown = fc.stringify(value)
  const { ending, check } = played.classified
  const failed = played.stage.checks.find(candidate => !candidate.ok)
  const what = ending.kind === 'done' && failed !== undefined ? sentence(failed) : 'reason' in ending ? ending.reason : ending.kind
  const reason = `${what}; with ${shown.slice(0, 400)} (${found}, seed ${evidence.seed}, path ${evidence.path}; fails ${evidence.repeats} times)`
  return {
    ...played,
    classified: { ending: ending.kind === 'done' || ending.kind === 'failed' ? { kind: 'failed', reason } : ending, check },
    evidence,
    failing: { path: evidence.path, value: shown },
  }
}
