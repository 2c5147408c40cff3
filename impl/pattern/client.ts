// CLIENT (RFC 41): sends to its servers in turn, receives from them in turn; one part a message.

import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern, PatternSetup } from './pattern.ts'
import { requireFrames } from './single-part.ts'

export function createClient({ options }: PatternSetup): Pattern {
  const balance = createLoadBalance()
  const queue = createFairQueue(options)
  return {
    ...inertPattern,
    type: 'CLIENT',
    attach(pipe) {
      balance.attach(pipe)
      queue.attach(pipe)
    },
    detach(pipe) {
      balance.detach(pipe)
      queue.detach(pipe)
    },
    readable: queue.activate,
    writable: balance.activate,
    canSend: balance.hasRoom,
    send(message) {
      requireFrames(message, 1)
      const pipe = balance.next()
      if (pipe === undefined) return false
      pipe.write(message)
      return true
    },
    canReceive: queue.hasMessage,
    receive: queue.shift,
  }
}
