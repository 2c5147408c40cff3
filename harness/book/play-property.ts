// A property of the book: many generated values, one clause. fast-check generates and shrinks; this file decides what a failing run is.
//
//   value ──► reset ──► fresh stage ──► check ──► failed? ──► shrink: a smaller value counts when 3 of 5 runs of it fail
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

/** Shrinking believes a smaller value when it fails this often, and disbelieves it when it passes this often. */
const majority = 3

const failing = ({ stage, classified: { ending } }: Played): boolean =>
  (ending.kind !== 'done' && ending.kind !== 'unsupported') || stage.checks.some(check => !check.ok)

async function once<T>(hall: Hall, check: Property<T>['check'], value: T): Promise<Played> {
  const { seat, peer } = hall.cast
  const subjects = peer === null ? [seat.subject] : [seat.subject, peer]
  const stage = hall.stage()
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

/** Whether most runs of a value fail; the last failing one, or null. */
async function mostlyFails(run: () => Promise<Played>): Promise<Played | null> {
  let failed = 0
  let passed = 0
  let last: Played | null = null
  while (failed < majority && passed < majority) {
    const played = await run()
    if (failing(played)) {
      failed += 1
      last = played
    } else passed += 1
  }
  return failed >= majority ? last : null
}

export async function playProperty<T>(hall: Hall, { arbitrary, runs = 50, check }: Property<T>): Promise<Played> {
  const { settings } = hall.cast.bench
  const wanted = typeof runs === 'function' ? runs(hall.cast.record.axes) : runs
  const numRuns = Math.max(1, Math.ceil(wanted * settings.runsScale))
  let smallest: Played | null = null
  let halted: Played | null = null
  const generated = typeof arbitrary === 'function' ? arbitrary(hall.cast.record.axes) : arbitrary
  const property = fc.asyncProperty(generated, async value => {
    if (halted !== null || hall.signal.aborted) return
    if (smallest !== null) {
      const played = await mostlyFails(() => once(hall, check, value))
      if (played === null) return
      smallest = played
    } else {
      const played = await once(hall, check, value)
      if (played.classified.ending.kind === 'unsupported') halted = played
      if (!failing(played)) return
      smallest = played
    }
    throw new Error('falsified')
  })
  const details = await fc.check(property, {
    seed: settings.seed,
    numRuns,
    endOnFailure: settings.brief,
    interruptAfterTimeLimit: hall.limit * 0.8,
    verbose: 0,
  })
  if (halted !== null) return halted
  const stage = (smallest as Played | null)?.stage ?? hall.stage()
  const evidence = { seed: details.seed, runs: details.numRuns }
  if (smallest === null) {
    if (details.numRuns === 0 || details.failed) throw new Error('inconclusive: no run of the property ended within its time')
    stage.checks.push({ name: `holds for ${details.numRuns} generated values (seed ${details.seed})`, ok: true })
    return { stage, classified: { ending: { kind: 'done' }, check: null }, evidence }
  }
  return falsified(smallest, details, evidence)
}

function falsified<T>(smallest: Played, details: fc.RunDetails<[T]>, evidence: { seed: number; runs: number }): Played {
  const value = fc.stringify(details.counterexample?.[0]).slice(0, 400)
  const path = details.counterexamplePath ?? ''
  const { ending, check } = smallest.classified
  const failed = smallest.stage.checks.find(candidate => !candidate.ok)
  const what = ending.kind === 'done' && failed !== undefined ? sentence(failed) : 'reason' in ending ? ending.reason : ending.kind
  const reason = `${what}; with ${value} (run ${details.numRuns}, ${details.numShrinks} shrinks, seed ${details.seed}, path ${path})`
  return {
    ...smallest,
    classified: { ending: ending.kind === 'done' || ending.kind === 'failed' ? { kind: 'failed', reason } : ending, check },
    evidence: { ...evidence, path },
  }
}
