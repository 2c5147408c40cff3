// Socket options by their zshim word (the constant of zmq_setsockopt(3) in lower case, without ZMQ_) and what zeromq.js calls them.
// Rule: this table is the only place that knows both.

import { fromFrame, isFrame, toFrame } from '../../control/frames.ts'
import type { OptionValue } from '../../control/protocol.ts'
import { ShimError } from './error-words.ts'
import type { RawOptions, ZmqSocket } from './zeromq-api.ts'

type Kind = 'int' | 'bool' | 'text' | 'bytes'
interface OptionRow {
  readonly property: string
  readonly kind: Kind
  /** What true means, where zeromq.js has one property for several flags; false is null. */
  readonly on?: string
  /** Number in zmq.h of an option for which zeromq.js has no property. */
  readonly id?: number
}
const row = (property: string, kind: Kind = 'int', on?: string): OptionRow =>
  on === undefined ? { property, kind } : { property, kind, on }
const draft = (id: number, property: string, kind: Kind = 'int'): OptionRow => ({ property, kind, id })

export const optionTable = {
  affinity: row('affinity'),
  backlog: row('backlog'),
  bindtodevice: row('interface', 'text'),
  busy_poll: draft(113, 'busyPoll'),
  conflate: row('conflate', 'bool'),
  connect_timeout: row('connectTimeout'),
  curve_publickey: row('curvePublicKey', 'text'),
  curve_secretkey: row('curveSecretKey', 'text'),
  curve_server: row('curveServer', 'bool'),
  curve_serverkey: row('curveServerKey', 'text'),
  disconnect_msg: draft(111, 'disconnectMessage', 'bytes'),
  handshake_ivl: row('handshakeInterval'),
  heartbeat_ivl: row('heartbeatInterval'),
  heartbeat_timeout: row('heartbeatTimeout'),
  heartbeat_ttl: row('heartbeatTimeToLive'),
  hello_msg: draft(110, 'helloMessage', 'bytes'),
  hiccup_msg: draft(114, 'hiccupMessage', 'bytes'),
  immediate: row('immediate', 'bool'),
  in_batch_size: draft(101, 'inBatchSize'),
  invert_matching: row('invertMatching', 'bool'),
  ipc_filter_gid: draft(60, 'ipcFilterGid'),
  ipc_filter_pid: draft(58, 'ipcFilterPid'),
  ipc_filter_uid: draft(59, 'ipcFilterUid'),
  ipv6: row('ipv6', 'bool'),
  last_endpoint: row('lastEndpoint', 'text'),
  linger: row('linger'),
  loopback_fastpath: row('loopbackFastPath', 'bool'),
  maxmsgsize: row('maxMessageSize'),
  mechanism: row('securityMechanism', 'text'),
  metadata: draft(95, 'metadata', 'text'),
  multicast_hops: row('multicastHops'),
  multicast_loop: draft(96, 'multicastLoop', 'bool'),
  oldest_version: row('oldestVersion', 'text'),
  only_first_subscribe: draft(108, 'onlyFirstSubscribe', 'bool'),
  out_batch_size: draft(102, 'outBatchSize'),
  plain_password: row('plainPassword', 'text'),
  plain_server: row('plainServer', 'bool'),
  plain_username: row('plainUsername', 'text'),
  priority: draft(112, 'priority'),
  probe_router: row('probeRouter', 'bool'),
  rate: row('rate'),
  rcvbuf: row('receiveBufferSize'),
  rcvhwm: row('receiveHighWaterMark'),
  rcvtimeo: row('receiveTimeout'),
  reconnect_ivl: row('reconnectInterval'),
  reconnect_ivl_max: row('reconnectMaxInterval'),
  reconnect_stop: draft(109, 'reconnectStop'),
  recovery_ivl: row('recoveryInterval'),
  req_correlate: row('correlate', 'bool'),
  req_relaxed: row('relaxed', 'bool'),
  router_handover: row('handover', 'bool'),
  router_mandatory: row('mandatory', 'bool'),
  router_notify: draft(97, 'routerNotify'),
  router_raw: draft(41, 'raw', 'bool'),
  routing_id: row('routingId', 'bytes'),
  sndbuf: row('sendBufferSize'),
  sndhwm: row('sendHighWaterMark'),
  sndtimeo: row('sendTimeout'),
  socks_password: draft(100, 'socksPassword', 'text'),
  socks_proxy: row('socksProxy', 'text'),
  socks_username: draft(99, 'socksUsername', 'text'),
  stream_notify: row('notify', 'bool'),
  strict: row('strict', 'bool'),
  tcp_accept_filter: row('tcpAcceptFilter', 'text'),
  tcp_keepalive: row('tcpKeepalive'),
  tcp_keepalive_cnt: row('tcpKeepaliveCount'),
  tcp_keepalive_idle: row('tcpKeepaliveIdle'),
  tcp_keepalive_intvl: row('tcpKeepaliveInterval'),
  tcp_maxrt: row('tcpMaxRetransmitTimeout'),
  thread_safe: row('threadSafe', 'bool'),
  topics_count: draft(116, 'topicsCount'),
  tos: row('typeOfService'),
  type: row('type'),
  use_fd: draft(89, 'useFd'),
  xpub_manual: row('manual', 'bool'),
  xpub_manual_last_value: draft(98, 'manualLastValue', 'bool'),
  xpub_nodrop: row('noDrop', 'bool'),
  xpub_verbose: row('verbosity', 'bool', 'allSubs'),
  xpub_verboser: row('verbosity', 'bool', 'allSubsUnsubs'),
  xpub_welcome_msg: row('welcomeMessage', 'bytes'),
  xsub_verbose_unsubscribe: draft(115, 'verboseUnsubscribe', 'bool'),
  zap_domain: row('zapDomain', 'text'),
  zap_enforce_domain: row('zapEnforceDomain', 'bool'),
} as const satisfies Record<string, OptionRow>

