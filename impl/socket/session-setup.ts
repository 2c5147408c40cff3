// Options of the moment of `bind` or `connect`, for every connection that comes of it (zmq_setsockopt(3): most take effect with the next one).

import type { SessionOptions } from '../session/session-sink.ts'
import { proxyOf } from '../transport/socks-dial.ts'
import { fromOctets } from '../wire/ascii.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { parseProperty } from './gathered-option.ts'
import { allocate } from './memory.ts'
import { optionTable } from './option-table.ts'
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
  /** ZMQ_HELLO_MSG: sent before all else on each connection. */
  readonly hello: Uint8Array | null
  /** ZMQ_DISCONNECT_MSG: received when an accepted peer is gone. */
  readonly farewell: Uint8Array | null
  /** ZMQ_HICCUP_MSG: received when a connection made from here is lost. */
  readonly hiccup: Uint8Array | null
  /** ZMQ_ROUTER_NOTIFY: an empty message is received from each peer that comes, and that goes. */
  readonly tellsOfArrival: boolean
  readonly tellsOfDeparture: boolean
  /** Whether received messages are marked with what is known of their sender. */
  readonly messageMetadata: boolean
}

/** By number these options can be set on any type; they count on those that the table names. */
const has = (type: SocketType, name: 'helloMessage' | 'disconnectMessage' | 'hiccupMessage'): boolean =>
  (optionTable[name].sockets as readonly SocketType[]).includes(type)

const toOctets = (text: string): Uint8Array => Buffer.from(text)

/** @throws ZmqError EINVAL when the security options do not fit together, or the proxy has no address */
export function linkOptions(type: SocketType, options: Options): LinkOptions {
  const mechanism = mechanismFor(options)
  // As the security options: what cannot work is told now.
  proxyOf(options)
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
    onlyFirstSubscribe: options.onlyFirstSubscribe,
    oldestVersion: options.oldestVersion,
    allocate,
    notify: options.notify,
    inBatchSize: options.inBatchSize,
    hello: has(type, 'helloMessage') ? options.helloMessage : null,
    farewell: has(type, 'disconnectMessage') ? options.disconnectMessage : null,
    hiccup: has(type, 'hiccupMessage') ? options.hiccupMessage : null,
    tellsOfArrival: type === 'ROUTER' && (options.routerNotify & 1) !== 0,
    tellsOfDeparture: type === 'ROUTER' && (options.routerNotify & 2) !== 0,
    properties: new Map(options.metadata.map(parseProperty).map(([name, value]) => [name, toOctets(value)])),
    zapDomain: options.zapDomain === null ? '' : fromOctets(options.zapDomain),
    zapEnforceDomain: options.zapEnforceDomain,
    messageMetadata: options.messageMetadata || mechanism !== undefined,
    ...(mechanism === undefined ? {} : { mechanism }),
  }
}
