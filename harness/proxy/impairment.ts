// What faults do to one direction of one connection: octets and `now` in, steps with their times out.
//
//   feed ─► cut? ─► coalesce ─► chunk ─► delay, throttle ─► queue ─► take(now)
//
// Rule: pure; order and number of octets stay as they are up to a cut, and after a cut nothing comes.

import type { Chance } from './chance.ts'
import { type Cut, type Fault, isCut, reaches } from './fault.ts'
import type { FrameMap } from './frame-map.ts'

export type Step =
  | { readonly kind: 'octets'; readonly octets: Buffer }
  | { readonly kind: 'fin' }
  | { readonly kind: 'cut'; readonly cut: Cut }

export interface Impairment {
  feed(chunk: Buffer, now: number): void
  /** The sender half-closed. */
  fin(now: number): void
  /** The next step that is due; null when none is. */
  take(now: number): Step | null
  /** When the next step is due, in the time of `now`; null when nothing waits. */
  readonly due: number | null
  /** Octets that wait. */
  readonly held: number
}

export function createImpairment(faults: readonly Fault[], map: FrameMap, chance: Chance): Impairment {
  const queue: { readonly due: number; readonly step: Step }[] = []
  const cuts = faults.filter(isCut)
  const find = <Kind extends Fault['kind']>(kind: Kind) =>
    faults.find((fault): fault is Extract<Fault, { kind: Kind }> => fault.kind === kind) ?? null
  const [delay, chunk, coalesce, throttle] = [find('delay'), find('chunk'), find('coalesce'), find('throttle')]
  let gathered: Buffer[] = []
  let gatheredOctets = 0
  let gatheredSince = 0
  let passed = 0
  let latest = 0
  let held = 0
  let over = false

  function schedule(step: Step, now: number): void {
    const octets = step.kind === 'octets' ? step.octets.length : 0
    const wait = (delay && octets > 0 ? chance.between(...delay.ms) : 0) + (throttle ? (octets * 1000) / throttle.octetsPerSecond : 0)
    // A throttled line is busy with what came before; a delayed one only keeps the order.
    latest = throttle ? Math.max(latest, now) + wait : Math.max(latest, now + wait)
    held += octets
    queue.push({ due: latest, step })
  }

  function segments(octets: Buffer, now: number): void {
    for (let at = 0; at < octets.length; ) {
      const size = chunk ? Math.max(1, chance.between(...chunk.octets)) : octets.length
      schedule({ kind: 'octets', octets: octets.subarray(at, at + size) }, now)
      at += size
    }
  }

  function flush(now: number): void {
    if (gatheredOctets === 0) return
    const octets = Buffer.concat(gathered, gatheredOctets)
    gathered = []
    gatheredOctets = 0
    segments(octets, now)
  }

  function gather(octets: Buffer, now: number): void {
    if (octets.length === 0) return
    if (gatheredOctets === 0) gatheredSince = now
    gathered.push(octets)
    gatheredOctets += octets.length
    if (coalesce === null || gatheredOctets >= coalesce.octets) flush(now)
  }

  /** The octets before the first cut in this chunk, and that cut. */
  function untilCut(octets: Buffer): { count: number; cut: Cut | null } {
    let count = 0
    for (const piece of map.feed(octets)) {
      const hits = cuts.map(cut => ({ cut, place: reaches(cut.at, piece, passed + count) })).filter(hit => hit.place !== null)
      const first = hits.toSorted((a, b) => a.place! - b.place!)[0]
      if (first !== undefined) return { count: count + first.place!, cut: first.cut }
      count += piece.octets.length
    }
    return { count, cut: null }
  }

  return {
    feed(octets, now) {
      if (over) return
      const { count, cut } = untilCut(octets)
      passed += count
      gather(octets.subarray(0, count), now)
      if (cut === null) return
      over = true
      flush(now)
      schedule({ kind: 'cut', cut }, now)
    },
    fin(now) {
      if (over) return
      over = true
      flush(now)
      schedule({ kind: 'fin' }, now)
    },
    take(now) {
      if (coalesce !== null && gatheredOctets > 0 && now >= gatheredSince + coalesce.ms) flush(now)
      const [first] = queue
      if (first === undefined || first.due > now) return null
      queue.shift()
      if (first.step.kind === 'octets') held -= first.step.octets.length
      return first.step
    },
    get due() {
      const waiting = coalesce !== null && gatheredOctets > 0 ? gatheredSince + coalesce.ms : null
      const first = queue[0]?.due ?? null
      return waiting === null ? first : first === null ? waiting : Math.min(waiting, first)
    },
    get held() {
      return held + gatheredOctets
    },
  }
}
