// What a session tells the outside, and what it must be told (the contract of impl/session).
// Rule: calls go down into the session or up to its sink; nothing is returned as an array of events on the hot path.

import type { ZmtpError } from '../error.ts'
import type { Credentials, Mechanism } from '../mechanism/mechanism.ts'
import type { Version } from '../wire/legacy-greeting.ts'
import type { Allocate } from '../wire/memory.ts'
import type { Message, ViewConstructor } from '../wire/message.ts'
import type { Metadata } from '../wire/metadata.ts'
import type { SharedFrames } from '../wire/shared-frames.ts'
import type { SocketType } from '../wire/socket-type.ts'

/** The peer as its greeting and READY, or the identity of an older version, describe it. */
export interface PeerFacts {
  /** Null for a peer of ZMTP 1.0, which does not say. */
  readonly socketType: SocketType | null
  /** Empty when the peer announced none. A copy: it may be kept. */
  readonly routingId: Uint8Array
  /** Version spoken on this connection: 3 and 1, 3 and 0, 2 and 0, 1 and 0. */
  readonly major: number
  readonly minor: number
  /** All properties, names in the peer's spelling. */
  readonly properties: ReadonlyMap<string, Uint8Array>
}

/** Why a session is over. `retry` says whether a connecting side may try again (RFC 37: ERROR is fatal, a bare close is not). */
export interface SessionEnd {
  readonly reason:
    | 'protocol'
    | 'error-command'
    | 'mechanism'
    | 'authentication'
    | 'no-handler'
    | 'handshake-timeout'
    | 'heartbeat-timeout'
    | 'closed'
    /** The application told a peer of STREAM to go. */
    | 'left'
  readonly error: ZmtpError | null
  readonly duringHandshake: boolean
  readonly retry: boolean
  /** The reason in the peer's ERROR, for logs (libzmq: the ZAP status code); only with 'error-command'. */
  readonly refusal?: string
  /** The ZAP status with which this side refused the peer; only with 'authentication'. */
  readonly status?: RefusalStatus
}

/** RFC 27, "Status codes": try again later, not allowed, and a fault of the handler. */
export type RefusalStatus = 300 | 400 | 500

/** What was decided about a peer. */
export type Verdict =
  /** `further`: what the handler has to say to the peer (RFC 27, "metadata"). */
  | { readonly kind: 'accepted'; readonly further?: Metadata }
  | { readonly kind: 'refused'; readonly status: RefusalStatus }
  /** The handler's answer was none. */
  | { readonly kind: 'failed'; readonly error: ZmtpError }
  /** There is no handler, or it went away. */
  | { readonly kind: 'unanswered' }

export interface SessionSink {
  /** Who is that? The handshake goes on with `SessionContract.verdict`, which must not be called from here. */
  authenticate(credentials: Credentials): void
  /** The handshake is complete; traffic may follow in the same call. */
  ready(peer: PeerFacts): void
  /** One whole message. False: hold everything after it until `resume()` (the receive high-water mark is reached). */
  message(message: Message): boolean
  /** SUBSCRIBE or CANCEL, or the 3.0 form of it, when the socket is PUB or XPUB; JOIN or LEAVE when it is RADIO. `topic` is a view: keeping it keeps up to 64 KiB. */
  subscription(subscribe: boolean, topic: Uint8Array): void
  /** Close when everything sent so far is out; what comes in until then counts for nothing. Of STREAM only. */
  leave(): void
  /** The session is over; called once. What `take()` still holds (an ERROR command) should be written before closing. */
  ended(end: SessionEnd): void
}

export interface SessionOptions {
  readonly socketType: SocketType
  readonly routingId: Uint8Array
  /** Largest acceptable message body in octets, all frames together counted frame by frame as libzmq does; -1 for no limit (ZMQ_MAXMSGSIZE). */
  readonly maxMessageSize: number
  /** Milliseconds for the handshake, 0 for no limit (ZMQ_HANDSHAKE_IVL). */
  readonly handshakeInterval: number
  /** Milliseconds between PINGs, 0 for none (ZMQ_HEARTBEAT_IVL). */
  readonly heartbeatInterval: number
  /** Milliseconds announced to the peer as TTL, rounded down to tenths of a second (ZMQ_HEARTBEAT_TTL). */
  readonly heartbeatTimeToLive: number
  /** Milliseconds to wait for any traffic after a PING; -1 means heartbeatInterval (ZMQ_HEARTBEAT_TIMEOUT). */
  readonly heartbeatTimeout: number
  /** Properties to announce beyond those of the socket type (ZMQ_METADATA). */
  readonly properties?: Metadata
  /** Builds received frames without copying: Node's Buffer class, handed in. */
  readonly View: ViewConstructor
  /** What is older is refused. With a mechanism other than NULL nothing below 3.0 is taken whatever this says. */
  readonly oldestVersion: Version
  /** RFC's letter where practice differs; see docs/deviations.md. */
  readonly strict: boolean
  /** Publishers: frames behind the first of a message are no subscriptions, unless that is one (ZMQ_ONLY_FIRST_SUBSCRIBE). */
  readonly onlyFirstSubscribe: boolean
  /** Memory that need not be zeroed (Node: `Buffer.allocUnsafe`); absent: zeroed arrays. */
  readonly allocate?: Allocate
  /** Whether this side was connected to; absent: no. Who binds is the server of NULL (RFC 37). */
  readonly binds?: boolean
  /** The mechanism of this connection, given the metadata to announce and whether this side binds; absent: NULL. */
  readonly mechanism?: (announced: Metadata, binds: boolean) => Mechanism
}

/** One connection, from greeting to close. Every method that depends on time is given `now` in milliseconds of one monotonic clock. */
export interface SessionContract {
  /** Begins: the greeting becomes available from `take()`. */
  start(now: number): void

  /** Where the next octets from the network must be written. Only this call may move the destination. Never empty. */
  buffer(): Uint8Array<ArrayBuffer>
  /** `length` octets were written to `buffer()`. Parses them and calls the sink. False: reading must stop until `resume()` says true. */
  received(length: number, now: number): boolean
  /** The receiver has room again: parses what was held back. True when reading may go on. */
  resume(now: number): boolean
  /** The peer closed its side. Calls `sink.ended` unless the session is over already. */
  closed(now: number): void

  /** The answer to `SessionSink.authenticate`; too late it does nothing. */
  verdict(verdict: Verdict, now: number): void

  /** True between the end of the handshake and the end of the session. */
  readonly ready: boolean
  /**
   * Encodes one message. Only while `ready`. Frames of 16 KiB and more go by reference. With `shared`, the message is one that other sessions
   * are given too, and need be encoded only once, where the mechanism leaves frames as they are.
   */
  send(message: Message, shared?: SharedFrames | null): void
  /** Encodes SUBSCRIBE or CANCEL in the form the peer's version wants; JOIN or LEAVE when the socket is DISH. Only while `ready`. */
  subscription(subscribe: boolean, topic: Uint8Array): void

  /** Octets encoded and not yet taken. */
  readonly pending: number
  /** Hands over everything encoded so far, in writing order; the arrays must not be modified until written. */
  take(): Uint8Array[]

  /** When `tick` must be called next, on the clock of `now`; Infinity when no timer runs. */
  readonly deadline: number
  /** Runs the timers that are due: handshake, PING, heartbeat time-outs. */
  tick(now: number): void
}
