// The nodes of a prefix trie as columns of numbers, and their labels in one array of octets.
//
//   node    parent  start  length  children  only       octets  …weather.nlfr…
//      7         0     12       8         2   8^9                ▲12      ▲20
//
// Rule: only this file grows, reuses and compacts memory. Freed numbers are used again; freed octets are squeezed out when they
// are more than half; the columns keep their largest size until the trie is empty.

export const root = 0

export type NodeColumns = ReturnType<typeof createNodeColumns>

const firstCapacity = 16
const free = -2

export function createNodeColumns() {
  let parents = new Int32Array(firstCapacity)
  let starts = new Int32Array(firstCapacity)
  let lengths = new Int32Array(firstCapacity)
  let childCounts = new Uint16Array(firstCapacity)
  /** XOR of the numbers of all children: with one child left, its number, without a list of children. */
  let childSums = new Int32Array(firstCapacity)
  let marks = new Uint8Array(firstCapacity)
  let used = 1
  /** Freed numbers, linked through `starts`. */
  let firstFree = -1
  let octets = new Uint8Array(64)
  let octetsUsed = 0
  let octetsLive = 0

  function growColumns(): void {
    const capacity = Math.ceil(parents.length * 1.5)
    parents = grown(parents, new Int32Array(capacity))
    starts = grown(starts, new Int32Array(capacity))
    lengths = grown(lengths, new Int32Array(capacity))
    childCounts = grown(childCounts, new Uint16Array(capacity))
    childSums = grown(childSums, new Int32Array(capacity))
    marks = grown(marks, new Uint8Array(capacity))
  }

  function link(node: number, parent: number): void {
    parents[node] = parent
    childCounts[parent]! += 1
    childSums[parent]! ^= node
  }

  function unlink(node: number): void {
    const parent = parents[node]!
    childCounts[parent]! -= 1
    childSums[parent]! ^= node
  }

  function create(parent: number, start: number, length: number): number {
    let node = firstFree
    if (node < 0) {
      node = used++
      if (used > parents.length) growColumns()
    } else firstFree = starts[node]!
    starts[node] = start
    lengths[node] = length
    childCounts[node] = 0
    childSums[node] = 0
    marks[node] = 0
    link(node, parent)
    return node
  }

  function release(node: number): void {
    parents[node] = free
    marks[node] = 0
    starts[node] = firstFree
    firstFree = node
  }

  /** Makes room for `length` more octets at the end and returns where they go. */
  function reserve(length: number): number {
    const needed = octetsUsed + length
    if (needed > octets.length) octets = grown(octets, new Uint8Array(Math.ceil(needed * 1.5)))
    octetsUsed = needed
    octetsLive += length
    return needed - length
  }

  return {
    create,
    count: () => used,
    parent: (node: number) => parents[node]!,
    start: (node: number) => starts[node]!,
    length: (node: number) => lengths[node]!,
    children: (node: number) => childCounts[node]!,
    onlyChild: (node: number) => childSums[node]!,
    isMarked: (node: number) => marks[node] === 1,
    firstOctet: (node: number) => octets[starts[node]!]!,
    label: (node: number) => octets.subarray(starts[node]!, starts[node]! + lengths[node]!),

    mark(node: number, on: boolean): void {
      marks[node] = on ? 1 : 0
    },

    /** How many octets of the label are at `topic[at]` and after; the first is known to be. */
    shared(node: number, topic: Uint8Array, at: number): number {
      const start = starts[node]!
      const length = Math.min(lengths[node]!, topic.length - at)
      let shared = 1
      while (shared < length && octets[start + shared] === topic[at + shared]) shared++
      return shared
    },

    createLeaf(parent: number, prefix: Uint8Array, at: number): number {
      const start = reserve(prefix.length - at)
      octets.set(at === 0 ? prefix : prefix.subarray(at), start)
      return create(parent, start, prefix.length - at)
    },

    relabel(node: number, parent: number, start: number, length: number): void {
      unlink(node)
      link(node, parent)
      starts[node] = start
      lengths[node] = length
    },

    /** A childless node goes, and its label with it. */
    destroy(node: number): void {
      unlink(node)
      octetsLive -= lengths[node]!
      release(node)
    },

    /** `child`, the only one of `node`, takes over the node's label and place. */
    absorb(node: number, child: number): void {
      const upper = lengths[node]!
      const lower = lengths[child]!
      if (starts[node]! + upper === starts[child]!) starts[child] = starts[node]!
      else {
        const start = reserve(upper + lower)
        octets.copyWithin(start, starts[node]!, starts[node]! + upper)
        octets.copyWithin(start + upper, starts[child]!, starts[child]! + lower)
        starts[child] = start
        octetsLive -= upper + lower
      }
      lengths[child] = upper + lower
      const parent = parents[node]!
      unlink(node)
      release(node)
      link(child, parent)
    },

    /** Squeezes freed octets out when they are the larger part, and more than the numbers to walk over. */
    compact(): void {
      if (octetsUsed < 1024 || octetsUsed < used || octetsLive * 2 > octetsUsed) return
      const packed = new Uint8Array(Math.ceil(octetsLive * 1.25) + 64)
      let end = 0
      for (let node = 1; node < used; node++) {
        if (parents[node] === free) continue
        const start = starts[node]!
        packed.set(octets.subarray(start, start + lengths[node]!), end)
        starts[node] = end
        end += lengths[node]!
      }
      octets = packed
      octetsUsed = end
    },

    /** Back to an empty trie, giving all memory back. */
    reset(): void {
      parents = new Int32Array(firstCapacity)
      starts = new Int32Array(firstCapacity)
      lengths = new Int32Array(firstCapacity)
      childCounts = new Uint16Array(firstCapacity)
      childSums = new Int32Array(firstCapacity)
      marks = new Uint8Array(firstCapacity)
      octets = new Uint8Array(64)
      used = 1
      firstFree = -1
      octetsUsed = 0
      octetsLive = 0
    },
  }
}

function grown<Column extends Int32Array | Uint16Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
