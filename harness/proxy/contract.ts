// FrameProxy: a relay between two real implementations that records what passes, harms the connection, or rewrites frames.
// Rule: transparent unless told otherwise: octets leave in the order and the number they came.

import type { Leg } from '../capture/leg.ts'
import type { WireFrame } from '../wire/contract.ts'
import type { Fault } from './fault.ts'
import type { Mutation } from './mutation.ts'

export interface ProxyOptions {
  readonly faults?: readonly Fault[]
  /** Frames are rewritten before faults happen to them. */
  readonly mutation?: Mutation
  /** Of everything that faults draw. Default 1. */
  readonly seed?: number
}

export interface RelayedFrame extends WireFrame {
  /** Who sent it: the side that connected to the proxy, or the side the proxy connected to. */
  readonly from: 'connecter' | 'binder'
  /** Which of the relayed connections, in order of arrival. */
  readonly connection: number
}

export interface Proxy extends AsyncDisposable {
  /** Endpoint for the connecting side. */
  readonly endpoint: string
  readonly frames: readonly RelayedFrame[]
  /** One line per greeting, frame and ending. */
  readonly log: readonly string[]
  /** Faults that ended something, as they happened: a case that wanted one checks here that it got it. */
  readonly fired: readonly string[]
  /** What passed, for pcapng.ts. */
  legs(): readonly Leg[]
  /**
   * Resolves when so many faults have happened, past ones included. @throws WireMismatch when they have not after `within`
   */
  struck(count?: number, within?: number): Promise<void>
  /** The next so many connections are accepted and reset at once, before anything passes. */
  refuse(connects: number): void
  /**
   * Resolves with the first frame, past or future, that matches: it has left for the other side, whose socket need not have
   * processed it yet (a PUB may still drop what is sent right after its SUBSCRIBE was seen).
   * Rejects with a WireMismatch after `within` ms (default: the deadline window).
   */
  seen(match: (frame: RelayedFrame) => boolean, what: string, within?: number): Promise<RelayedFrame>
  /** Resolves when both READYs of connection `n` (default 0) have passed (under PLAIN and CURVE: INITIATE and READY). @throws WireMismatch also when it ended first */
  handshake(n?: number, within?: number): Promise<void>
  /**
   * Resolves at the first FIN or RST on connection `n` (default 0) with its kind and the side it came from; rejects when there is
   * none after `within`, and when the proxy ended the connection itself.
   */
  ended(n?: number, within?: number): Promise<{ by: 'connecter' | 'binder'; how: 'fin' | 'rst' }>
  /** Resolves when both sides of connection `n` (default 0) are closed: nothing can pass there any more. @throws WireMismatch when one is still open after `within` */
  gone(n?: number, within?: number): Promise<void>
  /**
   * From now on the connections that are open carry nothing any more, and stay open; later ones are not touched.
   * Returns the number of the latest. @throws WireMismatch when none is open
   */
  swallow(): number
  /** Cuts all connections (RST), and optionally refuses new ones until `restore()`. */
  cut(refuse?: boolean): void
  restore(): Promise<void>
  close(): Promise<void>
}

/** Relays to the endpoint that one side bound (`tcp://` or `ipc://`); the new endpoint has the same scheme. */
export type ProxyFactory = (target: string, options?: ProxyOptions) => Promise<Proxy>
