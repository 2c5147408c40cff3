// The contract between a socket type (pattern) and the rest of the engine.
//
//   socket ──send──► pattern ──write──► pipe ──► session ──► peer
//   socket ◄─receive─ pattern ◄─shift── pipe ◄── session ◄── peer
//
// Rule: a pattern is pure. It owns no queue of application messages (the pipe is the only queue), no clock, no I/O,
// and never calls back into the socket: whoever changed a pipe asks the pattern afterwards what is possible.

import type { ZmtpError } from '../error.ts'
import type { Message, ViewConstructor } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'

/** One peer as a pattern sees it. Messages are whole: a pipe never holds or delivers a part of one. */
export interface Pipe {
  /** Routing id the peer announced in its READY; empty before the first handshake or when it announced none. */
  readonly peerRoutingId: Uint8Array
  /** Routing id the local application gave this peer before connecting (ZMQ_CONNECT_ROUTING_ID), or null. */
  readonly assignedRoutingId: Uint8Array | null
  /** Socket type the peer announced; null before the first handshake, and for a peer of ZMTP 1.0. */
  readonly peerType: SocketType | null
  /** True between a completed handshake and the loss of the connection. */
  readonly connected: boolean
  /** True when the send high-water mark is reached (or the pipe has ended): `write` must not be called. */
  readonly full: boolean
  /** Whole messages that `shift` can deliver now. */
  readonly readable: number
  /** True once the pipe is detached; what is still readable may be read, nothing may be written. */
  readonly ended: boolean
  /** Over udp: there is no peer to shake hands or to subscribe, and a message is one datagram of at most `maxDatagram` octets. */
  readonly datagram: boolean

  /**
   * Queues or encodes one message. Must not be called while `full`. From here the array and its frames must not be modified by anyone:
   * a fan-out hands the same array to many pipes. A pipe that delivers it inside this process (inproc) delivers a copy of the array.
   * @throws ZmqError EHOSTUNREACH (DGRAM: an address of a family that its endpoint does not speak)
   */
  write(message: Message): void
  /** Takes the oldest received message, or undefined. The array is the caller's to change. May resume a connection that was stopped at its high-water mark. */
  shift(): Message | undefined
  /** Tells the peer of a subscription (SUBSCRIBE, or 01+topic to a 3.0 peer). Ignored unless `connected`. Not counted by the HWM. */
  subscribe(topic: Uint8Array): void
  /** Tells the peer that a subscription ended (CANCEL, or 00+topic). Ignored unless `connected`. */
  cancel(topic: Uint8Array): void
  /** Ends the connection and this pipe, without reconnecting when `error` is given (the peer broke a rule). */
  terminate(error?: ZmtpError): void

  /** Routing id that this side gave the peer, 4 octets, big-endian; null until then. Written by `server.ts` only. */
  givenRoutingId: Uint8Array | null
  /** Position among the pipes to write to, -1 when not listed. Written by the socket's `load-balance.ts` or `fan-out.ts` only. */
  outIndex: number
  /** Position in the fair queue's array, -1 when not listed. Written by `fair-queue.ts` only. */
  inIndex: number
}

/** Options a pattern looks at. One shared, live object: a pattern reads it at every use, so setting one takes effect at once. */
export interface PatternOptions {
  /** ROUTER: unknown or full peer is an error instead of a silent drop (ZMQ_ROUTER_MANDATORY). */
  mandatory: boolean
  /** ROUTER: a newcomer with a known routing id takes it over (ZMQ_ROUTER_HANDOVER). */
  handover: boolean
  /** REQ, DEALER, ROUTER: send an empty message to each new peer (ZMQ_PROBE_ROUTER). */
  probeRouter: boolean
  /** REQ: prefix requests with a 4-octet request id and accept only the matching reply (ZMQ_REQ_CORRELATE). */
  correlate: boolean
  /** REQ: a second request may be sent before the reply (ZMQ_REQ_RELAXED). */
  relaxed: boolean
  /** XPUB: which subscription messages reach the application (ZMQ_XPUB_VERBOSE, ZMQ_XPUB_VERBOSER). */
  verbosity: null | 'allSubs' | 'allSubsUnsubs'
  /** XPUB: the application applies subscriptions itself (ZMQ_XPUB_MANUAL). */
  manual: boolean
  /** XPUB: as `manual`, and what is sent next goes to the peer of the subscription read last only (ZMQ_XPUB_MANUAL_LAST_VALUE). */
  manualLastValue: boolean
  /** XSUB: every unsubscribe is told to the publishers, not only the last of a topic (ZMQ_XSUB_VERBOSE_UNSUBSCRIBE). */
  verboseUnsubscribe: boolean
  /** XSUB, XPUB: of a message of several frames none behind the first is a subscription, unless that is one (ZMQ_ONLY_FIRST_SUBSCRIBE). */
  onlyFirstSubscribe: boolean
  /** PUB, XPUB, RADIO: refuse to send, instead of dropping, when a matching peer is full (ZMQ_XPUB_NODROP). */
  noDrop: boolean
  /** XPUB: first message for each new subscriber (ZMQ_XPUB_WELCOME_MSG); null or empty sends none. */
  welcomeMessage: Uint8Array | null
  /** PUB, XPUB, SUB: deliver what does not match (ZMQ_INVERT_MATCHING). */
  invertMatching: boolean
  /** RFC's letter where practice differs; see docs/deviations.md. */
  strict: boolean
}

