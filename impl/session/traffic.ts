// What comes in between the handshake and the end of a connection (RFC 37, "Framing", "Commands", "The Publish-Subscribe Pattern").
//
//   frame ─► opened, when a mechanism seals ─┬─► message of one frame or more, subscription in the 3.0 form ─► SessionSink
//                                            └─► COMMAND: PING, PONG, SUBSCRIBE, JOIN, ERROR …              ─► SessionSink, heartbeat, end
//
// Rule: every method that takes a frame answers whether the next one may come; what the peer did wrong ends the session through its host.

import { ZmtpError } from '../error.ts'
import type { TrafficCipher } from '../mechanism/mechanism.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import type { FrameDecoder } from '../wire/frame-decoder.ts'
import type { LegacyDecoder } from '../wire/legacy-decoder.ts'
import type { Message } from '../wire/message.ts'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { Assembly } from './assembly.ts'
import { openFrame } from './cipher-reader.ts'
import type { FrameWriter } from './cipher-writer.ts'
import type { Heartbeat } from './heartbeat.ts'
import { HANDSHAKE_COMMAND_LIMIT, MESSAGE_LIMIT, PONG_LIMIT } from './limits.ts'
import { type Ending, rejectionEnding } from './session-end.ts'
import type { SessionOptions, SessionSink } from './session-sink.ts'
import { checkPlace, readTrafficCommand, type TrafficCommand, writePong } from './traffic-command.ts'

/** Both end the session, and are false: no frame is taken after it. */
export interface TrafficHost {
  end(ending: Ending): false
  fail(fault: unknown): false
}

/** What the handshake led to. */
export interface Line {
  readonly decoder: FrameDecoder | LegacyDecoder
  readonly writer: FrameWriter
  readonly cipher: TrafficCipher | null
  /** Framing of 2.0 or 1.0, which have no commands. */
  readonly legacy: boolean
  /** The peer has SUBSCRIBE and CANCEL. */
  readonly commands: boolean
}

export const publishes = (type: SocketType): boolean => type === 'PUB' || type === 'XPUB'

export class Traffic {
  /** Single-frame messages may go straight to the sink: in clear, no unfinished message, no subscriptions to look for. */
  direct = false
  readonly #options: SessionOptions
  readonly #sink: SessionSink
  readonly #heartbeat: Heartbeat
  readonly #host: TrafficHost
  readonly #publishes: boolean
  readonly #broadcasts: boolean
  // How many frames a message must have to be delivered; null: any number.
  readonly #frames: number | null
  readonly #frameLimit: number
  readonly #assembly: Assembly
  readonly #clearFrame = (flags: number, body: Uint8Array): boolean =>
    (flags & COMMAND) === 0 ? this.#part(flags, body) : this.#trafficCommand(body)
  #line: Line | null = null
  #plain = false
  // Of publishers: the frame before was not the last of its message; frames behind its first may be subscriptions.
  #inside = false
  #everyFrame = false
  #pongs = 0
  #now = 0

  constructor(options: SessionOptions, sink: SessionSink, heartbeat: Heartbeat, host: TrafficHost) {
    this.#options = options
    this.#sink = sink
    this.#heartbeat = heartbeat
    this.#host = host
    this.#publishes = publishes(options.socketType)
    this.#broadcasts = options.socketType === 'RADIO'
    this.#frames = socketTypes[options.socketType].frames
    this.#frameLimit = options.maxMessageSize < 0 ? MESSAGE_LIMIT : options.maxMessageSize
    this.#assembly = new Assembly(this.#frameLimit, Math.max(MESSAGE_LIMIT, this.#frameLimit))
  }

