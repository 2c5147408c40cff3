// After the greeting of an older peer: one frame, its identity, and traffic begins (RFC 13, "The Connection Layer"; RFC 15, "Formal Grammar").
// Rule: there is no metadata, no mechanism and no command. A 1.0 peer does not say its socket type, so that nothing can be checked.

import { ZmtpError } from '../error.ts'
import { LEGACY_GREETING_SIZE, legacyType } from '../wire/legacy-greeting.ts'
import { isLegalPeer, type SocketType } from '../wire/socket-type.ts'
import type { Progress } from './handshake.ts'
import { ROUTING_ID_LIMIT } from './peer.ts'
import type { SessionOptions } from './session-sink.ts'

export class LegacyHandshake {
  /** 1.0 publishers send everything and read nothing (RFC 13, "Broadcast Content"); to 2.0 a subscription is a message. */
  readonly subscriptions: 'messages' | 'none'
  readonly legacy = true

  readonly #options: SessionOptions
  readonly #version: '1.0' | '2.0'
  readonly #type: SocketType | null

  /** `greeting`: what the peer sent so far. @throws ZmtpError for a socket type that this one does not talk to */
  constructor(options: SessionOptions, version: '1.0' | '2.0', greeting: Uint8Array) {
    this.#options = options
    this.#version = version
    this.subscriptions = version === '1.0' ? 'none' : 'messages'
    this.#type = version === '1.0' ? null : legalType(options.socketType, greeting)
  }

  /** Takes the identity frame. @throws ZmtpError when it is none */
  frame(flags: number, body: Uint8Array): Progress {
    // RFC 13: the flags octet of an identity is not looked at. Older libzmq sends 7E, and 7F behind a signature.
    if (this.#version === '2.0' && flags !== 0) throw malformed('15/2.0 formal grammar', 'the identity is no short and final frame')
    if (body.length > ROUTING_ID_LIMIT)
      throw malformed('13/1.0 the connection layer', `the identity has ${body.length} octets, more than 255`)
    const reserved = this.#version === '1.0' && body[0] === 0
    if (reserved && this.#options.strict) throw malformed('13/1.0 the connection layer', 'the identity begins with a zero octet')
    const memory = reserved ? new Uint8Array(0) : new Uint8Array(body)
    const peer = {
      socketType: this.#type,
      routingId: new this.#options.View(memory.buffer, 0, memory.length),
      major: this.#version === '1.0' ? 1 : 2,
      minor: 0,
      properties: new Map<string, Uint8Array>(),
    }
    return { kind: 'completed', send: [], peer, cipher: null }
  }
}

function legalType(own: SocketType, greeting: Uint8Array): SocketType {
  const type = legacyType(greeting.subarray(0, LEGACY_GREETING_SIZE))
  if (type !== null && isLegalPeer(own, type)) return type
  throw new ZmtpError(
    'ERR_ZMTP_INVALID_METADATA',
    '15/2.0 socket compatibility',
    `${own} does not talk to a peer of type ${type ?? `number ${greeting[LEGACY_GREETING_SIZE - 1]}`}`,
  )
}

function malformed(section: string, message: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_UNSPECIFIED', section, message)
}
