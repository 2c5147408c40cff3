// The datagram of RADIO and DISH over udp (libzmq; no RFC describes it): one message each, nothing else is ever said.
//
//   [group length 1 octet] [group] [body, the rest]
//
// Rule: at most 8192 octets in all, which is what libzmq reads; what is longer, or shorter than its group, is no message.

import type { Allocate } from './memory.ts'

/** Octets of the largest datagram that is sent or taken, of DGRAM too. */
export const maxDatagram = 8192

/** Octets of the datagram that carries this message. */
export const groupDatagramLength = (group: Uint8Array, body: Uint8Array): number => 1 + group.length + body.length

/** The datagram, in memory of its own. The caller has seen to it that the group has at most 255 octets and the whole `maxDatagram`. */
export function encodeGroupDatagram(group: Uint8Array, body: Uint8Array, allocate: Allocate): Uint8Array<ArrayBuffer> {
  const datagram = allocate(groupDatagramLength(group, body))
  datagram[0] = group.length
  datagram.set(group, 1)
  datagram.set(body, 1 + group.length)
  return datagram
}

/** Group and body as views of the datagram, or null when it is no message. */
export function decodeGroupDatagram(datagram: Uint8Array): [group: Uint8Array, body: Uint8Array] | null {
  const end = 1 + (datagram[0] ?? maxDatagram)
  if (end > datagram.length || datagram.length > maxDatagram) return null
  return [datagram.subarray(1, end), datagram.subarray(end)]
}
