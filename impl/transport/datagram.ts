// The contract of a datagram transport (udp). One file per scheme implements it; streams have a contract of their own (transport.ts).
// Rule: a transport moves datagrams, whole or not at all, and knows nothing of groups. Nothing is called back from inside `plan` or `send`.

import type { DatagramAddress } from '../wire/datagram-address.ts'
import type { TransportOptions } from './transport.ts'

/** What a socket tells its owner. All calls come from the event loop. */
export interface DatagramReader {
  /** One datagram; the memory is the reader's from here. */
  received(datagram: Buffer, from: DatagramAddress): void
}

export interface DatagramSocket {
  /** The endpoint really bound, wildcards resolved (ZMQ_LAST_ENDPOINT); where it only sends, the one it was given. */
  readonly endpoint: string
  /** File descriptor; -1 where the system does not tell. */
  readonly fd: number
  /** Datagrams that the system has not taken yet. */
  readonly unsent: number
  /**
   * Sends one datagram, which nobody may change from here; `to` null: where the endpoint points. `done` follows, whether the system
   * took it or not: what it did not take is lost, as on the way. @throws ZmqError EHOSTUNREACH for an address of a family it does not speak
   */
  send(datagram: Uint8Array, to: DatagramAddress | null, done: () => void): void
  /** Ends it; what is unsent is lost. Resolves when the address is free again. Idempotent. */
  close(): Promise<void>
}

/** Opens the socket. @throws (rejects) ZmqError EADDRINUSE, EADDRNOTAVAIL, EACCES, ENODEV … with `address` */
export type DatagramPlan = (reader: DatagramReader) => Promise<DatagramSocket>

export interface DatagramTransport {
  readonly scheme: string
  /** Checks an endpoint without touching the network. @throws ZmqError EINVAL */
  validate(endpoint: string, use: 'bind' | 'connect'): void
  /** Finds out what can be found out at once. @throws ZmqError EINVAL, ENODEV (no such interface, or one without an address of the family) */
  plan(endpoint: string, use: 'bind' | 'connect', options: TransportOptions): DatagramPlan
}
