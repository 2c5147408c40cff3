// DEALER (RFC 28): sends to its peers in turn, receives from them in turn, and changes no message.

import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern, PatternSetup } from './pattern.ts'
import { createProbe } from './probe.ts'

export function createDealer(setup: PatternSetup): Pattern {
  const balance = createLoadBalance()
  const queue = createFairQueue(setup.options)
  return {
    ...inertPattern,
    type: 'DEALER',
    attach(pipe) {
      balance.attach(pipe)
      queue.attach(pipe)
    },
    connected: createProbe(setup),
    detach(pipe) {
      balance.detach(pipe)
      queue.detach(pipe)
    },
    readable: queue.activate,
    writable: balance.activate,
    canSend: balance.hasRoom,
    send(message) {
      const pipe = balance.next()
      if (pipe === undefined) return false
      pipe.write(message)
      return true
    },
    canReceive: queue.hasMessage,
    receive: queue.shift,
  }
}
