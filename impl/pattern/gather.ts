// GATHER (RFC 49): one message from each peer in turn.

import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup } from './pattern.ts'

export function createGather({ options }: PatternSetup): Pattern {
  const queue = createFairQueue(options)
  return {
    ...inertPattern,
    type: 'GATHER',
    attach: queue.attach,
    detach: queue.detach,
    readable: queue.activate,
    canReceive: queue.hasMessage,
    receive: queue.shift,
  }
}
