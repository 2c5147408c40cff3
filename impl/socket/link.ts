// A link: one session on one stream, and the outlet of the pipe that the connection carries.
//
//   pipe ──send──► session ──take──► stream      one write in flight; a flush per turn, at once from 256 KiB or the HWM on
//   pipe ◄─receive─ session ◄─received─ stream
//
// Rule: bounded work per turn. A link never loops until its queue is empty; what one chunk does not hold goes out in a later turn.

import type { Credentials } from '../mechanism/mechanism.ts'
import { RawSession } from '../session/raw-session.ts'
import { Session } from '../session/session.ts'
import type { PeerFacts, SessionContract, SessionEnd, SessionSink } from '../session/session-sink.ts'
import type { Stream, StreamReader } from '../transport/transport.ts'
import type { Message } from '../wire/message.ts'
import { Authentication } from './authentication.ts'
import type { EngineHost } from './engine-host.ts'
import { type MessageMetadata, mark } from './message-metadata.ts'
import type { Outlet, SocketPipe } from './pipe.ts'
import type { LinkOptions } from './session-setup.ts'

/** Octets that make a flush worth its call before the end of the turn. */
const early = 262144

const now = (): number => performance.now()

/** Who opened the connection: a connecter or a binding. */
export interface LinkOwner {
  /** The handshake is complete. Returns the pipe the connection carries, or null when the pattern refused it. */
  ready(link: Link, peer: PeerFacts): SocketPipe | null
  /** The connection is over, not by the owner's own doing. Called once. */
  over(link: Link, end: SessionEnd): void
}

