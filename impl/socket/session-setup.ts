// How an engine's options become a session's.

import type { SessionOptions } from '../session/session-sink.ts'
import type { EngineHost } from './engine-host.ts'
import { View } from './view.ts'

/** A copy: a session keeps the options it started with, as libzmq's connections do. */
export function sessionOptions({ type, options }: EngineHost): SessionOptions {
  return {
    socketType: type,
    routingId: options.routingId,
    maxMessageSize: options.maxMessageSize,
    handshakeInterval: options.handshakeInterval,
    heartbeatInterval: options.heartbeatInterval,
    heartbeatTimeToLive: options.heartbeatTimeToLive,
    heartbeatTimeout: options.heartbeatTimeout,
    View,
    strict: options.strict,
    allocate: Buffer.allocUnsafe,
  }
}
