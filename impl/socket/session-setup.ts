// Options of the moment of `bind` or `connect`, for every connection that comes of it (zmq_setsockopt(3): most take effect with the next one).

import type { SessionOptions } from '../session/session-sink.ts'
import { fromOctets } from '../wire/ascii.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { allocate } from './memory.ts'
import type { Options } from './options.ts'
import { mechanismFor } from './security.ts'
import { View } from './view.ts'

export interface LinkOptions extends SessionOptions {
  /** Empty: none. */
  readonly zapDomain: string
  readonly zapEnforceDomain: boolean
  /** STREAM: empty messages tell of peers that come and go. */
  readonly notify: boolean
  /** STREAM: the most octets of one received message. */
  readonly inBatchSize: number
  /** Whether received messages are marked with what is known of their sender. */
  readonly messageMetadata: boolean
}

/** @throws ZmqError EINVAL when the security options do not fit together */
export function linkOptions(type: SocketType, options: Options): LinkOptions {
  const mechanism = mechanismFor(options)
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
    oldestVersion: options.oldestVersion,
    allocate,
    notify: options.notify,
    inBatchSize: options.inBatchSize,
    zapDomain: options.zapDomain === null ? '' : fromOctets(options.zapDomain),
    zapEnforceDomain: options.zapEnforceDomain,
    messageMetadata: options.messageMetadata || mechanism !== undefined,
    ...(mechanism === undefined ? {} : { mechanism }),
  }
}
