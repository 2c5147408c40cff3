// NULL: no security, only metadata (RFC 37 and 23, "The NULL Security Mechanism").
//
//   READY ──►                         with a ZAP domain: ask first, READY when the answer is yes
//         ◄── READY
//
// Rule: READY goes out at once. 3.0 has both sides speak first, 3.1 the connecting one; either order is taken, and who `answers` keeps to 3.1.

import { ZmtpError } from '../error.ts'
import { decodeCommand, encodeCommand } from '../wire/command.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from '../wire/metadata.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

const SECTION = '37/3.1 the NULL security mechanism'

/**
 * A NULL handshake that announces `own`. `strict` holds the peer's property names to the RFC's letters; `asks`: nobody comes in unasked;
 * `answers`: says READY only when a peer of 3.1 has said it, as the server of RFC 37 does; those of 3.0 speak both first.
 */
export function nullMechanism(own: Metadata, strict = false, asks = false, answers = false): Mechanism {
  let metadata: Metadata | null = null
  let told: Metadata = new Map()
  let open = !asks
  let waits = answers
  const ready = () => [encodeCommand('READY', encodeMetadata(new Map([...own, ...told])))]
  const opening = () => (waits ? [] : ready())
  return {
    name: 'NULL',
    role: 'peer',
    start(minor = 1): HandshakeStep {
      waits = answers && minor > 0
      return open
        ? { done: false, send: opening() }
        : { done: false, send: [], ask: { mechanism: 'NULL', identity: new Uint8Array(0), values: [] } }
    },
    receive(body): HandshakeStep {
      const { name, data } = decodeCommand(body)
      if (name !== 'READY' || metadata !== null) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', SECTION, `${name} where READY is due`)
      metadata = decodeMetadata(data, strict)
      return open ? { done: true, send: waits ? ready() : [], metadata } : { done: false, send: [] }
    },
    accepted(further = told): HandshakeStep {
      open = true
      told = further
      return metadata === null ? { done: false, send: opening() } : { done: true, send: ready(), metadata }
    },
  }
}
