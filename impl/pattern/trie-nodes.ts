// The nodes of a prefix trie as rows of numbers, and their labels in one array of octets.
//
//   node    size       head    table  span     parent  start  children  only       octets  …weather.nlfr…
//      7    8 + mark  "weat"     40  "f"-"u"        0     12         2   8^9               ▲12      ▲20
//
// Rule: only this file grows, reuses and compacts memory. Freed numbers are used again; freed octets are squeezed out when they
// are more than half; the rows keep their largest number until the trie is empty.
// What a match reads of a node lies in 16 octets side by side, labels of up to four octets (`head`) included: with a million prefixes
// every line of memory that is read is a cache miss.

export const root = 0
/** The span of a node without children. */
export const childless = -1

export type NodeColumns = ReturnType<typeof createNodeColumns>

const firstCapacity = 16
const free = -2
const width = 4
// Of `rows`. The last two belong to trie-edges.ts.
const SIZE = 0
const HEAD = 1
const TABLE = 2
const SPAN = 3
// Of `kin`. With one child left the XOR of all children is its number, without a list of children.
const PARENT = 0
const START = 1
const CHILDREN = 2
const ONLY = 3
const marked = 0x80000000 | 0
const sizeBits = 0x7fffffff
/** Octets of a label that `head` holds, the first lowest. */
const headOctets = 4

export function createNodeColumns() {
  let rows = new Int32Array(firstCapacity * width)
  let kin = new Int32Array(firstCapacity * width)
  rows[SPAN] = childless
  let used = 1
  /** Freed numbers, linked through `start`. */
  let firstFree = -1
  let octets = new Uint8Array(64)
  let octetsUsed = 0
  let octetsLive = 0

  const lengthOf = (node: number): number => rows[node * width + SIZE]! & sizeBits
  const startOf = (node: number): number => kin[node * width + START]!

  function growRows(): void {
    const capacity = Math.ceil((rows.length / width) * 1.5)
    rows = grown(rows, new Int32Array(capacity * width))
    kin = grown(kin, new Int32Array(capacity * width))
  }

  function link(node: number, parent: number): void {
    kin[node * width + PARENT] = parent
    kin[parent * width + CHILDREN]! += 1
    kin[parent * width + ONLY]! ^= node
  }

  function unlink(node: number): void {
    const parent = kin[node * width + PARENT]!
    kin[parent * width + CHILDREN]! -= 1
    kin[parent * width + ONLY]! ^= node
  }

  /** Gives a node its label; the mark stays. */
  function relabelled(node: number, start: number, length: number): void {
    let head = 0
    for (let at = Math.min(length, headOctets) - 1; at >= 0; at--) head = (head << 8) | octets[start + at]!
    const row = node * width
    rows[row + SIZE] = length | (rows[row + SIZE]! & marked)
    rows[row + HEAD] = head
    kin[row + START] = start
  }

  function create(parent: number, start: number, length: number): number {
    let node = firstFree
    if (node < 0) {
      node = used++
      if (used * width > rows.length) growRows()
    } else firstFree = startOf(node)
    const row = node * width
    rows[row + SIZE] = 0
    rows[row + SPAN] = childless
    kin[row + CHILDREN] = kin[row + ONLY] = 0
    relabelled(node, start, length)
    link(node, parent)
    return node
  }

  function release(node: number): void {
    const row = node * width
    rows[row + SIZE] = 0
    kin[row + PARENT] = free
    kin[row + START] = firstFree
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
    parent: (node: number) => kin[node * width + PARENT]!,
    start: startOf,
    length: lengthOf,
    children: (node: number) => kin[node * width + CHILDREN]!,
    onlyChild: (node: number) => kin[node * width + ONLY]!,
    /** Where the children are; `childless` until `setEdges`. */
    span: (node: number) => rows[node * width + SPAN]!,
    table: (node: number) => rows[node * width + TABLE]!,
    setEdges(node: number, span: number, table: number): void {
      rows[node * width + SPAN] = span
      rows[node * width + TABLE] = table
    },
    isMarked: (node: number) => rows[node * width + SIZE]! < 0,
    firstOctet: (node: number) => rows[node * width + HEAD]! & 0xff,
    label: (node: number) => octets.subarray(startOf(node), startOf(node) + lengthOf(node)),

    mark(node: number, on: boolean): void {
      const size = node * width + SIZE
      rows[size] = on ? rows[size]! | marked : rows[size]! & sizeBits
    },

    /** How many octets of the label are at `topic[at]` and after; the first is known to be. */
    shared(node: number, topic: Uint8Array, at: number): number {
      const row = node * width
      const length = Math.min(rows[row + SIZE]! & sizeBits, topic.length - at)
      const near = Math.min(length, headOctets)
      let shared = 1
      for (let head = rows[row + HEAD]! >> 8; shared < near; shared++, head >>= 8) if ((head & 0xff) !== topic[at + shared]) return shared
      const start = kin[row + START]!
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
      relabelled(node, start, length)
    },

    /** A childless node goes, and its label with it. */
    destroy(node: number): void {
      unlink(node)
      octetsLive -= lengthOf(node)
      release(node)
    },

    /** `child`, the only one of `node`, takes over the node's label and place. */
    absorb(node: number, child: number): void {
      const upper = lengthOf(node)
      const lower = lengthOf(child)
      let start = startOf(node)
      if (start + upper !== startOf(child)) {
        start = reserve(upper + lower)
        octets.copyWithin(start, startOf(node), startOf(node) + upper)
        octets.copyWithin(start + upper, startOf(child), startOf(child) + lower)
        octetsLive -= upper + lower
      }
      relabelled(child, start, upper + lower)
      const parent = kin[node * width + PARENT]!
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
        const row = node * width
        if (kin[row + PARENT] === free) continue
        const start = kin[row + START]!
        const length = lengthOf(node)
        packed.set(octets.subarray(start, start + length), end)
        kin[row + START] = end
        end += length
      }
      octets = packed
      octetsUsed = end
    },

    /** Back to an empty trie, giving all memory back. */
    reset(): void {
      rows = new Int32Array(firstCapacity * width)
      kin = new Int32Array(firstCapacity * width)
      rows[SPAN] = childless
      octets = new Uint8Array(64)
      used = 1
      firstFree = -1
      octetsUsed = 0
      octetsLive = 0
    },
  }
}

function grown<Column extends Int32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
