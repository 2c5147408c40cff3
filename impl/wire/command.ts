// A command body: name length (1 to 255), name in letters, data (RFC 37, "Commands").
//
//   05 "READY" properties    04 "PING" ttl16 context    09 "SUBSCRIBE" topic
//   05 "ERROR" len reason    04 "PONG" context          06 "CANCEL" topic
//
// Rule: no terminator and no padding; the data runs to the end of the frame.

import { ZmtpError, type ZmtpErrorCode } from '../error.ts'
import { fromOctets, toOctets } from './ascii.ts'

export interface Command {
  readonly name: string
  /** A view of the frame. */
  readonly data: Uint8Array
}

export interface Ping {
  /** Tenths of a second within which the sender wants to be heard again; 0: no matter. */
  readonly timeToLive: number
  /** What the PONG must repeat; a view of the frame. */
  readonly context: Uint8Array
}

/** Octets of context that a PING may carry and a PONG repeats (RFC 37, "Connection Heartbeating"). */
export const CONTEXT_LIMIT = 16

/** Largest time to live that fits a PING, in tenths of a second. */
export const TIME_TO_LIVE_LIMIT = 0xffff

/** Length octet and name, as every body of this command begins. `name` has at most 255 characters. */
export function commandPrefix(name: string): Uint8Array<ArrayBuffer> {
  return toOctets(String.fromCharCode(name.length) + name)
}

export function encodeCommand(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = commandPrefix(name)
  const body = new Uint8Array(prefix.length + data.length)
  body.set(prefix)
  body.set(data, prefix.length)
  return body
}

/** @throws ZmtpError ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED when there is no name, it runs over the end, or is not made of letters */
export function decodeCommand(body: Uint8Array): Command {
  const length = body[0] ?? 0
  if (length === 0) throw malformed('the command has no name')
  if (length >= body.length) throw malformed(`a command name of ${length} octets does not fit into ${body.length} octets`)
  for (let at = 1; at <= length; at++) if (!isLetter(body[at]!)) throw malformed('the command name holds an octet that is no letter')
  return { name: fromOctets(body, 1, 1 + length), data: body.subarray(1 + length) }
}

/** @throws ZmtpError ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED when the time to live is missing */
export function decodePing(data: Uint8Array): Ping {
  if (data.length < 2) throw malformed(`a PING has two octets of time to live, this one ${data.length}`, '37/3.1 connection heartbeating')
  return { timeToLive: (data[0]! << 8) | data[1]!, context: data.subarray(2) }
}

/** `timeToLive` in tenths of a second, at most 65535. */
export function encodePing(timeToLive: number): Uint8Array<ArrayBuffer> {
  return encodeCommand('PING', Uint8Array.of(timeToLive >>> 8, timeToLive & 0xff))
}

/** `reason`: at most 255 visible characters, no spaces. */
export function encodeError(reason: string): Uint8Array<ArrayBuffer> {
  return encodeCommand('ERROR', toOctets(String.fromCharCode(reason.length) + reason))
}

/** The reason in an ERROR's data. @throws ZmtpError ERR_ZMTP_MALFORMED_COMMAND_ERROR when its length octet lies */
export function decodeError(data: Uint8Array): string {
  const length = data[0]
  if (length === undefined || length > data.length - 1) {
    throw malformed(
      'the reason of the ERROR command runs over its end',
      '37/3.1 the NULL security mechanism',
      'ERR_ZMTP_MALFORMED_COMMAND_ERROR',
    )
  }
  return fromOctets(data, 1, 1 + length)
}

function isLetter(octet: number): boolean {
  const lower = octet | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function malformed(
  message: string,
  section = '37/3.1 commands',
  code: ZmtpErrorCode = 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED',
): ZmtpError {
  return new ZmtpError(code, section, message)
}
