// The messages of a monitor socket, read octet by octet (zmq_socket_monitor(3), zmq_socket_monitor_versioned(3)).
//
//   version 1   [event 16 bits, value 32 bits] [endpoint]                                   numbers in the order of the machine
//   version 2   [event 64] [count 64] [value 64] … [local endpoint] [remote endpoint]
//
// Rule: shares nothing with the implementation; what has another form is an error that says so.

import { endianness } from 'node:os'
import { fromFrame } from '../../harness/control/frames.ts'
import type { MonitorLine } from '../../harness/control/protocol.ts'

/** ZMQ_EVENT_* of zmq.h. */
export const numbers = {
  connected: 0x0001,
  connect_delayed: 0x0002,
  connect_retried: 0x0004,
  listening: 0x0008,
  bind_failed: 0x0010,
  accepted: 0x0020,
  accept_failed: 0x0040,
  closed: 0x0080,
  disconnected: 0x0200,
  monitor_stopped: 0x0400,
  handshake_failed: 0x0800,
  handshake: 0x1000,
  handshake_failed_protocol: 0x2000,
  handshake_failed_auth: 0x4000,
  pipes_stats: 0x10000,
} as const

export interface MonitorMessage {
  readonly event: number
  readonly values: readonly number[]
  /** One in version 1; local and remote in version 2. */
  readonly endpoints: readonly string[]
}

const little = endianness() === 'LE'

function number(octets: Buffer): number {
  const ordered = little ? octets.toReversed() : octets
  return Number(BigInt(`0x${Buffer.from(ordered).toString('hex')}`))
}

function sized(frames: readonly Buffer[], sizes: readonly number[]): void {
  sizes.forEach((size, at) => {
    if (frames[at]?.length !== size) throw new Error(`frame ${at} of a monitor message has ${frames[at]?.length} octets, not ${size}`)
  })
}

/** @throws Error when the message has not the form of this version */
export function readMonitor({ frames: given = [] }: MonitorLine, version: 1 | 2): MonitorMessage {
  const frames = given.map(fromFrame)
  if (version === 1) {
    sized(frames, [6])
    if (frames.length !== 2) throw new Error(`a monitor message of ${frames.length} frames, not 2`)
    return { event: number(frames[0]!.subarray(0, 2)), values: [number(frames[0]!.subarray(2))], endpoints: [`${frames[1]}`] }
  }
  sized(frames, [8, 8])
  const count = number(frames[1]!)
  if (frames.length !== 4 + count) throw new Error(`a monitor message of ${frames.length} frames that says it has ${count} values`)
  const values = frames.slice(2, 2 + count)
  sized(
    values,
    values.map(() => 8),
  )
  return { event: number(frames[0]!), values: values.map(number), endpoints: frames.slice(2 + count).map(String) }
}
