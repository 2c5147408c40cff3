// Nothing accepted is lost while connections live and no queue is full (zmq_setsockopt(3), ZMQ_SNDHWM, ZMQ_RCVHWM).
// Rule: judges a finished record: everything that will be received has been received.

import { type Checker, showStamp } from './event.ts'
import type { Copies } from './order.ts'

/** Every sent message was received by one socket, or by each of `receivers`. */
export const noLoss =
  (copies: Copies, receivers: readonly string[]): Checker =>
  history => {
    const got = new Map<string, Set<string>>()
    for (const event of history) {
      if (event.kind !== 'received') continue
      const stamp = showStamp(event.message.stamp)
      got.set(stamp, (got.get(stamp) ?? new Set()).add(event.at))
    }
    for (const event of history) {
      if (event.kind !== 'sent') continue
      const stamp = showStamp(event.message.stamp)
      const at = got.get(stamp) ?? new Set()
      const missing = copies === 'one' ? at.size === 0 : receivers.some(receiver => !at.has(receiver))
      if (!missing) continue
      const who = copies === 'one' ? 'nobody' : receivers.filter(receiver => !at.has(receiver)).join(' and ')
      return { rule: 'no-loss', text: `${stamp} was accepted, but ${who} ${copies === 'one' ? 'received it' : 'did not receive it'}` }
    }
    return null
  }
