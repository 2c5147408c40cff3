// Who plays whom in one bout, and in which order.
//   subject–subject   each        ─┐ measured twice a round: the A/A pair
//   subject–subject   batch        │
//   subject–other, other–subject   │ which side is slow
//   reference–reference …          │ what the ratios are taken to
//   raw–raw           ─────────────┘
// Rule: rounds go forth and back (ABBA), so that a drift of the machine falls on all alike.

import type { BenchStyle } from '../control/protocol.ts'
import type { Entrant } from './entrant.ts'

export interface Pairing {
  /** Unique in its bout. */
  readonly key: string
  readonly left: Entrant
  readonly right: Entrant
  readonly style: BenchStyle
  /** The second measurement of the pairing with this key; it has no rows of its own. */
  readonly again: string | null
}

export interface Field {
  readonly subject: Entrant
  readonly references: readonly Entrant[]
  readonly raw: Entrant | null
  /** Whom the subject meets, both ways. */
  readonly other: Entrant | null
  readonly batch: boolean
}

const pair = (left: Entrant, right: Entrant, style: BenchStyle): Pairing => ({
  key: `${left.name}–${right.name} ${style}`,
  left,
  right,
  style,
  again: null,
})

export function pairingsOf({ subject, references, raw, other, batch }: Field): Pairing[] {
  const first = pair(subject, subject, 'each')
  const best = batch ? 'batch' : 'each'
  return [
    first,
    ...(batch ? [pair(subject, subject, 'batch')] : []),
    ...(other === null ? [] : [pair(subject, other, best), pair(other, subject, best)]),
    ...references.filter(({ name }) => name !== subject.name).map(reference => pair(reference, reference, 'each')),
    ...(raw === null ? [] : [pair(raw, raw, 'each')]),
    { ...first, key: `${first.key} again`, again: first.key },
  ]
}

/** The order of one round. */
export const orderOf = <Item>(items: readonly Item[], round: number): readonly Item[] => (round % 2 === 0 ? items : items.toReversed())
