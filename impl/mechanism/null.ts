// NULL: no security, only metadata (RFC 37 and 23, "The NULL Security Mechanism").
//
//   READY ──►                         with a ZAP domain: ask first, READY when the answer is yes
//         ◄── READY
//
// Rule: READY goes out at once. 3.0 has both sides speak first, 3.1 the connecting one; either order is taken.

import { ZmtpError } from '../error.ts'
import { decodeCommand, encodeCommand } from '../wire/command.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from '../wire/metadata.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

const SECTION = '37/3.1 the NULL security mechanism'

/** A NULL handshake that announces `own`. `strict` holds the peer's property names to the RFC's letters; `asks`: nobody comes in unasked. */
export function nullMechanism(own: Metadata, strict = false, asks = false): Mechanism {
  let metadata: Metadata | null = null
  let open = !asks
  const ready = () => [encodeCommand('READY', encodeMetadata(own))]
  return {
    name: 'NULL',
    role: 'peer',
    start: () =>
      open
        ? { done: false, send: ready() }
        : { done: false, send: [], ask: { mechanism: 'NULL', identity: new Uint8Array(0), values: [] } },
    receive(body): HandshakeStep {
      const { name, data } = decodeCommand(body)
      if (name !== 'READY' || metadata !== null) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', SECTION, `${name} where READY is due`)
      metadata = decodeMetadata(data, strict)
      return open ? { done: true, send: [], metadata } : { done: false, send: [] }
    },
    accepted(): HandshakeStep {
      open = true
      return metadata === null ? { done: false, send: ready() } : { done: true, send: ready(), metadata }
    },
  }
}
