// From the peer's first octet to the decision about it: greeting, then the mechanism, then the metadata
// (RFC 37, "Overall Conversation").
// Rule: only the mechanism's commands and ERROR may come; everything else ends the connection.

import { ZmtpError } from '../error.ts'
import type { Credentials, HandshakeStep, Mechanism, TrafficCipher } from '../mechanism/mechanism.ts'
import { nullMechanism } from '../mechanism/null.ts'
import { readMisspeltError } from '../mechanism/plain.ts'
import { decodeCommand, decodeError, encodeError } from '../wire/command.ts'
import { COMMAND } from '../wire/frame.ts'
import { checkMechanism, decodeGreeting, encodeGreeting } from '../wire/greeting.ts'
import type { Metadata } from '../wire/metadata.ts'
import { Opening } from './opening.ts'
import { announcement, judge } from './peer.ts'
import type { PeerFacts, SessionOptions } from './session-sink.ts'

/** What follows from one step of the peer. `send` holds command bodies to send now, in order. */
export type Progress =
  /** With `ask`: nothing goes on before `accepted`. */
  | { readonly kind: 'continued'; readonly send: readonly Uint8Array[]; readonly ask?: Credentials }
  | { readonly kind: 'completed'; readonly send: readonly Uint8Array[]; readonly peer: PeerFacts; readonly cipher: TrafficCipher | null }
  /** The peer's metadata will not do; `send` tells it why. */
  | { readonly kind: 'refused'; readonly send: readonly Uint8Array[]; readonly error: ZmtpError }
  /** The peer sent ERROR. */
  | { readonly kind: 'rejected'; readonly reason: string }

export class Handshake {
  readonly legacy = false
  /** The peer's minor version, 0 for ZMTP 3.0. A later major version is spoken to as 3.1. */
  peerMinor = 1

  readonly #options: SessionOptions
  readonly #mechanism: Mechanism

  constructor(options: SessionOptions) {
    this.#options = options
    const { strict, mechanism = (own, binds) => nullMechanism(own, strict, false, strict && binds) } = options
    this.#mechanism = mechanism(announcement(options), options.binds ?? false)
  }

  /** How subscriptions travel to this peer. */
  get subscriptions(): 'commands' | 'messages' {
    return this.peerMinor > 0 ? 'commands' : 'messages'
  }

  /** How this side begins. */
  opening(): Opening {
    const { name, role } = this.#mechanism
    return new Opening(this.#options, encodeGreeting(name, role === 'server'))
  }

  /**
   * Takes the peer's greeting: null while it is incomplete.
   * @throws ZmtpError when it names another mechanism
   */
  greeted(bytes: Uint8Array): Progress | null {
    const greeting = decodeGreeting(bytes)
    if (greeting === null) return null
    checkMechanism(greeting, this.#mechanism.name)
    this.peerMinor = greeting.major > 3 ? 1 : greeting.minor
    return this.#judged(this.#mechanism.start(this.peerMinor))
  }

  /** Takes one frame. @throws ZmtpError when it is malformed or out of place */
  frame(flags: number, body: Uint8Array, now: number): Progress {
    if ((flags & COMMAND) === 0) {
      throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '37/3.1 formal grammar', 'a message before the end of the handshake')
    }
    const misspelt = this.#mechanism.name === 'PLAIN' && !this.#options.strict ? readMisspeltError(body) : null
    if (misspelt !== null) return { kind: 'rejected', reason: misspelt }
    const { name, data } = decodeCommand(body)
    if (name === 'ERROR') return { kind: 'rejected', reason: decodeError(data) }
    return this.#judged(this.#mechanism.receive(body, now))
  }

  /** The answer to `ask` was yes. */
  accepted(further?: Metadata): Progress {
    return this.#judged(this.#mechanism.accepted(further))
  }

  #judged(step: HandshakeStep): Progress {
    const { send } = step
    if (!step.done) return step.ask === undefined ? { kind: 'continued', send } : { kind: 'continued', send, ask: step.ask }
    const judgement = judge(this.#options, this.peerMinor, step.metadata)
    if (judgement.ok) return { kind: 'completed', send, peer: judgement.peer, cipher: step.cipher ?? null }
    return { kind: 'refused', send: this.#refusal(send, judgement.reason), error: judgement.error }
  }

  // RFC 24 and 26: ERROR stands in place of the server's last command, and a client sends none.
  #refusal(send: readonly Uint8Array[], reason: string): readonly Uint8Array[] {
    switch (this.#mechanism.role) {
      case 'peer':
        return [...send, encodeError(reason)]
      case 'server':
        return [encodeError(reason)]
      case 'client':
        return []
      default:
        return this.#mechanism.role satisfies never
    }
  }
}
