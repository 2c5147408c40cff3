// Two pipes of one thread joined end to end (zmq_inproc(7)): a message goes from one pattern into the other's incoming ring.
//
//   connecter's pipe ──InprocEnd──► bound pipe's incoming ring          no session, no copy of large parts
//
// Rule: what tcp learns in the handshake (types, routing ids) is exchanged here too, and a pair that tcp refuses is refused.

import { ZmtpError } from '../error.ts'
import { inprocHighWaterMark } from '../transport/inproc.ts'
import type { Message } from '../wire/message.ts'
import { isLegalPeer, type SocketType, socketTypes } from '../wire/socket-type.ts'
import type { EngineHost, Lingering } from './engine-host.ts'
import { optionTable } from './option-table.ts'
import type { Carrier, Outlet, PipePeer, SocketPipe } from './pipe.ts'
import { ownMessage } from './view.ts'

interface Side {
  readonly host: EngineHost
  readonly pipe: SocketPipe
}

class InprocEnd implements Outlet {
  readonly open = true
  readonly #own: Side
  readonly #other: Side

  constructor(own: Side, other: Side) {
    this.#own = own
    this.#other = other
  }

  get unsent(): number {
    return this.#other.pipe.readable
  }

  get sendLimit(): number {
    return inprocHighWaterMark(this.#own.host.options.sendHighWaterMark, this.#other.host.options.receiveHighWaterMark)
  }

  get receiveLimit(): number {
    return inprocHighWaterMark(this.#other.host.options.sendHighWaterMark, this.#own.host.options.receiveHighWaterMark)
  }

  send(message: Message): void {
    this.#other.pipe.receive(ownMessage(message))
  }

  offer(): void {
    // Only a conflating pipe queues first: the newest message replaces what the other end has not read.
    const message = this.#own.pipe.take()
    if (message !== undefined) this.#other.pipe.receive(message)
  }

  announce(subscribe: boolean, topic: Uint8Array): void {
    const { host, pipe } = this.#other
    if (!pipe.ended) host.subscription(pipe, subscribe, Buffer.from(topic))
  }

  resume(): void {
    this.#other.pipe.roomMade()
  }
}

/** The connecting side: waits for a bind, then holds the pair. */
export class InprocConnection implements Carrier, Lingering {
  readonly name: string
  readonly host: EngineHost
  readonly #leave: (connection: InprocConnection) => void
  readonly #near: SocketPipe
  #far: Side | null = null

  constructor(host: EngineHost, name: string, assignedRoutingId: Uint8Array | null, leave: (connection: InprocConnection) => void) {
    this.host = host
    this.name = name
    this.#leave = leave
    this.#near = host.createPipe(this, assignedRoutingId)
  }

  /** Joins the own pattern, which may refuse: then `over`. */
  start(): void {
    this.host.attach(this.#near)
  }

  get address(): string {
    return this.name
  }

  get over(): boolean {
    return this.#near.ended
  }

  get unsent(): number {
    return this.#far === null ? this.#near.queued : 0
  }

  /** Somebody is bound: joins the two pipes. */
  join(bound: EngineHost): void {
    const near: Side = { host: this.host, pipe: this.#near }
    if (!isLegalPeer(this.host.type, bound.type)) {
      this.#refuse(bound)
      return
    }
    const far: Side = { host: bound, pipe: bound.createPipe(this, null) }
    this.#far = far
    near.pipe.conflate = far.pipe.conflate = near.pipe.conflate || far.pipe.conflate
    far.pipe.open(new InprocEnd(far, near), peerOf(near.host))
    bound.attach(far.pipe)
    if (far.pipe.ended) return
    bound.connected(far.pipe)
    if (far.pipe.ended) return
    if (near.pipe.ended) {
      this.#bequeath(far)
      return
    }
    near.pipe.open(new InprocEnd(near, far), peerOf(bound))
    greet(near, far)
    greet(far, near)
    this.host.connected(near.pipe)
    this.#hand(far)
    near.pipe.roomMade()
  }

  terminate(pipe: SocketPipe, error?: ZmtpError): void {
    const other = pipe === this.#near ? this.#far : { host: this.host, pipe: this.#near }
    this.#leave(this)
    if (this.#far?.pipe === pipe) this.#far.host.endPipe(pipe)
    else this.host.endPipe(pipe)
    other?.host.endPipe(other.pipe)
    if (error !== undefined) this.host.emit({ type: 'disconnect', address: this.name, error })
  }

  /** Ends, and takes back what the other end has not read. */
  withdraw(): void {
    this.#far?.pipe.discard()
    this.terminate(this.#near)
  }

  /** What waits for a bind may still be read by whoever binds later (zmq_inproc(7)); there is nothing to wait for. */
  close(linger: boolean): boolean {
    if (linger && this.unsent > 0) this.host.endPipe(this.#near, true)
    else this.terminate(this.#near)
    return false
  }

  abandon(): void {
    this.terminate(this.#near)
  }

  #hand(far: Side): void {
    for (let message: Message | undefined; (message = this.#near.take()) !== undefined; ) far.pipe.receive(message)
  }

  #bequeath(far: Side): void {
    this.#hand(far)
    far.host.endPipe(far.pipe)
  }

  #refuse(bound: EngineHost): void {
    this.terminate(this.#near)
    for (const host of [this.host, bound]) {
      const text = `${this.host.type} cannot connect to ${bound.type}`
      const error = new ZmtpError('ERR_ZMTP_INVALID_METADATA', '37/3.1 socket-type property', text)
      error.address = this.name
      host.emit({ type: 'handshake:error:protocol', address: this.name, error })
    }
  }
}

/** ZMQ_HELLO_MSG: comes before all else. */
function greet({ host }: Side, { pipe }: Side): void {
  const { helloMessage } = host.options
  if (helloMessage !== null && (optionTable.helloMessage.sockets as readonly SocketType[]).includes(host.type))
    pipe.receive([Buffer.from(helloMessage)])
}

function peerOf({ type, options }: EngineHost): PipePeer {
  return { socketType: type, routingId: socketTypes[type].announcesRoutingId ? Buffer.from(options.routingId) : new Uint8Array(0) }
}
