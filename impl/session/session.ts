// One ZMTP 3.x connection from greeting to close (RFC 37; RFC 23 towards a peer of version 3.0).
//
//   octets ─► FrameDecoder ─► Session ─► SessionSink          idle ► greeting ► handshake ► traffic ► ended
//   octets ◄─ FrameEncoder ◄─ Session ◄─ send, subscription
//
// Rule: nothing a peer sends leaves here as an exception; it ends the session with a typed error, once.

import { ZmtpError } from '../error.ts'
import { encodePing, TIME_TO_LIVE_LIMIT } from '../wire/command.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import { FrameDecoder, type FrameSink } from '../wire/frame-decoder.ts'
import { FrameEncoder } from '../wire/frame-encoder.ts'
import { GREETING_SIZE } from '../wire/greeting.ts'
import { allocateZeroed } from '../wire/memory.ts'
import type { Message } from '../wire/message.ts'
import type { SharedFrames } from '../wire/shared-frames.ts'
import { Countdown } from './countdown.ts'
import { Handshake, type Progress } from './handshake.ts'
import { Heartbeat } from './heartbeat.ts'
import { HANDSHAKE_COMMAND_LIMIT, MESSAGE_LIMIT, PARTS_LIMIT, PONG_LIMIT } from './limits.ts'
import type { SessionContract, SessionEnd, SessionOptions, SessionSink } from './session-sink.ts'
import { nextState, type SessionState } from './state.ts'
import {
  cancelPrefix,
  checkPlace,
  oldCancelPrefix,
  oldSubscribePrefix,
  pongPrefix,
  readTrafficCommand,
  subscribePrefix,
  type TrafficCommand,
} from './traffic-command.ts'

/** Whether a connecting side may try again (RFC 37, "Error Handling"): after a fault of the peer it would only meet it again. */
const retries = {
  protocol: false,
  'error-command': false,
  mechanism: false,
  'handshake-timeout': true,
  'heartbeat-timeout': true,
  closed: true,
} as const satisfies Record<SessionEnd['reason'], boolean>

export class Session implements SessionContract, FrameSink {
  readonly #options: SessionOptions
  readonly #sink: SessionSink
  readonly #handshake: Handshake
  readonly #decoder: FrameDecoder
  readonly #encoder: FrameEncoder
  readonly #heartbeat: Heartbeat
  readonly #patience = new Countdown()
  readonly #publishes: boolean
  readonly #frameLimit: number
  readonly #messageLimit: number

  #state: SessionState = 'idle'
  #ready = false
  // Single-frame messages go straight to the sink: traffic, no unfinished message, no subscriptions to look for.
  #direct = false
  #parts: Message | null = null
  #partsSize = 0
  #pongs = 0
  #now = 0

  constructor(options: SessionOptions, sink: SessionSink) {
    const allocate = options.allocate ?? allocateZeroed
    const { heartbeatInterval: interval, heartbeatTimeout: timeout, heartbeatTimeToLive } = options
    this.#options = options
    this.#sink = sink
    this.#handshake = new Handshake(options)
    this.#decoder = new FrameDecoder(this, options.View, allocate, HANDSHAKE_COMMAND_LIMIT, HANDSHAKE_COMMAND_LIMIT)
    this.#encoder = new FrameEncoder(allocate)
    this.#heartbeat = new Heartbeat({ interval, timeout: timeout < 0 ? interval : timeout, promised: heartbeatTimeToLive > 0 })
    this.#publishes = options.socketType === 'PUB' || options.socketType === 'XPUB'
    this.#frameLimit = options.maxMessageSize < 0 ? MESSAGE_LIMIT : options.maxMessageSize
    this.#messageLimit = Math.max(MESSAGE_LIMIT, this.#frameLimit)
  }

