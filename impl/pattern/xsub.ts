// XSUB (RFC 29): SUB that takes its subscriptions as messages too, delivers everything, and can send upstream.
//
//   send([01 topic]) subscribe      send([00 topic]) unsubscribe      anything else goes to every publisher
//
// Rule: only a message of one frame is a subscription. Publishers that are full miss a message.

import { createFairQueue } from './fair-queue.ts'
import { createFanOut } from './fan-out.ts'
import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup } from './pattern.ts'
import { createSubscriptionSet } from './subscription-set.ts'

export function createXSub(setup: PatternSetup): Pattern {
  const publishers = createFanOut()
  const subscriptions = createSubscriptionSet(setup, publishers.pipes)
  const queue = createFairQueue(setup.options)

  return {
    ...inertPattern,
    type: 'XSUB',
    attach(pipe) {
      publishers.attach(pipe)
      queue.attach(pipe)
    },
    connected: subscriptions.replay,
    leaving: subscriptions.withdraw,
    detach(pipe) {
      publishers.detach(pipe)
      queue.detach(pipe)
    },
    readable: queue.activate,
    canReceive: queue.hasMessage,
    receive: queue.shift,
    canSend: () => true,
    send(message) {
      const frame = message[0]!
      const first = message.length === 1 ? frame[0] : undefined
      if (first === 1) subscriptions.subscribe(frame.subarray(1))
      else if (first === 0) subscriptions.unsubscribe(frame.subarray(1))
      else {
        publishers.begin()
        publishers.invert()
        publishers.deliver(message)
      }
      return true
    },
    subscribe: subscriptions.subscribe,
    unsubscribe: subscriptions.unsubscribe,
    topics: () => subscriptions.size,
  }
}
