// Many hunts, some at a time: `zmqspec mutants` from the chosen mutants to their hunts.
//
//   control: the cases on the sound implementation ──► those that hold ──► a hunt per mutant
//
// Rule: a case that does not hold without the mutant proves nothing about it.

import type { CaseRecord } from '../book/case-record.ts'
import { defaultSettings, type Settings } from '../book/settings.ts'
import type { Catalogue } from '../run/catalogue.ts'
import { runJob } from '../run/job.ts'
import { breaksGate } from '../verdict/exit-code.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { type Hunt, hunt } from './hunt.ts'
import type { Mutant } from './mutant.ts'
import { createWorkshop } from './workshop.ts'

export interface SurveyPlan {
  readonly book: string
  readonly catalogue: Catalogue
  /** Cases to hunt with; each mutant meets those that name it. */
  readonly cases: readonly CaseRecord[]
  readonly mutants: readonly (readonly [string, Mutant])[]
  readonly settings: Pick<Settings, 'peer' | 'known' | 'seed' | 'timeoutScale' | 'env'>
  /** Hunts at a time. */
  readonly jobs: number
}

export interface SurveyEvents {
  /** A case that does not hold without any mutant. */
  readonly unsound: (id: string, reason: string) => void
  readonly controlled: (cases: number) => void
  readonly hunted: (hunt: Hunt) => void
}

/** Resolves with the hunts done; an interruption leaves the rest out. */
export async function survey(plan: SurveyPlan, events: SurveyEvents, signal: AbortSignal): Promise<readonly Hunt[]> {
  const { book, catalogue, mutants } = plan
  const settings: Settings = { ...defaultSettings, ...plan.settings, subject: 'ours' }
  const named = new Set(mutants.map(([id]) => id))
  const job = { book, files: catalogue.files, settings }
  const sound = new Map<string, Verdict>()
  const control = plan.cases.filter(({ kills }) => kills.some(id => named.has(id)))
  const strays = await runJob(
    { ...job, cases: control, workers: plan.jobs },
    {
      subject: () => {},
      begins: () => {},
      case: line => {
        if (breaksGate(line.verdict, true)) events.unsound(line.id, line.reason ?? line.verdict)
        else sound.set(line.id, line.verdict)
      },
    },
    signal,
  )
  if (strays.length > 0) throw new Error(`outside any case: ${strays.join('; ')}`)
  events.controlled(sound.size)
  const hunts: Hunt[] = []
  const waiting = [...mutants]
  const worker = async () => {
    await using workshop = await createWorkshop(book, settings)
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const [id, mutant] = next
      const cases = plan.cases.filter(record => sound.has(record.id) && record.kills.includes(id))
      const done = await hunt(id, mutant, workshop, { ...job, cases }, sound, signal)
      if (signal.aborted) return
      hunts.push(done)
      events.hunted(done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(plan.jobs, mutants.length) }, worker))
  return hunts
}
