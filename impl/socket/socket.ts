// The base class of all sockets: endpoints, options, life and death. Sending and receiving come with readable.ts and writable.ts.
//
//   new Socket(type, options) ─► open ─ bind, unbind ─► blocked ─► open ─ close ─► closed
//
// Rule: misuse throws at once; what the network decides comes later, as a rejection or an event.

import { ZmqError } from '../error.ts'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { Context, engineContextOf, globalContext } from './context.ts'
import { type MonitorOptions, MonitorSocket } from './monitor-socket.ts'
import { getNumbered, setNumbered } from './numbered-option.ts'
import { makeObservable, observableOf } from './observable.ts'
import { Observer } from './observer.ts'
import { type OptionName, type OptionsFor, type OptionsOf, optionNames, optionRow } from './option-table.ts'
import {
  changeBinding,
  closeParts,
  connectParts,
  createParts,
  disconnectParts,
  readOption,
  type SocketParts,
  writeOption,
} from './socket-parts.ts'
import { checkArguments } from './waiting.ts'

const typeByNumber = new Map(Object.entries(socketTypes).map(([name, { id }]) => [id as number, name as SocketType]))

/** Options for the constructor of the socket class `S`, for example `SocketOptions<Dealer>`. */
export type SocketOptions<S extends Socket> = OptionsFor<S, { context?: Context }>

/** The parts of a socket. @throws TypeError when `socket` is no socket */
export let partsOf: (socket: Socket) => SocketParts

