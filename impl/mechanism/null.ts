// NULL: no security, only metadata (RFC 37 and 23, "The NULL Security Mechanism").
//
//   READY ──►
//         ◄── READY
//
// Rule: READY goes out at once. 3.0 has both sides speak first, 3.1 the connecting one; either order is taken.

import { ZmtpError } from '../error.ts'
import { decodeCommand, encodeCommand } from '../wire/command.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from '../wire/metadata.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

const SECTION = '37/3.1 the NULL security mechanism'

/** A NULL handshake that announces `own`. `strict` holds the peer's property names to the RFC's letters. */
export function nullMechanism(own: Metadata, strict = false): Mechanism {
  let complete = false
  return {
    name: 'NULL',
    start: () => [encodeCommand('READY', encodeMetadata(own))],
    receive(body): HandshakeStep {
      const { name, data } = decodeCommand(body)
      if (name !== 'READY' || complete) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', SECTION, `${name} where READY is due`)
      const metadata = decodeMetadata(data, strict)
      complete = true
      return { done: true, send: [], metadata }
    },
  }
}