  open(line: Line): void {
    this.#line = line
    const { cipher, decoder } = line
    this.direct = this.#plain = cipher === null && !this.#publishes && this.#frames !== 2
    this.#admit(line)
    decoder.commandLimit = Math.max(this.#frameLimit, HANDSHAKE_COMMAND_LIMIT) + (cipher?.overhead ?? 0)
  }

  close(): void {
    const line = this.#line
    this.#line = null
    this.direct = false
    this.#assembly.parts = null
    line?.cipher?.close()
  }

  /** What was to be written was taken: PINGs are answered again. */
  taken(): void {
    this.#pongs = 0
  }

  frame(flags: number, body: Uint8Array, now: number): boolean {
    const line = this.#line
    if (line === null) return false
    this.#now = now
    if (line.cipher === null) return this.#clearFrame(flags, body)
    try {
      return openFrame(line.cipher, this.#options.View, this.#assembly.room, flags, body, this.#clearFrame)
    } catch (fault) {
      return this.#host.fail(fault)
    }
  }

  // How large the body of the next message may be. In a box commands travel as messages do, and have their own room.
  #admit({ cipher, decoder }: Line): void {
    const { room } = this.#assembly
    decoder.limit = cipher === null ? room : Math.max(room, HANDSHAKE_COMMAND_LIMIT) + cipher.overhead
  }

  #part(flags: number, body: Uint8Array): boolean {
    const more = (flags & MORE) !== 0
    if (this.#publishes && this.#asks(more, body)) return this.#subscribed(more, body)
    if (this.#assembly.parts === null && !more) {
      return this.#frames === 2 || this.#deliver([body])
    }
    let message: Message | null
    try {
      message = this.#assembly.add(body, more)
    } catch (fault) {
      return this.#host.fail(fault)
    }
    this.direct = !more && this.#plain
    this.#admit(this.#line!)
    // RFC 37, "Thread-Safe Socket Types": a message that has not the right number of frames is discarded whole.
    if (message === null || (this.#frames !== null && message.length !== this.#frames)) return true
    return this.#deliver(message)
  }

  #deliver(message: Message): boolean {
    return this.#sink.message(message) && this.#line !== null
  }

  /**
   * Whether this frame to a publisher is a subscription in the 3.0 form. RFC 23 knows only messages of one frame; libzmq looks at every frame,
   * unless ZMQ_ONLY_FIRST_SUBSCRIBE is set and the first is none, and at those of 3.1 peers too, who have commands for it.
   */
  #asks(more: boolean, body: Uint8Array): boolean {
    const first = !this.#inside
    this.#inside = more
    const form = body.length > 0 && body[0]! <= 1
    if (first) this.#everyFrame = form || !this.#options.onlyFirstSubscribe
    return form && (this.#options.strict ? first && !more && !this.#line!.commands : this.#everyFrame)
  }

  #subscribed(more: boolean, body: Uint8Array): boolean {
    let message: Message | null
    try {
      this.#assembly.hold(body.length)
      message = more ? null : this.#assembly.finish()
    } catch (fault) {
      return this.#host.fail(fault)
    }
    this.#admit(this.#line!)
    this.#sink.subscription(body[0] === 1, body.subarray(1))
    if (this.#line === null) return false
    return message === null || this.#deliver(message)
  }

  #trafficCommand(body: Uint8Array): boolean {
    const line = this.#line!
    let command: TrafficCommand
    try {
      if (line.legacy) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '15/2.0 framing', 'a reserved bit is set')
      command = readTrafficCommand(body)
      if (this.#options.strict) checkPlace(command, this.#assembly.parts !== null, this.#publishes)
      this.#assembly.hold(body.length)
    } catch (fault) {
      return this.#host.fail(fault)
    }
    this.#admit(line)
    switch (command.kind) {
      case 'ping':
        this.#heartbeat.pinged(this.#now, command.timeToLive)
        if (this.#pongs++ < PONG_LIMIT) writePong(line.writer, command.context)
        return true
      case 'pong':
        this.#heartbeat.ponged()
        return true
      case 'subscription':
        if (this.#publishes) this.#sink.subscription(command.subscribe, command.topic)
        return this.#line !== null
      case 'membership':
        if (this.#broadcasts) this.#sink.subscription(command.join, command.group)
        return this.#line !== null
      case 'error':
        return this.#host.end(rejectionEnding(command.reason))
      case 'ignored':
        return true
      default:
        return command satisfies never
    }
  }
}
