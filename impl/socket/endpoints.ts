// Which endpoints a socket is bound and connected to (zmq_bind(3), zmq_unbind(3), zmq_connect(3), zmq_disconnect(3)).
// Rule: unbind and disconnect take the endpoint as it was given, or as ZMQ_LAST_ENDPOINT shows it; a wildcard names nothing.

import { ZmqError } from '../error.ts'
import type { DatagramTransport } from '../transport/datagram.ts'
import type { InprocNames } from '../transport/inproc.ts'
import type { TransportKind } from '../transport/transport-table.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { Binding } from './binding.ts'
import { Connecter } from './connecter.ts'
import { DatagramEndpoint } from './datagram-endpoint.ts'
import { datagramForm } from './datagram-form.ts'
import type { EngineHost, Lingering } from './engine-host.ts'
import { InprocConnection } from './inproc-pair.ts'
import { hold, release } from './keep-alive.ts'

/** Types that ignore a second `connect` to a stream endpoint they are connected to, as libzmq's do. */
const connectOnce: ReadonlySet<SocketType> = new Set(['DEALER', 'SUB', 'PUB', 'REQ'])

/** A wildcard port or pathname: what is bound has another name. */
const isWildcard = (endpoint: string): boolean => /:(\*|0)$|^ipc:\/\/\*$/.test(endpoint)

export class Endpoints {
  /** The endpoint bound or connected last, wildcards resolved. */
  last: string | null = null
  readonly #host: EngineHost
  readonly #names: InprocNames<EngineHost, InprocConnection>
  readonly #connecters = new Set<Connecter>()
  readonly #bindings = new Set<Binding>()
  readonly #boundNames = new Set<string>()
  readonly #inproc = new Set<InprocConnection>()
  readonly #datagrams = new Set<DatagramEndpoint>()

  constructor(host: EngineHost, names: InprocNames<EngineHost, InprocConnection>) {
    this.#host = host
    this.#names = names
  }

