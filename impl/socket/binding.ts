// One `bind` to a stream endpoint: the listener and the connections it accepted.
// Rule: an accepted peer gets its pipe after the handshake and loses it with the connection; what it sent stays readable.
// unbind ends the accepted connections too, as libzmq does (they are children of its listener), each with its linger.

import { ZmqError, type ZmtpError } from '../error.ts'
import type { PeerFacts, SessionEnd } from '../session/session-sink.ts'
import type { Listener, Stream, StreamReader, StreamTransport } from '../transport/transport.ts'
import { type EngineHost, endsOf, type Lingering, reportEnd } from './engine-host.ts'
import { Link, type LinkOwner } from './link.ts'
import type { Carrier, SocketPipe } from './pipe.ts'
import { type LinkOptions, linkOptions } from './session-setup.ts'

/** An accepted connection. */
class Acceptance implements LinkOwner, Carrier, Lingering {
  readonly link: Link
  readonly #host: EngineHost
  readonly address: string
  readonly #gone: (acceptance: Acceptance) => void
  #pipe: SocketPipe | null = null

  constructor(host: EngineHost, stream: Stream, options: LinkOptions, gone: (acceptance: Acceptance) => void) {
    this.#host = host
    this.address = stream.localEndpoint
    this.#gone = gone
    host.emit({ type: 'accept', address: this.address, ...endsOf(stream) })
    this.link = new Link(host, this, stream, options)
  }

  get unsent(): number {
    return this.#pipe?.unsent ?? 0
  }

  ready(link: Link, peer: PeerFacts): SocketPipe | null {
    const host = this.#host
    const pipe = host.createPipe(this, null)
    this.#pipe = pipe
    pipe.open(link, peer)
    if (host.type !== 'STREAM') host.emit({ type: 'handshake', address: this.address, ...endsOf(link.stream) })
    // Whoever hears of the handshake may have closed the socket.
    if (!pipe.ended) host.attach(pipe)
    if (!pipe.ended) host.connected(pipe)
    return pipe.ended ? null : pipe
  }

  over({ options, stream }: Link, end: SessionEnd): void {
    this.#gone(this)
    if (options.farewell !== null && this.#pipe?.ended === false) this.#pipe.receive([Buffer.from(options.farewell)])
    reportEnd(this.#host, this.address, end, stream)
    this.#end()
  }

  terminate(_pipe: SocketPipe, error?: ZmtpError): void {
    this.#gone(this)
    this.#end()
    this.link.drop()
    this.#host.emit({ type: 'disconnect', address: this.address, ...endsOf(this.link.stream), ...(error === undefined ? {} : { error }) })
  }

  close(linger: boolean): boolean {
    this.#gone(this)
    if (this.#pipe?.ended === false) this.#host.leaving(this.#pipe)
    if (!linger || this.unsent === 0 || this.#pipe === null) {
      this.link.drop()
      this.#end()
      return false
    }
    this.#host.endPipe(this.#pipe, true)
    this.link.finish(() => {
      this.#end()
      this.#host.lingered(this)
    })
    return true
  }

  abandon(): void {
    this.link.abandon()
    this.#end()
  }

  #end(): void {
    if (this.#pipe !== null) this.#host.endPipe(this.#pipe)
    this.#host.lingered(this)
  }
}

export class Binding {
  /** What `bind` was given. */
  readonly requested: string
  /** What was bound, wildcards resolved. */
  endpoint = ''
  readonly #host: EngineHost
  readonly #session: LinkOptions
  readonly #accepted = new Set<Acceptance>()
  #listener: Listener | null = null
  #closed = false

  constructor(host: EngineHost, requested: string) {
    this.#host = host
    this.requested = requested
    this.#session = { ...linkOptions(host.type, host.options), binds: true }
  }

  /** @throws (rejects) ZmqError as `StreamTransport.listen` */
  async open(transport: StreamTransport): Promise<void> {
    const host = this.#host
    const accept = (stream: Stream): StreamReader => this.#accept(stream)
    const failed = (error: Error): void => {
      if (error instanceof ZmqError) host.emit({ type: 'accept:error', address: this.endpoint, error })
    }
    const listener = await transport.listen(this.requested, { ...host.options }, accept, failed)
    this.endpoint = listener.endpoint
    this.#listener = listener
  }

  /** Of the listener; -1 where there is none. */
  get fd(): number {
    return this.#listener?.fd ?? -1
  }

  /** Stops listening. Resolves when the address is free. */
  async shut(): Promise<void> {
    this.#closed = true
    const listener = this.#listener
    this.#listener = null
    if (listener === null) return
    const freed = listener.close()
    this.#host.emit({ type: 'close', address: this.endpoint, fd: listener.fd ?? -1 })
    await freed
  }

  /** The accepted connections, for closing. */
  get connections(): readonly Lingering[] {
    return [...this.#accepted]
  }

  #accept(stream: Stream): StreamReader {
    const acceptance = new Acceptance(this.#host, stream, this.#session, gone => this.#accepted.delete(gone))
    if (this.#closed || this.#host.closed) acceptance.abandon()
    else {
      this.#accepted.add(acceptance)
      acceptance.link.begin()
    }
    return acceptance.link
  }
}
