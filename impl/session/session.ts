// One ZMTP connection from greeting to close (RFC 37; RFC 23, 15 and 13 towards peers of versions 3.0, 2.0 and 1.0).
//
//   octets ─► FrameDecoder ─► Session ─► SessionSink          idle ► greeting ► handshake ► traffic ► ended
//   octets ◄─ FrameEncoder ◄─ Session ◄─ send, subscription
//
// Rule: nothing a peer sends leaves here as an exception; it ends the session with a typed error, once.

import { ZmtpError } from '../error.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import { FrameDecoder, type FrameSink } from '../wire/frame-decoder.ts'
import { FrameEncoder } from '../wire/frame-encoder.ts'
import { GREETING_SIZE } from '../wire/greeting.ts'
import type { LegacyDecoder } from '../wire/legacy-decoder.ts'
import type { LegacyEncoder } from '../wire/legacy-encoder.ts'
import { LEGACY_GREETING_SIZE } from '../wire/legacy-greeting.ts'
import { allocateZeroed } from '../wire/memory.ts'
import type { Message } from '../wire/message.ts'
import { Assembly } from './assembly.ts'
import { Countdown } from './countdown.ts'
import { Handshake, type Progress } from './handshake.ts'
import { Heartbeat } from './heartbeat.ts'
import { legacyFraming } from './legacy-framing.ts'
import { LegacyHandshake } from './legacy-handshake.ts'
import { HANDSHAKE_COMMAND_LIMIT, MESSAGE_LIMIT, PONG_LIMIT } from './limits.ts'
import type { Opening } from './opening.ts'
import { ROUTING_ID_LIMIT } from './peer.ts'
import { type Ending, faultEnding, rejectionEnding, sessionEnd } from './session-end.ts'
import type { SessionContract, SessionOptions, SessionSink } from './session-sink.ts'
import { nextState, type SessionState } from './state.ts'
import { checkPlace, readTrafficCommand, type TrafficCommand, writePing, writePong, writeSubscription } from './traffic-command.ts'

export class Session implements SessionContract, FrameSink {
  readonly #options: SessionOptions
  readonly #sink: SessionSink
  readonly #opening: Opening
  readonly #greeted: Handshake
  readonly #heartbeat: Heartbeat
  readonly #patience = new Countdown()
  readonly #publishes: boolean
  readonly #frameLimit: number
  readonly #assembly: Assembly

  // Replaced, once, by those of an older version.
  #handshake: Handshake | LegacyHandshake
  #decoder: FrameDecoder | LegacyDecoder
  #encoder: FrameEncoder | LegacyEncoder

  #state: SessionState = 'idle'
  #ready = false
  // Single-frame messages go straight to the sink: traffic, no unfinished message, no subscriptions to look for.
  #direct = false
  #pongs = 0
  #now = 0

  constructor(options: SessionOptions, sink: SessionSink) {
    const allocate = options.allocate ?? allocateZeroed
    const { heartbeatInterval: interval, heartbeatTimeout: timeout, heartbeatTimeToLive } = options
    this.#options = options
    this.#sink = sink
    this.#handshake = this.#greeted = new Handshake(options)
    this.#opening = this.#greeted.opening()
    this.#decoder = new FrameDecoder(this, options.View, allocate, HANDSHAKE_COMMAND_LIMIT, HANDSHAKE_COMMAND_LIMIT)
    this.#encoder = new FrameEncoder(allocate)
    this.#heartbeat = new Heartbeat({ interval, timeout: timeout < 0 ? interval : timeout, promised: heartbeatTimeToLive > 0 })
    this.#publishes = options.socketType === 'PUB' || options.socketType === 'XPUB'
    this.#frameLimit = options.maxMessageSize < 0 ? MESSAGE_LIMIT : options.maxMessageSize
    this.#assembly = new Assembly(this.#frameLimit, Math.max(MESSAGE_LIMIT, this.#frameLimit))
  }

