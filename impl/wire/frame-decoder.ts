// Octets in, frames out (RFC 37, "Framing"). Owns the memory that the network is read into.
//
//   quiet: lobby ─copy─► small memory ┐
//   busy:  64 KiB slab ───────────────┼─► views as frame bodies
//   big:   body of its own ───────────┘
//
// Rule: only buffer() moves the destination, because the transport holds the last one it was given.

import { ZmtpError } from '../error.ts'
import { COMMAND, LONG, LONG_HEADER, MORE } from './frame.ts'
import { type Allocate, BIG, COLD, EXACT, HOT, lobby, ROOM, SLAB } from './memory.ts'
import type { ViewConstructor } from './message.ts'

const SECTION = '37/3.1 framing'
const lobbyHeader = lobby.subarray(0, LONG_HEADER)

/** Who receives the frames. All calls come from `received` and `resume`, except that `refused` may also come from `buffer`. */
export interface FrameSink {
  /** The octets so far, until it says how many of them the greeting took; 0 means: more are needed, or none are wanted any more. */
  greeting(bytes: Uint8Array): number
  /** One frame; `body` may be kept. False: hold everything after it until `resume()`. */
  frame(flags: number, body: Uint8Array): boolean
  /** The octets are no frame, or one too large. Nothing further is decoded. */
  refused(error: ZmtpError): void
}

export class FrameDecoder {
  /** Largest acceptable body of a message frame, in octets. */
  limit: number
  /** Largest acceptable body of a command, in octets; not below `limit`. */
  commandLimit: number
  /** Whether decoding is held up until `resume()`. */
  stopped = false

  readonly #sink: FrameSink
  readonly #View: ViewConstructor
  readonly #allocate: Allocate
  #greeted = false
  #running = false
  #resumed = false

  // Octets [read, written) of `own` are not decoded yet. Shorter than a slab: the lobby was handed out as destination.
  #own: Uint8Array<ArrayBuffer> | null = null
  #read = 0
  #written = 0
  #lastRead = 0

  // The big body: announced at `read` (flags known, size >= 0), then being filled (body).
  #bigSize = -1
  #bigFlags = 0
  #body: Uint8Array<ArrayBuffer> | null = null
  #have = 0
  #afterBig = false

  constructor(sink: FrameSink, View: ViewConstructor, allocate: Allocate, limit: number, commandLimit: number) {
    this.#sink = sink
    this.#View = View
    this.#allocate = allocate
    this.limit = limit
    this.commandLimit = commandLimit
  }

