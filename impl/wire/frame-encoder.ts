// Frames in, octets out (RFC 37, "Framing").
//
//   small bodies ─copy─► [ growing chunk, 1 to 272 KiB ]─────┐
//   16 KiB and more ─by reference────────────────────────────┼─► take(), in writing order
//   what others send too ─by reference to shared frames──────┘
//
// Rule: nothing is ever concatenated; what `take()` handed out is never written again.

import { BY_REFERENCE, LONG_HEADER, SHORT_BODY, writeHeader } from './frame.ts'
import type { Allocate } from './memory.ts'
import type { SharedFrames } from './shared-frames.ts'

/** What a chunk begins with; one filled within a flush asks for the next. */
const SIZES = [1024, 4096, 16384, 65536, 262144 + BY_REFERENCE + LONG_HEADER] as const
/** So many flushes in a row that fill less than a quarter of a chunk make the next one smaller: in between large ones there are small ones. */
const PATIENCE = 8
/** Chunks above this are not kept over a `take()`: they amortise within one flush, and idle connections should not hold them. */
const KEPT = 65536
/** So many octets in a row are copied before shared frames are referred to: each reference is a part of a gathering write of its own. */
const WORTH_A_REFERENCE = 512

export class FrameEncoder {
  /** Octets encoded and not yet taken. */
  pending = 0

  readonly #allocate: Allocate
  /** Into SIZES. */
  #size = 0
  #small = 0
  #chunk: Uint8Array<ArrayBuffer>
  #start = 0
  #end = 0
  #ready: Uint8Array[] = []

  // The last shared message: where its chunk goes on for this encoder, and how many octets it has sent from there in a row.
  #shared: Uint8Array<ArrayBuffer> | null = null
  #sharedEnd = 0
  #inRow = 0
  // The reference that is being extended: [referred, sharedEnd) of `shared`; -1 for none.
  #referred = -1

  constructor(allocate: Allocate) {
    this.#allocate = allocate
    this.#chunk = allocate(0)
  }

  /** One frame. `flags` without LONG, which follows from the size. A body of 16 KiB and more must not be modified until written. */
  frame(flags: number, body: Uint8Array): void {
    const length = body.length
    if (this.#referred >= 0) this.#refer()
    if (length <= SHORT_BODY) {
      if (this.#chunk.length - this.#end < length + 2) this.#next(length + 2)
      const chunk = this.#chunk
      let at = this.#end
      chunk[at++] = flags
      chunk[at++] = length
      chunk.set(body, at)
      this.#end = at + length
      this.pending += length + 2
    } else if (length < BY_REFERENCE) {
      this.#longHeader(flags, length, length)
      this.#chunk.set(body, this.#end)
      this.#end += length
    } else {
      this.#longHeader(flags, length, 0)
      this.#cut()
      this.#ready.push(body)
    }
  }

  /** The message that `frames` holds. */
  shared(frames: SharedFrames): void {
    const { chunk, start, end } = frames
    const length = end - start
    this.pending += length
    if (this.#shared !== chunk || this.#sharedEnd !== start) {
      if (this.#referred >= 0) this.#refer()
      this.#shared = chunk
      this.#inRow = 0
    }
    this.#sharedEnd = end
    if (this.#referred >= 0) return
    if (this.#inRow >= WORTH_A_REFERENCE) {
      this.#cut()
      this.#referred = start
      return
    }
    this.#inRow += length
    if (this.#chunk.length - this.#end < length) this.#next(length)
    this.#chunk.set(chunk.subarray(start, end), this.#end)
    this.#end += length
  }

  /** One frame whose body is `prefix` and then `data`; both are copied, whatever their size. */
  prefixed(flags: number, prefix: Uint8Array, data: Uint8Array): void {
    const length = prefix.length + data.length
    if (this.#referred >= 0) this.#refer()
    if (length > SHORT_BODY) this.#longHeader(flags, length, length)
    else {
      if (this.#chunk.length - this.#end < length + 2) this.#next(length + 2)
      this.#chunk[this.#end++] = flags
      this.#chunk[this.#end++] = length
      this.pending += length + 2
    }
    this.#chunk.set(prefix, this.#end)
    this.#chunk.set(data, this.#end + prefix.length)
    this.#end += length
  }

  /** One frame whose body the caller writes at once: `length` octets of `memory` from the offset returned. */
  reserve(flags: number, length: number): number {
    if (length > SHORT_BODY) this.#longHeader(flags, length, length)
    else {
      if (this.#chunk.length - this.#end < length + 2) this.#next(length + 2)
      this.#chunk[this.#end++] = flags
      this.#chunk[this.#end++] = length
      this.pending += length + 2
    }
    const at = this.#end
    this.#end += length
    return at
  }

  /** Where the body just reserved lies. */
  get memory(): Uint8Array<ArrayBuffer> {
    return this.#chunk
  }

  /** Octets that are no frame: the greeting. They go by reference. */
  raw(bytes: Uint8Array): void {
    if (this.#referred >= 0) this.#refer()
    this.#cut()
    this.#ready.push(bytes)
    this.pending += bytes.length
  }

  /** Octets of the application that are no frame (STREAM). From 16 KiB on they must not be modified until written. */
  octets(bytes: Uint8Array): void {
    const { length } = bytes
    if (length >= BY_REFERENCE) {
      this.raw(bytes)
      return
    }
    if (this.#referred >= 0) this.#refer()
    if (this.#chunk.length - this.#end < length) this.#next(length)
    this.#chunk.set(bytes, this.#end)
    this.#end += length
    this.pending += length
  }

  /** Everything encoded so far, in writing order. */
  take(): Uint8Array[] {
    if (this.#referred >= 0) this.#refer()
    this.#cut()
    const ready = this.#ready
    this.#ready = []
    this.pending = 0
    if (this.#chunk.length > KEPT) {
      if (this.#end * 4 >= this.#chunk.length) this.#small = 0
      else if (++this.#small === PATIENCE) {
        this.#size--
        this.#small = 0
      }
      this.#chunk = this.#allocate(0)
      this.#start = this.#end = 0
    }
    return ready
  }

  // Writes a long header and leaves room for `inline` octets after it.
  #longHeader(flags: number, length: number, inline: number): void {
    if (this.#chunk.length - this.#end < LONG_HEADER + inline) this.#next(LONG_HEADER + inline)
    this.#end = writeHeader(this.#chunk, this.#end, flags, length)
    this.pending += LONG_HEADER + length
  }

  #refer(): void {
    this.#ready.push(this.#shared!.subarray(this.#referred, this.#sharedEnd))
    this.#referred = -1
  }

  #cut(): void {
    if (this.#end === this.#start) return
    this.#ready.push(this.#chunk.subarray(this.#start, this.#end))
    this.#start = this.#end
  }

  // A chunk filled within one flush asks for a larger one; one used up by many small flushes does not.
  #next(need: number): void {
    if (this.#start * 2 < this.#chunk.length && this.#size < SIZES.length - 1) this.#size++
    this.#cut()
    this.#chunk = this.#allocate(Math.max(SIZES[this.#size]!, need))
    this.#start = this.#end = 0
  }
}
