// The outlet of a pipe that ends in datagrams, once its socket is open.
//
//   pipe ──send──► form ──► datagram        datagram ──► form ──► pipe, as long as there is room below the high-water mark
//
// Rule: what the system does not take, and what comes when the pipe is full, is lost, as on the way; what waited for the socket is not.

import type { DatagramReader, DatagramSocket } from '../transport/datagram.ts'
import type { DatagramAddress } from '../wire/datagram-address.ts'
import type { Message } from '../wire/message.ts'
import type { DatagramForm } from './datagram-form.ts'
import type { Options } from './options.ts'
import type { Outlet, SocketPipe } from './pipe.ts'

/** Messages sent in one turn, of those that waited. */
const burst = 256

export class DatagramOutlet implements Outlet, DatagramReader {
  /** Told whenever the system has taken something, or the pipe is empty. */
  onProgress: (() => void) | null = null
  #socket: DatagramSocket | null = null
  #scheduled = false
  readonly #options: Options
  readonly #form: DatagramForm
  readonly #pipe: SocketPipe
  readonly #sent = (): void => this.#progress()
  readonly #turn = (): void => {
    this.#scheduled = false
    this.flush()
  }

  constructor(options: Options, form: DatagramForm, pipe: SocketPipe) {
    this.#options = options
    this.#form = form
    this.#pipe = pipe
  }

  /** The socket is there; null: it is gone. */
  set socket(socket: DatagramSocket | null) {
    this.#socket = socket
  }

  get open(): boolean {
    return this.#socket !== null
  }

  get unsent(): number {
    return this.#socket?.unsent ?? 0
  }

  get sendLimit(): number {
    return this.#options.sendHighWaterMark
  }

  get receiveLimit(): number {
    return this.#options.receiveHighWaterMark
  }

  send(message: Message): void {
    const { datagram, to } = this.#form.outgoing(message)
    this.#socket?.send(datagram, to, this.#sent)
  }

  offer(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  /** Sends what waits in the pipe, a burst a turn. */
  flush(): void {
    if (this.#socket === null) return
    for (let left = burst; left > 0; left--) {
      const message = this.#pipe.take()
      if (message === undefined) break
      this.send(message)
    }
    if (this.#pipe.queued > 0) this.offer()
    this.#progress()
  }

  /** Nobody can be told: datagrams go one way. */
  announce(): void {}

  /** Reading never stopped. */
  resume(): void {}

  received(datagram: Buffer, from: DatagramAddress): void {
    const pipe = this.#pipe
    const limit = this.receiveLimit
    if (pipe.ended || (limit > 0 && pipe.readable >= limit)) return
    const message = this.#form.incoming(datagram, from)
    if (message !== null) pipe.receive(message)
  }

  #progress(): void {
    this.#pipe.roomMade()
    this.onProgress?.()
  }
}