  /** Where the next octets must be written; never empty. */
  buffer(): Uint8Array<ArrayBuffer> {
    if (this.#body !== null || (this.#bigSize >= 0 && !this.stopped)) {
      const rest = this.#bodyRest()
      if (rest !== null) return rest
    }
    const own = this.#own
    if (own === null) return this.#afterBig ? lobbyHeader : lobby
    if (own.length < SLAB) return lobby
    const left = this.#written - this.#read
    if (left === 0 && this.#lastRead < COLD) {
      this.#own = null
      return lobby
    }
    if (own.length - this.#written >= ROOM) return own.subarray(this.#written)
    const fresh = this.#allocate(Math.max(SLAB, 2 * left))
    if (left > 0) fresh.set(own.subarray(this.#read, this.#written))
    this.#own = fresh
    this.#read = 0
    this.#written = left
    return fresh.subarray(left)
  }

  /** `length` octets lie in the destination. Decodes them. False: reading must stop until `resume()` says true. */
  received(length: number): boolean {
    if (this.#body !== null) {
      this.#have += length
      if (this.#have >= this.#bigSize) this.#finishBody(this.#body)
      return !this.stopped
    }
    this.#lastRead = length
    this.#afterBig = false
    if (this.#own === null || this.#own.length < SLAB) this.#leaveLobby(length)
    else this.#written += length
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
    this.#own = this.#body = null
    this.#bigSize = -1
    this.#read = this.#written = 0
  }

  #run(): void {
    const own = this.#own
    if (own === null || this.#running) return
    this.#bigSize = -1
    this.#running = true
    try {
      if (this.#greeted || this.#greet(own)) this.#decode(own)
    } catch (bug) {
      // A sink that throws would be given the same frames again: better nothing more.
      this.close()
      throw bug
    } finally {
      this.#running = false
    }
    // Small memory all used up is dropped at once.
    if (this.#read === this.#written && own.length < SLAB) this.#own = null
  }

  #greet(own: Uint8Array<ArrayBuffer>): boolean {
    const used = this.#sink.greeting(own.subarray(this.#read, this.#written))
    this.#read += used
    this.#greeted = used > 0
    return this.#greeted
  }

  // The size and the limits are written out on purpose: a function above V8's inlining limit (460 octets of bytecode) is optimised by
  // itself, with `frame` and the view inlined into the loop. As part of its caller the loop took 44 ns a message instead of 39.
  #decode(own: Uint8Array<ArrayBuffer>): void {
    const sink = this.#sink
    const View = this.#View
    const memory = own.buffer
    const base = own.byteOffset
    const end = this.#written
    let at = this.#read
    while (end - at >= 2) {
      const flags = own[at]!
      let length = own[at + 1]!
      let header = 2
      if (flags > (MORE | LONG) && !this.#isCommand(flags)) return
      if ((flags & LONG) !== 0) {
        if (end - at < LONG_HEADER) break
        // Not exact above 2^53, but never on the wrong side of a limit.
        const high = ((own[at + 1]! << 24) | (own[at + 2]! << 16) | (own[at + 3]! << 8) | own[at + 4]!) >>> 0
        const low = ((own[at + 5]! << 24) | (own[at + 6]! << 16) | (own[at + 7]! << 8) | own[at + 8]!) >>> 0
        length = high * 2 ** 32 + low
        header = LONG_HEADER
      }
      if (length > this.limit) {
        const limit = (flags & COMMAND) === 0 ? this.limit : this.commandLimit
        if (length > limit) {
          this.#refuseSize(length, limit)
          return
        }
      }
      if (end - at - header < length) {
        if (length >= BIG) {
          this.#bigSize = length
          this.#bigFlags = flags
        }
        break
      }
      at += header
      const body = new View(memory, base + at, length)
      at += length
      this.#resumed = false
      if (!sink.frame(flags, body) && !this.#resumed) {
        this.stopped = true
        break
      }
    }
    // close() may have let go of everything meanwhile.
    if (this.#own === own) this.#read = at
  }

  // Copies what was read into the lobby to memory of this connection, which grows by doubling under a peer that drips.
  #leaveLobby(length: number): void {
    const own = this.#own
    const left = this.#written - this.#read
    if (own !== null && left > 0 && own.length - this.#written >= length) {
      own.set(lobby.subarray(0, length), this.#written)
      this.#written += length
      return
    }
    const need = own === null ? length : left + length
    const fresh = this.#allocate(need >= HOT ? Math.max(SLAB, need + ROOM) : need === length ? length : 2 * need)
    if (own !== null && left > 0) fresh.set(own.subarray(this.#read, this.#written))
    fresh.set(lobby.subarray(0, length), need - length)
    this.#own = fresh
    this.#read = 0
    this.#written = need
  }

  // Room for the rest of the big body; null when this machine has no memory for it.
  #bodyRest(): Uint8Array<ArrayBuffer> | null {
    let body = this.#body
    if (body !== null && this.#have < body.length) return body.subarray(this.#have)
    const arrived = body ?? this.#own!.subarray(this.#read + LONG_HEADER, this.#written)
    const have = body === null ? arrived.length : this.#have
    try {
      body = this.#allocate(Math.min(this.#bigSize, Math.max(EXACT, 2 * have)))
    } catch {
      this.close()
      this.#sink.refused(new ZmtpError('ERR_ZMTP_UNSPECIFIED', SECTION, `no memory for a frame of ${this.#bigSize} octets`, 'local'))
      return null
    }
    body.set(arrived)
    this.#body = body
    this.#have = have
    this.#own = null
    this.#read = this.#written = 0
    return body.subarray(have)
  }

  #finishBody(memory: Uint8Array<ArrayBuffer>): void {
    const body = new this.#View(memory.buffer, memory.byteOffset, this.#bigSize)
    this.#body = null
    this.#bigSize = -1
    // The next read takes nine octets only: if they announce another big body, none of it has to be moved.
    this.#afterBig = true
    this.#resumed = false
    this.#running = true
    try {
      if (!this.#sink.frame(this.#bigFlags, body) && !this.#resumed) this.stopped = true
    } finally {
      this.#running = false
    }
  }

  #isCommand(flags: number): boolean {
    if (flags === COMMAND || flags === (COMMAND | LONG)) return true
    const octet = flags.toString(16).padStart(2, '0')
    if (flags > (MORE | LONG | COMMAND)) return this.#refuse('ERR_ZMTP_UNSPECIFIED', `reserved bits are set in the flags ${octet}`)
    return this.#refuse('ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', `a command has more frames to follow (flags ${octet})`)
  }

  #refuseSize(length: number, limit: number): void {
    if (length >= 2 ** 63) this.#refuse('ERR_ZMTP_UNSPECIFIED', 'the size of a frame has bit 63 set')
    else this.#refuse('ERR_ZMTP_UNSPECIFIED', `a frame of ${length} octets is larger than the ${limit} allowed here`)
  }

  #refuse(code: 'ERR_ZMTP_UNSPECIFIED' | 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED', message: string): false {
    this.close()
    this.#sink.refused(new ZmtpError(code, SECTION, message))
    return false
  }
}
