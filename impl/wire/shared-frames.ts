// A message for many connections, encoded once (RFC 37, "Framing"; RFC 29, PUB).
//
//   hold(A) hold(B) hold(C) ─► [ ··A·B·C····· ]      an encoder that sent A and B extends its reference over C
//
// Rule: what was encoded is never written again, so every connection may refer to it for as long as its transport needs.

import { BY_REFERENCE, headerSize, MORE, writeHeader } from './frame.ts'
import type { Allocate } from './memory.ts'
import type { Message } from './message.ts'

const SMALLEST = 1024
const LARGEST = 65536

export class SharedFrames {
  /** Where the message held last lies: octets [start, end) of `chunk`. */
  chunk: Uint8Array<ArrayBuffer>
  start = 0
  end = 0
  readonly #allocate: Allocate
  #held: Message | null = null
  #size = SMALLEST

  constructor(allocate: Allocate) {
    this.#allocate = allocate
    this.chunk = allocate(0)
  }

  /**
   * Encodes a message, unless it is the one encoded last. False: a frame of it travels by reference anyway; nothing is held.
   * The message is known by its array, which belongs to whoever delivers it and is never used for a second one.
   */
  hold(message: Message): boolean {
    return message === this.#held || this.#encode(message)
  }

  #encode(message: Message): boolean {
    let size = 0
    for (const { length } of message) {
      if (length >= BY_REFERENCE) return false
      size += headerSize(length) + length
    }
    if (this.chunk.length - this.end < size) {
      this.chunk = this.#allocate(Math.max(this.#size, size))
      this.end = 0
      if (this.#size < LARGEST) this.#size *= 4
    }
    let at = this.end
    this.start = at
    const last = message.length - 1
    for (let index = 0; index <= last; index++) {
      const body = message[index]!
      at = writeHeader(this.chunk, at, index < last ? MORE : 0, body.length)
      this.chunk.set(body, at)
      at += body.length
    }
    this.end = at
    this.#held = message
    return true
  }
}
