// Monitor events (zmq_socket_monitor(3)) under the names zeromq.js v6 gives them.
// Rule: this union is the only list of events.

import type { ZmqError, ZmtpError } from '../error.ts'

interface EndpointEvent<Type extends string> {
  readonly type: Type
  readonly address: string
  /** File descriptor of the connection or listener, where the system has one and tells. */
  readonly fd?: number
  /** Both ends of the connection, where there is one. */
  readonly local?: string
  readonly remote?: string
}
interface ErrorEvent<Type extends string, Failure extends Error = ZmqError> extends EndpointEvent<Type> {
  readonly error: Failure
}

/** A peer refused for what it is: ZAP status code and text, or the reason of its ERROR command. */
export interface AuthenticationError extends Error {
  readonly status: number
}

export type MonitorEvent =
  | EndpointEvent<'accept'>
  | ErrorEvent<'accept:error'>
  | EndpointEvent<'bind'>
  | ErrorEvent<'bind:error'>
  | EndpointEvent<'connect'>
  | EndpointEvent<'connect:delay'>
  /** `interval` in milliseconds until the next attempt. */
  | (EndpointEvent<'connect:retry'> & { readonly interval: number })
  | EndpointEvent<'close'>
  | ErrorEvent<'close:error'>
  /** `error` when the connection ended after its handshake because the peer broke a rule (beyond zeromq.js, which has `address` only). */
  | (EndpointEvent<'disconnect'> & { readonly error?: ZmtpError })
  | EndpointEvent<'handshake'>
  | ErrorEvent<'handshake:error:protocol', ZmtpError>
  | ErrorEvent<'handshake:error:auth', AuthenticationError>
  | ErrorEvent<'handshake:error:other', Error>
  /** Asked for by `pipesStats()`: messages that wait, to be sent to the peer and to be received from it. */
  | (EndpointEvent<'pipes:stats'> & { readonly outbound: number; readonly inbound: number })
  | { readonly type: 'end' }