  start(now: number): void {
    if (this.#state !== 'idle') return
    this.#state = nextState(this.#state, 'start')
    if (this.#options.handshakeInterval > 0) this.#patience.arm(now, this.#options.handshakeInterval)
    this.#encoder.raw(this.#opening.first())
  }

  buffer(): Uint8Array<ArrayBuffer> {
    return this.#decoder.buffer()
  }

  received(length: number, now: number): boolean {
    if (this.#state === 'ended') return false
    this.#now = now
    this.#heartbeat.heard()
    this.#decoder.received(length)
    return !this.#decoder.stopped
  }

  resume(now: number): boolean {
    if (this.#state === 'ended') return false
    this.#now = now
    return this.#decoder.resume()
  }

  closed(now: number): void {
    this.#now = now
    this.#end({ reason: 'closed', error: null })
  }

  get ready(): boolean {
    return this.#ready
  }

  send(message: Message): void {
    if (!this.#ready) return
    const last = message.length - 1
    for (let at = 0; at < last; at++) this.#encoder.frame(MORE, message[at]!)
    if (last >= 0) this.#encoder.frame(0, message[last]!)
  }

  subscription(subscribe: boolean, topic: Uint8Array): void {
    if (this.#ready) writeSubscription(this.#encoder, this.#handshake.subscriptions, subscribe, topic)
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
      if (this.#patience.expired(now)) this.#end({ reason: 'handshake-timeout', error: null })
      return
    }
    const due = this.#heartbeat.tick(now, this.#decoder.stopped)
    if (due === 'dead') this.#end({ reason: 'heartbeat-timeout', error: null })
    else if (due === 'ping') writePing(this.#encoder, this.#options.heartbeatTimeToLive)
  }

  /** For the decoder. */
  greeting(bytes: Uint8Array): number {
    try {
      const { send, version } = this.#opening.heard(bytes)
      for (const octets of send) if (octets.length > 0) this.#encoder.raw(octets)
      if (version === null) return 0
      if (version !== '3.x') return this.#downgrade(version, bytes)
      const commands = this.#greeted.greeted(bytes)
      if (commands === null) return 0
      this.#state = nextState(this.#state, 'greeted')
      this.#command(commands)
      return GREETING_SIZE
    } catch (fault) {
      this.#fail(fault)
      return 0
    }
  }

  // What the peer sent so far is a greeting of ZMTP 2.0, or the beginning of a frame of 1.0, which has none.
  #downgrade(version: '1.0' | '2.0', bytes: Uint8Array): number {
    this.#handshake = new LegacyHandshake(this.#options, version, bytes)
    this.#state = nextState(this.#state, 'greeted')
    if (version === '2.0') {
      this.#decoder.limit = this.#decoder.commandLimit = ROUTING_ID_LIMIT
      return LEGACY_GREETING_SIZE
    }
    const { decoder, encoder } = legacyFraming(this, this.#options, this.#encoder)
    this.#encoder = encoder
    this.#decoder = decoder
    decoder.take(bytes)
    return bytes.length
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
    this.#end({ reason: 'protocol', error })
  }

  #handshakeFrame(flags: number, body: Uint8Array): boolean {
    let progress: Progress
    try {
      progress = this.#handshake.frame(flags, body)
    } catch (fault) {
      return this.#fail(fault)
    }
    if (progress.kind === 'rejected') return this.#end(rejectionEnding(progress.reason))
    this.#command(progress.send)
    if (progress.kind === 'refused') return this.#fail(progress.error)
    if (progress.kind === 'continued') return true
    this.#state = nextState(this.#state, 'completed')
    this.#ready = true
    this.#direct = !this.#publishes
    this.#decoder.limit = this.#frameLimit
    this.#decoder.commandLimit = Math.max(this.#frameLimit, HANDSHAKE_COMMAND_LIMIT)
    // ZMTP 3.0 has no PING (RFC 23); a 3.0 peer that sends one is answered all the same.
    if (this.#handshake.subscriptions === 'commands') this.#heartbeat.start(this.#now)
    this.#sink.ready(progress.peer)
    // A 1.0 subscriber asks for nothing and filters what comes: it has to get everything.
    if (this.#handshake.subscriptions === 'none' && this.#publishes && this.#ready) this.#sink.subscription(true, new Uint8Array(0))
    return this.#ready
  }

  #part(flags: number, body: Uint8Array): boolean {
    const more = (flags & MORE) !== 0
    if (this.#assembly.parts === null && !more) {
      if (this.#publishes && body.length > 0 && body[0]! <= 1) {
        this.#sink.subscription(body[0] === 1, body.subarray(1))
        return this.#ready
      }
      return this.#sink.message([body]) && this.#ready
    }
    let message: Message | null
    try {
      message = this.#assembly.add(body, more)
    } catch (fault) {
      return this.#fail(fault)
    }
    this.#direct = !more && !this.#publishes
    this.#decoder.limit = this.#assembly.room
    return message === null || (this.#sink.message(message) && this.#ready)
  }

  #trafficCommand(body: Uint8Array): boolean {
    let command: TrafficCommand
    try {
      if (this.#handshake.legacy) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '15/2.0 framing', 'a reserved bit is set')
      command = readTrafficCommand(body)
      if (this.#options.strict) checkPlace(command, this.#assembly.parts !== null, this.#publishes)
      this.#assembly.hold(body.length)
    } catch (fault) {
      return this.#fail(fault)
    }
    this.#decoder.limit = this.#assembly.room
    switch (command.kind) {
      case 'ping':
        this.#heartbeat.pinged(this.#now, command.timeToLive)
        if (this.#pongs++ < PONG_LIMIT) writePong(this.#encoder, command.context)
        return true
      case 'pong':
        this.#heartbeat.ponged()
        return true
      case 'subscription':
        if (this.#publishes) this.#sink.subscription(command.subscribe, command.topic)
        return this.#ready
      case 'error':
        return this.#end(rejectionEnding(command.reason))
      case 'ignored':
        return true
      default:
        return command satisfies never
    }
  }

  #command(bodies: readonly Uint8Array[]): void {
    for (const body of bodies) this.#encoder.frame(COMMAND, body)
  }

  #fail(fault: unknown): false {
    return this.#end(faultEnding(fault))
  }

  #end(ending: Ending): false {
    if (this.#state === 'ended') return false
    const end = sessionEnd(ending, !this.#ready)
    this.#state = nextState(this.#state, 'end')
    this.#ready = this.#direct = false
    this.#assembly.parts = null
    this.#decoder.close()
    this.#sink.ended(end)
    return false
  }
}
