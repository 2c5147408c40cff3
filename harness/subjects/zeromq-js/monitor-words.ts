// Events of zeromq.js in zshim's words, and the messages of zmq_socket_monitor(3) by the number they begin with.

import { endianness } from 'node:os'
import { toFrame } from '../../control/frames.ts'
import type { MonitorLine } from '../../control/protocol.ts'
import type { ZmqEvent } from './zeromq-api.ts'

export const eventWords = {
  accept: 'accepted',
  'accept:error': 'accept_failed',
  bind: 'listening',
  'bind:error': 'bind_failed',
  connect: 'connected',
  'connect:delay': 'connect_delayed',
  'connect:retry': 'connect_retried',
  close: 'closed',
  'close:error': 'close_failed',
  disconnect: 'disconnected',
  handshake: 'handshake',
  'handshake:error:protocol': 'handshake_failed_protocol',
  'handshake:error:auth': 'handshake_failed_auth',
  'handshake:error:other': 'handshake_failed',
} as const satisfies Record<string, string>

/** `value`: milliseconds of a retry, or the status of a refused authentication; `code`: the error's. */
export function monitorLine(name: string, event: ZmqEvent): MonitorLine {
  const value = event.interval ?? event.error?.status
  const code = event.error?.code
  return {
    ev: 'monitor',
    s: name,
    event: eventWords[event.type as keyof typeof eventWords],
    ep: event.address ?? '',
    ...(code === undefined ? {} : { code: String(code) }),
    ...(value === undefined ? {} : { value }),
  }
}

/** ZMQ_EVENT_*. */
const numbers: Readonly<Record<number, string>> = {
  1: 'connected',
  2: 'connect_delayed',
  4: 'connect_retried',
  8: 'listening',
  16: 'bind_failed',
  32: 'accepted',
  64: 'accept_failed',
  128: 'closed',
  256: 'close_failed',
  512: 'disconnected',
  1024: 'monitor_stopped',
  2048: 'handshake_failed',
  4096: 'handshake',
  8192: 'handshake_failed_protocol',
  16384: 'handshake_failed_auth',
  65536: 'pipes_stats',
}

/** A message of a monitor socket; `ep` is its first endpoint. */
export function monitorFramesLine(name: string, frames: readonly Buffer[], version: 1 | 2): MonitorLine {
  const little = endianness() === 'LE'
  const head = frames[0]!
  const number =
    version === 2 ? Number(little ? head.readBigUInt64LE() : head.readBigUInt64BE()) : little ? head.readUInt16LE() : head.readUInt16BE()
  const ep = String(frames.at(version === 2 ? -2 : -1))
  return { ev: 'monitor', s: name, event: numbers[number] ?? `${number}`, ep, frames: frames.map(toFrame) }
}
