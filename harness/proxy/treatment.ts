// What one direction of one connection goes through at the proxy: first rewritten, then impaired.
//
//   octets ─► mutation.ts ─► impairment.ts ─► steps
//
// Rule: when one direction is treated both are, because the length of a greeting depends on what the other side announced.

import type { Side } from '../capture/leg.ts'
import { createChance } from './chance.ts'
import { appliesTo, type Fault } from './fault.ts'
import { createFrameMap, type FrameMap } from './frame-map.ts'
import { createImpairment, type Impairment } from './impairment.ts'
import { createRewriter, type Mutation, type Rewrite } from './mutation.ts'

export interface Treatments {
  readonly faults: readonly Fault[]
  readonly mutation: Mutation | null
  /** Of everything that faults draw. */
  readonly seed: number
}

function rewritten(impairment: Impairment, rewrite: Rewrite, place: { from: Side; connection: number }, other: () => number | null) {
  const rewriter = createRewriter(rewrite, place, other)
  return {
    feed: (chunk: Buffer, now: number) => impairment.feed(rewriter.feed(chunk), now),
    fin: (now: number) => {
      impairment.feed(rewriter.end(), now)
      impairment.fin(now)
    },
    take: impairment.take,
    get due() {
      return impairment.due
    },
    get held() {
      return impairment.held
    },
  }
}

/** Both directions of one connection; null when nothing was asked for. */
export function treatmentsOf({ faults, mutation, seed }: Treatments, connection: number): Readonly<Record<Side, Impairment>> | null {
  const rewrites = { connecter: mutation?.('connecter', connection) ?? null, binder: mutation?.('binder', connection) ?? null }
  const faultsOf = (from: Side) => faults.filter(fault => appliesTo(fault, from, connection))
  const none = (from: Side) => rewrites[from] === null && faultsOf(from).length === 0
  if (none('connecter') && none('binder')) return null

  const maps: Record<Side, FrameMap> = {
    connecter: createFrameMap(() => maps.binder.major),
    binder: createFrameMap(() => maps.connecter.major),
  }
  function treatment(from: Side, other: Side): Impairment {
    const chance = createChance(seed * 1000 + connection * 2 + (from === 'connecter' ? 0 : 1))
    const impairment = createImpairment(faultsOf(from), maps[from], chance)
    const rewrite = rewrites[from]
    return rewrite === null ? impairment : rewritten(impairment, rewrite, { from, connection }, () => maps[other].major)
  }
  return { connecter: treatment('connecter', 'binder'), binder: treatment('binder', 'connecter') }
}
