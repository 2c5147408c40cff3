// Memory for what connections receive and send (docs/adr/0006).
//
// Rule: nothing here is zeroed, and a process that never sees a large body is left exactly as it was.

/** glibc maps blocks from this size on afresh from the system, until it is told or learns otherwise (mallopt(3), M_MMAP_THRESHOLD). */
const mapped = 131072
/** Just below the largest threshold that glibc lets itself learn. */
const lesson = 31 << 20

let taught = false

/**
 * glibc learns from the size of a mapped block that is freed: smaller ones come from its heap from then on, and up to twice as much freed
 * memory is kept for the next. So bodies are read into pages that are there already, instead of new ones, each a fault. A process that
 * was started with MALLOC_MMAP_THRESHOLD_ or MALLOC_TRIM_THRESHOLD_ set does not learn, and other allocators see one block come and go.
 */
function keepFreedMemory(): void {
  taught = true
  new ArrayBuffer(lesson).transfer(0)
}

/** Memory of `length` octets that may hold anything. */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  if (length >= mapped && !taught) keepFreedMemory()
  return Buffer.allocUnsafe(length)
}
