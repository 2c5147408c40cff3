// What the parts of an engine (connecter, binding, link, inproc pair) may ask of it.
// Rule: they reach the pattern and the monitor only through this.

import type { ZmtpError } from '../error.ts'
import type { SessionEnd } from '../session/session-sink.ts'
import type { Stream } from '../transport/transport.ts'
import type { SharedFrames } from '../wire/shared-frames.ts'
import type { SocketType } from '../wire/socket-type.ts'
import type { EngineContext } from './engine-context.ts'
import type { MonitorEvent } from './monitor.ts'
import type { Carrier, PipeOwner, SocketPipe } from './pipe.ts'

export interface EngineHost extends PipeOwner {
  /** What the sockets of one context share. */
  readonly context: EngineContext
  readonly type: SocketType
  readonly closed: boolean
  /** Of a type that sends one message to many: where it is encoded once for all of them. */
  readonly sharedFrames: SharedFrames | null
  /** Passes an event to whoever listens. */
  emit(event: MonitorEvent): void
  createPipe(carrier: Carrier, assignedRoutingId: Uint8Array | null): SocketPipe
  /** The pipe joins the pattern, which may refuse it: then `pipe.ended`. */
  attach(pipe: SocketPipe): void
  connected(pipe: SocketPipe): void
  disconnected(pipe: SocketPipe): void
  /** The connection is about to be closed from this side. */
  leaving(pipe: SocketPipe): void
  subscription(pipe: SocketPipe, subscribe: boolean, topic: Uint8Array): void
  /** Ends a pipe and tells the pattern. Idempotent. */
  endPipe(pipe: SocketPipe, keepUnsent?: boolean): void
  /** A carrier that had to linger is done. */
  lingered(carrier: Lingering): void
}

/** A part that may outlive `close` while unsent messages linger. */
export interface Lingering {
  /** Messages not yet out of this process. */
  readonly unsent: number
  /** Ends. True: unsent messages are still being sent, `EngineHost.lingered` will follow. */
  close(linger: boolean): boolean
  /** Linger is over: drops everything. */
  abandon(): void
}

/** Reports the end of a connection in libzmq's order: the failed handshake first, then the disconnection. */
export function reportEnd(host: EngineHost, address: string, end: SessionEnd, stream: Stream): void {
  if (end.duringHandshake) reportHandshake(host, address, end)
  const error = end.error === null ? {} : { error: withAddress(end.error, address) }
  host.emit({ type: 'disconnect', address, ...endsOf(stream), ...error })
}

/** What an event tells of a connection beside its endpoint. */
export const endsOf = ({ fd = -1, localEndpoint, remoteEndpoint }: Stream): { fd: number; local: string; remote: string } => ({
  fd,
  local: localEndpoint,
  remote: remoteEndpoint,
})

function reportHandshake(host: EngineHost, address: string, { reason, error, refusal, status }: SessionEnd): void {
  switch (reason) {
    case 'protocol':
    case 'mechanism':
      if (error !== null) host.emit({ type: 'handshake:error:protocol', address, error: withAddress(error, address) })
      return
    case 'error-command':
      reportRefusal(host, address, error, refusal)
      return
    case 'authentication':
      reportRefusal(host, address, error, `${status}`)
      return
    case 'no-handler': {
      const failure = Object.assign(new Error('Handshake failed: no ZAP handler answers at inproc://zeromq.zap.01'), { code: 'EFAULT' })
      host.emit({ type: 'handshake:error:other', address, error: failure })
      return
    }
    case 'handshake-timeout':
    case 'heartbeat-timeout':
    case 'closed':
    case 'left': {
      const code = reason === 'closed' ? 'ECONNRESET' : 'ETIMEDOUT'
      host.emit({
        type: 'handshake:error:other',
        address,
        error: error ?? Object.assign(new Error(`Handshake failed: ${reason}`), { code }),
      })
      return
    }
    default:
      reason satisfies never
  }
}

const statusTexts: Readonly<Record<string, string>> = {
  '300': 'Temporary error',
  '400': 'Authentication failure',
  '500': 'Internal error',
}

/** An ERROR whose reason is a ZAP status is about authentication (RFC 27, "Status codes"); any other is a refusal. */
function reportRefusal(host: EngineHost, address: string, error: ZmtpError | null, refusal = ''): void {
  const text = statusTexts[refusal]
  if (text !== undefined) {
    host.emit({ type: 'handshake:error:auth', address, error: Object.assign(new Error(text), { status: Number(refusal) }) })
  } else if (error !== null) host.emit({ type: 'handshake:error:protocol', address, error: withAddress(error, address) })
}

function withAddress(error: ZmtpError, address: string): ZmtpError {
  error.address ??= address
  return error
}
