// One direction between two sockets: straight on, or through a treatment that may hold octets and tells when their time has come.
// Rule: who reads slowly is felt by who writes, with a treatment between them too.

import type { Socket } from 'node:net'
import type { Cut } from './fault.ts'
import type { Impairment } from './impairment.ts'

export interface Way {
  take(chunk: Buffer): void
  /** The sender half-closed. */
  fin(): void
}

export interface WayEnds {
  readonly from: Socket
  readonly to: Socket
  /** Nothing passes any more, in either direction. */
  readonly hole: () => boolean
  /** Octets that came and are going to be treated, or vanish. */
  readonly heard: (chunk: Buffer) => void
  /** Octets that were just handed on: who waits for a frame acts when it is on its way to the other side. */
  readonly told: (octets: Buffer) => void
}

export function straightWay({ from, to, hole, heard, told }: WayEnds): Way {
  to.on('drain', () => from.resume())
  return {
    take(chunk) {
      if (hole()) return heard(chunk)
      const room = to.write(chunk)
      told(chunk)
      if (!room) from.pause()
    },
    fin() {
      if (!hole()) to.end()
    },
  }
}

/** Octets that a treatment may hold before the sender is not read any more. */
const mostHeld = 2 ** 20

/** Each segment leaves in a turn of its own, so that it leaves alone. */
export function treatedWay({ from, to, hole, heard, told }: WayEnds, treatment: Impairment, cut: (cut: Cut) => void): Way {
  let waiting: { readonly stop: () => void } | null = null
  let blocked = false
  const now = () => performance.now()

  function wake(): void {
    waiting = null
    const step = to.destroyed ? null : treatment.take(now())
    if (step?.kind === 'octets' && !hole()) {
      blocked = !to.write(step.octets)
      told(step.octets)
    } else if (step?.kind === 'fin' && !hole()) to.end()
    else if (step?.kind === 'cut') cut(step.cut)
    if (treatment.held < mostHeld) from.resume()
    plan()
  }
  function plan(): void {
    const { due } = treatment
    waiting?.stop()
    waiting = null
    if (blocked || due === null || to.destroyed) return
    if (due <= now()) {
      const immediate = setImmediate(wake)
      waiting = { stop: () => clearImmediate(immediate) }
    } else {
      const timer = setTimeout(wake, Math.ceil(due - now()))
      waiting = { stop: () => clearTimeout(timer) }
    }
  }
  to.on('drain', () => {
    blocked = false
    plan()
  })
  to.on('close', () => waiting?.stop())
  return {
    take(chunk) {
      heard(chunk)
      treatment.feed(chunk, now())
      if (treatment.held >= mostHeld) from.pause()
      plan()
    },
    fin() {
      treatment.fin(now())
      plan()
    },
  }
}
