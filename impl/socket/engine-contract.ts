// The contract between the public socket (what users hold) and the engine (pipes, links, endpoints, pattern).
// Rule: everything here is synchronous or about endpoints; promises for send and receive live in the public socket only.

import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import type { MonitorEvent } from './monitor.ts'
import type { Options } from './options.ts'

export interface EngineContract {
  readonly type: SocketType
  /** Live options: setting a field takes effect for pattern options, HWMs, linger and time-outs at once, for the rest at the next bind or connect. */
  readonly options: Options
  readonly closed: boolean
  /** The endpoint bound or connected last, wildcards resolved; null before the first (ZMQ_LAST_ENDPOINT). */
  readonly lastEndpoint: string | null

  /** @throws (rejects) ZmqError EINVAL, EPROTONOSUPPORT, EADDRINUSE, EADDRNOTAVAIL, ENODEV, ENOCOMPATPROTO */
  bind(endpoint: string): Promise<void>
  /** @throws (rejects) ZmqError ENOENT when not bound there */
  unbind(endpoint: string): Promise<void>
  /** @throws ZmqError EINVAL, EPROTONOSUPPORT, ENOCOMPATPROTO */
  connect(endpoint: string, assignedRoutingId?: Uint8Array): void
  /** PEER: connects, and gives back the routing id of the peer to be (zmq_connect_peer(3)). @throws as `connect`, EFAULT under `immediate` */
  connectPeer(endpoint: string): Uint8Array
  /** @throws ZmqError ENOENT when not connected there */
  disconnect(endpoint: string): void
  /** Ends everything: linger decides about what is unsent. Idempotent. */
  close(): void

  /** See `Pattern.send`. Flushes by itself at the end of the turn. */
  send(message: Message): boolean
  /** See `Pattern.addressee`. */
  addressee(message: Message): number | null
  /** See `Pattern.receive`. */
  receive(): Message | undefined
  canSend(): boolean
  canReceive(): boolean
  /** Sends an event `pipes:stats` for each peer. */
  pipesStats(): void
  /** See `Pattern.topics`. */
  topics(): number | null
  subscribe(topic: Uint8Array): void
  unsubscribe(topic: Uint8Array): void

  /** Called when `receive` may succeed again, once per read from the network, not per message; set by the public socket. */
  onReadable: (() => void) | null
  /** Called when `send` may succeed again. */
  onWritable: (() => void) | null
  /** Receives every monitor event; null when nobody listens (then none is built). */
  onEvent: ((event: MonitorEvent) => void) | null
}
