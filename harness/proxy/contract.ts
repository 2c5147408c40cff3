// A relay between two real implementations that records what passes (and, later, changes it).
// Rule: transparent unless told otherwise: octets leave in the order and the number they came.

import type { WireFrame } from '../wire/contract.ts'

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
  /** Resolves with the first frame, past or future, that matches. Rejects after `within` ms (default: the deadline window). */
  seen(match: (frame: RelayedFrame) => boolean, what: string, within?: number): Promise<RelayedFrame>
  /** Resolves when both READYs of connection `n` (default 0) have passed. */
  handshake(n?: number, within?: number): Promise<void>
  /** Resolves with how connection `n` (default 0) ended and which side ended it first; rejects when it is still open after `within`. */
  ended(n?: number, within?: number): Promise<{ by: 'connecter' | 'binder'; how: 'fin' | 'rst' }>
  /** Cuts all connections (RST), and optionally refuses new ones until `restore()`. */
  cut(refuse?: boolean): void
  restore(): Promise<void>
  close(): Promise<void>
}

export interface ProxyFactory {
  /** Relays to the endpoint that one side bound (`tcp://` or `ipc://`); the new endpoint has the same scheme. */
  (target: string): Promise<Proxy>
}
