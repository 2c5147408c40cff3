// A capture as a pcapng file (draft-ietf-opsawg-pcapng): one section, one interface per leg, one enhanced packet block per packet.
//
//   │ type │ length │ fixed fields │ options │ length │      all little-endian, everything padded to 4 octets
//
// Rule: pure. To look at ZMTP: wireshark -d tcp.port==PORT,zmtp FILE (Wireshark 4.4 and later know it).

import type { Leg } from './leg.ts'
import { packetsOf } from './packet.ts'

const blockType = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const
const option = { end: 0, comment: 1, userApplication: 4, interfaceName: 2 } as const
const ethernet = 1

const padded = (octets: Uint8Array): Buffer => Buffer.concat([octets, Buffer.alloc(-octets.length & 3)])

function options(...list: readonly (readonly [code: number, text: string])[]): Buffer {
  const head = (code: number, length: number): Buffer => {
    const octets = Buffer.alloc(4)
    octets.writeUInt16LE(code, 0)
    octets.writeUInt16LE(length, 2)
    return octets
  }
  const parts = list
    .filter(([, text]) => text !== '')
    .flatMap(([code, text]) => {
      const value = Buffer.from(text).subarray(0, 0xffff)
      return [head(code, value.length), padded(value)]
    })
  return parts.length === 0 ? Buffer.alloc(0) : Buffer.concat([...parts, head(option.end, 0)])
}

function block(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length + 12
  const octets = Buffer.alloc(length)
  octets.writeUInt32LE(type, 0)
  octets.writeUInt32LE(length, 4)
  body.copy(octets, 8)
  octets.writeUInt32LE(length, length - 4)
  return octets
}

function sectionHeader(comment: string): Buffer {
  const fixed = Buffer.alloc(16)
  fixed.writeUInt32LE(0x1a2b3c4d, 0)
  fixed.writeUInt16LE(1, 4)
  fixed.writeBigInt64LE(-1n, 8)
  return block(blockType.section, fixed, options([option.comment, comment], [option.userApplication, 'zmqspec']))
}

function interfaceDescription(name: string): Buffer {
  const fixed = Buffer.alloc(8)
  fixed.writeUInt16LE(ethernet, 0)
  return block(blockType.interface, fixed, options([option.interfaceName, name]))
}

function enhancedPacket(leg: number, at: number, octets: Uint8Array): Buffer {
  const fixed = Buffer.alloc(20)
  const microseconds = BigInt(Math.round(at * 1000))
  fixed.writeUInt32LE(leg, 0)
  fixed.writeUInt32LE(Number(microseconds >> 32n), 4)
  fixed.writeUInt32LE(Number(microseconds & 0xffffffffn), 8)
  fixed.writeUInt32LE(octets.length, 12)
  fixed.writeUInt32LE(octets.length, 16)
  return block(blockType.packet, fixed, padded(octets))
}

/** @param comment shown by Wireshark in the properties of the file */
export function pcapng(legs: readonly Leg[], comment: string): Buffer {
  const packets = legs
    .flatMap((leg, index) => packetsOf(leg).map(packet => ({ ...packet, index })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, octets, index }) => enhancedPacket(index, at, octets))
  return Buffer.concat([sectionHeader(comment), ...legs.map(({ name }) => interfaceDescription(name)), ...packets])
}