  /** Messages that only the network can take from here. */
  get unsent(): number {
    let count = 0
    for (const { unsent } of this.#connecters) count += unsent
    for (const { connections } of this.#bindings) for (const { unsent } of connections) count += unsent
    for (const { unsent } of this.#datagrams) count += unsent
    return count
  }

  async bind(endpoint: string, kind: TransportKind): Promise<void> {
    if (kind.kind === 'inproc') return this.#bindName(endpoint)
    if (kind.kind === 'datagram') return this.#bindDatagrams(endpoint, kind.transport)
    const binding = new Binding(this.#host, endpoint)
    hold()
    try {
      await binding.open(kind.transport)
      if (this.#host.closed) {
        await binding.shut()
        throw new ZmqError('EBADF')
      }
    } finally {
      release()
    }
    this.#bindings.add(binding)
    this.last = binding.endpoint
    this.#host.emit({ type: 'bind', address: binding.endpoint, fd: binding.fd })
  }

  connect(endpoint: string, kind: TransportKind, assignedRoutingId: Uint8Array | null): void {
    if (kind.kind === 'inproc') this.#connectName(endpoint, assignedRoutingId)
    else if (kind.kind === 'datagram') {
      const datagrams = this.#datagramsOf(endpoint, kind.transport)
      this.#datagrams.add(datagrams)
      datagrams.connect()
    } else {
      const known = [...this.#connecters].some(one => one.endpoint === endpoint && !one.stopped)
      if (known && connectOnce.has(this.#host.type)) return
      const connecter = new Connecter(this.#host, kind.transport, endpoint, assignedRoutingId)
      this.#connecters.add(connecter)
      connecter.start()
    }
    this.last = endpoint
  }

  /** `depart` closes the accepted connections. @throws (rejects) ZmqError ENOENT */
  async unbind(endpoint: string, depart: (connections: readonly Lingering[]) => void): Promise<void> {
    if (this.#boundNames.delete(endpoint)) {
      this.#names.unbind(endpoint, this.#host)
      return
    }
    const wildcard = isWildcard(endpoint)
    const named = (resolved: string, requested: string): boolean => resolved === endpoint || (!wildcard && requested === endpoint)
    const found = [...this.#bindings].find(one => named(one.endpoint, one.requested))
    const datagrams = [...this.#datagrams].find(one => one.use === 'bind' && named(one.address, one.requested))
    hold()
    try {
      if (found !== undefined) {
        this.#bindings.delete(found)
        const freed = found.shut()
        depart(found.connections)
        await freed
      } else if (datagrams !== undefined) {
        this.#datagrams.delete(datagrams)
        depart([datagrams])
        await datagrams.freed()
      } else throw new ZmqError('ENOENT', undefined, endpoint)
    } finally {
      release()
    }
  }

  /** @throws ZmqError ENOENT */
  disconnect(endpoint: string): void {
    const connecters = [...this.#connecters].filter(one => one.endpoint === endpoint)
    const connections = [...this.#inproc].filter(one => one.name === endpoint)
    const datagrams = [...this.#datagrams].filter(one => one.use === 'connect' && one.requested === endpoint)
    if (connecters.length + connections.length + datagrams.length === 0) throw new ZmqError('ENOENT', undefined, endpoint)
    for (const connecter of connecters) {
      this.#connecters.delete(connecter)
      connecter.disconnect()
    }
    for (const connection of connections) connection.abandon()
    for (const one of datagrams) {
      this.#datagrams.delete(one)
      one.abandon()
    }
  }

  /** Stops listening everywhere, gives up all names; returns every connection, for closing. */
  closeAll(): readonly Lingering[] {
    const connections = [...this.#connecters, ...[...this.#bindings].flatMap(one => one.connections), ...this.#inproc, ...this.#datagrams]
    // Only the release of the address is waited for elsewhere; a failure to close has nobody to tell.
    for (const binding of this.#bindings) binding.shut().catch(() => {})
    for (const name of this.#boundNames) this.#names.unbind(name, this.#host)
    this.#connecters.clear()
    this.#bindings.clear()
    this.#boundNames.clear()
    this.#datagrams.clear()
    return connections
  }

  async #bindDatagrams(endpoint: string, transport: DatagramTransport): Promise<void> {
    const datagrams = this.#datagramsOf(endpoint, transport)
    hold()
    try {
      await datagrams.bind()
    } finally {
      release()
    }
    this.#datagrams.add(datagrams)
    this.last = datagrams.address
    this.#host.emit({ type: 'bind', address: datagrams.address, fd: datagrams.fd })
  }

  /** @throws ZmqError EINVAL, ENODEV, ENOCOMPATPROTO */
  #datagramsOf(endpoint: string, transport: DatagramTransport): DatagramEndpoint {
    const { type, options } = this.#host
    const form = datagramForm(type)
    if (form === null) throw new ZmqError('ENOCOMPATPROTO', undefined, endpoint)
    // It could not say from which of them a message is to go.
    if (type === 'DGRAM' && this.#datagrams.size > 0)
      throw new ZmqError('EINVAL', 'a DGRAM socket is bound once: unbind it first, or open another', endpoint)
    return new DatagramEndpoint(this.#host, endpoint, form, transport.plan(endpoint, form.use, { ...options }))
  }

  #bindName(name: string): void {
    const waiting = this.#names.bind(name, this.#host)
    this.#boundNames.add(name)
    this.last = name
    for (const connection of waiting) connection.join(this.#host)
  }

  #connectName(name: string, assignedRoutingId: Uint8Array | null): void {
    const connection = new InprocConnection(this.#host, name, assignedRoutingId, gone => {
      this.#inproc.delete(gone)
      this.#names.leave(name, gone)
    })
    this.#inproc.add(connection)
    connection.start()
    if (connection.over) return
    const bound = this.#names.find(name)
    if (bound === undefined) this.#names.wait(name, connection)
    else connection.join(bound)
  }
}
