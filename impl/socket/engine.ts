// The engine of one socket: its pattern, its pipes, its endpoints (contract: engine-contract.ts).
//
//   public socket ──► SocketEngine ──► Pattern ──► SocketPipe ──► Link | InprocEnd | DatagramOutlet
//                        └── Connecter, Binding, InprocConnection, DatagramEndpoint: one per endpoint
//
// Rule: notifications are flags, delivered once per turn; no callback of the user runs inside the engine's own work.

import { randomBytes } from 'node:crypto'
import { ZmqError } from '../error.ts'
import type { Pattern } from '../pattern/pattern.ts'
import { createPattern } from '../pattern/pattern-table.ts'
import { type TransportKind, transportFor } from '../transport/transport-table.ts'
import type { Message } from '../wire/message.ts'
import { SharedFrames } from '../wire/shared-frames.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { requireDatagrams } from './datagram-form.ts'
import { Departure } from './departure.ts'
import { Endpoints } from './endpoints.ts'
import type { EngineContext } from './engine-context.ts'
import type { EngineContract } from './engine-contract.ts'
import type { EngineHost, Lingering } from './engine-host.ts'
import { deliverBeforeExit, forgetDeliverer } from './keep-alive.ts'
import { allocate } from './memory.ts'
import type { MonitorEvent } from './monitor.ts'
import type { Options } from './options.ts'
import { type Carrier, SocketPipe } from './pipe.ts'
import { soon } from './turn.ts'
import { View } from './view.ts'

/** Types for which ZMQ_CONFLATE means anything (zmq_setsockopt(3); zeromq.js has it for SCATTER and GATHER too). */
const conflating: ReadonlySet<SocketType> = new Set(['PULL', 'PUSH', 'SUB', 'PUB', 'DEALER', 'SCATTER', 'GATHER'])
/** Types that send one message to many. */
const publishing: ReadonlySet<SocketType> = new Set(['PUB', 'XPUB', 'RADIO'])

