// From a node of a prefix trie to its child by the next octet, where a table would be mostly empty: an open-addressed hash table of node
// numbers, one for all such nodes.
//
//   (node 7, octet "n") ──hash──► slot ─► 8      the key is not stored: parent(8) is 7 and the label of 8 begins with "n"
//
// Rule: removal moves later entries back, so there are no tombstones and a miss stays short. At most two thirds of the slots are used.

import type { NodeColumns } from './trie-nodes.ts'

export interface EdgeHash {
  /** The child of `node` whose label begins with `octet`, or -1. */
  find(node: number, octet: number): number
  /** Enters a node under its parent and first octet. */
  insert(node: number): void
  /** Takes a node out; its parent and label must still be those it was entered with. */
  remove(node: number): void
  /** Puts `by` where `node` was; both have the same parent and first octet. */
  replace(node: number, by: number): void
  reset(): void
}

const firstSlots = 16
const vacant = -1

export function createEdgeHash(nodes: NodeColumns, seed: number): EdgeHash {
  let slots = new Int32Array(firstSlots).fill(vacant)
  let mask = firstSlots - 1
  let count = 0

  function home(node: number, octet: number): number {
    let hash = Math.imul(node ^ seed, 0x9e3779b1) ^ Math.imul(octet + 1, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return (hash ^ (hash >>> 13)) & mask
  }

  function homeOf(node: number): number {
    return home(nodes.parent(node), nodes.firstOctet(node))
  }

  function resize(size: number): void {
    const old = slots
    slots = new Int32Array(size).fill(vacant)
    mask = size - 1
    for (const node of old) if (node !== vacant) place(node)
  }

  function place(node: number): void {
    let slot = homeOf(node)
    while (slots[slot] !== vacant) slot = (slot + 1) & mask
    slots[slot] = node
  }

  function slotOf(node: number): number {
    let slot = homeOf(node)
    while (slots[slot] !== node) slot = (slot + 1) & mask
    return slot
  }

  return {
    find(node, octet) {
      let slot = home(node, octet)
      let child = slots[slot]!
      while (child !== vacant && (nodes.parent(child) !== node || nodes.firstOctet(child) !== octet)) {
        slot = (slot + 1) & mask
        child = slots[slot]!
      }
      return child
    },
    insert(node) {
      count += 1
      if (count * 3 > slots.length * 2) resize(slots.length * 2)
      place(node)
    },
    remove(node) {
      let hole = slotOf(node)
      for (let slot = (hole + 1) & mask; slots[slot] !== vacant; slot = (slot + 1) & mask) {
        const other = slots[slot]!
        // An entry may move back to the hole unless its home lies after the hole.
        if (((slot - homeOf(other)) & mask) < ((slot - hole) & mask)) continue
        slots[hole] = other
        hole = slot
      }
      slots[hole] = vacant
      count -= 1
      if (slots.length > firstSlots && count * 8 < slots.length) resize(slots.length / 2)
    },
    replace(node, by) {
      slots[slotOf(node)] = by
    },
    reset() {
      slots = new Int32Array(firstSlots).fill(vacant)
      mask = firstSlots - 1
      count = 0
    },
  }
}
