// Rewriting what passes, frame by frame: how a peer that errs is made of one that does not (proxy mutants).
//
//   octets ─► whole frame ─► as it is · none · others (built by wire/octets.ts: lengths right, unless told to lie) ─► octets
//
// Rule: pure; what is not rewritten passes octet for octet, and a stream that is not ZMTP is left alone.

import type { Side } from '../capture/leg.ts'
import type { WireFrame } from '../wire/contract.ts'
import { wireFrame } from '../wire/frame-reader.ts'
import { frame as frameOctets } from '../wire/octets.ts'
import { createFrameMap, type FrameMap } from './frame-map.ts'

/** A frame on its way; `index` counts the frames of its direction, READY being 0. */
export interface Passing {
  readonly from: Side
  readonly connection: number
  readonly index: number
  readonly frame: WireFrame
  /** The frame as it came. */
  readonly octets: Buffer
}

/** The rewriting of one direction; it may keep a state. */
export interface Rewrite {
  greeting?(octets: Buffer): Uint8Array
  /** What passes instead. */
  frame?(passing: Passing): readonly Uint8Array[]
  /** What still passes when the sender half-closes. */
  end?(): readonly Uint8Array[]
}

/** Asked once per direction of each connection; null leaves that direction as it is. */
export type Mutation = (from: Side, connection: number) => Rewrite | null

type Match = (passing: Passing) => boolean

/** Frames that match are replaced by what `change` makes of them. */
export const changing =
  (match: Match, change: (passing: Passing) => readonly Uint8Array[]): Mutation =>
  () => ({ frame: passing => (match(passing) ? change(passing) : [passing.octets]) })

export const dropping = (match: Match): Mutation => changing(match, () => [])
export const doubling = (match: Match): Mutation => changing(match, ({ octets }) => [octets, octets])

/** A frame that matches changes places with the one behind it. */
export const swapping =
  (match: Match): Mutation =>
  () => {
    let kept: Buffer | null = null
    return {
      frame(passing) {
        const waiting = kept
        kept = null
        if (waiting !== null) return [passing.octets, waiting]
        if (!match(passing)) return [passing.octets]
        kept = passing.octets
        return []
      },
      end: () => (kept === null ? [] : [kept]),
    }
  }

/** Another body, its length right. */
export const withBody = (match: Match, body: (passing: Passing) => Uint8Array): Mutation =>
  changing(match, passing => {
    const { more, command, long } = passing.frame
    const changed = body(passing)
    return [frameOctets({ body: changed, more, command, long: long || changed.length > 255 })]
  })

/** Other flags before the same body; the length has the form that the flags say. */
export const withFlags = (match: Match, flags: (flags: number) => number): Mutation =>
  changing(match, ({ frame }) => [frameOctets({ flags: flags(frame.flags), body: frame.body })])

/** A length that lies; the body stays. */
export const withSize = (match: Match, size: (size: number) => number | bigint): Mutation =>
  changing(match, ({ frame }) => [frameOctets({ flags: frame.flags, body: frame.body, size: size(frame.body.length) })])

/** Another name or other data in a command that matches, its lengths right. */
export const withCommand = (match: Match, change: (name: string, data: Buffer) => readonly [name: string, data: Uint8Array]): Mutation =>
  withBody(
    passing => passing.frame.name !== null && match(passing),
    ({ frame }) => {
      const [name, data] = change(frame.name ?? '', frame.data)
      return Buffer.concat([Buffer.of(name.length), Buffer.from(name, 'latin1'), data])
    },
  )

/** Only what that side sends is rewritten. */
export const oneDirection =
  (from: Side, mutation: Mutation): Mutation =>
  (side, connection) =>
    side === from ? mutation(side, connection) : null

export interface Rewriter {
  /** What passes now; octets of a frame that is not whole yet are held. */
  feed(chunk: Buffer): Buffer
  end(): Buffer
  readonly map: FrameMap
}

export function createRewriter(rewrite: Rewrite, place: { from: Side; connection: number }, other: () => number | null): Rewriter {
  const map = createFrameMap(other)
  let held: Buffer[] = []
  let header = 0

  return {
    map,
    feed(chunk) {
      const out: Uint8Array[] = []
      for (const { part, frame: index, octets, last } of map.feed(chunk)) {
        held.push(octets)
        if (part === 'flags' || part === 'length') header += octets.length
        if (part !== 'opaque' && !last) continue
        const whole = Buffer.concat(held)
        if (part === 'opaque') out.push(whole)
        else if (part === 'greeting') out.push(rewrite.greeting?.(whole) ?? whole)
        else
          out.push(
            ...(rewrite.frame?.({ ...place, index, frame: wireFrame(whole[0]!, whole.subarray(header), 0), octets: whole }) ?? [whole]),
          )
        held = []
        header = 0
      }
      return Buffer.concat(out)
    },
    end: () => Buffer.concat([...held.splice(0), ...(rewrite.end?.() ?? [])]),
  }
}