/**
 * A socket type. What a message has attached to it is its first frame here: the routing id (4 octets, big-endian) of SERVER and PEER, which
 * stays on this side, and the group of RADIO and DISH, which travels.
 * Methods are called by the socket and its pipes, never by another pattern.
 */
export interface Pattern {
  readonly type: SocketType

  /** A pipe joins: at once for a connecting endpoint (unless IMMEDIATE), after the handshake for an accepted peer. May terminate it. */
  attach(pipe: Pipe): void
  /** A handshake completed on an attached pipe: the first time (just after `attach` for accepted peers) and after each reconnection. */
  connected(pipe: Pipe): void
  /** The connection of an attached pipe was lost; the pipe stays and will be reconnected. */
  disconnected(pipe: Pipe): void
  /** The application is about to close the connection of an attached, connected pipe: what the peer should be told before. */
  leaving(pipe: Pipe): void
  /** The pipe has ended (`pipe.ended`). Nothing may be written; messages already received stay readable (unless `strict`). */
  detach(pipe: Pipe): void
  /** An empty pipe received a message. Called once per transition from `readable === 0`. */
  readable(pipe: Pipe): void
  /** A full pipe has room again. */
  writable(pipe: Pipe): void
  /** The peer subscribed or cancelled, or joined or left a group (already decoded from either wire form). Ignored by types that publish nothing. */
  subscription(pipe: Pipe, subscribe: boolean, topic: Uint8Array): void

  /**
   * Sends one whole message without waiting. True: taken (queued, or dropped where the type's rules say so).
   * False: it would block; try again when `canSend()`. The message array is the pattern's from here when true, the caller's when false.
   * @throws ZmqError EFSM (REQ, REP out of turn), EHOSTUNREACH (ROUTER mandatory, SERVER, PEER), ENOTSUP (a type that cannot send),
   * EINVAL (no routing id frame; more than one frame where a message has but one; no legal group, no address), EMSGSIZE (more than a datagram holds)
   */
  send(message: Message): boolean
  /**
   * Takes the next message for the application, or undefined when there is none yet.
   * @throws ZmqError EFSM (REQ, REP out of turn), ENOTSUP (a type that cannot receive)
   */
  receive(): Message | undefined
  /** Whether a `send` now would be taken (ZMQ_POLLOUT). */
  canSend(): boolean
  /** Whether a `receive` now would deliver (ZMQ_POLLIN). */
  canReceive(): boolean

  /** SUB, XSUB, and XPUB in manual mode: adds a subscription. DISH: joins a group. @throws ZmqError EINVAL on other types, for no or a second membership */
  subscribe(topic: Uint8Array): void
  /** SUB, XSUB, and XPUB in manual mode: removes one reference of a subscription. DISH: leaves. @throws ZmqError EINVAL on other types, for what was not joined */
  unsubscribe(topic: Uint8Array): void
  /** Whom the application addresses a message to, as a number: what is for others need not wait behind it. Null: whoever has room is as good. */
  addressee(message: Message): number | null
  /** PUB, XPUB: topics with subscribers; SUB, XSUB: subscriptions, repeated ones too (ZMQ_TOPICS_COUNT); null on other types. */
  topics(): number | null
}

/** What `createPattern` needs besides the type. */
export interface PatternSetup {
  readonly options: PatternOptions
  /** 32-bit start value for generated routing ids and request ids (and hash tables); pure code draws no randomness itself. */
  readonly seed: number
  /** Class of the frames a pattern makes itself (routing ids, delimiters, notifications): Node's Buffer class, handed in. */
  readonly View: ViewConstructor
}
