// Every option of sockets and contexts, as data for lists and documents; the sentences stand as comments in the tables.
// Rule: nothing is known here that the tables do not know.

import { contextOptionTable } from './context.ts'
import { deprecated, drafts, otherwise, sinceOf } from './option-history.ts'
import type { OptionRow } from './option-row.ts'
import { optionNames, optionRow } from './option-table.ts'

/** What comes of setting it: it counts at once, from the next bind or connect on, never, or setting it is an error. */
export type OptionState = 'at once' | 'next endpoint' | 'no effect' | 'refused'

export interface OptionFacts {
  /** Number in zmq.h; null for what only this implementation has. */
  readonly id: number | null
  /** The property of a socket, or what does the same. */
  readonly name: string
  readonly kind: string
  readonly unit: string | null
  readonly default: string
  /** `0…`, `-1…100`; null where the kind says it. */
  readonly range: string | null
  /** Null: all. */
  readonly sockets: string | null
  readonly access: 'rw' | 'r' | 'w'
  /** Release of libzmq. */
  readonly since: string | null
  readonly standing: 'stable' | 'draft' | 'deprecated' | 'ours only'
  /** Needs koffi, an optional dependency. */
  readonly native: boolean
  readonly state: OptionState
  /** Set where no comment says it. */
  readonly about: string | null
  /** Its constant, where no comment says it. */
  readonly constant: string | null
}

const states = {
  now: 'at once',
  'next endpoint': 'next endpoint',
  none: 'no effect',
  refused: 'refused',
} as const satisfies Record<OptionRow['effect'], OptionState>

function standingOf(id: number | null): OptionFacts['standing'] {
  if (id === null) return 'ours only'
  return drafts.includes(id) ? 'draft' : deprecated.includes(id) ? 'deprecated' : 'stable'
}

function rangeOf({ kind, min, max }: OptionRow): string | null {
  if (kind === 'bool' || kind === 'verbosity' || kind === 'whenBusy' || kind === 'version' || kind === 'mechanism' || kind === 'curveKey')
    return null
  const octets = kind === 'string' ? ' octets' : ''
  if (octets !== '' && min === undefined && max === undefined) return null
  return `${(min ?? 0) < -1e9 ? '' : (min ?? 0)}…${max ?? ''}${octets}`
}

const show = (value: unknown): string => (value === null ? 'none' : String(value))

/** Options of sockets, by number; those of ours alone last. */
export function socketOptionFacts(): readonly OptionFacts[] {
  const properties = optionNames.map((name): OptionFacts => {
    const row = optionRow(name)
    const { id, kind, unit = null, sockets, access = 'rw', effect, native = false } = row
    return {
      id,
      name,
      kind,
      unit,
      default: show(row.default),
      range: rangeOf(row),
      sockets: sockets === undefined ? null : typeof sockets === 'string' ? `${sockets} types` : sockets.join(' '),
      access,
      since: sinceOf(id),
      standing: standingOf(id),
      native,
      state: states[effect],
      about: null,
      constant: null,
    }
  })
  const others = Object.entries(otherwise).map(
    ([id, { here, native: constant, sockets, about }]): OptionFacts => ({
      id: Number(id),
      name: here,
      kind: 'call',
      unit: null,
      default: '',
      range: null,
      sockets: sockets === null ? null : sockets.join(' '),
      access: 'rw',
      since: sinceOf(Number(id)),
      standing: standingOf(Number(id)),
      native: false,
      state: 'at once',
      about,
      constant,
    }),
  )
  return [...properties, ...others].toSorted((a, b) => (a.id ?? 1e6) - (b.id ?? 1e6))
}

/** Options of contexts, by number. */
export function contextOptionFacts(): readonly OptionFacts[] {
  return Object.entries(contextOptionTable).map(([name, row]) => {
    const facts: { id: number; kind: string; default: unknown; min?: number; access?: 'r' | 'w'; effect?: 'none' } = row
    return {
      id: facts.id,
      name,
      kind: facts.kind,
      unit: null,
      default: show(facts.default),
      range: facts.kind === 'bool' ? null : `${facts.min ?? 0}…`,
      sockets: null,
      access: facts.access ?? 'rw',
      since: null,
      standing: name === 'zeroCopyReceive' ? 'draft' : 'stable',
      native: false,
      state: facts.effect === 'none' ? 'no effect' : 'at once',
      about: null,
      constant: null,
    }
  })
}
