// Monitor events as zmq_socket_monitor(3) sends them.
//
//   version 1   [event 16 bits, value 32 bits] [endpoint]                                   numbers in the order of the machine
//   version 2   [event 64] [count 64] [value 64] … [local endpoint] [remote endpoint]
//
// Rule: these tables are the only place that knows the numbers; the compiler checks that no event is left out.

import { endianness } from 'node:os'
import { type ErrnoCode, errnoByCode, type ZmtpErrorCode } from '../error.ts'
import type { Message } from '../wire/message.ts'
import type { MonitorEvent } from './monitor.ts'

/** ZMQ_EVENT_*: one bit each. */
export const eventBits = {
  connect: 0x0001,
  'connect:delay': 0x0002,
  'connect:retry': 0x0004,
  bind: 0x0008,
  'bind:error': 0x0010,
  accept: 0x0020,
  'accept:error': 0x0040,
  close: 0x0080,
  'close:error': 0x0100,
  disconnect: 0x0200,
  end: 0x0400,
  'handshake:error:other': 0x0800,
  handshake: 0x1000,
  'handshake:error:protocol': 0x2000,
  'handshake:error:auth': 0x4000,
  'pipes:stats': 0x10000,
} as const satisfies Record<MonitorEvent['type'], number>

/** ZMQ_PROTOCOL_ERROR_*. */
const protocolErrors = {
  ERR_ZMTP_UNSPECIFIED: 0x10000000,
  ERR_ZMTP_UNEXPECTED_COMMAND: 0x10000001,
  ERR_ZMTP_INVALID_SEQUENCE: 0x10000002,
  ERR_ZMTP_KEY_EXCHANGE: 0x10000003,
  ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED: 0x10000011,
  ERR_ZMTP_MALFORMED_COMMAND_MESSAGE: 0x10000012,
  ERR_ZMTP_MALFORMED_COMMAND_HELLO: 0x10000013,
  ERR_ZMTP_MALFORMED_COMMAND_INITIATE: 0x10000014,
  ERR_ZMTP_MALFORMED_COMMAND_ERROR: 0x10000015,
  ERR_ZMTP_MALFORMED_COMMAND_READY: 0x10000016,
  ERR_ZMTP_MALFORMED_COMMAND_WELCOME: 0x10000017,
  ERR_ZMTP_INVALID_METADATA: 0x10000018,
  ERR_ZMTP_CRYPTOGRAPHIC: 0x11000001,
  ERR_ZMTP_MECHANISM_MISMATCH: 0x11000002,
  // Ours only: what libzmq would not tell in detail.
  ERR_ZMTP_OLD_VERSION: 0x10000000,
  ERR_ZAP_UNSPECIFIED: 0x20000000,
  ERR_ZAP_MALFORMED_REPLY: 0x20000001,
  ERR_ZAP_BAD_REQUEST_ID: 0x20000002,
  ERR_ZAP_BAD_VERSION: 0x20000003,
  ERR_ZAP_INVALID_STATUS_CODE: 0x20000004,
  ERR_ZAP_INVALID_METADATA: 0x20000005,
} as const satisfies Record<ZmtpErrorCode, number>

/** A connection that is not there at once (errno.h of Linux). */
const EINPROGRESS = 115

const errnoOf = (error: Error): number => errnoByCode[(error as { code?: ErrnoCode }).code ?? ('' as ErrnoCode)] ?? 0

/** What the event's value is, in the words of zmq_socket_monitor(3): a file descriptor (-1 when it is not known), an errno, milliseconds … */
export function valuesOf(event: MonitorEvent): readonly number[] {
  switch (event.type) {
    case 'accept':
    case 'bind':
    case 'connect':
    case 'close':
    case 'disconnect':
      return [event.fd ?? -1]
    case 'accept:error':
    case 'bind:error':
    case 'close:error':
    case 'handshake:error:other':
      return [errnoOf(event.error)]
    case 'connect:delay':
      return [EINPROGRESS]
    case 'connect:retry':
      return [event.interval]
    case 'handshake:error:protocol':
      return [protocolErrors[event.error.code]]
    case 'handshake:error:auth':
      return [event.error.status]
    case 'pipes:stats':
      return [event.outbound, event.inbound]
    case 'handshake':
    case 'end':
      return [0]
    default:
      return event satisfies never
  }
}

const little = endianness() === 'LE'

function number(bits: 16 | 32 | 64, value: number): Buffer {
  const octets = Buffer.alloc(bits / 8)
  // Two's complement for the one negative value there is, the descriptor that is not known.
  const whole = BigInt.asUintN(bits, BigInt(value))
  if (bits === 64) little ? octets.writeBigUInt64LE(whole) : octets.writeBigUInt64BE(whole)
  else little ? octets.writeUIntLE(Number(whole), 0, bits / 8) : octets.writeUIntBE(Number(whole), 0, bits / 8)
  return octets
}

/** The frames of an event; null for one that this version has not. */
export function monitorFrames(event: MonitorEvent, version: 1 | 2): Message | null {
  const bit = eventBits[event.type]
  const values = valuesOf(event)
  const { address = '', local, remote } = event as { address?: string; local?: string; remote?: string }
  if (version === 2) {
    const ends = [local ?? address, remote ?? (local === undefined ? '' : address)]
    return [number(64, bit), number(64, values.length), ...values.map(value => number(64, value)), ...ends.map(end => Buffer.from(end))]
  }
  if (bit > 0xffff) return null
  return [Buffer.concat([number(16, bit), number(32, values[0]!)]), Buffer.from(address)]
}
