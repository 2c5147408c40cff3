// PUSH (RFC 30): one message to one peer, in turn; waits when all are full or there are none.
// Rule: nothing is dropped. What cannot be queued stays with the caller.

import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern } from './pattern.ts'

export function createPush(): Pattern {
  const balance = createLoadBalance()
  return {
    ...inertPattern,
    type: 'PUSH',
    attach: balance.attach,
    detach: balance.detach,
    writable: balance.activate,
    canSend: balance.hasRoom,
    send(message) {
      const pipe = balance.next()
      if (pipe === undefined) return false
      pipe.write(message)
      return true
    },
  }
}
