// ZAP: a socket asks a handler whether a peer may come in (RFC 27, "Message Format").
//
//   request   "" "1.0" id  domain address identity mechanism credential …     NULL none, PLAIN user and password, CURVE the public key
//   reply     "" "1.0" id  status text user-id metadata
//
// Rule: these are the frames as DEALER and ROUTER see them; REQ and REP add and remove the empty one themselves.

import { ZmtpError, type ZmtpErrorCode } from '../error.ts'
import { fromOctets, toOctets } from './ascii.ts'
import type { Message } from './message.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from './metadata.ts'

/** Where the handler is bound, in the context of who asks. */
export const ZAP_ENDPOINT = 'inproc://zeromq.zap.01'

const VERSION = '1.0'
const SECTION = '27 message format'
const REPLY_FRAMES = 7
const REQUEST_FRAMES = 7

/** 200: come in. 300: try again later. 400: you may not. 500: the handler does not know. */
export type ZapStatus = 200 | 300 | 400 | 500
const statuses: ReadonlyMap<string, ZapStatus> = new Map([
  ['200', 200],
  ['300', 300],
  ['400', 400],
  ['500', 500],
])

export interface ZapRequest {
  /** Any octets; the reply repeats them. */
  readonly id: Uint8Array
  /** What the server's socket calls its domain; may be empty. */
  readonly domain: string
  /** The peer's IP address; empty when it has none (ipc). */
  readonly address: string
  readonly identity: Uint8Array
  readonly mechanism: string
  readonly credentials: readonly Uint8Array[]
}

export interface ZapReply {
  readonly id: Uint8Array
  readonly status: ZapStatus
  /** For people. */
  readonly text: Uint8Array
  /** Empty unless the status is 200. */
  readonly userId: Uint8Array
  readonly metadata: Metadata
}

export function encodeZapRequest({ id, domain, address, identity, mechanism, credentials }: ZapRequest): Message {
  return [new Uint8Array(0), toOctets(VERSION), id, toOctets(domain), toOctets(address), identity, toOctets(mechanism), ...credentials]
}

/** @throws ZmtpError ERR_ZAP_… when it is no request of version 1.0. Octets are the frames' own */
export function decodeZapRequest(frames: Message): ZapRequest {
  if (frames.length < REQUEST_FRAMES) throw malformed('ERR_ZAP_UNSPECIFIED', `a request has 7 frames or more, this one ${frames.length}`)
  checkHead(frames)
  const [, , id, domain, address, identity, mechanism] = frames as [Uint8Array, ...Uint8Array[]] & Uint8Array[]
  return {
    id: id!,
    domain: fromOctets(domain!),
    address: fromOctets(address!),
    identity: identity!,
    mechanism: fromOctets(mechanism!),
    credentials: frames.slice(REQUEST_FRAMES),
  }
}

export function encodeZapReply({ id, status, text, userId, metadata }: ZapReply): Message {
  return [new Uint8Array(0), toOctets(VERSION), id, toOctets(`${status}`), text, userId, encodeMetadata(metadata)]
}

/** The reply to the request `id`. @throws ZmtpError ERR_ZAP_… for everything else */
export function decodeZapReply(frames: Message, id: Uint8Array): ZapReply {
  if (frames.length !== REPLY_FRAMES) throw malformed('ERR_ZAP_MALFORMED_REPLY', `a reply has 7 frames, this one ${frames.length}`)
  checkHead(frames)
  const [, , echo, code, text, userId, metadata] = frames as [Uint8Array, ...Uint8Array[]] & Uint8Array[]
  if (fromOctets(echo!) !== fromOctets(id)) throw malformed('ERR_ZAP_BAD_REQUEST_ID', 'the reply is to another request')
  const status = statuses.get(fromOctets(code!))
  if (status === undefined) throw malformed('ERR_ZAP_INVALID_STATUS_CODE', 'the status is none of 200, 300, 400 and 500')
  return { id: echo!, status, text: text!, userId: userId!, metadata: properties(metadata!) }
}

function checkHead(frames: Message): void {
  if (frames[0]!.length > 0) throw malformed('ERR_ZAP_UNSPECIFIED', 'the first frame is not empty')
  if (fromOctets(frames[1]!) !== VERSION) throw malformed('ERR_ZAP_BAD_VERSION', 'the version is not 1.0')
}

function properties(octets: Uint8Array): Metadata {
  try {
    return decodeMetadata(octets, false)
  } catch (fault) {
    throw malformed('ERR_ZAP_INVALID_METADATA', fault instanceof Error ? fault.message : 'the metadata is malformed')
  }
}

// The handler runs on this side: whatever is wrong with it is not the peer's fault.
function malformed(code: ZmtpErrorCode, text: string): ZmtpError {
  return new ZmtpError(code, SECTION, text, 'local')
}