/** A ZeroMQ socket. Use its subclasses, one for each socket type. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the accessors are installed from the option table, below
export class Socket {
  readonly #parts: SocketParts
  #observer: Observer | null = null
  #monitor: MonitorSocket | null = null

  static {
    partsOf = socket => socket.#parts
  }

  /**
   * `type` is the number of the socket type in zmq.h; `options` are assigned to the new socket, except `context`.
   * @throws TypeError for unknown options and wrong kinds of values, ZmqError EINVAL, ENOTSUP for values, EMFILE
   */
  constructor(type: number, options?: object) {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkArguments(arguments.length, 2)
    if (typeof type !== 'number') throw new TypeError('Socket type must be a number')
    if (options !== undefined && (typeof options !== 'object' || options === null)) throw new TypeError('Options must be an object')
    const name = typeByNumber.get(type)
    if (name === undefined) throw new ZmqError('EINVAL')
    const { context = globalContext, ...assigned } = (options ?? {}) as { context?: Context }
    if (!(context instanceof Context)) throw new ZmqError('EINVAL')
    this.#parts = createParts(name, context)
    makeObservable(this, this.#parts.engine)
    // Assigning an unknown option then throws, instead of being lost.
    Object.seal(this)
    try {
      Object.assign(this, assigned)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The context this socket belongs to. */
  get context(): Context {
    return this.#parts.context
  }

  get closed(): boolean {
    return this.#parts.status === 'closed'
  }

  /** Whether a receive now would not have to wait. */
  get readable(): boolean {
    return !this.closed && this.#parts.engine.canReceive()
  }

  /** Whether a send now would not have to wait. */
  get writable(): boolean {
    return !this.closed && this.#parts.engine.canSend()
  }

  /** What happens to this socket's connections, from the first use of `events` on. @throws ZmqError ENOTSOCK when closed */
  get events(): Observer {
    if (this.closed) throw new ZmqError('ENOTSOCK')
    this.#observer ??= new Observer(this)
    return this.#observer
  }

  /**
   * Listens on an endpoint: `tcp://127.0.0.1:5555`, `tcp://*:*` (see `lastEndpoint`), `ipc:///path`, `inproc://name`.
   * Until the promise settles every other operation throws EBUSY.
   * @throws (rejects) ZmqError EINVAL, EPROTONOSUPPORT, EADDRINUSE, EADDRNOTAVAIL, ENODEV, with `address`
   */
  bind(address: string): Promise<void> {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkAddress(address, arguments.length)
    return changeBinding(this.#parts, address, 1)
  }

  /** Not available: Node.js listens in a later turn. @throws ZmqError ENOTSUP */
  bindSync(_address: string): never {
    throw new ZmqError('ENOTSUP', 'bindSync is not available: use await bind()')
  }

  /** Not available, as `bindSync`. @throws ZmqError ENOTSUP */
  unbindSync(_address: string): never {
    throw new ZmqError('ENOTSUP', 'unbindSync is not available: use await unbind()')
  }

  /** Stops listening. @throws (rejects) ZmqError ENOENT when not bound there */
  unbind(address: string): Promise<void> {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkAddress(address, arguments.length)
    return changeBinding(this.#parts, address, -1)
  }

  /** Connects in the background, and reconnects as `reconnectInterval` says. @throws ZmqError EINVAL, EPROTONOSUPPORT, with `address` */
  connect(address: string): void {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkAddress(address, arguments.length)
    connectParts(this.#parts, address)
  }

  /** Ends what `connect` began. @throws ZmqError ENOENT when not connected there */
  disconnect(address: string): void {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkAddress(address, arguments.length)
    disconnectParts(this.#parts, address)
  }

  /** Ends everything; what is unsent is delivered in the background for `linger` ms. Waiting calls reject with EAGAIN. Idempotent. */
  close(): void {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkArguments(arguments.length, 0)
    const parts = this.#parts
    if (parts.status === 'blocked') parts.closeRequested = true
    else closeParts(parts)
  }

  /** Closes, at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /**
   * Sends this socket's events as messages to whoever connects to `address`, `inproc://name` (zmq_socket_monitor(3)); the last tells of the
   * end. `null` ends it. A socket has one such monitor; `events` is there all the same.
   * @throws (rejects) ZmqError EPROTONOSUPPORT, EINVAL, EADDRINUSE, ENOTSOCK (closed), EMFILE
   */
  async monitor(address: string | null, options: MonitorOptions = {}): Promise<void> {
    if (this.closed) throw new ZmqError('ENOTSOCK')
    const observable = observableOf(this)
    if (this.#monitor !== null) {
      observable.forget(this.#monitor)
      this.#monitor.push({ type: 'end' })
      this.#monitor = null
    }
    if (address === null) return
    const monitor = new MonitorSocket(engineContextOf(this.context), address, options)
    await monitor.bind(address)
    observable.observe(monitor)
    this.#monitor = monitor
  }

  /** Makes an event `pipes:stats` for each peer (zmq_socket_monitor_pipes_stats(3)). @throws ZmqError ENOTSOCK when closed */
  pipesStats(): void {
    if (this.closed) throw new ZmqError('ENOTSOCK')
    this.#parts.engine.pipesStats()
  }

  getBoolOption(id: number): boolean {
    return getNumbered(this.#parts, id, 'bool') as boolean
  }
  setBoolOption(id: number, value: boolean): void {
    setNumbered(this.#parts, id, 'bool', value)
  }
  getInt32Option(id: number): number {
    return getNumbered(this.#parts, id, 'int32') as number
  }
  setInt32Option(id: number, value: number): void {
    setNumbered(this.#parts, id, 'int32', value)
  }
  getUint32Option(id: number): number {
    return getNumbered(this.#parts, id, 'uint32') as number
  }
  setUint32Option(id: number, value: number): void {
    setNumbered(this.#parts, id, 'uint32', value)
  }
  getInt64Option(id: number): number {
    return getNumbered(this.#parts, id, 'int64') as number
  }
  setInt64Option(id: number, value: number): void {
    setNumbered(this.#parts, id, 'int64', value)
  }
  getUint64Option(id: number): number {
    return getNumbered(this.#parts, id, 'uint64') as number
  }
  setUint64Option(id: number, value: number): void {
    setNumbered(this.#parts, id, 'uint64', value)
  }
  getStringOption(id: number): string | null {
    return getNumbered(this.#parts, id, 'string') as string | null
  }
  setStringOption(id: number, value: string | Uint8Array | null): void {
    setNumbered(this.#parts, id, 'string', value)
  }
}

export interface Socket extends OptionsOf<'all'> {}

export function checkAddress(address: unknown, given: number): void {
  if (typeof address !== 'string') throw new TypeError('Address must be a string')
  checkArguments(given, 1)
}

/** Gives a class the accessors of the options that `which` selects. */
export function installOptions(prototype: Socket, which: (name: OptionName) => boolean): void {
  for (const name of optionNames) {
    if (!which(name)) continue
    const { access } = optionRow(name)
    const accessor: PropertyDescriptor = { configurable: true }
    function read(this: Socket): unknown {
      return readOption(partsOf(this), name)
    }
    function write(this: Socket, value: unknown): void {
      writeOption(partsOf(this), name, value)
    }
    if (access !== 'w') accessor.get = read
    if (access !== 'r') accessor.set = write
    Object.defineProperty(prototype, name, accessor)
  }
}

installOptions(Socket.prototype, name => optionRow(name).sockets === undefined)
