// Metadata: name-value properties in READY and elsewhere (RFC 37, "The NULL Security Mechanism" and "Connection Metadata").
//
//   name length (1-255)  name  value length (4 octets, at most 2^31-1)  value     … until the frame ends
//
// Rule: names compare without regard to case and do not repeat; a property nobody knows is no error.

import { ZmtpError } from '../error.ts'
import { fromOctets, toOctets } from './ascii.ts'

/** Properties in wire order; names in the peer's spelling (they compare without regard to case). */
export type Metadata = ReadonlyMap<string, Uint8Array>

const VALUE_LENGTH = 4
const nameGrammar = /^[A-Za-z0-9\-_.+]+$/

/** Names have 1 to 255 characters. */
export function encodeMetadata(metadata: Metadata): Uint8Array<ArrayBuffer> {
  let size = 0
  for (const [name, value] of metadata) size += 1 + name.length + VALUE_LENGTH + value.length
  const bytes = new Uint8Array(size)
  const numbers = new DataView(bytes.buffer)
  let at = 0
  for (const [name, value] of metadata) {
    bytes[at] = name.length
    bytes.set(toOctets(name), at + 1)
    at += 1 + name.length
    numbers.setUint32(at, value.length)
    bytes.set(value, at + VALUE_LENGTH)
    at += VALUE_LENGTH + value.length
  }
  return bytes
}

/**
 * Values are copies. libzmq sends and accepts any octets in a name; only `strict` holds the peer to the RFC's letters.
 * @throws ZmtpError ERR_ZMTP_INVALID_METADATA when a name is empty or repeated, or a length runs over the end
 */
export function decodeMetadata(bytes: Uint8Array, strict: boolean): Metadata {
  const metadata = new Map<string, Uint8Array>()
  const seen = new Set<string>()
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes[at]!
    if (nameEnd === at + 1) throw invalid('a property has no name')
    if (nameEnd + VALUE_LENGTH > bytes.length) throw invalid('a property is cut off before its value')
    const name = fromOctets(bytes, at + 1, nameEnd)
    if (strict && !nameGrammar.test(name)) throw invalid(`${JSON.stringify(name)} is no property name`)
    const folded = name.toLowerCase()
    if (seen.has(folded)) throw invalid(`the property ${JSON.stringify(name)} comes twice`)
    seen.add(folded)
    const length = numbers.getUint32(nameEnd)
    at = nameEnd + VALUE_LENGTH
    if (length > bytes.length - at)
      throw invalid(`the value of ${JSON.stringify(name)} claims ${length} octets, ${bytes.length - at} are there`)
    metadata.set(name, new Uint8Array(bytes.subarray(at, at + length)))
    at += length
  }
  return metadata
}

/** The value of a property, its name in any case. */
export function findProperty(metadata: Metadata, name: string): Uint8Array | undefined {
  const folded = name.toLowerCase()
  for (const [key, value] of metadata) if (key.toLowerCase() === folded) return value
  return undefined
}

function invalid(message: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_INVALID_METADATA', '37/3.1 connection metadata', message)
}
