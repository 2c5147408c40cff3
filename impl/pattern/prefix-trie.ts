// Which of many prefixes does a topic begin with? (RFC 29: binary prefix comparison on the first frame.)
//
//   ""─┬─"weather."─┬─"nl"      a path-compressed trie: one edge per branching point, labels of any length
//      └─"news"     └─"fr"      match("weather.nl/x") → nodes of "weather." and "weather.nl", if both were added
//
// Rule: no recursion and no object per prefix. Nodes are numbers, their fields typed arrays, so a million prefixes cost the garbage
// collector nothing; the cost of a match depends on the length of the topic only. A node keeps its number until it is removed.

import type { ViewConstructor } from '../wire/message.ts'
import { createEdgeTable } from './trie-edges.ts'
import { createNodeColumns, root } from './trie-nodes.ts'

export interface PrefixTrie {
  /** Number of prefixes. */
  readonly size: number
  /** Upper bound of all node numbers so far. */
  readonly capacity: number
  /** The nodes of the last match, shortest prefix first; valid up to the number that `match` returned, until the next match. */
  readonly hits: readonly number[]
  /** The node of a prefix, added when it was not there. The octets are copied. */
  add(prefix: Uint8Array): number
  /** The node of exactly this prefix, or -1. */
  find(prefix: Uint8Array): number
  /** Removes the prefix of a node that `add` or `find` returned. The number may be used again. */
  remove(node: number): void
  /** Whether a number below `capacity` is the node of a prefix. */
  has(node: number): boolean
  /** The octets of a node's prefix. */
  prefix(node: number): Uint8Array
  /** Finds up to `limit` prefixes of the topic and returns their number. */
  match(topic: Uint8Array, limit: number): number
}

/** `seed` keeps peers from choosing topics that collide; `View` is the class of what `prefix` returns. */
export function createPrefixTrie(seed: number, View: ViewConstructor): PrefixTrie {
  const nodes = createNodeColumns()
  const edges = createEdgeTable(nodes, seed)
  const hits: number[] = []
  let size = 0

  /** Cuts the label of `child` after `length` octets and returns the new upper half. */
  function split(child: number, length: number): number {
    const upper = nodes.create(nodes.parent(child), nodes.start(child), length)
    edges.replace(child, upper)
    nodes.relabel(child, upper, nodes.start(child) + length, nodes.length(child) - length)
    edges.insert(child)
    return upper
  }

  /** Removes a node that marks no prefix and has one child only, by giving its label to the child. */
  function merge(node: number): void {
    const child = nodes.onlyChild(node)
    edges.remove(child)
    edges.replace(node, child)
    nodes.absorb(node, child)
  }

  function find(prefix: Uint8Array): number {
    let node = root
    let at = 0
    while (at < prefix.length) {
      const child = edges.find(node, prefix[at]!)
      if (child < 0 || nodes.shared(child, prefix, at) < nodes.length(child)) return -1
      at += nodes.length(child)
      node = child
    }
    return nodes.isMarked(node) ? node : -1
  }

  function add(prefix: Uint8Array): number {
    let node = root
    let at = 0
    while (at < prefix.length) {
      const child = edges.find(node, prefix[at]!)
      if (child < 0) {
        node = nodes.createLeaf(node, prefix, at)
        edges.insert(node)
        break
      }
      const shared = nodes.shared(child, prefix, at)
      node = shared < nodes.length(child) ? split(child, shared) : child
      at += shared
    }
    if (!nodes.isMarked(node)) {
      nodes.mark(node, true)
      size += 1
    }
    return node
  }

  function remove(node: number): void {
    if (!nodes.isMarked(node)) return
    nodes.mark(node, false)
    size -= 1
    let rest = node
    if (node !== root && nodes.children(node) === 0) {
      rest = nodes.parent(node)
      edges.remove(node)
      nodes.destroy(node)
    }
    if (rest !== root && !nodes.isMarked(rest) && nodes.children(rest) === 1) merge(rest)
    if (size === 0) {
      nodes.reset()
      edges.reset()
    } else nodes.compact()
  }

  function match(topic: Uint8Array, limit: number): number {
    let count = 0
    let node = root
    let at = 0
    while (true) {
      if (nodes.isMarked(node)) {
        hits[count++] = node
        if (count === limit) return count
      }
      if (at === topic.length) return count
      node = edges.find(node, topic[at]!)
      if (node < 0) return count
      const length = nodes.length(node)
      if (nodes.shared(node, topic, at) < length) return count
      at += length
    }
  }

  function prefix(node: number): Uint8Array {
    let length = 0
    for (let at = node; at !== root; at = nodes.parent(at)) length += nodes.length(at)
    const octets = new View(new ArrayBuffer(length), 0, length)
    for (let at = node; at !== root; at = nodes.parent(at)) {
      length -= nodes.length(at)
      octets.set(nodes.label(at), length)
    }
    return octets
  }

  return {
    hits,
    add,
    find,
    remove,
    match,
    prefix,
    has: node => nodes.isMarked(node),
    get size() {
      return size
    },
    get capacity() {
      return nodes.count()
    },
  }
}