/** ZMQ_CONNECT_ROUTING_ID: zeromq.js has it as an argument of connect only. */
const connectRoutingId = 61

function rowOf(option: string): OptionRow {
  if (!Object.hasOwn(optionTable, option)) throw new ShimError('ENOTSUP', `no option ${option}`)
  return optionTable[option as keyof typeof optionTable]
}

function toNative(option: string, row: OptionRow, value: OptionValue): unknown {
  const wrong = () => new ShimError('EINVAL', `${option} takes ${row.kind}, not ${JSON.stringify(value)}`)
  switch (row.kind) {
    case 'int':
      if (typeof value !== 'number') throw wrong()
      return value
    case 'bool': {
      if (typeof value !== 'boolean' && value !== 0 && value !== 1) throw wrong()
      return row.on === undefined ? Boolean(value) : value ? row.on : null
    }
    case 'text':
      if (isFrame(value)) return fromFrame(value).toString('utf8')
      if (typeof value !== 'string' && value !== null) throw wrong()
      return value
    case 'bytes':
      if (isFrame(value)) return fromFrame(value)
      if (typeof value !== 'string' && value !== null) throw wrong()
      return value
    default:
      return row.kind satisfies never
  }
}

/**
 * The options object of a constructor, and what must be set by number afterwards.
 * @throws ShimError ENOTSUP for an unknown word, EINVAL for a value of the wrong kind
 */
export function constructorOptions(
  { prototype }: { readonly prototype: unknown },
  options: Readonly<Record<string, OptionValue>>,
): { native: Record<string, unknown>; numbered: [string, OptionValue][] } {
  const native: Record<string, unknown> = {}
  const numbered: [string, OptionValue][] = []
  for (const [option, value] of Object.entries(options)) {
    const row = rowOf(option)
    if (row.id !== undefined && !(row.property in (prototype as object))) numbered.push([option, value])
    else native[row.property] = toNative(option, row, value)
  }
  return { native, numbered }
}

function setNumbered(socket: RawOptions, id: number, value: unknown): void {
  if (typeof value === 'number' || typeof value === 'boolean') socket.setInt32Option(id, Number(value))
  else socket.setStringOption(id, value as Buffer | string | null)
}

function getNumbered(socket: RawOptions, id: number, kind: Kind): unknown {
  if (kind === 'text' || kind === 'bytes') return socket.getStringOption(id)
  const value = socket.getInt32Option(id)
  return kind === 'bool' ? value !== 0 : value
}

export function setOption(socket: ZmqSocket, option: string, value: OptionValue): void {
  if (option === 'connect_routing_id' && isFrame(value)) {
    ;(socket as RawOptions).setStringOption(connectRoutingId, fromFrame(value))
    return
  }
  const row = rowOf(option)
  if (row.id !== undefined && !(row.property in socket)) {
    setNumbered(socket as RawOptions, row.id, toNative(option, row, value))
    return
  }
  if (!(row.property in socket)) throw new ShimError('EINVAL', `${option} is no option of this socket type`)
  socket[row.property] = toNative(option, row, value)
}

export function getOption(socket: ZmqSocket, option: string): OptionValue {
  const row = rowOf(option)
  const there = row.property in socket
  const value = there ? socket[row.property] : row.id === undefined ? undefined : getNumbered(socket as RawOptions, row.id, row.kind)
  if (value === undefined) throw new ShimError('EINVAL', `${option} cannot be read from this socket type`)
  if (row.kind !== 'bytes') return value as OptionValue
  return toFrame(typeof value === 'string' ? Buffer.from(value) : value === null ? Buffer.alloc(0) : (value as Uint8Array))
}

/** Words that mean nothing without one of these mechanisms. */
const mechanismsOf = (word: string): readonly string[] | null =>
  word.startsWith('plain_') ? ['PLAIN'] : word.startsWith('curve_') ? ['CURVE'] : word.startsWith('zap_') ? ['PLAIN', 'CURVE'] : null

/** The words whose property one of the classes has, security only with its mechanism. */
export function offeredOptions(
  classes: readonly { readonly prototype: unknown }[],
  mechanisms: readonly string[],
  drafts: boolean,
  without: ReadonlySet<string> = new Set(),
): string[] {
  const has = (property: string) => classes.some(({ prototype }) => property in (prototype as object))
  return Object.entries(optionTable).flatMap(([word, { property, id }]: [string, OptionRow]) =>
    (has(property) || (drafts && id !== undefined)) &&
    !without.has(property) &&
    (mechanismsOf(word)?.some(name => mechanisms.includes(name)) ?? true)
      ? [word]
      : [],
  )
}
