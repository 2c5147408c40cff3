// PAIR (RFC 31): exactly one peer. A second one is refused while the first lives, connected or about to reconnect.

import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'

export function createPair({ options }: PatternSetup): Pattern {
  // A queue, because what an ended peer has sent is still read when its successor is here already.
  const queue = createFairQueue(options)
  let peer: Pipe | null = null

  function canSend(): boolean {
    return peer !== null && !peer.full
  }

  return {
    ...inertPattern,
    type: 'PAIR',
    attach(pipe) {
      if (peer !== null) {
        pipe.terminate()
        return
      }
      peer = pipe
      queue.attach(pipe)
    },
    detach(pipe) {
      if (pipe === peer) peer = null
      queue.detach(pipe)
    },
    readable: queue.activate,
    canSend,
    send(message) {
      if (!canSend()) return false
      peer!.write(message)
      return true
    },
    canReceive: queue.hasMessage,
    receive: queue.shift,
  }
}
