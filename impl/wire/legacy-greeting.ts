// How peers older than ZMTP 3.0 open a connection, and how one finds out (RFC 37 and 15, "Backwards Interoperability"; RFC 13).
//
//   1.0   length flags identity ...            octet 0 is not FF, or octet 9 is even
//   2.0   FF padding8 7F 01 socket-type        octet 10 is 1 (or 2, which RFC 37 puts beside it)
//   3.x   FF padding8 7F 03 ...                the greeting of greeting.ts
//
// Rule: nothing is decided before the octet that decides it is there, and the padding decides nothing.

import type { SocketType } from './socket-type.ts'
import { socketTypes } from './socket-type.ts'

/** The versions of ZMTP, oldest first: what a socket may be told to accept at the least. */
export const versions = ['1.0', '2.0', '3.0', '3.1'] as const
export type Version = (typeof versions)[number]

/** What the octets so far say of the peer. `revision`: a number that stands for no known version. */
export type PeerVersion = '1.0' | '2.0' | '3.x' | 'revision 0' | 'undecided'

export const SIGNATURE_SIZE = 10
/** Signature, revision and socket type. */
export const LEGACY_GREETING_SIZE = 12
const REVISION = 10
const SOCKET_TYPE = 11

export function peerVersion(bytes: Uint8Array): PeerVersion {
  if (bytes.length === 0) return 'undecided'
  if (bytes[0] !== 0xff) return '1.0'
  if (bytes.length < SIGNATURE_SIZE) return 'undecided'
  if ((bytes[SIGNATURE_SIZE - 1]! & 1) === 0) return '1.0'
  if (bytes.length <= REVISION) return 'undecided'
  if (bytes[REVISION] === 0) return 'revision 0'
  return bytes[REVISION]! < 3 ? '2.0' : '3.x'
}

/**
 * The first ten octets of a greeting as a probe: a peer of ZMTP 1.0 takes them for the header of an identity frame, whose length counts
 * the flags octet.
 */
export function encodeProbe(identityLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(SIGNATURE_SIZE)
  bytes[0] = 0xff
  bytes[SIGNATURE_SIZE - 3] = (identityLength + 1) >>> 8
  bytes[SIGNATURE_SIZE - 2] = identityLength + 1
  bytes[SIGNATURE_SIZE - 1] = 0x7f
  return bytes
}

/** What a peer of ZMTP 2.0 expects after octet 10: socket type, then the identity as a short frame. XPUB and XSUB appear as PUB and SUB. */
export function encodeLegacyType(type: SocketType, identity: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 + identity.length)
  bytes[0] = socketTypes[type === 'XPUB' ? 'PUB' : type === 'XSUB' ? 'SUB' : type].id
  bytes[2] = identity.length
  bytes.set(identity, 3)
  return bytes
}

/**
 * The socket type of a ZMTP 2.0 peer, null for an octet that stands for none. `bytes` holds the whole greeting of 12 octets.
 * libzmq sends 09 and 0A for XPUB and XSUB.
 */
export function legacyType(bytes: Uint8Array): SocketType | null {
  const id = bytes[SOCKET_TYPE]
  // A STREAM greets nobody, and draft types are of 3.1.
  for (const [type, { id: known, peers, frames }] of Object.entries(socketTypes))
    if (known === id && frames === null && peers.length > 0) return type as SocketType
  return null
}
