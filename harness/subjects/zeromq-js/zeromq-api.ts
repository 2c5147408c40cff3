// The part of the zeromq.js v6 API that the shim drives; the npm package and our library both have it.
// Rule: structural, so that neither has to know the other.

import type { KnownSocket } from '../../control/socket-facts.ts'

export interface ZmqEvent {
  readonly type: string
  readonly address?: string
  readonly interval?: number
  readonly error?: Error & { readonly code?: string; readonly status?: number }
}

export interface ZmqSocket {
  readonly closed: boolean
  readonly lastEndpoint: string | null
  linger: number
  bind(address: string): Promise<void>
  unbind(address: string): Promise<void>
  connect(address: string, options?: object): void
  disconnect(address: string): void
  close(): void
  readonly events: { on(type: string, listener: (event: ZmqEvent) => void): unknown }
  /** Present where the type has them; options by name. */
  [member: string]: unknown
}
/** What SERVER and PEER, and RADIO and DISH, attach to a message. */
export interface Attached {
  readonly routingId?: number
  readonly group?: Buffer
}
export type Receiving = ZmqSocket &
  AsyncIterable<Buffer[]> & {
    receiveTimeout: number
    /** Behind the frames of SERVER, PEER and DISH comes what is attached to the message (`Attached`). */
    receive(): Promise<Buffer[]>
    /** Ours has it; the npm package has not. */
    batches?(max: number): AsyncIterable<Buffer[][]>
  }
export type Sending = ZmqSocket & {
  sendTimeout: number
  send(frames: Buffer | readonly Buffer[], attached?: Attached): Promise<void>
  /** Ours has it; the npm package has not. */
  sendMany?(messages: Iterable<Buffer | readonly Buffer[]>): Promise<void>
}
export type Subscribing = ZmqSocket & Record<'subscribe' | 'unsubscribe', (...prefixes: Buffer[]) => void>
export type Joining = ZmqSocket & Record<'join' | 'leave', (...groups: Buffer[]) => void>
/** Ours has it; the npm package has no PEER. */
export type ConnectingPeer = ZmqSocket & { connectPeer(address: string): number }
/** Ours has it; the npm package has not: its events as messages (zmq_socket_monitor(3)). */
export type Monitored = ZmqSocket & {
  monitor(address: string, options: { readonly version: 1 | 2 }): Promise<void>
  pipesStats(): void
}
/** zeromq.js keeps these from its types, but its users call them. */
export type RawOptions = ZmqSocket & {
  getInt32Option(id: number): number
  getStringOption(id: number): string | null
  setInt32Option(id: number, value: number): void
  setStringOption(id: number, value: Buffer | string | null): void
}

type SocketClass = { new (options?: object): unknown; readonly prototype: unknown }

/** The class of each stable socket type. */
const stableNames = {
  PAIR: 'Pair',
  PUB: 'Publisher',
  SUB: 'Subscriber',
  REQ: 'Request',
  REP: 'Reply',
  DEALER: 'Dealer',
  ROUTER: 'Router',
  PULL: 'Pull',
  PUSH: 'Push',
  XPUB: 'XPublisher',
  XSUB: 'XSubscriber',
  STREAM: 'Stream',
} as const

/** The class of each draft socket type; a library need not have it. */
const draftNames = {
  SERVER: 'Server',
  CLIENT: 'Client',
  RADIO: 'Radio',
  DISH: 'Dish',
  SCATTER: 'Scatter',
  GATHER: 'Gather',
  PEER: 'Peer',
  CHANNEL: 'Channel',
  DGRAM: 'Datagram',
} as const

/** The class of each socket type. */
export const classNames = { ...stableNames, ...draftNames } as const satisfies Record<KnownSocket, string>

/** The npm package has no Z85 functions; a library that has them says so by having them. */
export interface Z85 {
  encode(bytes: Uint8Array): string
  decode(text: string): Uint8Array
}

export type ZeromqApi = Readonly<Record<(typeof stableNames)[keyof typeof stableNames], SocketClass>> &
  Readonly<Partial<Record<(typeof draftNames)[keyof typeof draftNames], SocketClass>>> & {
    readonly Context: new () => object
    readonly z85?: Z85
    /** What is known of a message's sender; the npm package has no such function. */
    readonly metadata?: (message: readonly Uint8Array[]) => ReadonlyMap<string, string> | null
  }
