// More messages than the kernel's buffers and a short queue can hold, from a raw peer to a subject that does not receive.
// Rule: numbered as `sendmany` numbers them, so that `recvmany` verifies each.

import { numberedBytes } from '../../harness/control/frames.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'

const count = 256
const size = 65_536

export interface Flood {
  readonly count: number
  readonly size: number
  /** Whether everything has left the raw peer. */
  readonly taken: boolean
}

/** Starts sending; a peer that is never read gives up by itself. */
export function flood(peer: WirePeer, seed: number): Flood {
  const state = { count, size, taken: false }
  peer.send(Array.from({ length: count }, (_, at) => message(numberedBytes(seed, at, size)))).then(
    () => {
      state.taken = true
    },
    (error: unknown) => {
      if (!(error instanceof WireMismatch)) throw error
    },
  )
  return state
}
