// Hunts with bugs on the wire: does the book notice when any implementation errs so?
//
//   control: the cases with a proxy in between that changes nothing ──► those that hold ──► per bug, cases until one notices
//
// Rule: one case that notices is enough; a case that does not hold in the control proves nothing.

import type { CaseRecord } from '../book/case-record.ts'
import { defaultSettings, type Settings } from '../book/settings.ts'
import type { Catalogue } from '../run/catalogue.ts'
import { runJob } from '../run/job.ts'
import { caseGlob } from '../verdict/case-glob.ts'
import { breaksGate } from '../verdict/exit-code.ts'
import { type WireMutant, type WireMutantId, wireMutants } from './wire-mutants.ts'

export interface WireHunt {
  readonly id: WireMutantId
  readonly about: string
  /** The first case that noticed it, and the clauses that it cites; null: it survived. */
  readonly killer: { readonly id: string; readonly clauses: readonly string[]; readonly reason: string } | null
  /** Cases that met it. */
  readonly met: number
}

export interface WirePlan {
  readonly book: string
  readonly catalogue: Catalogue
  readonly cases: readonly CaseRecord[]
  readonly mutants: readonly WireMutantId[]
  readonly settings: Pick<Settings, 'subject' | 'known' | 'seed' | 'timeoutScale' | 'env'>
}

export interface WireEvents {
  readonly controlled: (held: number, of: number) => void
  readonly hunted: (hunt: WireHunt) => void
}

/** Resolves with the hunts done; an interruption leaves the rest out. @throws Error when something goes wrong outside of every case */
export async function huntOnWire(plan: WirePlan, events: WireEvents, signal: AbortSignal): Promise<readonly WireHunt[]> {
  const { book, catalogue, mutants } = plan
  const settings: Settings = { ...defaultSettings, ...plan.settings, brief: true }
  const wire = plan.cases.filter(({ mode }) => mode === 'wire')
  const inReach = ({ hunted }: WireMutant) => {
    const matches = caseGlob(hunted)
    return wire.filter(record => matches(record))
  }
  const job = { book, files: catalogue.files }
  const asked = [...new Set(mutants.flatMap(id => inReach(wireMutants[id])))]
  const sound = new Set<string>()
  const control = (line: { id: string; verdict: Parameters<typeof breaksGate>[0] }) => {
    if (!breaksGate(line.verdict, true) && line.verdict === 'pass') sound.add(line.id)
  }
  const quiet = { subject: () => {}, begins: () => {} }
  const strays = await runJob({ ...job, cases: asked, settings: { ...settings, errs: 'none' } }, { ...quiet, case: control }, signal)
  if (strays.length > 0) throw new Error(`outside any case: ${strays.join('; ')}`)
  events.controlled(sound.size, asked.length)
  const hunts: WireHunt[] = []
  for (const id of mutants) {
    if (signal.aborted) break
    const cases = inReach(wireMutants[id]).filter(record => sound.has(record.id))
    const enough = new AbortController()
    let met = 0
    let killer: WireHunt['killer'] = null
    const seen = (line: { id: string; verdict: Parameters<typeof breaksGate>[0]; clauses: readonly string[]; reason: string | null }) => {
      if (killer !== null || signal.aborted) return
      met += 1
      if (!breaksGate(line.verdict, true) || line.verdict === 'error') return
      killer = { id: line.id, clauses: line.clauses, reason: line.reason ?? line.verdict }
      enough.abort()
    }
    await runJob({ ...job, cases, settings: { ...settings, errs: id } }, { ...quiet, case: seen }, AbortSignal.any([signal, enough.signal]))
    if (signal.aborted) break
    const hunt = { id, about: wireMutants[id].about, killer, met }
    hunts.push(hunt)
    events.hunted(hunt)
  }
  return hunts
}
