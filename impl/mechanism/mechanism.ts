// A security mechanism: what happens between the greeting and the first message (RFC 37, "Mechanisms").
// Rule: commands in, commands out. No I/O, no clock; keys and nonces are arguments of the constructor.

import type { Metadata } from '../wire/metadata.ts'

/** The outcome of one step of the handshake. */
export type HandshakeStep =
  /** More commands are expected. `send` holds command bodies (name length, name, data) to send now, in order. */
  | { readonly done: false; readonly send: readonly Uint8Array[] }
  /** The handshake is complete; `metadata` is the peer's. */
  | { readonly done: true; readonly send: readonly Uint8Array[]; readonly metadata: Metadata }

export interface Mechanism {
  /** The name in the greeting, at most 20 octets. */
  readonly name: string
  /** Called once, when the peer's greeting was accepted. Returns what this side sends first. */
  start(): readonly Uint8Array[]
  /**
   * Takes the body of one handshake command from the peer.
   * @throws ZmtpError when the command is malformed, out of order or refused
   */
  receive(body: Uint8Array): HandshakeStep
}
