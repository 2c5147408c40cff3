// From a node of a prefix trie to its child by the next octet.
//
//   few octets apart   table of 2^n cells from the lowest octet on: ["a" - "c" d]     one look, no comparison
//   far apart          one hash table for all such nodes (trie-hash.ts)
//
// Rule: a table has at most eight cells for each child (or eight in all), so octets that lie far apart buy nobody memory.

import { createEdgeHash } from './trie-hash.ts'
import { childless, type NodeColumns } from './trie-nodes.ts'

export interface EdgeTable {
  /** The child of `node` whose label begins with `octet`, or -1. */
  find(node: number, octet: number): number
  /** Enters a node under its parent, which counts it as a child already, and its first octet. */
  insert(node: number): void
  /** Takes a node out; its parent and label must still be those it was entered with, and the parent still counts it. */
  remove(node: number): void
  /** Puts `by` where `node` was; both have the same parent and first octet. */
  replace(node: number, by: number): void
  reset(): void
}

const vacant = -1
/** The span of a node whose children are in the hash table; that of a table is its lowest octet, and its last cell's index above that. */
const hashed = -2
const roomy = 8
const octetsInAll = 256

export function createEdgeTable(nodes: NodeColumns, seed: number): EdgeTable {
  const hash = createEdgeHash(nodes, seed)
  let cells = new Int32Array(64)
  let used = 0
  /** By size: a freed table, whose first cell leads to the next. */
  const freed = new Map<number, number>()
  /** Of one rebuilding. */
  const children: number[] = []

  function allocate(size: number): number {
    const table = freed.get(size) ?? vacant
    if (table !== vacant) {
      freed.set(size, cells[table]!)
      cells.fill(vacant, table, table + size)
      return table
    }
    used += size
    if (used > cells.length) {
      const more = new Int32Array(Math.ceil(used * 1.5))
      more.set(cells)
      cells = more
    }
    cells.fill(vacant, used - size, used)
    return used - size
  }

  function free(node: number, size: number): void {
    const table = nodes.table(node)
    cells[table] = freed.get(size) ?? vacant
    freed.set(size, table)
  }

  /** Takes all children of a node out of where they are, into `children`. */
  function gather(node: number): void {
    children.length = 0
    const span = nodes.span(node)
    if (span === hashed) {
      for (let octet = 0; octet < octetsInAll; octet++) {
        const child = hash.find(node, octet)
        if (child !== vacant) children.push(child)
      }
      for (const child of children) hash.remove(child)
    } else if (span !== childless) {
      const table = nodes.table(node)
      const size = (span >> 8) + 1
      for (let cell = 0; cell < size; cell++) if (cells[table + cell] !== vacant) children.push(cells[table + cell]!)
      free(node, size)
    }
  }

  /** Puts `children` of a node where they belong. */
  function settle(node: number): void {
    let low = octetsInAll
    let high = -1
    for (const child of children) {
      const octet = nodes.firstOctet(child)
      low = Math.min(low, octet)
      high = Math.max(high, octet)
    }
    let size = 1
    while (size <= high - low) size *= 2
    if (children.length === 0) nodes.setEdges(node, childless, 0)
    else if (size > roomy && size > children.length * roomy) {
      nodes.setEdges(node, hashed, 0)
      for (const child of children) hash.insert(child)
    } else {
      low = Math.min(low, octetsInAll - size)
      const table = allocate(size)
      nodes.setEdges(node, ((size - 1) << 8) | low, table)
      for (const child of children) cells[table + nodes.firstOctet(child) - low] = child
    }
  }

  /** The cell of an octet in a node's table, or -1 when the table does not reach so far, or there is none. */
  function cellOf(node: number, octet: number): number {
    const span = nodes.span(node)
    if (span < 0) return -1
    const index = octet - (span & 0xff)
    return index >= 0 && index <= span >> 8 ? nodes.table(node) + index : -1
  }

  return {
    find(node, octet) {
      const span = nodes.span(node)
      if (span < 0) return span === hashed ? hash.find(node, octet) : vacant
      const index = octet - (span & 0xff)
      return index >= 0 && index <= span >> 8 ? cells[nodes.table(node) + index]! : vacant
    },
    insert(node) {
      const parent = nodes.parent(node)
      const cell = cellOf(parent, nodes.firstOctet(node))
      // So many fill even a table for all octets.
      const crowded = nodes.children(parent) * roomy >= octetsInAll
      if (cell >= 0) cells[cell] = node
      else if (nodes.span(parent) === hashed && !crowded) hash.insert(node)
      else {
        gather(parent)
        children.push(node)
        settle(parent)
      }
    },
    remove(node) {
      const parent = nodes.parent(node)
      const left = nodes.children(parent) - 1
      const span = nodes.span(parent)
      if (span === hashed) hash.remove(node)
      else cells[cellOf(parent, nodes.firstOctet(node))] = vacant
      if (left > 0 && (span === hashed || span >> 8 < roomy || span >> 8 < left * 2 * roomy)) return
      gather(parent)
      settle(parent)
    },
    replace(node, by) {
      const cell = cellOf(nodes.parent(node), nodes.firstOctet(node))
      if (cell >= 0) cells[cell] = by
      else hash.replace(node, by)
    },
    reset() {
      hash.reset()
      cells = new Int32Array(64)
      used = 0
      freed.clear()
    },
  }
}
