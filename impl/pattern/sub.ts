// SUB (RFC 29): receives what matches its subscriptions, from its publishers in turn.
// Rule: it filters once more itself, because a publisher may send what is not (or no longer) subscribed.

import { createFairQueue } from './fair-queue.ts'
import { createFanOut } from './fan-out.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLookahead } from './lookahead.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { createSubscriptionSet } from './subscription-set.ts'

export function createSub(setup: PatternSetup): Pattern {
  const { options } = setup
  const publishers = createFanOut()
  const subscriptions = createSubscriptionSet(setup, publishers.pipes)
  const queue = createFairQueue(options)
  /** Whose message was looked at last. */
  let source: Pipe | null = null
  const matching = createLookahead(() => {
    for (let pipe = queue.next(); pipe !== undefined; pipe = queue.next()) {
      const message = pipe.shift()
      source = pipe
      if (message !== undefined && subscriptions.matches(message[0]!) !== options.invertMatching) return message
    }
    return undefined
  })

  return {
    ...inertPattern,
    type: 'SUB',
    attach(pipe) {
      publishers.attach(pipe)
      queue.attach(pipe)
    },
    connected: subscriptions.replay,
    detach(pipe) {
      publishers.detach(pipe)
      queue.detach(pipe)
      if (options.strict && pipe === source) matching.clear()
      if (pipe === source) source = null
    },
    readable: queue.activate,
    canReceive: matching.canReceive,
    receive: matching.receive,
    subscribe: subscriptions.subscribe,
    unsubscribe: subscriptions.unsubscribe,
    topics: () => subscriptions.size,
  }
}
