// Who subscribed to what, from both sides (RFC 29 PUB, XPUB).
//
//   prefix ──trie──► node ─► pipes that hold it         (to publish)
//   pipe   ──map───► nodes it holds, and at which place (to forget a peer at a cost of its own subscriptions only)
//
// Rule: a pipe holds a prefix once, however often it asked for it: subscribers count their references themselves. Under `strict` it
// holds it until it has cancelled as often (RFC 37, "Publish-Subscribe"; docs/adr/0001).

import type { FanOut } from './fan-out.ts'
import type { PatternSetup, Pipe } from './pattern.ts'
import { createPrefixTrie } from './prefix-trie.ts'

/** After a removal: nobody holds the prefix any more (or nobody did), or somebody still does. */
export type Remaining = 'none' | 'some'

export interface SubscriptionTable {
  /** Returns whether nobody held the prefix before. */
  add(topic: Uint8Array, pipe: Pipe): boolean
  remove(topic: Uint8Array, pipe: Pipe): Remaining
  /** Selects the pipes that hold a prefix of the topic. */
  select(topic: Uint8Array, fanOut: FanOut): void
  /** Different prefixes that somebody holds. */
  readonly size: number
  /** Forgets a pipe; calls `gone` for each prefix it held, in the order of subscribing. */
  forget(pipe: Pipe, gone: (topic: Uint8Array, remaining: Remaining) => void): void
}

export function createSubscriptionTable({ options, seed, View }: PatternSetup): SubscriptionTable {
  const trie = createPrefixTrie(seed, View)
  /** By node; one pipe, the usual case, without an array. */
  const holders: (Pipe | Pipe[] | undefined)[] = []
  /** For each pipe: its nodes, and its index among the holders of each. */
  const held = new Map<Pipe, Map<number, number>>()
  /** Under `strict`: how often a pipe repeated the subscription of a node. */
  const repeats = new Map<Pipe, Map<number, number>>()

  function repeat(node: number, pipe: Pipe): void {
    let counts = repeats.get(pipe)
    if (counts === undefined) repeats.set(pipe, (counts = new Map()))
    counts.set(node, (counts.get(node) ?? 0) + 1)
  }

  /** Takes one repetition back. False when there is none, so that the subscription itself ends. */
  function unrepeat(node: number, pipe: Pipe): boolean {
    const counts = repeats.get(pipe)
    const count = counts?.get(node)
    if (counts === undefined || count === undefined) return false
    if (count > 1) counts.set(node, count - 1)
    else counts.delete(node)
    return true
  }

  function release(node: number, pipe: Pipe, index: number): Remaining {
    const list = holders[node]
    if (!Array.isArray(list)) {
      holders[node] = undefined
      trie.remove(node)
      if (trie.size === 0) holders.length = 0
      return 'none'
    }
    const last = list.pop()!
    if (last !== pipe) {
      list[index] = last
      held.get(last)!.set(node, index)
    }
    if (list.length === 1) holders[node] = list[0]
    return 'some'
  }

  return {
    add(topic, pipe) {
      const node = trie.add(topic)
      let nodes = held.get(pipe)
      if (nodes === undefined) held.set(pipe, (nodes = new Map()))
      else if (nodes.has(node)) {
        if (options.strict) repeat(node, pipe)
        return false
      }
      const list = holders[node]
      if (list === undefined) {
        holders[node] = pipe
        nodes.set(node, 0)
        return true
      }
      if (Array.isArray(list)) nodes.set(node, list.push(pipe) - 1)
      else {
        holders[node] = [list, pipe]
        nodes.set(node, 1)
      }
      return false
    },
    remove(topic, pipe) {
      const node = trie.find(topic)
      if (node < 0) return 'none'
      const nodes = held.get(pipe)
      const index = nodes?.get(node)
      if (nodes === undefined || index === undefined || unrepeat(node, pipe)) return 'some'
      nodes.delete(node)
      if (nodes.size === 0) held.delete(pipe)
      return release(node, pipe, index)
    },
    select(topic, fanOut) {
      const count = trie.match(topic, Number.POSITIVE_INFINITY)
      for (let hit = 0; hit < count; hit++) {
        const list = holders[trie.hits[hit]!]!
        if (Array.isArray(list)) for (let index = 0; index < list.length; index++) fanOut.match(list[index]!)
        else fanOut.match(list)
      }
    },
    get size() {
      return trie.size
    },
    forget(pipe, gone) {
      const nodes = held.get(pipe)
      if (nodes === undefined) return
      held.delete(pipe)
      repeats.delete(pipe)
      for (const [node, index] of nodes) {
        const topic = trie.prefix(node)
        gone(topic, release(node, pipe, index))
      }
    },
  }
}
