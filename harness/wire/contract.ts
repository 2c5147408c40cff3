// The raw peer: speaks ZMTP octet by octet, may be illegal, and writes down what it saw.
//   const peer = await wire.dial(endpoint)                     or (await wire.listen('ipc')).accept(), when the subject connects
//   await peer.handshake({ type: 'PUSH', pacing: 'drip' })     legal, in any pacing; or greet() and send(readyAs(…)) by hand
//   await peer.join('1.0', { type: 'PUSH' })                   the same as a peer of an older version: profile.ts has its octets
//   await peer.send([message('a', 'b'), frame({ flags: 8 })])  octets.ts builds them: every field can lie
//   await peer.barrier(); await peer.silent()                  "processed" and "nothing happens" without a sleep
//   check('closed', await peer.closed(), 'fin')                fin, rst, silence: three observations
// Rule: shares no code with impl/. A bug that both sides have must not hide.

import type { Leg } from '../capture/leg.ts'
import type { DatagramPeer, Membership } from './datagram-contract.ts'

/** A frame as it came off the wire. */
export interface WireFrame {
  readonly flags: number
  readonly more: boolean
  readonly long: boolean
  readonly command: boolean
  readonly body: Buffer
  /** Name of the command, null for a message frame or a malformed command body. */
  readonly name: string | null
  /** Data after the command name. */
  readonly data: Buffer
  /** Milliseconds since the connection was made. */
  readonly at: number
}

export interface WireGreeting {
  readonly bytes: Buffer
  readonly version: readonly [major: number, minor: number]
  readonly mechanism: string
  readonly asServer: boolean
}

export interface WireReady {
  readonly greeting: WireGreeting
  /** Properties of the subject's READY, names in its spelling. */
  readonly properties: ReadonlyMap<string, Buffer>
  readonly socketType: string
  readonly identity: Buffer | null
}

/** How octets are put on the wire: all at once, one octet a segment, or cut after the given offsets. */
export type Pacing = 'burst' | 'drip' | { readonly cuts: readonly number[] }

export interface GreetingFields {
  /** Default 3, 1. */
  readonly version?: readonly [major: number, minor: number]
  /** Default NULL. */
  readonly mechanism?: string
  readonly asServer?: boolean
  readonly pacing?: Pacing
}

export interface HandshakeFields extends GreetingFields {
  /** Socket-Type this peer claims. */
  readonly type: string
  /** Identity property; omitted when undefined. */
  readonly identity?: Uint8Array | string
  /** Further properties, in order. */
  readonly properties?: readonly (readonly [name: string, value: Uint8Array | string])[]
}

/** Versions that a raw peer speaks. */
export type ProfileVersion = '1.0' | '2.0' | '3.0' | '3.1'

export interface JoinFields {
  /** Socket type this peer claims; ZMTP 1.0 has no way to say it. */
  readonly type: string
  /** Default: none. */
  readonly identity?: Uint8Array | string
  readonly pacing?: Pacing
}

/** What the subject said of itself in the version it was spoken to. */
export interface Joined {
  /** Null in 2.0, where it is a number (the octet behind the revision), and in 1.0, where it is not said. */
  readonly socketType: string | null
  /** Octet 11 of a 2.0 greeting. */
  readonly typeOctet: number | null
  /** Null when none was announced: 3.x without the property. */
  readonly identity: Buffer | null
  /** The identity frame of 1.0 and 2.0. */
  readonly identityFrame: WireFrame | null
}

/**
 * How a connection ended: FIN, RST, or not at all within the window. Over ipc a close with unread octets shows as RST, and a
 * write that fails hides it as FIN.
 */
export type Ending = 'fin' | 'rst' | 'silence'

/** The subject closed, stayed silent or sent something else than the case waits for; `actual` says which, in the words of the log. */
export class WireMismatch extends Error {
  readonly expected: string
  readonly actual: string
  constructor(expected: string, actual: string) {
    super(`expected ${expected}, got ${actual}`)
    this.expected = expected
    this.actual = actual
  }
}

