// A case as data: what the book says of it, before anything runs. Plain values, so that it may cross processes.
//
//   suites/30-pipeline/push.spec.ts, 'delivers', transport=tcp ──► 30-pipeline/push/delivers[transport=tcp]
//
// Rule: an id never depends on position.

import type { Disputed } from '../../reports/schema/results.ts'
import type { CaseMeta, Level, Mode, Needs } from './case-context.ts'
import { strongestLevel } from './clause-register.ts'

export interface CaseRecord {
  readonly id: string
  /** `30-pipeline`. */
  readonly chapter: string
  /** `push`. */
  readonly section: string
  readonly title: string
  readonly clauses: readonly string[]
  readonly level: Level
  readonly mode: Mode
  readonly obliges: 'sender' | 'receiver' | 'both'
  readonly needs: Needs
  readonly axes: Readonly<Record<string, string>>
  readonly kills: readonly string[]
  /** Milliseconds, before --timeout-scale. */
  readonly timeout: number
  readonly property: boolean
  readonly disputed?: Disputed
}

export type Axes = Readonly<Record<string, readonly string[]>>
export type Combination<A extends Axes> = { readonly [Axis in keyof A]: A[Axis][number] }

/** Every combination of the axes, the last axis turning fastest. */
export function combinations<const A extends Axes>(axes: A): readonly Combination<A>[] {
  const start: readonly Record<string, string>[] = [{}]
  const rows = Object.entries(axes).reduce(
    (made, [axis, values]) => made.flatMap(row => values.map(value => ({ ...row, [axis]: value }))),
    start,
  )
  return rows as unknown as readonly Combination<A>[]
}

/** `[role=bind,socket=PULL]`, or nothing when there are no axes. */
export function axesSuffix(axes: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(axes).map(([axis, value]) => `${axis}=${value}`)
  return pairs.length > 0 ? `[${pairs.join(',')}]` : ''
}

/** Chapter and section of a spec file, from its URL. @throws Error when the file is not `<chapter>/<section>.spec.ts` */
export function placeOf(url: string): { readonly chapter: string; readonly section: string } {
  const [, chapter, section] = /([^/]+)\/([^/]+)\.spec\.[jt]s$/.exec(new URL(url).pathname) ?? []
  if (chapter === undefined || section === undefined) throw new Error(`${url}: a section is a file <chapter>/<section>.spec.ts`)
  return { chapter, section }
}

const wellFormed = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** One record per combination of axes. @throws Error for what the types cannot catch */
export function records(place: { chapter: string; section: string }, slug: string, meta: CaseMeta, property: boolean): CaseRecord[] {
  const base = `${place.chapter}/${place.section}/${slug}`
  if (!wellFormed.test(slug)) throw new Error(`${base}: a slug is lower-case words joined by hyphens`)
  if (meta.clauses.length === 0) throw new Error(`${base}: a case cites at least one clause`)
  for (const [axis, values] of Object.entries(meta.axes ?? {}))
    for (const value of values)
      if (value === '' || /[[\],=]/.test(value)) throw new Error(`${base}: axis ${axis} has an unusable value '${value}'`)
  const rows = combinations(meta.axes ?? {}).filter(axes => !meta.except?.(axes))
  if (rows.length === 0) throw new Error(`${base}: \`except\` leaves no combination`)
  if (meta.disputed !== undefined && !/^https?:\/\/\S+$/.test(meta.disputed.link))
    throw new Error(`${base}: a disputed case has a link to where`)
  // Asked for every case: it also finds the clause that no register has.
  const strongest = strongestLevel(meta.clauses)
  return rows.map(axes => ({
    id: base + axesSuffix(axes),
    ...place,
    title: meta.title,
    clauses: meta.clauses,
    level: meta.level ?? strongest,
    mode: meta.mode,
    obliges: meta.obliges ?? 'both',
    needs: meta.needs ?? {},
    axes,
    kills: meta.kills ?? [],
    timeout: meta.timeout ?? (property ? 30_000 : 10_000),
    property,
    ...(meta.disputed === undefined ? {} : { disputed: meta.disputed }),
  }))
}
