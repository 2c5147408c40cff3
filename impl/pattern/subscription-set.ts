// The subscriptions of a SUB or XSUB, counted, and told to its publishers (RFC 29 SUB, XSUB; zmq_setsockopt(3), ZMQ_SUBSCRIBE).
//
//   subscribe a  subscribe a  unsubscribe a  unsubscribe a
//   SUBSCRIBE    SUBSCRIBE    -              CANCEL            on each connection
//
// Rule: every subscribe is sent, even a repeated one (an XPUB in verbose mode wants to see it), but only the last unsubscribe.
// A publisher that connects, or comes back, gets each prefix once.

import type { PatternSetup, Pipe } from './pattern.ts'
import { createPrefixTrie } from './prefix-trie.ts'

export interface SubscriptionSet {
  /** `tell` false: the publishers that are there get to know by another way. */
  subscribe(topic: Uint8Array, tell?: boolean): void
  /** Ignored when there is no such subscription. */
  unsubscribe(topic: Uint8Array, tell?: boolean): void
  /** Sends every subscription to a pipe. */
  replay(pipe: Pipe): void
  /** Subscriptions, repeated ones too: each needs an unsubscribe of its own. */
  readonly size: number
  /** Cancels every subscription at a pipe that is being left; the set stays as it is. */
  withdraw(pipe: Pipe): void
  /** Whether a subscription is a prefix of the topic. */
  matches(topic: Uint8Array): boolean
}

/** `pipes` is the live list of publishers. */
export function createSubscriptionSet({ options, seed, View }: PatternSetup, pipes: readonly Pipe[]): SubscriptionSet {
  const trie = createPrefixTrie(seed, View)
  /** By node: how many times it was subscribed. */
  const counts: number[] = []
  let total = 0

  return {
    subscribe(topic, tell = true) {
      const node = trie.add(topic)
      counts[node] = (counts[node] ?? 0) + 1
      total += 1
      if (!tell) return
      // A copy of the list, because telling a pipe may end it.
      for (const pipe of pipes.slice()) pipe.subscribe(topic)
    },
    unsubscribe(topic, tell = true) {
      const node = trie.find(topic)
      if (node < 0 && !options.verboseUnsubscribe) return
      if (node >= 0) {
        counts[node]! -= 1
        total -= 1
        if (counts[node]! > 0 && !options.verboseUnsubscribe) return
        if (counts[node]! === 0) trie.remove(node)
        if (trie.size === 0) counts.length = 0
      }
      if (trie.size === 0) counts.length = 0
      if (!tell) return
      for (const pipe of pipes.slice()) pipe.cancel(topic)
    },
    replay(pipe) {
      for (let node = 0; node < trie.capacity && pipe.connected; node++) if (trie.has(node)) pipe.subscribe(trie.prefix(node))
    },
    get size() {
      return total
    },
    withdraw(pipe) {
      for (let node = 0; node < trie.capacity; node++) if (trie.has(node)) pipe.cancel(trie.prefix(node))
    },
    matches: topic => trie.match(topic, 1) > 0,
  }
}
