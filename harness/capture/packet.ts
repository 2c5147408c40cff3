// Packets around octets that were recorded above TCP: Ethernet II, IPv4, TCP (RFC 791, 793, 1071), so that Wireshark's dissectors work.
//
//   connection ──► SYN · SYN ACK · ACK · (PSH ACK · ACK)… · FIN ACK · ACK   or RST          sequence numbers and checksums as they must be
//
// Rule: pure. Addresses are loopback; nothing here was ever sent.

import type { Leg, Passed, Side } from './leg.ts'

export interface Packet {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly octets: Buffer
}

const flag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const

/** Octets of payload in one packet: below what an IPv4 packet can hold. */
const largest = 32_768
const window = 65_535
const loopback = Buffer.of(127, 0, 0, 1)

/** The ones' complement sum of 16-bit words (RFC 1071). */
export function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0
  let odd = false
  for (const part of parts)
    for (const octet of part) {
      sum += odd ? octet : octet << 8
      odd = !odd
    }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

interface Segment {
  readonly from: number
  readonly to: number
  readonly sequence: number
  readonly acknowledged: number
  readonly flags: number
  readonly payload: Uint8Array
}

export function tcpPacket({ from, to, sequence, acknowledged, flags, payload }: Segment, identification: number): Buffer {
  const tcp = Buffer.alloc(20)
  tcp.writeUInt16BE(from, 0)
  tcp.writeUInt16BE(to, 2)
  tcp.writeUInt32BE(sequence >>> 0, 4)
  tcp.writeUInt32BE(acknowledged >>> 0, 8)
  tcp[12] = 5 << 4
  tcp[13] = flags
  tcp.writeUInt16BE(window, 14)
  const length = tcp.length + payload.length
  const pseudo = Buffer.concat([loopback, loopback, Buffer.of(0, 6, length >>> 8, length & 0xff)])
  tcp.writeUInt16BE(checksum(pseudo, tcp, payload), 16)

  const ip = Buffer.alloc(20)
  ip[0] = 0x45
  ip.writeUInt16BE(ip.length + length, 2)
  ip.writeUInt16BE(identification & 0xffff, 4)
  ip[6] = 0x40
  ip[8] = 64
  ip[9] = 6
  loopback.copy(ip, 12)
  loopback.copy(ip, 16)
  ip.writeUInt16BE(checksum(ip), 10)
  return Buffer.concat([Buffer.from('0000000000000000000000000800', 'hex'), ip, tcp, payload])
}

const opposite = { connecter: 'binder', binder: 'connecter' } as const satisfies Record<Side, Side>

/** The packets of a conversation, in order of time. */
export function packetsOf({ ports, began, events }: Leg): Packet[] {
  const packets: Packet[] = []
  const next: Record<Side, number> = { connecter: 1000, binder: 2000 }
  const closed: Record<Side, boolean> = { connecter: false, binder: false }

  function send(at: number, side: Side, flags: number, payload: Uint8Array = Buffer.alloc(0)): void {
    const acknowledged = (flags & flag.ack) === 0 ? 0 : next[opposite[side]]
    const segment = { from: ports[side], to: ports[opposite[side]], sequence: next[side], acknowledged, flags, payload }
    packets.push({ at, octets: tcpPacket(segment, packets.length + 1) })
    next[side] += payload.length + ((flags & (flag.syn | flag.fin)) === 0 ? 0 : 1)
  }
  function pass(event: Passed): void {
    const { at, from } = event
    if (closed[from]) return
    if ('octets' in event) {
      for (let start = 0; start < event.octets.length; start += largest) {
        send(at, from, flag.psh | flag.ack, event.octets.subarray(start, start + largest))
        send(at, opposite[from], flag.ack)
      }
      return
    }
    closed[from] = true
    send(at, from, (event.end === 'fin' ? flag.fin : flag.rst) | flag.ack)
    if (event.end === 'rst') closed[opposite[from]] = true
    else send(at, opposite[from], flag.ack)
  }

  send(began, 'connecter', flag.syn)
  send(began, 'binder', flag.syn | flag.ack)
  send(began, 'connecter', flag.ack)
  for (const event of events) pass(event)
  return packets
}
