// Octets in, frames out, in the framing of ZMTP 1.0 (RFC 13, "The Framing Layer").
//
//   length flags body            1 to 254: counts the flags octet and the body
//   FF length8 flags body        the same in 64 bits, for any length
//
// Rule: of the flags only MORE counts: libzmq 2.1 sends 7E and 7F. A frame of length 0 is nothing, and is passed over.

import { ZmtpError } from '../error.ts'
import { MORE } from './frame.ts'
import type { FrameSink } from './frame-decoder.ts'
import { type Allocate, lobby } from './memory.ts'
import type { ViewConstructor } from './message.ts'

const ESCAPE = 0xff
const LONG_LENGTH = 9

export class LegacyDecoder {
  /** Largest acceptable body, in octets. */
  limit: number
  /** There are no commands; only here so that a session may set it. */
  commandLimit: number
  /** Whether decoding is held up until `resume()`. */
  stopped = false

  readonly #sink: Pick<FrameSink, 'frame' | 'refused'>
  readonly #View: ViewConstructor
  readonly #allocate: Allocate
  // Octets [read, written) are not decoded yet; nothing before `written` is written again.
  #own: Uint8Array<ArrayBuffer> | null = null
  #read = 0
  #written = 0
  #running = false
  #resumed = false

  constructor(sink: Pick<FrameSink, 'frame' | 'refused'>, View: ViewConstructor, allocate: Allocate, limit: number) {
    this.#sink = sink
    this.#View = View
    this.#allocate = allocate
    this.limit = this.commandLimit = limit
  }

  /** Where the next octets must be written; never empty. */
  buffer(): Uint8Array<ArrayBuffer> {
    return lobby
  }

  /** `length` octets lie in the destination. Decodes them. False: reading must stop until `resume()` says true. */
  received(length: number): boolean {
    return this.take(lobby.subarray(0, length))
  }

  /** The same for octets that lie elsewhere. */
  take(bytes: Uint8Array): boolean {
    this.#keep(bytes)
    if (!this.stopped) this.#run()
    return !this.stopped
  }

  /** Decodes what was held back. True when reading may go on. Safe from within `frame`, where it only cancels the stop to come. */
  resume(): boolean {
    this.#resumed = true
    if (this.#running) return true
    this.stopped = false
    this.#run()
    return !this.stopped
  }

  /** Decodes nothing more and lets go of all memory. */
  close(): void {
    this.stopped = true
    this.#own = null
    this.#read = this.#written = 0
  }

  #run(): void {
    this.#running = true
    try {
      while (!this.stopped && this.#next()) if (this.#own === null) return
    } catch (bug) {
      // A sink that throws would be given the same frames again: better nothing more.
      this.close()
      throw bug
    } finally {
      this.#running = false
    }
    if (this.#read === this.#written) this.#own = null
  }

  // Decodes one frame; false when octets are missing or unacceptable.
  #next(): boolean {
    const own = this.#own
    const left = this.#written - this.#read
    if (own === null || left === 0) return false
    const at = this.#read
    const long = own[at] === ESCAPE
    if (long && left < LONG_LENGTH) return false
    const length = long ? bigEndian(own, at + 1) : own[at]!
    const header = long ? LONG_LENGTH : 1
    if (length === 0) {
      this.#read += header
      return true
    }
    if (length - 1 > this.limit) return this.#refuse(length - 1)
    if (left < header + length) return false
    this.#read += header + length
    const body = new this.#View(own.buffer, own.byteOffset + at + header + 1, length - 1)
    this.#resumed = false
    if (!this.#sink.frame(own[at + header]! & MORE, body) && !this.#resumed) this.stopped = true
    return true
  }

  // A peer that drips, or a body that is far from complete, makes the memory double; else it is as large as what came.
  #keep(bytes: Uint8Array): void {
    const own = this.#own
    const left = this.#written - this.#read
    if (own !== null && own.length - this.#written >= bytes.length) {
      own.set(bytes, this.#written)
      this.#written += bytes.length
      return
    }
    const need = left + bytes.length
    const fresh = this.#allocate(left > bytes.length ? need + left : need)
    if (own !== null && left > 0) fresh.set(own.subarray(this.#read, this.#written))
    fresh.set(bytes, left)
    this.#own = fresh
    this.#read = 0
    this.#written = need
  }

  #refuse(size: number): false {
    const { limit } = this
    this.close()
    const message = `a frame of ${size} octets is larger than the ${limit} allowed here`
    this.#sink.refused(new ZmtpError('ERR_ZMTP_UNSPECIFIED', '13/1.0 the framing layer', message))
    return false
  }
}

// Not exact above 2^53, but never on the wrong side of a limit.
function bigEndian(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let place = at; place < at + 8; place++) value = value * 256 + bytes[place]!
  return value
}
