// One endpoint over udp, bound or connected: its pipe and its socket of the system. There is no peer, and no connection to lose.
// Rule: a bound endpoint joins the pattern once it is bound; a connected one at once, and what is sent waits for the socket.

import { ZmqError } from '../error.ts'
import type { DatagramPlan, DatagramSocket } from '../transport/datagram.ts'
import type { DatagramForm } from './datagram-form.ts'
import { DatagramOutlet } from './datagram-outlet.ts'
import type { EngineHost, Lingering } from './engine-host.ts'
import type { Carrier, PipePeer, SocketPipe } from './pipe.ts'
import { type Backoff, createBackoff } from './reconnect.ts'

const nobody: PipePeer = { socketType: null, routingId: new Uint8Array(0) }

export class DatagramEndpoint implements Carrier, Lingering {
  readonly datagram = true
  /** What `bind` or `connect` was given. */
  readonly requested: string
  readonly use: 'bind' | 'connect'
  readonly #host: EngineHost
  readonly #plan: DatagramPlan
  readonly #pipe: SocketPipe
  readonly #outlet: DatagramOutlet
  readonly #backoff: Backoff
  #socket: DatagramSocket | null = null
  #timer: NodeJS.Timeout | null = null
  #over = false
  readonly #waiting: (() => void)[] = []

  constructor(host: EngineHost, requested: string, form: DatagramForm, plan: DatagramPlan) {
    this.requested = requested
    this.use = form.use
    this.#host = host
    this.#plan = plan
    this.#pipe = host.createPipe(this, null)
    this.#outlet = new DatagramOutlet(host.options, form, this.#pipe)
    this.#backoff = createBackoff({ ...host.options }, Math.random)
  }

  /** What was bound, wildcards resolved. */
  get address(): string {
    return this.#socket?.endpoint ?? this.requested
  }

  get fd(): number {
    return this.#socket?.fd ?? -1
  }

  get unsent(): number {
    return this.#pipe.unsent
  }

  /** @throws (rejects) ZmqError as `DatagramPlan`, EBADF when the socket was closed meanwhile */
  async bind(): Promise<void> {
    const socket = await this.#plan(this.#outlet)
    if (this.#host.closed) {
      await socket.close()
      throw new ZmqError('EBADF')
    }
    this.#host.attach(this.#pipe)
    this.#opened(socket)
  }

  connect(): void {
    this.#host.attach(this.#pipe)
    this.#open()
  }

  /** Resolves when the address is free: after `close`, and whatever lingers. */
  async freed(): Promise<void> {
    if (this.#over) await this.#socket?.close()
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  close(linger: boolean): boolean {
    if (!linger || this.#over || this.unsent === 0) {
      this.abandon()
      return false
    }
    this.#host.endPipe(this.#pipe, true)
    this.#outlet.onProgress = () => {
      if (this.unsent === 0) this.abandon()
    }
    return true
  }

  abandon(): void {
    if (this.#over) return
    this.#over = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#host.endPipe(this.#pipe)
    this.#outlet.socket = null
    const freed = this.#socket?.close() ?? Promise.resolve()
    for (const resolve of this.#waiting.splice(0)) void freed.then(resolve)
    if (this.#socket !== null) this.#host.emit({ type: 'close', address: this.address, fd: this.fd })
    this.#host.lingered(this)
  }

  terminate(): void {
    this.abandon()
  }

  #open(): void {
    this.#timer = null
    this.#plan(this.#outlet).then(
      socket => {
        if (this.#over) void socket.close()
        else this.#opened(socket)
      },
      () => this.#retry(),
    )
  }

  #opened(socket: DatagramSocket): void {
    this.#socket = socket
    const pipe = this.#pipe
    pipe.open(this.#outlet, nobody)
    this.#outlet.socket = socket
    if (this.use === 'connect') this.#host.emit({ type: 'connect', address: this.address, fd: this.fd })
    if (!pipe.ended) this.#host.connected(pipe)
    this.#outlet.flush()
  }

  #retry(): void {
    if (this.#over) return
    const interval = this.#backoff.next()
    if (interval === null) {
      this.abandon()
      return
    }
    this.#host.emit({ type: 'connect:retry', address: this.requested, interval })
    if (!this.#over) this.#timer = setTimeout(() => this.#open(), interval).unref()
  }
}
