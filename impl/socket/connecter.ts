// One `connect` to a stream endpoint, from the first attempt until disconnect or close.
//
//   dialing ──► linked ──lost──► waiting ──► dialing …          (back-off: reconnect.ts)
//      └────────── failed ─────────▲
//
// Rule: the pipe outlives connections and keeps what waits in it; under IMMEDIATE there is a pipe only while there is a connection.

import type { ZmtpError } from '../error.ts'
import type { PeerFacts, SessionEnd } from '../session/session-sink.ts'
import type { Dialing, Stream, StreamReader, StreamTransport } from '../transport/transport.ts'
import { type EngineHost, endsOf, type Lingering, reportEnd } from './engine-host.ts'
import { Link, type LinkOwner } from './link.ts'
import type { Options } from './options.ts'
import type { Carrier, SocketPipe } from './pipe.ts'
import { type Backoff, createBackoff } from './reconnect.ts'
import { type LinkOptions, linkOptions } from './session-setup.ts'

/** Bits of ZMQ_RECONNECT_STOP; the third, after disconnect, goes without saying. */
const stop = { refused: 1, handshakeFailed: 2 } as const

export class Connecter implements LinkOwner, Carrier, Lingering {
  readonly endpoint: string
  readonly #host: EngineHost
  readonly #transport: StreamTransport
  readonly #assignedRoutingId: Uint8Array | null
  readonly #options: Options
  readonly #session: LinkOptions
  readonly #backoff: Backoff
  #pipe: SocketPipe | null = null
  #link: Link | null = null
  #dialing: Dialing | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  #lingering = false
  #joining = false

  constructor(host: EngineHost, transport: StreamTransport, endpoint: string, assignedRoutingId: Uint8Array | null) {
    this.endpoint = endpoint
    this.#host = host
    this.#transport = transport
    this.#assignedRoutingId = assignedRoutingId
    this.#options = { ...host.options }
    this.#session = linkOptions(host.type, this.#options)
    this.#backoff = createBackoff(this.#options, Math.random)
  }

