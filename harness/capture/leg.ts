// What passed on a connection, as data: octets and endings with their times, ready to be written down (pcapng.ts, traffic in replay files).
//
//   connecter ⇄ near leg ⇄ proxy ⇄ far leg ⇄ binder          a relay that changes nothing has one leg: both would be the same
//
// Rule: pure; a leg is a TCP conversation as an observer on its cable would have seen it.

export type Side = 'connecter' | 'binder'

export type Passed = {
  /** Milliseconds since 1970, with fractions. */
  readonly at: number
  readonly from: Side
} & ({ readonly octets: Uint8Array } | { readonly end: 'fin' | 'rst' })

export interface Leg {
  /** `tcp://127.0.0.1:5555 ⇄ tcp://127.0.0.1:6666`. */
  readonly name: string
  /** Port of the side that connected, and of the side that was bound; invented where there is none (ipc). */
  readonly ports: Readonly<Record<Side, number>>
  /** When it was connected, milliseconds since 1970. */
  readonly began: number
  readonly events: readonly Passed[]
}

/** Octets of one capture that are kept; a run that moves more is cut there, and says so. */
export const captureLimit = 16 * 2 ** 20
