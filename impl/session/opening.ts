// What this side says before it knows who it speaks to, and how it finds out (RFC 37, "Version Negotiation" and "Backwards Interoperability").
//
//   oldest 3.x   64 octets ──►
//   oldest 2.0   11 ──►           ◄── 11     53 ──►   or   socket type, identity ──► (2.0)
//   oldest 1.0   10 ──►  ◄── 10   1 ──►  ◄── 1   and so on;        or   identity ──► (1.0)
//
// Rule: security is not negotiable. With a mechanism other than NULL, or a handler to ask, no older version is looked for, or taken.

import { ZmtpError } from '../error.ts'
import { GREETING_SIZE } from '../wire/greeting.ts'
import { encodeLegacyType, encodeProbe, LEGACY_GREETING_SIZE, peerVersion, SIGNATURE_SIZE, type Version } from '../wire/legacy-greeting.ts'
import { socketTypes } from '../wire/socket-type.ts'
import type { SessionOptions } from './session-sink.ts'

/** What follows from the octets of the peer so far: octets to send at once, and the version to speak, once it is known. */
export interface OpeningStep {
  readonly send: readonly Uint8Array[]
  readonly version: '1.0' | '2.0' | '3.x' | null
}

const nothing: readonly Uint8Array[] = []

export class Opening {
  readonly #options: SessionOptions
  readonly #greeting: Uint8Array
  readonly #oldest: Version
  readonly #identity: Uint8Array
  #sent = 0

  /** `greeting` is the one of ZMTP 3.x, all 64 octets. */
  constructor(options: SessionOptions, greeting: Uint8Array) {
    const { oldestVersion, mechanism, socketType } = options
    // Before 3.0 there is no mechanism, and no number for a socket type whose messages have a fixed number of frames.
    const modern = mechanism !== undefined || socketTypes[socketType].frames !== null
    this.#options = options
    this.#greeting = greeting
    this.#oldest = modern && (oldestVersion === '1.0' || oldestVersion === '2.0') ? '3.0' : oldestVersion
    this.#identity = options.routingId
  }

  /** What goes out as soon as there is a connection. */
  first(): Uint8Array {
    if (this.#oldest === '1.0') {
      this.#sent = SIGNATURE_SIZE
      return encodeProbe(this.#identity.length)
    }
    this.#sent = this.#oldest === '2.0' ? SIGNATURE_SIZE + 1 : GREETING_SIZE
    return this.#greeting.subarray(0, this.#sent)
  }

  /**
   * Takes all octets of the peer so far.
   * @throws ZmtpError ERR_ZMTP_OLD_VERSION as soon as they show a version older than allowed
   */
  heard(bytes: Uint8Array): OpeningStep {
    const version = peerVersion(bytes)
    switch (version) {
      case 'undecided':
        return { send: bytes.length < SIGNATURE_SIZE ? nothing : this.#upTo(SIGNATURE_SIZE + 1), version: null }
      case 'revision 0':
        throw tooOld('announces revision 0, which no version of ZMTP has')
      case '1.0':
        if (this.#oldest !== '1.0') throw tooOld(`speaks ZMTP 1.0, or no ZMTP at all; ${this.#oldest} is the oldest version allowed here`)
        return { send: [this.#identity], version }
      case '2.0':
        return this.#heardTwo(bytes)
      case '3.x':
        if (this.#oldest === '3.1' && bytes[SIGNATURE_SIZE] === 3 && bytes[SIGNATURE_SIZE + 1] === 0) {
          throw tooOld('speaks ZMTP 3.0; 3.1 is the oldest version allowed here')
        }
        return { send: this.#upTo(GREETING_SIZE), version }
      default:
        return version satisfies never
    }
  }

  #heardTwo(bytes: Uint8Array): OpeningStep {
    if (this.#oldest !== '1.0' && this.#oldest !== '2.0') {
      throw tooOld(`speaks ZMTP 2.0; ${this.#oldest} is the oldest version allowed here`)
    }
    const send = [...this.#upTo(SIGNATURE_SIZE + 1)]
    if (this.#sent === SIGNATURE_SIZE + 1) {
      send.push(encodeLegacyType(this.#options.socketType, this.#identity))
      this.#sent = LEGACY_GREETING_SIZE
    }
    return { send, version: bytes.length < LEGACY_GREETING_SIZE ? null : '2.0' }
  }

  #upTo(end: number): readonly Uint8Array[] {
    const start = this.#sent
    if (end <= start) return nothing
    this.#sent = end
    return [this.#greeting.subarray(start, end)]
  }
}

function tooOld(what: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_OLD_VERSION', '37/3.1 version negotiation', `the peer ${what}`)
}
