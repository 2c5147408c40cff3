// Where received octets land and where outgoing ones are written.
// Rule: memory that was handed out in a view is never written again, so a view stays true for as long as anyone holds it.

/**
 * Gives at least empty memory of exactly `length` octets; what it holds may be anything (Node: `Buffer.allocUnsafe`).
 * Codecs hand out only what they have written themselves.
 */
export type Allocate = (length: number) => Uint8Array<ArrayBuffer>

/** The default: zeroed by the language. */
export const allocateZeroed: Allocate = length => new Uint8Array(length)

/** A busy connection reads straight into slabs of this size; its messages are views of them. Larger slabs gain nothing and pin more. */
export const SLAB = 65536
/** A slab with less room than this is left to its views and a new one begun. */
export const ROOM = 16384
/** A read of at least this many octets earns a connection a slab of its own. */
export const HOT = 8192
/** A connection whose read had fewer octets than this, all of them used, gives its slab up. */
export const COLD = 2048
/** An unfinished body of at least this size is read straight into memory of its own. */
export const BIG = 32768
/**
 * Up to this size such memory is allocated whole when only the header is there: untouched pages cost nothing, and a body of 1 MiB is
 * never moved. Beyond it, memory doubles with what has arrived, so a size field alone buys a peer no more than this.
 */
export const EXACT = 4 << 20

/**
 * All quiet connections of this thread read into the same memory; octets are copied out before anything else runs.
 * So an idle connection owns no read buffer, and a rare message pins no slab.
 */
export const lobby: Uint8Array<ArrayBuffer> = new Uint8Array(SLAB)
