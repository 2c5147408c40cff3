// What passed on a connection as lines that a person can read.
//   1.2ms ← READY 41 Socket-Type="DEALER" Identity=""
//   1.9ms → frame more 5 "hello"
// Rule: one line per greeting, frame or ending; sizes are those of the body; long values are cut, never the line's meaning.

import type { WireFrame, WireGreeting } from './contract.ts'
import type { WireItem } from './frame-reader.ts'
import { readMetadata } from './metadata-reader.ts'

const shown = 40

/** Printable ASCII in quotes, anything else as hex; cut after 40 octets. */
export function showOctets(value: Uint8Array): string {
  const head = Buffer.from(value.subarray(0, shown))
  const tail = value.length > shown ? `… (${value.length})` : ''
  const printable = head.every(octet => octet >= 0x20 && octet < 0x7f)
  return printable
    ? `"${head.toString('latin1').replaceAll(/["\\]/g, '\\$&')}"${tail}`
    : `[${head.toString('hex').replaceAll(/..(?=.)/g, '$& ')}]${tail}`
}

function showGreeting({ bytes, version, mechanism, asServer }: WireGreeting): string {
  const padding = bytes.subarray(1, 9)
  const words = [`greeting ${version.join('.')} ${mechanism}`.trimEnd()]
  if (asServer) words.push('as-server')
  if (padding.some(octet => octet !== 0)) words.push(`padding ${showOctets(padding)}`)
  if (bytes[9] !== 0x7f) words.push(`octet 9 ${bytes[9]!.toString(16)}`)
  return words.join(' ')
}

export function showFrame(frame: WireFrame): string {
  const size = frame.body.length
  const words = [frame.command ? (frame.name ?? 'malformed command') : 'frame']
  if (frame.more) words.push('more')
  if (frame.long && size <= 255) words.push('long')
  if ((frame.flags & ~7) !== 0) words.push(`flags ${frame.flags.toString(16).padStart(2, '0')}`)
  return [...words, size, frame.command && frame.name !== null ? showData(frame.name, frame.data) : showOctets(frame.body)]
    .join(' ')
    .trimEnd()
}

function showData(name: string, data: Buffer): string {
  if (name === 'READY') {
    const { properties, malformed } = readMetadata(data)
    // No name begins so; the counter of a READY sealed by CURVE does.
    if (data[0] === 0) return showOctets(data)
    const said = [...properties].map(([key, value]) => `${key}=${showOctets(value)}`)
    return (malformed === null ? said : [...said, `malformed: ${malformed}`]).join(' ')
  }
  if (name === 'PING' && data.length >= 2) return `ttl=${data.readUInt16BE(0)} ${showOctets(data.subarray(2))}`
  if (name === 'ERROR' && data[0] === data.length - 1) return showOctets(data.subarray(1))
  return showOctets(data)
}

export function showItem(item: WireItem): string {
  switch (item.kind) {
    case 'greeting':
      return showGreeting(item.greeting)
    case 'frame':
      return showFrame(item.frame)
    case 'malformed':
      return `malformed: ${item.reason} ${showOctets(item.octets)}`
    default:
      return item satisfies never
  }
}

/** `at` is milliseconds since the connection was made. */
export const listingLine = (at: number, arrow: string, text: string): string => `${at.toFixed(1)}ms ${arrow} ${text}`
