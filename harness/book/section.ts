// How the book is written. A file suites/<chapter>/<section>.spec.ts opens with
//
//   const { conformance, property } = section(import.meta.url)
//
// and declares one case per clause and axis combination. Rule: an id is chapter/section/slug[axes] and unique.

import { test as base, inject } from 'vitest'
import { breaksGate } from '../verdict/exit-code.ts'
import { createBench } from './bench.ts'
import type { CaseContext, CaseMeta } from './case-context.ts'
import { type Axes, type CaseRecord, type Combination, placeOf, records } from './case-record.ts'
import { classify } from './ending.ts'
import { explain } from './explain.ts'
import { type Property, playProperty } from './play-property.ts'
import { type Play, runCase } from './run-case.ts'
import type { Outcome, Settings } from './settings.ts'

type MetaOf<A extends Axes> = Omit<CaseMeta, 'axes' | 'except'> & { readonly axes?: A; readonly except?: (axes: Combination<A>) => boolean }
type ContextOf<A extends Axes> = Omit<CaseContext, 'axes'> & { readonly axes: Combination<A> }

export interface Section {
  /** Declares a case: one test per combination of its axes. */
  conformance<const A extends Axes = Record<never, never>>(slug: string, meta: MetaOf<A>, body: (t: ContextOf<A>) => Promise<unknown>): void
  /** Declares a case that must hold for every generated value. */
  property<T, const A extends Axes = Record<never, never>>(slug: string, meta: MetaOf<A>, property: Property<T, ContextOf<A>>): void
}

/** Time beyond a case's own for starting subjects and looking after them; only a broken harness needs it all. */
const backstop = 60_000

const loadRig = async (url: string | null) => ((await import(url ?? './rig.ts')) as typeof import('./rig.ts')).rig

// biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that a function needs from its pattern
const test = base.extend('harness', { scope: 'worker' }, async ({}, { onCleanup }) => {
  const settings = inject('zmqspec')
  const bench = createBench(settings, await loadRig(settings.rig))
  onCleanup(() => bench.stop())
  return bench
})

class CaseFailed extends Error {
  constructor(text: string) {
    super(text)
    this.name = 'CaseFailed'
    this.stack = `CaseFailed: ${text}`
  }
}

let selected: { readonly settings: Settings; readonly ids: ReadonlySet<string> } | null = null

function isSelected(id: string, settings: Settings): boolean {
  if (settings.ids === null) return true
  if (selected?.settings !== settings) selected = { settings, ids: new Set(settings.ids) }
  return selected.ids.has(id)
}

/** What a brief run leaves out: the case has failed already, with other axes. */
const leftOut = ({ subject, peer }: Settings): Outcome => ({
  verdict: 'filtered',
  reason: 'the case has failed in another combination of its axes',
  ms: 0,
  checks: [],
  evidence: null,
  subject,
  peer,
  started: [],
})

/** `failed` holds the slugs of cases of this file that failed in a brief run. */
function register(record: CaseRecord, slug: string, failed: Set<string>, play: Play): void {
  const settings = inject('zmqspec')
  if (settings === undefined) throw new Error('suites run through `zmqspec` or the projects of vitest.config.ts: no subject was provided')
  if (!isSelected(record.id, settings)) return
  const options = { meta: { case: record }, timeout: record.timeout * settings.timeoutScale + backstop, retry: 0 }
  test(`${record.id} ${record.title}`, options, async ({ harness: bench, task, signal, skip }) => {
    const outcome = failed.has(slug) ? leftOut(settings) : await runCase(bench, record, play, signal)
    if (outcome === null) return skip('interrupted')
    task.meta.outcome = outcome
    if (outcome.verdict === 'filtered') return skip(outcome.reason ?? 'left out')
    if (outcome.verdict === 'unsupported') skip(outcome.reason ?? 'unsupported')
    const broken = breaksGate(outcome.verdict, settings.strict)
    if (broken && settings.brief) failed.add(slug)
    if (broken) throw new CaseFailed(explain({ ...record, ...outcome }))
  })
}

/** Call once at the top of a spec file with `import.meta.url`. */
export function section(url: string): Section {
  const place = placeOf(url)
  const slugs = new Set<string>()
  const failed = new Set<string>()
  const declare = (slug: string, meta: CaseMeta, property: boolean, play: Play) => {
    if (slugs.has(slug)) throw new Error(`${place.chapter}/${place.section}/${slug} is declared twice`)
    slugs.add(slug)
    for (const record of records(place, slug, meta, property)) register(record, slug, failed, play)
  }
  return {
    conformance: (slug, meta, body) =>
      declare(slug, meta as unknown as CaseMeta, false, async hall => {
        const stage = hall.stage()
        try {
          await body(stage.context as unknown as Parameters<typeof body>[0])
          return { stage, classified: { ending: { kind: 'done' }, check: null } }
        } catch (error) {
          return { stage, classified: classify(error, hall.cast.seat.subject.name) }
        }
      }),
    property: (slug, meta, property) =>
      declare(slug, meta as unknown as CaseMeta, true, hall => playProperty(hall, property as unknown as Property<unknown>)),
  }
}