/** `within` is milliseconds; the default is the silence window for `silent`, and the deadline window for all that must happen. */
export interface WirePeer {
  /**
   * Sends octets as they are. Resolves when the kernel took them, and also when the connection is gone (the log says what was
   * not sent): how it ended is for `closed` to say. @throws WireMismatch when the subject stops reading
   */
  send(bytes: Uint8Array | readonly Uint8Array[], pacing?: Pacing): Promise<void>
  /** Sends a greeting and waits for the subject's. @throws WireMismatch */
  greet(fields?: GreetingFields): Promise<WireGreeting>
  /** `greet`, then READY both ways. @throws WireMismatch also when the subject sends ERROR or closes */
  handshake(fields: HandshakeFields): Promise<WireReady>
  /**
   * Opens the connection as a peer of this version and waits for the subject to answer in it. From then on `send` what `profiles[version]`
   * builds; `message` and `frame` read that version. @throws WireMismatch when the subject answers in another version, or closes
   */
  join(version: ProfileVersion, fields: JoinFields): Promise<Joined>
  /** Sends octets of ZMTP 1.0 as the first of the connection: from here on both directions are read as frames of 1.0. */
  speak1(bytes: Uint8Array, pacing?: Pacing): Promise<void>
  /** The subject's greeting, without sending anything. */
  greeting(within?: number): Promise<WireGreeting>
  /** The next frame of any kind, PING too, unanswered; an unread greeting is skipped. @throws WireMismatch when none comes or the connection ends */
  frame(within?: number): Promise<WireFrame>
  /** The next command of that name; PINGs met on the way are answered, other frames are a mismatch. */
  command(name: string, within?: number): Promise<WireFrame>
  /**
   * The frames' bodies of the next whole message; PINGs are answered, other commands (SUBSCRIBE, CANCEL) are a mismatch. What there is of a
   * message when the time is over is not lost: the next call goes on with it.
   */
  message(within?: number): Promise<Buffer[]>
  /**
   * Octets up to the end of the connection or `count` of them, unparsed (for greetings in pieces). They count as read: `frame`
   * goes on behind them, `greeting` still gives a greeting taken in pieces. @throws WireMismatch
   */
  raw(count: number, within?: number): Promise<Buffer>
  /** Waits for the end; reads and drops what still comes, answers nothing. @throws WireMismatch when this peer closed it itself */
  closed(within?: number): Promise<Ending>
  /** Passes when nothing (but PING) arrives and the connection stays open for the silence window. @throws WireMismatch */
  silent(within?: number): Promise<void>
  /** PING and its PONG: everything sent before has been processed by the subject. Other frames stay to be read. @throws WireMismatch */
  barrier(within?: number): Promise<void>
  /** Stops reading, so that what the subject sends backs up to its HWM, until `resume`. */
  pause(): void
  resume(): void
  halfClose(): void
  /** Resets the connection (RST); over ipc, which has none, closes it. */
  reset(): void
  /** Closes and waits until it is gone. */
  close(): Promise<void>
  /** One line per greeting, frame and ending in both directions, with times. */
  readonly log: readonly string[]
  readonly open: boolean
}

export interface WireDoor extends AsyncDisposable {
  /** Endpoint for the subject to connect to. */
  readonly endpoint: string
  /** The next connection of the subject. @throws WireMismatch when none comes */
  accept(within?: number): Promise<WirePeer>
  close(): Promise<void>
}

export interface Wire {
  /** Connects to an endpoint of the subject (`tcp://` or `ipc://`, abstract too). @throws WireMismatch, TypeError */
  dial(endpoint: string): Promise<WirePeer>
  /** Listens on a fresh endpoint; default `tcp`. `ipc@` is the abstract namespace, `tcp6` is tcp on ::1. */
  listen(scheme?: 'tcp' | 'tcp6' | 'ipc' | 'ipc@'): Promise<WireDoor>
  /** A socket of udp on 127.0.0.1, or a member of a group. */
  datagrams(membership?: Membership): Promise<DatagramPeer>
  /** All logs of this case, peer by peer. */
  readonly logs: readonly string[]
  /** The conversations of this case, for captures. */
  legs(): readonly Leg[]
  /** Closes everything that is open. */
  close(): Promise<void>
}

/** How long to wait, in milliseconds, calibrated from the subject's own PING/PONG round trips. */
export interface Windows {
  /** For something that must happen at once: max(50, 20 × p99), at most 1000 … then doubled patience up to `deadline`. */
  readonly reaction: number
  /** For "nothing happens". */
  readonly silence: number
  /** For anything that must happen at all. */
  readonly deadline: number
}
