// A security mechanism: what happens between the greeting and the first message (RFC 37, "Mechanisms").
// Rule: commands in, commands out. No I/O, no clock; keys, nonces and `now` are arguments.

import type { Metadata } from '../wire/metadata.ts'

/** The outcome of one step of the handshake. `send` holds command bodies (name length, name, data) to send now, in order. */
export type HandshakeStep =
  /** More is expected: commands of the peer or, when there is a question, `accepted`. */
  | { readonly done: false; readonly send: readonly Uint8Array[]; readonly ask?: Credentials }
  /** The handshake is complete; `metadata` is the peer's. */
  | { readonly done: true; readonly send: readonly Uint8Array[]; readonly metadata: Metadata; readonly cipher?: TrafficCipher }

/** What a peer shows of itself, for somebody else to decide about (RFC 27, "Message Format"). */
export interface Credentials {
  readonly mechanism: string
  /** The Identity property, as far as the peer has sent it by now. */
  readonly identity: Uint8Array
  /** None for NULL; user name and password for PLAIN; the public key, 32 octets, for CURVE. */
  readonly values: readonly Uint8Array[]
}

/** What protects the frames that follow a handshake. Commands and messages alike travel as the body of one. */
export interface TrafficCipher {
  /** Octets that a sealed body is longer than its clear text, which lies at its end. */
  readonly overhead: number
  /** Seals the body of `overhead + length` octets at `at`, whose clear text is already there. `flags`: MORE and COMMAND of the clear frame. */
  seal(flags: number, memory: Uint8Array<ArrayBuffer>, at: number, length: number): void
  /**
   * Opens a body where it lies and returns the flags of the clear frame.
   * @throws ZmtpError when it is malformed, forged, or was seen before
   */
  open(body: Uint8Array<ArrayBuffer>): number
  /** Forgets the key. */
  close(): void
}

export interface Mechanism {
  /** The name in the greeting, at most 20 octets. */
  readonly name: string
  /** `server` decides about `client`; two `peer`s have the same rights. Only a server announces itself as one, and only a client may not send ERROR. */
  readonly role: 'client' | 'server' | 'peer'
  /** Called once, when the peer's greeting was accepted. `minor` is that of the version spoken: 0 for ZMTP 3.0, 1 when left out. */
  start(minor?: number): HandshakeStep
  /**
   * Takes the body of one handshake command from the peer. `now` in milliseconds of one monotonic clock.
   * @throws ZmtpError when the command is malformed, out of order or refused
   */
  receive(body: Uint8Array, now: number): HandshakeStep
  /**
   * The peer that `ask` asked about may come in. Called at most once, and only then; a peer that may not is not this mechanism's business.
   * `further` is announced to it besides what is known of this side.
   */
  accepted(further?: Metadata): HandshakeStep
}