  start(now: number): void {
    if (this.#state !== 'idle') return
    this.#state = nextState(this.#state, 'start')
    if (this.#options.handshakeInterval > 0) this.#patience.arm(now, this.#options.handshakeInterval)
    this.#encoder.raw(this.#handshake.greeting())
  }

  buffer(): Uint8Array<ArrayBuffer> {
    return this.#decoder.buffer()
  }

  received(length: number, now: number): boolean {
    if (this.#state === 'ended') return false
    this.#now = now
    this.#heartbeat.heard()
    return this.#decoder.received(length)
  }

  resume(now: number): boolean {
    if (this.#state === 'ended') return false
    this.#now = now
    return this.#decoder.resume()
  }

  closed(now: number): void {
    this.#now = now
    this.#end('closed', null)
  }

  get ready(): boolean {
    return this.#ready
  }

  send(message: Message, shared: SharedFrames | null = null): void {
    if (!this.#ready) return
    if (shared?.hold(message)) {
      this.#encoder.shared(shared)
      return
    }
    const last = message.length - 1
    for (let at = 0; at < last; at++) this.#encoder.frame(MORE, message[at]!)
    if (last >= 0) this.#encoder.frame(0, message[last]!)
  }

  subscription(subscribe: boolean, topic: Uint8Array): void {
    if (!this.#ready) return
    if (this.#handshake.peerMinor > 0) this.#encoder.prefixed(COMMAND, subscribe ? subscribePrefix : cancelPrefix, topic)
    else this.#encoder.prefixed(0, subscribe ? oldSubscribePrefix : oldCancelPrefix, topic)
  }

  get pending(): number {
    return this.#encoder.pending
  }

  take(): Uint8Array[] {
    this.#pongs = 0
    return this.#encoder.take()
  }

  get deadline(): number {
    if (this.#state === 'ended') return Infinity
    return this.#ready ? this.#heartbeat.deadline : this.#patience.due
  }

  tick(now: number): void {
    if (this.#state === 'ended') return
    this.#now = now
    if (!this.#ready) {
      if (this.#patience.expired(now)) this.#end('handshake-timeout', null)
      return
    }
    const due = this.#heartbeat.tick(now, this.#decoder.stopped)
    if (due === 'dead') this.#end('heartbeat-timeout', null)
    else if (due === 'ping') {
      const timeToLive = Math.min(Math.floor(this.#options.heartbeatTimeToLive / 100), TIME_TO_LIVE_LIMIT)
      this.#encoder.frame(COMMAND, encodePing(timeToLive))
    }
  }

  /** For the decoder. */
  greeting(bytes: Uint8Array): number {
    try {
      const send = this.#handshake.greeted(bytes)
      if (send === null) return 0
      this.#state = nextState(this.#state, 'greeted')
      this.#command(send)
      return GREETING_SIZE
    } catch (fault) {
      this.#fail(fault)
      return 0
    }
  }

  /** For the decoder: the hot path. */
  frame(flags: number, body: Uint8Array): boolean {
    if (this.#direct && (flags & (MORE | COMMAND)) === 0) return this.#sink.message([body]) && this.#direct
    return this.#slowFrame(flags, body)
  }

  // Apart, so that `frame` stays small enough to be inlined.
  #slowFrame(flags: number, body: Uint8Array): boolean {
    switch (this.#state) {
      case 'traffic':
        return (flags & COMMAND) === 0 ? this.#part(flags, body) : this.#trafficCommand(body)
      case 'handshake':
        return this.#handshakeFrame(flags, body)
      case 'idle':
      case 'greeting':
      case 'ended':
        return false
      default:
        return this.#state satisfies never
    }
  }

  /** For the decoder. */
  refused(error: ZmtpError): void {
    this.#end('protocol', error)
  }

  #handshakeFrame(flags: number, body: Uint8Array): boolean {
    let progress: Progress
    try {
      progress = this.#handshake.frame(flags, body)
    } catch (fault) {
      return this.#fail(fault)
    }
    if (progress.kind === 'rejected') return this.#rejected(progress.reason)
    this.#command(progress.send)
    if (progress.kind === 'refused') return this.#fail(progress.error)
    if (progress.kind === 'continued') return true
    this.#state = nextState(this.#state, 'completed')
    this.#ready = true
    this.#direct = !this.#publishes
    this.#decoder.limit = this.#frameLimit
    this.#decoder.commandLimit = Math.max(this.#frameLimit, HANDSHAKE_COMMAND_LIMIT)
    // ZMTP 3.0 has no PING (RFC 23); a 3.0 peer that sends one is answered all the same.
    if (this.#handshake.peerMinor > 0) this.#heartbeat.start(this.#now)
    this.#sink.ready(progress.peer)
    return this.#ready
  }

  #part(flags: number, body: Uint8Array): boolean {
    const parts = this.#parts
    const more = (flags & MORE) !== 0
    if (parts === null && !more) {
      if (this.#publishes && body.length > 0 && body[0]! <= 1) {
        this.#sink.subscription(body[0] === 1, body.subarray(1))
        return this.#ready
      }
      return this.#sink.message([body]) && this.#ready
    }
    const message = parts ?? []
    message.push(body)
    this.#parts = more ? message : null
    this.#direct = !more && !this.#publishes
    if (more) return this.#hold(message.length, body.length)
    this.#partsSize = 0
    this.#decoder.limit = this.#frameLimit
    return this.#sink.message(message) && this.#ready
  }

  // Counts what an unfinished message makes this side keep: its octets, and those of commands in between, which lie in the same memory.
  #hold(parts: number, octets: number): boolean {
    this.#partsSize += octets
    this.#decoder.limit = Math.min(this.#frameLimit, this.#messageLimit - this.#partsSize)
    if (parts < PARTS_LIMIT && this.#partsSize <= this.#messageLimit) return true
    return this.#fail(new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1 framing', `a message of more than ${parts} frames or too many octets`))
  }

  #trafficCommand(body: Uint8Array): boolean {
    let command: TrafficCommand
    try {
      command = readTrafficCommand(body)
      if (this.#options.strict) checkPlace(command, this.#parts !== null, this.#publishes)
    } catch (fault) {
      return this.#fail(fault)
    }
    if (this.#parts !== null && !this.#hold(this.#parts.length, body.length)) return false
    switch (command.kind) {
      case 'ping':
        this.#heartbeat.pinged(this.#now, command.timeToLive)
        if (this.#pongs++ < PONG_LIMIT) this.#encoder.prefixed(COMMAND, pongPrefix, command.context)
        return true
      case 'pong':
        this.#heartbeat.ponged()
        return true
      case 'subscription':
        if (this.#publishes) this.#sink.subscription(command.subscribe, command.topic)
        return this.#ready
      case 'error':
        return this.#rejected(command.reason)
      case 'ignored':
        return true
      default:
        return command satisfies never
    }
  }

  #command(bodies: readonly Uint8Array[]): void {
    for (const body of bodies) this.#encoder.frame(COMMAND, body)
  }

  #rejected(reason: string): false {
    const error = new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1 error handling', `the peer refused the connection: ${reason}`)
    return this.#end('error-command', error, reason)
  }

  // Only what a peer did wrong ends the session; a bug in the sink or the mechanism is not the peer's fault and goes on its way.
  #fail(fault: unknown): false {
    if (!(fault instanceof ZmtpError)) throw fault
    return this.#end(fault.code === 'ERR_ZMTP_MECHANISM_MISMATCH' ? 'mechanism' : 'protocol', fault)
  }

  #end(reason: SessionEnd['reason'], error: ZmtpError | null, refusal?: string): false {
    if (this.#state === 'ended') return false
    const duringHandshake = !this.#ready
    this.#state = nextState(this.#state, 'end')
    this.#ready = this.#direct = false
    this.#parts = null
    this.#decoder.close()
    const end: SessionEnd = { reason, error, duringHandshake, retry: retries[reason] }
    this.#sink.ended(refusal === undefined ? end : { ...end, refusal })
    return false
  }
}
