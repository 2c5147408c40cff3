// Every socket option as the engine reads it, in zeromq.js's words (zmq_setsockopt(3); numbers in option-table.ts).
// Times in milliseconds, sizes in octets, HWMs in messages; -1 means "no limit", "for ever" or "the system's default".

import type { PatternOptions } from '../pattern/pattern.ts'
import { defaultTransportOptions, type TransportOptions } from '../transport/transport.ts'
import type { Version } from '../wire/legacy-greeting.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export interface Options extends PatternOptions, Mutable<TransportOptions> {
  routingId: Uint8Array
  sendHighWaterMark: number
  receiveHighWaterMark: number
  sendTimeout: number
  receiveTimeout: number
  linger: number
  immediate: boolean
  conflate: boolean
  maxMessageSize: number
  reconnectInterval: number
  reconnectMaxInterval: number
  handshakeInterval: number
  heartbeatInterval: number
  heartbeatTimeToLive: number
  heartbeatTimeout: number
  oldestVersion: Version
  mechanism: 'NULL' | 'PLAIN' | 'CURVE'
  /** Whether this side decides about the others (PLAIN, CURVE). */
  asServer: boolean
  plainUsername: Uint8Array | null
  plainPassword: Uint8Array | null
  /** Keys in their 32 octets. */
  curvePublicKey: Uint8Array | null
  curveSecretKey: Uint8Array | null
  curveServerKey: Uint8Array | null
  zapDomain: Uint8Array | null
  zapEnforceDomain: boolean
  messageMetadata: boolean
  notify: boolean
  inBatchSize: number
  /** Bits of ZMQ_RECONNECT_STOP_*. */
  reconnectStop: number
  /** Bits: 1 for those who come, 2 for those who leave. */
  routerNotify: number
  helloMessage: Uint8Array | null
  disconnectMessage: Uint8Array | null
  hiccupMessage: Uint8Array | null
  /** Properties `name:value` to announce, beyond those of the type. */
  metadata: readonly string[]
}

/** Defaults of libzmq 4.3.5. */
export const defaultOptions: Options = {
  mandatory: false,
  handover: false,
  probeRouter: false,
  correlate: false,
  relaxed: false,
  verbosity: null,
  manual: false,
  noDrop: false,
  welcomeMessage: null,
  invertMatching: false,
  strict: false,
  manualLastValue: false,
  verboseUnsubscribe: false,
  onlyFirstSubscribe: false,
  ...defaultTransportOptions,
  routingId: new Uint8Array(0),
  sendHighWaterMark: 1000,
  receiveHighWaterMark: 1000,
  sendTimeout: -1,
  receiveTimeout: -1,
  linger: -1,
  immediate: false,
  conflate: false,
  maxMessageSize: -1,
  reconnectInterval: 100,
  reconnectMaxInterval: 0,
  handshakeInterval: 30000,
  heartbeatInterval: 0,
  heartbeatTimeToLive: 0,
  heartbeatTimeout: -1,
  oldestVersion: '1.0',
  mechanism: 'NULL',
  asServer: false,
  plainUsername: null,
  plainPassword: null,
  curvePublicKey: null,
  curveSecretKey: null,
  curveServerKey: null,
  zapDomain: null,
  zapEnforceDomain: false,
  messageMetadata: false,
  notify: true,
  inBatchSize: 8192,
  reconnectStop: 0,
  routerNotify: 0,
  helloMessage: null,
  disconnectMessage: null,
  hiccupMessage: null,
  metadata: [],
}
