// More messages than the kernel's buffers and a short queue can hold, from a raw peer to a subject that does not receive.
// Rule: numbered as `sendmany` numbers them, so that `recvmany` verifies each.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { numberedBytes } from '../../harness/control/frames.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest } from '../28-reqrep/guests.ts'
import { meet, type Role } from '../37-zmtp-3.1/meeting.ts'

const count = 256
const size = 65_536

export interface Flood {
  readonly count: number
  readonly size: number
  /** Whether everything has left the raw peer. */
  readonly taken: boolean
  /** Resolves with the milliseconds it took when everything has left, or with null when the subject does not read. */
  readonly done: Promise<number | null>
}

let made: { readonly seed: number; readonly octets: readonly Uint8Array[] } | null = null

/** Made once: it takes longer than sending. */
function octetsOf(seed: number): readonly Uint8Array[] {
  if (made?.seed !== seed) made = { seed, octets: Array.from({ length: count }, (_, at) => message(numberedBytes(seed, at, size))) }
  return made.octets
}

/** Starts sending; a peer that is never read gives up by itself. */
export function flood(peer: WirePeer, seed: number): Flood {
  const state = { count, size, taken: false }
  const octets = octetsOf(seed)
  const started = performance.now()
  const done = peer.send(octets).then(
    () => {
      state.taken = true
      return performance.now() - started
    },
    (error: unknown) => {
      if (!(error instanceof WireMismatch)) throw error
      return null
    },
  )
  return Object.assign(state, { done })
}

/** How long to wait for a flood that nobody holds back, as measured with a socket that has no limit. */
export async function floodWindow(
  t: Pick<CaseContext, 'subject' | 'wire' | 'windows' | 'seed' | 'require'>,
  type: string,
  from: string,
  role: Role,
): Promise<number> {
  const time = await flood(await guest(await meet(t, type, role, { rcvhwm: 0 }), from), t.seed).done
  t.require('without a limit all 16 MiB are read', time !== null, true)
  return Math.max(t.windows.silence, 2 * time!)
}
