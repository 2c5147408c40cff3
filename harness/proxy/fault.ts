// Faults of a network between two peers, as data. What they do to octets is impairment.ts, what they do to sockets relay.ts.
//
//   delay · chunk · coalesce · throttle     the octets stay, their times and borders change
//   reset · half-close · black-hole         the connection ends, or stays open and nothing passes any more
//
// Rule: whatever is drawn comes from the seed of the proxy: the same seed gives the same schedule.

import type { Side } from '../capture/leg.ts'
import type { Piece } from './frame-map.ts'

/** From least to most, both included. */
export type Range = readonly [least: number, most: number]

/** A place in one direction of a connection. Frames count from 0, the first command (READY) included. */
export type Spot =
  | { readonly after: 'greeting' }
  | { readonly after: 'frame'; readonly frame: number }
  /** When half the octets of that part, rounded down, have passed: a length of one octet is missing then, one of eight torn. */
  | { readonly inside: 'greeting' | 'length' | 'body'; readonly frame?: number }
  /** When so many octets have passed. */
  | { readonly octet: number }

export type Fault = {
  /** Default: both directions. */
  readonly from?: Side
  /** Which connections, counted from 0. Default: all. */
  readonly connections?: readonly number[]
} & (
  | { readonly kind: 'delay'; readonly ms: Range }
  | { readonly kind: 'chunk'; readonly octets: Range }
  /** Gathers octets until there are so many, or the first of them has waited so long. */
  | { readonly kind: 'coalesce'; readonly octets: number; readonly ms: number }
  | { readonly kind: 'throttle'; readonly octetsPerSecond: number }
  | { readonly kind: 'reset' | 'half-close' | 'black-hole'; readonly at: Spot }
)

export type Cut = Extract<Fault, { at: Spot }>

export const isCut = (fault: Fault): fault is Cut => 'at' in fault

export const appliesTo = (fault: Fault, from: Side, connection: number): boolean =>
  (fault.from === undefined || fault.from === from) && (fault.connections === undefined || fault.connections.includes(connection))

/** How many octets of this piece still pass before the spot is reached; null when it lies further on. `passed` octets came before. */
export function reaches(spot: Spot, { part, frame, octets, before, size, last }: Piece, passed: number): number | null {
  if ('octet' in spot) return spot.octet <= passed + octets.length ? Math.max(0, spot.octet - passed) : null
  if ('after' in spot) {
    const here = spot.after === 'greeting' ? part === 'greeting' : frame === spot.frame
    return here && last ? octets.length : null
  }
  if (part !== spot.inside || size === null || (part !== 'greeting' && frame !== (spot.frame ?? 0))) return null
  const place = Math.floor(size / 2) - before
  return place >= 0 && place <= octets.length ? place : null
}

export function showSpot(spot: Spot): string {
  if ('octet' in spot) return `after octet ${spot.octet}`
  if ('after' in spot) return spot.after === 'greeting' ? 'after the greeting' : `after frame ${spot.frame}`
  return spot.inside === 'greeting' ? 'inside the greeting' : `inside the ${spot.inside} of frame ${spot.frame ?? 0}`
}

export function showFault(fault: Fault): string {
  const whose = fault.from === undefined ? '' : ` of the ${fault.from}`
  switch (fault.kind) {
    case 'delay':
      return `delay${whose} by ${fault.ms.join(' to ')} ms`
    case 'chunk':
      return `chunk${whose} into ${fault.octets.join(' to ')} octets`
    case 'coalesce':
      return `coalesce${whose} up to ${fault.octets} octets or ${fault.ms} ms`
    case 'throttle':
      return `throttle${whose} to ${fault.octetsPerSecond} octets a second`
    case 'reset':
    case 'half-close':
    case 'black-hole':
      return `${fault.kind} ${showSpot(fault.at)}${whose}`
    default:
      return fault satisfies never
  }
}
