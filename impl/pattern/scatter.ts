// SCATTER (RFC 49): one message to one peer, in turn; one part a message. Waits when all are full or there are none.

import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern } from './pattern.ts'
import { requireFrames } from './single-part.ts'

export function createScatter(): Pattern {
  const balance = createLoadBalance()
  return {
    ...inertPattern,
    type: 'SCATTER',
    attach: balance.attach,
    detach: balance.detach,
    writable: balance.activate,
    canSend: balance.hasRoom,
    send(message) {
      requireFrames(message, 1)
      const pipe = balance.next()
      if (pipe === undefined) return false
      pipe.write(message)
      return true
    },
  }
}
