// Frames in, octets out, in the framing of ZMTP 1.0 (RFC 13, "The Framing Layer"): length, flags, body; the length counts the flags octet.
// Rule: as in frame-encoder.ts, nothing is concatenated, and what `take()` handed out is never written again.

import { BY_REFERENCE } from './frame.ts'
import type { Allocate } from './memory.ts'

const CHUNK = 16384
/** The greatest length of one octet; FF announces the long form. */
const SHORT_LENGTH = 254
const LONG_HEADER = 10

export class LegacyEncoder {
  /** Octets encoded and not yet taken. */
  pending = 0

  readonly #allocate: Allocate
  #chunk: Uint8Array<ArrayBuffer>
  #start = 0
  #end = 0
  #ready: Uint8Array[] = []

  constructor(allocate: Allocate) {
    this.#allocate = allocate
    this.#chunk = allocate(0)
  }

  /** One frame. `flags` is MORE or 0. A body of 16 KiB and more must not be modified until written. */
  frame(flags: number, body: Uint8Array): void {
    const copied = body.length < BY_REFERENCE
    this.#header(flags, body.length, copied ? body.length : 0)
    if (copied) this.#copy(body)
    else this.raw(body)
  }

  /** One frame whose body is `prefix` and then `data`; both are copied, whatever their size. */
  prefixed(flags: number, prefix: Uint8Array, data: Uint8Array): void {
    const length = prefix.length + data.length
    this.#header(flags, length, length)
    this.#copy(prefix)
    this.#copy(data)
  }

  /** Octets that are no frame. They go by reference. */
  raw(bytes: Uint8Array): void {
    this.#cut()
    this.#ready.push(bytes)
    this.pending += bytes.length
  }

  /** Everything encoded so far, in writing order. */
  take(): Uint8Array[] {
    this.#cut()
    const ready = this.#ready
    this.#ready = []
    this.pending = 0
    return ready
  }

  // Writes a header and makes sure that `inline` octets fit behind it.
  #header(flags: number, size: number, inline: number): void {
    if (this.#chunk.length - this.#end < LONG_HEADER + inline) {
      this.#cut()
      this.#chunk = this.#allocate(Math.max(CHUNK, LONG_HEADER + inline))
      this.#start = this.#end = 0
    }
    const chunk = this.#chunk
    const length = size + 1
    if (length <= SHORT_LENGTH) chunk[this.#end++] = length
    else {
      chunk[this.#end++] = 0xff
      for (let place = 7; place >= 0; place--) chunk[this.#end++] = Math.floor(length / 256 ** place)
    }
    chunk[this.#end++] = flags
    this.pending += length <= SHORT_LENGTH ? 2 : LONG_HEADER
  }

  #copy(bytes: Uint8Array): void {
    this.#chunk.set(bytes, this.#end)
    this.#end += bytes.length
    this.pending += bytes.length
  }

  #cut(): void {
    if (this.#end === this.#start) return
    this.#ready.push(this.#chunk.subarray(this.#start, this.#end))
    this.#start = this.#end
  }
}
