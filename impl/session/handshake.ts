// From the peer's first octet to the decision about it: greeting, then the mechanism, then the metadata
// (RFC 37, "Overall Conversation").
// Rule: only the mechanism's commands and ERROR may come; everything else ends the connection.

import { ZmtpError } from '../error.ts'
import type { Mechanism } from '../mechanism/mechanism.ts'
import { nullMechanism } from '../mechanism/null.ts'
import { decodeCommand, decodeError, encodeError } from '../wire/command.ts'
import { COMMAND } from '../wire/frame.ts'
import { checkMechanism, decodeGreeting, encodeGreeting } from '../wire/greeting.ts'
import { Opening } from './opening.ts'
import { announcement, judge } from './peer.ts'
import type { PeerFacts, SessionOptions } from './session-sink.ts'

/** What follows from one command of the peer. `send` holds command bodies to send now, in order. */
export type Progress =
  | { readonly kind: 'continued'; readonly send: readonly Uint8Array[] }
  | { readonly kind: 'completed'; readonly send: readonly Uint8Array[]; readonly peer: PeerFacts }
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
    this.#mechanism = (options.mechanism ?? (own => nullMechanism(own, options.strict)))(announcement(options))
  }

  /** How subscriptions travel to this peer. */
  get subscriptions(): 'commands' | 'messages' {
    return this.peerMinor > 0 ? 'commands' : 'messages'
  }

  /** How this side begins. */
  opening(): Opening {
    const { name } = this.#mechanism
    return new Opening(this.#options, name, encodeGreeting(name))
  }

  /**
   * Takes the peer's greeting: null while it is incomplete, else the command bodies to send at once.
   * @throws ZmtpError when it names another mechanism
   */
  greeted(bytes: Uint8Array): readonly Uint8Array[] | null {
    const greeting = decodeGreeting(bytes)
    if (greeting === null) return null
    checkMechanism(greeting, this.#mechanism.name)
    this.peerMinor = greeting.major > 3 ? 1 : greeting.minor
    return this.#mechanism.start()
  }

  /** Takes one frame. @throws ZmtpError when it is malformed or out of place */
  frame(flags: number, body: Uint8Array): Progress {
    if ((flags & COMMAND) === 0) {
      throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '37/3.1 formal grammar', 'a message before the end of the handshake')
    }
    const { name, data } = decodeCommand(body)
    if (name === 'ERROR') return { kind: 'rejected', reason: decodeError(data) }
    const step = this.#mechanism.receive(body)
    if (!step.done) return { kind: 'continued', send: step.send }
    const judgement = judge(this.#options, this.peerMinor, step.metadata)
    if (judgement.ok) return { kind: 'completed', send: step.send, peer: judgement.peer }
    return { kind: 'refused', send: [...step.send, encodeError(judgement.reason)], error: judgement.error }
  }
}
