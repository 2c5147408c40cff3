// One ZMTP connection from greeting to close (RFC 37; RFC 23, 15 and 13 towards peers of versions 3.0, 2.0 and 1.0).
//
//   octets ─► FrameDecoder ─► Session ─► SessionSink          idle ► greeting ► handshake ► traffic ► ended
//   octets ◄─ FrameEncoder ◄─ Session ◄─ send, subscription
//
// Rule: nothing a peer sends leaves here as an exception; it ends the session with a typed error, once.

import type { ZmtpError } from '../error.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import { FrameDecoder, type FrameSink } from '../wire/frame-decoder.ts'
import { FrameEncoder } from '../wire/frame-encoder.ts'
import { GREETING_SIZE } from '../wire/greeting.ts'
import type { LegacyDecoder } from '../wire/legacy-decoder.ts'
import type { LegacyEncoder } from '../wire/legacy-encoder.ts'
import { LEGACY_GREETING_SIZE } from '../wire/legacy-greeting.ts'
import { allocateZeroed } from '../wire/memory.ts'
import type { Message } from '../wire/message.ts'
import type { SharedFrames } from '../wire/shared-frames.ts'
import { cipherWriter, type FrameWriter } from './cipher-writer.ts'
import { Countdown } from './countdown.ts'
import { Handshake, type Progress } from './handshake.ts'
import { Heartbeat } from './heartbeat.ts'
import { legacyFraming } from './legacy-framing.ts'
import { LegacyHandshake } from './legacy-handshake.ts'
import { HANDSHAKE_COMMAND_LIMIT } from './limits.ts'
import type { Opening } from './opening.ts'
import { ROUTING_ID_LIMIT } from './peer.ts'
import { type Ending, faultEnding, rejectionEnding, sessionEnd, verdictEnding } from './session-end.ts'
import type { SessionContract, SessionOptions, SessionSink, Verdict } from './session-sink.ts'
import { nextState, type SessionState } from './state.ts'
import { publishes, Traffic } from './traffic.ts'
import { writeMembership, writePing, writeSubscription } from './traffic-command.ts'

export class Session implements SessionContract, FrameSink {
  readonly #options: SessionOptions
  readonly #sink: SessionSink
  readonly #opening: Opening
  readonly #greeted: Handshake
  readonly #heartbeat: Heartbeat
  readonly #patience = new Countdown()
  readonly #traffic: Traffic

  // Replaced, once, by those of an older version.
  #handshake: Handshake | LegacyHandshake
  #decoder: FrameDecoder | LegacyDecoder
  #encoder: FrameEncoder | LegacyEncoder

  // What traffic is written with: the encoder itself, or one that seals each frame.
  #writer: FrameWriter
  // The encoder whose octets are those of other connections too: in clear, in the framing of 2.0 and later.
  #common: FrameEncoder | null = null
  #asking = false
  #state: SessionState = 'idle'
  #ready = false
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
    this.#writer = this.#encoder
    this.#heartbeat = new Heartbeat({ interval, timeout: timeout < 0 ? interval : timeout, promised: heartbeatTimeToLive > 0 })
    this.#traffic = new Traffic(options, sink, this.#heartbeat, { end: ending => this.#end(ending), fail: fault => this.#fail(fault) })
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

  send(message: Message, shared: SharedFrames | null = null): void {
    if (!this.#ready) return
    if (shared !== null && this.#common !== null && shared.hold(message)) {
      this.#common.shared(shared)
      return
    }
    const last = message.length - 1
    for (let at = 0; at < last; at++) this.#writer.frame(MORE, message[at]!)
    if (last >= 0) this.#writer.frame(0, message[last]!)
  }

  subscription(subscribe: boolean, topic: Uint8Array): void {
    if (!this.#ready) return
    if (this.#options.socketType === 'DISH') writeMembership(this.#writer, subscribe, topic)
    else writeSubscription(this.#writer, this.#handshake.subscriptions, subscribe, topic)
  }

  get pending(): number {
    return this.#encoder.pending
  }

  take(): Uint8Array[] {
    this.#traffic.taken()
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
    else if (due === 'ping') writePing(this.#writer, this.#options.heartbeatTimeToLive)
  }

  verdict(verdict: Verdict, now: number): void {
    if (!this.#asking || this.#state !== 'handshake') return
    this.#asking = false
    this.#now = now
    if (verdict.kind === 'accepted') return void this.#progress(() => this.#greeted.accepted(verdict.further))
    const { send, ending } = verdictEnding(verdict)
    this.#command(send)
    this.#end(ending)
  }

  /** For the decoder. */
  greeting(bytes: Uint8Array): number {
    try {
      const { send, version } = this.#opening.heard(bytes)
      for (const octets of send) if (octets.length > 0) this.#encoder.raw(octets)
      if (version === null) return 0
      if (version !== '3.x') return this.#downgrade(version, bytes)
    } catch (fault) {
      this.#fail(fault)
      return 0
    }
    this.#progress(() => this.#greeted.greeted(bytes))
    return this.#state === 'handshake' ? GREETING_SIZE : 0
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
    this.#writer = this.#encoder = encoder
    this.#decoder = decoder
    decoder.take(bytes)
    return bytes.length
  }

  /** For the decoder: the hot path. */
  frame(flags: number, body: Uint8Array): boolean {
    const traffic = this.#traffic
    if (traffic.direct && (flags & (MORE | COMMAND)) === 0) return this.#sink.message([body]) && traffic.direct
    return this.#slowFrame(flags, body)
  }

  // Apart, so that `frame` stays small enough to be inlined.
  #slowFrame(flags: number, body: Uint8Array): boolean {
    switch (this.#state) {
      case 'traffic':
        return this.#traffic.frame(flags, body, this.#now)
      case 'handshake':
        return this.#progress(() => this.#handshake.frame(flags, body, this.#now))
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

  #progress(step: () => Progress | null): boolean {
    let progress: Progress | null
    try {
      progress = step()
    } catch (fault) {
      return this.#fail(fault)
    }
    if (progress === null) return true
    this.#state = nextState(this.#state, 'greeted')
    if (progress.kind === 'rejected') return this.#end(rejectionEnding(progress.reason))
    this.#command(progress.send)
    if (progress.kind === 'refused') return this.#fail(progress.error)
    if (progress.kind === 'continued') {
      if (progress.ask === undefined) return true
      this.#asking = true
      this.#sink.authenticate(progress.ask)
      return this.#state !== 'ended'
    }
    this.#state = nextState(this.#state, 'completed')
    this.#ready = true
    const { cipher } = progress
    // Older versions have no mechanism, and so no cipher.
    if (cipher !== null) this.#writer = cipherWriter(cipher, this.#encoder as FrameEncoder, this.#options.strict)
    this.#common = cipher === null && this.#encoder instanceof FrameEncoder ? this.#encoder : null
    const { legacy, subscriptions } = this.#handshake
    const commands = subscriptions === 'commands'
    this.#traffic.open({ decoder: this.#decoder, writer: this.#writer, cipher, legacy, commands })
    // ZMTP 3.0 has no PING (RFC 23); a 3.0 peer that sends one is answered all the same.
    if (commands) this.#heartbeat.start(this.#now)
    this.#sink.ready(progress.peer)
    // A 1.0 subscriber asks for nothing and filters what comes: it has to get everything.
    if (this.#handshake.subscriptions === 'none' && publishes(this.#options.socketType) && this.#ready)
      this.#sink.subscription(true, new Uint8Array(0))
    return this.#ready
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
    this.#ready = false
    this.#decoder.close()
    this.#traffic.close()
    this.#sink.ended(end)
    return false
  }
}
