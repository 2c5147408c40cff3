// Options of the moment of `bind` or `connect`, for every connection that comes of it (zmq_setsockopt(3): most take effect with the next one).

import type { SessionOptions } from '../session/session-sink.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { allocate } from './memory.ts'
import type { Options } from './options.ts'
import { View } from './view.ts'

export function sessionOptions(type: SocketType, options: Options): SessionOptions {
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
    allocate,
  }
}
