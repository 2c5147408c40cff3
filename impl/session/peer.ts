// Who we say we are, and whether the peer may be who it says it is (RFC 37, "Connection Metadata", "The Socket-Type Property",
// "The Identity Property").
// Rule: Socket-Type is expected and must be a legal partner; Identity counts only for REQ, DEALER and ROUTER.

import { ZmtpError } from '../error.ts'
import { fromOctets, toOctets } from '../wire/ascii.ts'
import { findProperty, type Metadata } from '../wire/metadata.ts'
import { isLegalPeer, type SocketType, socketTypes } from '../wire/socket-type.ts'
import type { PeerFacts, SessionOptions } from './session-sink.ts'

export const ROUTING_ID_LIMIT = 255

/** A peer that is refused is told why: `reason` goes into an ERROR command. */
export type Judgement =
  | { readonly ok: true; readonly peer: PeerFacts }
  | { readonly ok: false; readonly reason: string; readonly error: ZmtpError }

/** The properties this side announces. Like libzmq, REQ, DEALER and ROUTER announce an Identity even when it is empty. */
export function announcement(options: SessionOptions): Metadata {
  const metadata = new Map<string, Uint8Array>([['Socket-Type', toOctets(options.socketType)]])
  if (socketTypes[options.socketType].announcesRoutingId) metadata.set('Identity', options.routingId)
  for (const [name, value] of options.properties ?? []) metadata.set(name, value)
  return metadata
}

/** Decides about a peer from its metadata. `minor` is its protocol version. */
export function judge(options: SessionOptions, minor: number, metadata: Metadata): Judgement {
  const typeOctets = findProperty(metadata, 'Socket-Type')
  if (typeOctets === undefined) return refuse('Missing-Socket-Type', 'socket-type', 'the peer does not say its socket type')
  const type = fromOctets(typeOctets)
  if (!isLegalPeer(options.socketType, type)) {
    return refuse(
      'Invalid-Socket-Type',
      'socket-type',
      `${options.socketType} does not talk to a peer of type ${JSON.stringify(type.slice(0, 32))}`,
    )
  }
  const socketType = type as SocketType
  const identity = findProperty(metadata, 'Identity') ?? new Uint8Array(0)
  const announced = socketTypes[socketType].announcesRoutingId ? identity : new Uint8Array(0)
  // RFC 37 reserves a leading zero for ids that a ROUTER makes; RFC 23 does not.
  const reserved = minor > 0 && announced[0] === 0
  if (announced.length > ROUTING_ID_LIMIT) {
    return refuse('Invalid-Identity', 'identity', `the peer's identity has ${announced.length} octets, more than 255`)
  }
  if (options.strict && reserved) {
    return refuse('Invalid-Identity', 'identity', "the peer's identity begins with a zero octet")
  }
  const properties = new Map<string, Uint8Array>()
  for (const [name, value] of metadata) properties.set(name, copy(options, value))
  const routingId = copy(options, reserved ? new Uint8Array(0) : announced)
  return { ok: true, peer: { socketType, routingId, major: 3, minor, properties } }
}

function copy(options: SessionOptions, bytes: Uint8Array): Uint8Array {
  const memory = new Uint8Array(bytes)
  return new options.View(memory.buffer, 0, memory.length)
}

function refuse(reason: string, property: string, message: string): Judgement {
  return { ok: false, reason, error: new ZmtpError('ERR_ZMTP_INVALID_METADATA', `37/3.1 the ${property} property`, message) }
}