export class Link implements SessionSink, StreamReader, Outlet {
  unsent = 0
  readonly stream: Stream
  readonly options: LinkOptions
  readonly #host: EngineHost
  readonly #owner: LinkOwner
  readonly #session: SessionContract
  readonly #authentication: Authentication
  #metadata: MessageMetadata | null = null
  #pipe: SocketPipe | null = null
  #over = false
  #inFlight = false
  #scheduled = false
  #timer: NodeJS.Timeout | null = null
  #timerAt = Number.POSITIVE_INFINITY
  #finished: (() => void) | null = null
  readonly #turn = (): void => {
    this.#scheduled = false
    this.#guard(() => this.#pump())
  }
  readonly #goOn = (): void => {
    if (this.#over) return
    this.#guard(() => {
      if (this.#session.resume(now())) this.stream.resume()
    })
    this.#afterInput()
  }
  readonly #ring = (): void => {
    this.#timer = null
    this.#timerAt = Number.POSITIVE_INFINITY
    if (this.#over) return
    const time = now()
    if (time >= this.#session.deadline) this.#guard(() => this.#session.tick(time))
    this.#afterInput()
  }

  constructor(host: EngineHost, owner: LinkOwner, stream: Stream, options: LinkOptions) {
    this.options = options
    this.#host = host
    this.#owner = owner
    this.stream = stream
    this.#session = options.socketType === 'STREAM' ? new RawSession(options, this) : new Session(options, this)
    this.#authentication = new Authentication(options, stream.remoteEndpoint)
  }

  /** Starts the session. A peer of STREAM is ready at once, so the owner must know its link by now. */
  begin(): void {
    this.#guard(() => this.#session.start(now()))
    this.#afterInput()
  }

  // ── Outlet

  get open(): boolean {
    return !this.#inFlight && !this.#over && this.#session.ready
  }

  get sendLimit(): number {
    return this.#host.options.sendHighWaterMark
  }

  get receiveLimit(): number {
    return this.#host.options.receiveHighWaterMark
  }

  send(message: Message): void {
    const session = this.#session
    session.send(message, this.#host.sharedFrames)
    this.unsent++
    if (session.pending >= early || this.unsent === this.#host.options.sendHighWaterMark) this.#flush()
    else this.offer()
  }

  offer(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    process.nextTick(this.#turn)
  }

  announce(subscribe: boolean, topic: Uint8Array): void {
    if (this.#over || !this.#session.ready) return
    this.#session.subscription(subscribe, topic)
    this.offer()
  }

  resume(): void {
    process.nextTick(this.#goOn)
  }

  // ── StreamReader

  buffer(): Uint8Array<ArrayBuffer> {
    return this.#session.buffer()
  }

  received(length: number): boolean {
    if (this.#over) return true
    const go = this.#guard(() => this.#session.received(length, now()))
    this.#afterInput()
    return go ?? false
  }

  drained(): void {
    this.#inFlight = false
    this.unsent = 0
    this.#guard(() => this.#pump())
  }

  closed(): void {
    if (this.#over) return
    this.#guard(() => this.#session.closed(now()))
    this.#settle({ reason: 'closed', error: null, duringHandshake: !this.#session.ready, retry: true })
  }

  // ── SessionSink

  authenticate(credentials: Credentials): void {
    this.#authentication.ask(this.#host, credentials, verdict => {
      if (this.#over) return
      this.#guard(() => this.#session.verdict(verdict, now()))
      this.#afterInput()
    })
  }

  ready(peer: PeerFacts): void {
    this.#metadata = this.#authentication.metadata(peer)
    const { hello, tellsOfArrival } = this.options
    if (hello !== null) this.#session.send([hello])
    this.#pipe = this.#owner.ready(this, peer)
    if (tellsOfArrival) this.#pipe?.receive([Buffer.alloc(0)])
    this.offer()
  }

  message(message: Message): boolean {
    const pipe = this.#pipe
    if (this.#metadata !== null) mark(message[message.length - 1]!, this.#metadata)
    return pipe === null || pipe.ended ? true : pipe.receive(message)
  }

  subscription(subscribe: boolean, topic: Uint8Array): void {
    const pipe = this.#pipe
    if (pipe !== null && !pipe.ended) this.#host.subscription(pipe, subscribe, topic)
  }

  ended(end: SessionEnd): void {
    this.#settle(end)
  }

  leave(): void {
    this.finish(() => this.#owner.over(this, { reason: 'left', error: null, duringHandshake: false, retry: false }))
  }

  // ── the owner

  /** Sends what waits, then closes; `finished` is called when the system has it all. */
  finish(finished: () => void): void {
    this.#finished = finished
    this.offer()
  }

  /** Closes: octets already encoded still go out, waiting messages do not. The owner is not told. */
  drop(): void {
    if (this.#over) return
    this.#cease()
    this.#farewell()
  }

  /** Closes at once, whatever is under way. The owner is not told. */
  abandon(): void {
    this.#cease()
    this.#stopTimer()
    this.stream.destroy()
  }

  #settle(end: SessionEnd): void {
    if (this.#over) return
    this.#cease()
    if (end.reason === 'closed') {
      this.#stopTimer()
      this.stream.destroy()
    } else this.#farewell()
    if (this.options.tellsOfDeparture && this.#pipe?.ended === false) this.#pipe.receive([Buffer.alloc(0)])
    try {
      this.#owner.over(this, end)
    } catch (error) {
      process.emitWarning(error as Error)
    }
  }

  #cease(): void {
    this.#over = true
    this.#authentication.cancel()
  }

  #farewell(): void {
    this.#stopTimer()
    if (this.#session.pending > 0) this.stream.write(this.#session.take())
    this.stream.end()
  }

  /** One turn: takes from the pipe what fits in a chunk, flushes, and lets writers know of room. */
  #pump(): void {
    if (this.#over || this.#inFlight) return
    const session = this.#session
    const pipe = this.#pipe
    if (pipe !== null && session.ready) {
      for (let message: Message | undefined; session.pending < early && (message = pipe.take()) !== undefined; this.unsent++) {
        session.send(message)
      }
    }
    this.#flush()
    if (this.#inFlight) return
    if (pipe !== null) {
      if (pipe.queued > 0) setImmediate(this.#turn)
      pipe.roomMade()
    }
    if (this.#finished !== null && this.#session.pending === 0 && (pipe === null || pipe.queued === 0)) {
      this.drop()
      this.#finished()
    }
  }

  #flush(): void {
    if (this.#inFlight || this.#session.pending === 0) return
    if (this.stream.write(this.#session.take())) this.unsent = 0
    else this.#inFlight = true
  }

  #afterInput(): void {
    if (this.#over) return
    if (this.#session.pending > 0) this.offer()
    const { deadline } = this.#session
    if (deadline >= this.#timerAt) return
    this.#stopTimer()
    this.#timerAt = deadline
    this.#timer = setTimeout(this.#ring, Math.max(1, Math.ceil(deadline - now()))).unref()
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#timerAt = Number.POSITIVE_INFINITY
  }

  /** A defect of ours must cost one connection, not the process. */
  #guard<T>(action: () => T): T | undefined {
    try {
      return action()
    } catch (error) {
      process.emitWarning(error as Error)
      this.#settle({ reason: 'closed', error: null, duringHandshake: !this.#session.ready, retry: true })
      return undefined
    }
  }
}