export class SocketEngine implements EngineContract, EngineHost {
  readonly type: SocketType
  readonly options: Options
  readonly sharedFrames: SharedFrames | null
  onReadable: (() => void) | null = null
  onWritable: (() => void) | null = null
  onEvent: ((event: MonitorEvent) => void) | null = null
  readonly context: EngineContext
  readonly #pattern: Pattern
  readonly #pipes = new Set<SocketPipe>()
  readonly #endpoints: Endpoints
  readonly #departure: Departure
  #closed = false
  #readableDue = false
  #writableDue = false
  #scheduled = false
  /** Told of each pipe that joins while `connectPeer` is at work. */
  #onAttach: ((pipe: SocketPipe) => void) | null = null
  readonly #notify = (): void => {
    this.#scheduled = false
    if (this.#readableDue) {
      this.#readableDue = false
      shielded(this.onReadable)
    }
    if (this.#writableDue) {
      this.#writableDue = false
      shielded(this.onWritable)
    }
  }

  /** @throws ZmqError EMFILE */
  constructor(context: EngineContext, type: SocketType, options: Options = context.createOptions(type)) {
    context.enter()
    this.context = context
    this.type = type
    this.options = options
    this.sharedFrames = publishing.has(type) ? new SharedFrames(allocate) : null
    this.#pattern = createPattern(type, { options, seed: randomBytes(4).readUInt32LE(), View })
    this.#endpoints = new Endpoints(this, context.inproc)
    this.#departure = new Departure(options, () => this.#endpoints.unsent)
  }

  // ── EngineContract

  get closed(): boolean {
    return this.#closed
  }

  get lastEndpoint(): string | null {
    return this.#endpoints.last
  }

  async bind(endpoint: string): Promise<void> {
    try {
      const kind = this.#kindOf(endpoint, 'bind')
      if (kind.kind !== 'inproc') deliverBeforeExit(this.#departure)
      await this.#endpoints.bind(endpoint, kind)
    } catch (error) {
      if (error instanceof ZmqError) this.emit({ type: 'bind:error', address: endpoint, error })
      throw error
    }
  }

  async unbind(endpoint: string): Promise<void> {
    await this.#endpoints.unbind(endpoint, connections => this.#departure.send(connections, this.options.linger))
  }

  connect(endpoint: string, assignedRoutingId: Uint8Array | null = null): void {
    const kind = this.#kindOf(endpoint, 'connect')
    if (kind.kind !== 'inproc') deliverBeforeExit(this.#departure)
    this.#endpoints.connect(endpoint, kind, assignedRoutingId)
  }

  connectPeer(endpoint: string): Uint8Array {
    if (this.options.immediate) throw new ZmqError('EFAULT', 'connectPeer answers before there is a connection: set immediate to false')
    let id: Uint8Array | null = null
    // The first of them: a socket that connects to itself has two.
    this.#onAttach = pipe => {
      id ??= pipe.givenRoutingId
    }
    try {
      this.connect(endpoint)
    } finally {
      this.#onAttach = null
    }
    if (id === null) throw new ZmqError('ENOTSUP', `a ${this.type} gives its peers no routing id`)
    return id
  }

  disconnect(endpoint: string): void {
    this.#endpoints.disconnect(endpoint)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.context.leave()
    forgetDeliverer(this.#departure)
    this.#departure.send(this.#endpoints.closeAll(), this.options.linger)
    // What is left are the far ends of inproc pairs.
    for (const pipe of [...this.#pipes]) pipe.terminate()
    this.emit({ type: 'end' })
    this.onEvent = null
  }

  send(message: Message): boolean {
    return this.#pattern.send(message)
  }

  addressee(message: Message): number | null {
    return this.#pattern.addressee(message)
  }

  receive(): Message | undefined {
    return this.#pattern.receive()
  }

  canSend(): boolean {
    return this.#pattern.canSend()
  }

  canReceive(): boolean {
    return this.#pattern.canReceive()
  }

  pipesStats(): void {
    for (const pipe of this.#pipes) this.emit({ type: 'pipes:stats', address: pipe.address, outbound: pipe.unsent, inbound: pipe.readable })
  }

  topics(): number | null {
    return this.#pattern.topics()
  }

  subscribe(topic: Uint8Array): void {
    this.#pattern.subscribe(topic)
  }

  unsubscribe(topic: Uint8Array): void {
    this.#pattern.unsubscribe(topic)
  }

  /** An option changed that pipes act upon at once: with a higher mark, writers that wait may go on. */
  optionsChanged(): void {
    for (const pipe of this.#pipes) pipe.roomMade()
  }

  // ── EngineHost

  emit(event: MonitorEvent): void {
    const { onEvent } = this
    if (onEvent !== null) shielded(() => onEvent(event))
  }

  createPipe(carrier: Carrier, assignedRoutingId: Uint8Array | null): SocketPipe {
    return new SocketPipe(this, carrier, assignedRoutingId, this.options.conflate && conflating.has(this.type))
  }

  attach(pipe: SocketPipe): void {
    this.#pipes.add(pipe)
    this.#pattern.attach(pipe)
    this.#onAttach?.(pipe)
    this.#due(false, true)
  }

  connected(pipe: SocketPipe): void {
    this.#pattern.connected(pipe)
    this.#due(false, true)
  }

  disconnected(pipe: SocketPipe): void {
    this.#pattern.disconnected(pipe)
    // As in endPipe: XPUB reports lost subscriptions, and with ZMQ_XPUB_NODROP a full peer may have been the one in the way.
    this.#due(true, true)
  }

  leaving(pipe: SocketPipe): void {
    this.#pattern.leaving(pipe)
  }

  subscription(pipe: SocketPipe, subscribe: boolean, topic: Uint8Array): void {
    this.#pattern.subscription(pipe, subscribe, topic)
    this.#due(true, true)
  }

  endPipe(pipe: SocketPipe, keepUnsent = false): void {
    const ended = pipe.ended
    pipe.end(keepUnsent)
    if (ended) return
    this.#pipes.delete(pipe)
    this.#pattern.detach(pipe)
    // Whoever waits may find out more: XPUB reports lost subscriptions, REQ is free again.
    this.#due(true, true)
  }

  lingered(carrier: Lingering): void {
    this.#departure.done(carrier)
  }

  pipeReadable(pipe: SocketPipe): void {
    this.#pattern.readable(pipe)
    this.#due(true, false)
  }

  pipeWritable(pipe: SocketPipe): void {
    this.#pattern.writable(pipe)
    this.#due(false, true)
  }

  /** @throws ZmqError EINVAL, EPROTONOSUPPORT, ENOCOMPATPROTO */
  #kindOf(endpoint: string, use: 'bind' | 'connect'): TransportKind {
    const kind = transportFor(endpoint, use)
    if (kind.kind === 'datagram') requireDatagrams(this.type, use, endpoint, this.options)
    else if (this.type === 'DGRAM') throw new ZmqError('ENOCOMPATPROTO', 'DGRAM speaks udp only: udp://127.0.0.1:5555', endpoint)
    if (this.type === 'STREAM' && kind.kind !== 'stream')
      throw new ZmqError('ENOCOMPATPROTO', 'STREAM exchanges octets with other programs: use tcp:// or ipc://', endpoint)
    return kind
  }

  #due(readable: boolean, writable: boolean): void {
    if (readable) this.#readableDue = true
    if (writable) this.#writableDue = true
    if (this.#scheduled) return
    this.#scheduled = true
    soon(this.#notify)
  }
}

/** Runs a callback of the user. What it throws surfaces as an uncaught exception of its own, outside the engine. */
function shielded(callback: (() => void) | null): void {
  try {
    callback?.()
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}
