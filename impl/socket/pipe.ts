// A pipe: one peer as the pattern sees it, and the only queue of application messages (zmq_setsockopt(3), ZMQ_SNDHWM and ZMQ_RCVHWM).
//
//   pattern ──write──► [outgoing ring, only while the outlet is shut] ──► outlet: a link, or the other end of an inproc pair
//   pattern ◄─shift─── [incoming ring] ◄── receive ── outlet
//
// Rule: what waits in the outgoing ring survives a reconnection; what the outlet has taken does not.

import type { ZmtpError } from '../error.ts'
import type { Pipe } from '../pattern/pattern.ts'
import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import type { Options } from './options.ts'
import { Ring } from './ring.ts'
import { ownMessage } from './view.ts'

/** Where a connected pipe's messages go. */
export interface Outlet {
  /** Whether `send` may be called; otherwise messages wait in the pipe and `offer` tells that one does. */
  readonly open: boolean
  /** Messages taken that have not left this process (link), or that the other end has not read (inproc). */
  readonly unsent: number
  /** Messages that may be queued or unsent; 0 for no limit. */
  readonly sendLimit: number
  /** Received messages that may be unread; 0 for no limit. */
  readonly receiveLimit: number
  send(message: Message): void
  offer(): void
  /** Tells the peer of a subscription or its end. */
  announce(subscribe: boolean, topic: Uint8Array): void
  /** The incoming ring is half empty again after `receive` returned false. */
  resume(): void
}

/** Whose pipe it is: told of every change a pattern must know of. */
export interface PipeOwner {
  readonly options: Options
  pipeReadable(pipe: SocketPipe): void
  pipeWritable(pipe: SocketPipe): void
}

/** What holds the pipe's connection and can end both. */
export interface Carrier {
  /** The endpoint, as events show it. */
  readonly address: string
  /** Set where the pipe ends in datagrams. */
  readonly datagram?: true
  terminate(pipe: SocketPipe, error?: ZmtpError): void
}

export interface PipePeer {
  readonly socketType: SocketType | null
  readonly routingId: Uint8Array
}

const nobody = new Uint8Array(0)

export class SocketPipe implements Pipe {
  peerRoutingId: Uint8Array = nobody
  readonly assignedRoutingId: Uint8Array | null
  peerType: SocketType | null = null
  connected = false
  ended = false
  readonly datagram: boolean
  givenRoutingId: Uint8Array | null = null
  outIndex = -1
  inIndex = -1
  /** Only the newest message is kept, in both directions (ZMQ_CONFLATE). */
  conflate: boolean
  readonly #owner: PipeOwner
  readonly #carrier: Carrier
  readonly #incoming = new Ring<Message>()
  readonly #outgoing = new Ring<Message>()
  #outlet: Outlet | null = null
  #stalled = false
  #choked = false

  constructor(owner: PipeOwner, carrier: Carrier, assignedRoutingId: Uint8Array | null, conflate: boolean) {
    this.#owner = owner
    this.#carrier = carrier
    this.datagram = carrier.datagram === true
    this.assignedRoutingId = assignedRoutingId
    this.conflate = conflate
  }

  // ── for the pattern

  get readable(): number {
    return this.#incoming.length
  }

  get full(): boolean {
    if (this.ended) return true
    if (this.conflate) return false
    const limit = this.#sendLimit
    // Whoever saw "full" is told when there is room again.
    return limit > 0 && this.unsent >= limit ? (this.#choked = true) : false
  }

  write(message: Message): void {
    if (this.ended) return
    const outlet = this.#outlet
    if (outlet?.open === true && this.#outgoing.length === 0 && !this.conflate) {
      outlet.send(message)
      return
    }
    if (this.conflate) this.#outgoing.clear()
    this.#outgoing.push(ownMessage(message))
    outlet?.offer()
  }

  shift(): Message | undefined {
    const message = this.#incoming.shift()
    if (this.#stalled && this.#incoming.length <= this.#receiveLimit >> 1) {
      this.#stalled = false
      this.#outlet?.resume()
    }
    return message
  }

  subscribe(topic: Uint8Array): void {
    if (this.connected) this.#outlet?.announce(true, topic)
  }

  cancel(topic: Uint8Array): void {
    if (this.connected) this.#outlet?.announce(false, topic)
  }

  /** For events. */
  get address(): string {
    return this.#carrier.address
  }

  terminate(error?: ZmtpError): void {
    if (!this.ended) this.#carrier.terminate(this, error)
  }

  // ── for the outlet

  /** One message arrived. False: the receive high-water mark is reached, `Outlet.resume` will follow. */
  receive(message: Message): boolean {
    const incoming = this.#incoming
    const first = incoming.length === 0
    const limit = this.#receiveLimit
    if (incoming.length >= limit && limit > 0 && this.#discards) return true
    if (this.conflate) incoming.clear()
    incoming.push(message)
    if (first) this.#owner.pipeReadable(this)
    if (this.conflate || limit === 0 || incoming.length < limit || this.#discards) return true
    this.#stalled = true
    return false
  }

  /** Forgets what was received and not read. */
  discard(): void {
    this.#incoming.clear()
  }

  /** Takes the oldest message that waits to be sent. */
  take(): Message | undefined {
    return this.#outgoing.shift()
  }

  /** Messages that wait to be sent. */
  get queued(): number {
    return this.#outgoing.length
  }

  /** Messages that wait or have been taken by the outlet and not left it. */
  get unsent(): number {
    return this.#outgoing.length + (this.#outlet?.unsent ?? 0)
  }

  /** The outlet got rid of messages, or a limit was raised. Wakes writers at half the mark, so that they wake for a batch. */
  roomMade(): void {
    if (!this.#choked || this.ended) return
    const limit = this.#sendLimit
    if (limit > 0 && this.unsent > limit >> 1) return
    this.#choked = false
    this.#owner.pipeWritable(this)
  }

  // ── for the carrier

  /** A connection is ready. */
  open(outlet: Outlet, peer: PipePeer): void {
    this.#outlet = outlet
    this.peerType = peer.socketType
    this.peerRoutingId = peer.routingId
    this.connected = true
  }

  /** The connection was lost; messages in both rings stay. */
  lost(): void {
    this.#outlet = null
    this.connected = false
    this.#stalled = false
  }

  /** The pipe is over. Received messages stay readable; unsent ones stay only for a lingering outlet. */
  end(keepUnsent: boolean): void {
    this.ended = true
    if (keepUnsent) return
    this.lost()
    this.#outgoing.clear()
  }

  get #sendLimit(): number {
    return this.#outlet === null ? this.#owner.options.sendHighWaterMark : this.#outlet.sendLimit
  }

  /** SUB, XSUB and DISH past their mark: hold the publisher back, as libzmq does, or discard, as RFC 29 and 48 say (docs/adr/0004). */
  get #discards(): boolean {
    return this.#owner.options.strict && (this.peerType === 'PUB' || this.peerType === 'XPUB' || this.peerType === 'RADIO')
  }

  get #receiveLimit(): number {
    return this.#outlet === null ? this.#owner.options.receiveHighWaterMark : this.#outlet.receiveLimit
  }
}