  start(): void {
    if (!this.#options.immediate) {
      this.#pipe = this.#host.createPipe(this, this.#assignedRoutingId)
      this.#join(this.#pipe)
    }
    if (!this.#stopped) this.#dial()
  }

  get address(): string {
    return this.endpoint
  }

  /** No attempt will follow any more. */
  get stopped(): boolean {
    return this.#stopped
  }

  get unsent(): number {
    return this.#pipe?.unsent ?? 0
  }

  /** Ends at once; what waits in the pipe is dropped. */
  disconnect(): void {
    this.#part()
    this.#stop()
    this.#link?.drop()
    this.#endPipe()
  }

  close(linger: boolean): boolean {
    if (!linger || this.#stopped || this.unsent === 0) {
      this.disconnect()
      return false
    }
    this.#part()
    this.#lingering = true
    if (this.#pipe !== null) this.#host.endPipe(this.#pipe, true)
    // A connection whose handshake is under way goes on in `ready`.
    if (this.#pipe?.connected === true) this.#link?.finish(() => this.#lingered())
    return true
  }

  abandon(): void {
    this.#stop()
    this.#link?.abandon()
    this.#endPipe()
  }

  terminate(pipe: SocketPipe, error?: ZmtpError): void {
    const link = this.#link
    this.#pipe = null
    this.#link = null
    this.#host.endPipe(pipe)
    link?.drop()
    if (link !== null)
      this.#host.emit({ type: 'disconnect', address: this.endpoint, ...endsOf(link.stream), ...(error === undefined ? {} : { error }) })
    // A pattern that refuses a pipe as it joins would refuse the next one too; a raw peer that was told to go is not called back.
    if (error !== undefined || this.#joining || this.#host.type === 'STREAM') this.#stop()
    else if (link !== null) this.#retry()
  }

  ready(link: Link, peer: PeerFacts): SocketPipe | null {
    const host = this.#host
    const pipe = this.#pipe ?? host.createPipe(this, this.#assignedRoutingId)
    const fresh = this.#pipe === null
    this.#pipe = pipe
    pipe.open(link, peer)
    if (host.type !== 'STREAM') host.emit({ type: 'handshake', address: this.endpoint, ...endsOf(link.stream) })
    if (this.#lingering) {
      link.finish(() => this.#lingered())
      return pipe
    }
    // Whoever hears of the handshake may have closed the socket.
    if (fresh && !pipe.ended) this.#join(pipe)
    if (!pipe.ended) host.connected(pipe)
    return pipe.ended ? null : pipe
  }

  over({ stream }: Link, end: SessionEnd): void {
    this.#link = null
    reportEnd(this.#host, this.endpoint, end, stream)
    const pipe = this.#pipe
    const { hiccup } = this.#session
    if (hiccup !== null && pipe?.connected === true && !pipe.ended) pipe.receive([Buffer.from(hiccup)])
    // After ERROR never; after a fault of the peer, libzmq's way, only to the letter: RFC 37 says so of any connection that is broken.
    const again = end.retry || (this.#options.strict && (end.reason === 'protocol' || end.reason === 'mechanism'))
    if (!again || (end.duringHandshake && (this.#options.reconnectStop & stop.handshakeFailed) !== 0)) {
      this.#giveUp()
      return
    }
    if (pipe !== null && this.#options.immediate) this.#endPipe()
    else if (pipe?.connected === true) {
      pipe.lost()
      if (!pipe.ended) {
        this.#host.disconnected(pipe)
        pipe.roomMade()
      }
    }
    if (this.#lingering && this.unsent === 0) this.#lingered()
    else this.#retry()
  }

  #join(pipe: SocketPipe): void {
    this.#joining = true
    this.#host.attach(pipe)
    this.#joining = false
  }

  #dial(): void {
    this.#timer = null
    this.#dialing = this.#transport.connect(
      this.endpoint,
      this.#options,
      stream => this.#connected(stream),
      error => {
        this.#dialing = null
        this.#host.emit({ type: 'close', address: this.endpoint })
        const refused = (error as { code?: string }).code === 'ECONNREFUSED'
        if (refused && (this.#options.reconnectStop & stop.refused) !== 0) this.#giveUp()
        else this.#retry()
      },
    )
    // libzmq reports a delay whenever the system does not connect at once: always over tcp, never over ipc.
    if (this.#transport.scheme === 'tcp') this.#host.emit({ type: 'connect:delay', address: this.endpoint })
  }

  #connected(stream: Stream): StreamReader {
    this.#dialing = null
    this.#backoff.reset()
    this.#host.emit({ type: 'connect', address: this.endpoint, ...endsOf(stream) })
    const link = new Link(this.#host, this, stream, this.#session)
    if (this.#stopped) link.abandon()
    else {
      this.#link = link
      link.begin()
    }
    return link
  }

  #retry(): void {
    if (this.#stopped) return
    const interval = this.#backoff.next()
    if (interval === null) {
      this.#giveUp()
      return
    }
    this.#host.emit({ type: 'connect:retry', address: this.endpoint, interval })
    if (this.#stopped) return
    this.#timer = setTimeout(() => this.#dial(), interval).unref()
  }

  /** No further attempt: the pipe ends, the endpoint stays listed until `disconnect`. */
  #giveUp(): void {
    this.#stop()
    this.#endPipe()
    if (this.#lingering) this.#lingered()
  }

  #lingered(): void {
    this.#stop()
    this.#endPipe()
    this.#host.lingered(this)
  }

  #part(): void {
    if (this.#pipe?.ended === false) this.#host.leaving(this.#pipe)
  }

  #endPipe(): void {
    if (this.#pipe === null) return
    this.#host.endPipe(this.#pipe)
    this.#pipe = null
  }

  #stop(): void {
    this.#stopped = true
    this.#dialing?.abort()
    this.#dialing = null
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
