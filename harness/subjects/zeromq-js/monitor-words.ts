// Events of zeromq.js in zshim's words (zmq_socket_monitor(3)).

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
