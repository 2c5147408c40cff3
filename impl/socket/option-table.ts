// Every socket option under its zeromq.js name: number, kind, unit, default, range, where it exists and when it takes effect.
// Sources: zmq_setsockopt(3) of libzmq 4.3.5; ranges measured on zeromq.js 6.8 (option-table.test.ts compares them again).
// Rule: this, with the rows of inert-option-table.ts, is the only list of options. Accessors, constructor options, numbers and documentation come from here.

import type { SocketType } from '../wire/socket-type.ts'
import { inertOptionTable } from './inert-option-table.ts'
import type { Accessors, ConstructorOptions, OptionRow } from './option-row.ts'
import type { Options } from './options.ts'

const named = ['REQ', 'REP', 'ROUTER', 'DEALER'] as const
const greeting = ['ROUTER', 'DEALER', 'CLIENT', 'SERVER', 'PEER'] as const
const conflating = ['PULL', 'PUSH', 'SUB', 'PUB', 'DEALER', 'SCATTER', 'GATHER'] as const

export const optionTable = {
  // Queues and waiting
  /** ZMQ_SNDHWM: messages queued for one peer before the type blocks or drops; 0 = no limit. */
  sendHighWaterMark: { id: 23, kind: 'int32', unit: 'messages', default: 1000, sockets: 'writable', effect: 'now' },
  /** ZMQ_RCVHWM: messages received and not yet read, per peer, before its connection is no longer read; 0 = no limit. */
  receiveHighWaterMark: { id: 24, kind: 'int32', unit: 'messages', default: 1000, sockets: 'readable', effect: 'now' },
  /** ZMQ_SNDTIMEO: how long `send` waits; 0 rejects at once with EAGAIN, -1 waits for ever. */
  sendTimeout: { id: 28, kind: 'int32', unit: 'ms', default: -1, min: -1, sockets: 'writable', effect: 'now' },
  /** ZMQ_RCVTIMEO: how long `receive` waits; 0 rejects at once with EAGAIN, -1 waits for ever. */
  receiveTimeout: { id: 27, kind: 'int32', unit: 'ms', default: -1, min: -1, sockets: 'readable', effect: 'now' },
  /** ZMQ_LINGER: how long unsent messages are kept after close; -1 for ever. SUB, XSUB and DISH start with 0. */
  linger: { id: 17, kind: 'int32', unit: 'ms', default: -1, min: -1, effect: 'now' },
  /**
   * Not in libzmq. What a second `send` or `receive` does while one is waiting: 'throw' EBUSY (zeromq.js), or 'queue' behind it, which is
   * what thread-safe socket types start with.
   */
  whenBusy: { id: null, kind: 'whenBusy', default: 'throw', effect: 'now' },
  /** ZMQ_CONFLATE: keep only the newest message; whole single-frame messages only. */
  conflate: { id: 54, kind: 'bool', default: false, sockets: conflating, access: 'w', effect: 'next endpoint' },
  /** ZMQ_IMMEDIATE: queue only for peers whose connection is complete. */
  immediate: { id: 39, kind: 'bool', default: false, effect: 'next endpoint' },

  // What the socket types do
  /** ZMQ_ROUTING_ID: the name this socket announces, 1 to 255 octets, the first not zero (RFC 37; libzmq announces such a name). */
  routingId: { id: 5, kind: 'string', default: null, min: 1, max: 255, noLeadingZero: true, sockets: named, effect: 'next endpoint' },
  /** ZMQ_ROUTER_MANDATORY: sending to an unknown peer rejects with EHOSTUNREACH. */
  mandatory: { id: 33, kind: 'bool', default: false, sockets: ['ROUTER'], effect: 'now' },
  /** ZMQ_ROUTER_HANDOVER: a newcomer with a known routing id replaces the old peer. */
  handover: { id: 56, kind: 'bool', default: false, sockets: ['ROUTER'], access: 'w', effect: 'now' },
  /** ZMQ_PROBE_ROUTER: send an empty message to each new peer. */
  probeRouter: { id: 51, kind: 'bool', default: false, sockets: ['ROUTER', 'DEALER', 'REQ'], access: 'w', effect: 'now' },
  /** ZMQ_REQ_CORRELATE: match replies by a request id. */
  correlate: { id: 52, kind: 'bool', default: false, sockets: ['REQ'], access: 'w', effect: 'now' },
  /** ZMQ_REQ_RELAXED: a new request may be sent before the reply. */
  relaxed: { id: 53, kind: 'bool', default: false, sockets: ['REQ'], access: 'w', effect: 'now' },
  /** ZMQ_XPUB_VERBOSE (40) and ZMQ_XPUB_VERBOSER (78): which repeated subscriptions are passed on. */
  verbosity: { id: 40, kind: 'verbosity', default: null, sockets: ['XPUB'], access: 'w', effect: 'now' },
  /** ZMQ_XPUB_NODROP: block instead of dropping when a subscriber is full. */
  noDrop: { id: 69, kind: 'bool', default: false, sockets: ['XPUB', 'PUB', 'RADIO'], access: 'w', effect: 'now' },
  /** ZMQ_XPUB_MANUAL: the application applies subscriptions itself. */
  manual: { id: 71, kind: 'bool', default: false, sockets: ['XPUB'], access: 'w', effect: 'now' },
  /** ZMQ_XPUB_MANUAL_LAST_VALUE: as `manual`, and the next message goes only to the peer whose subscription was read last. */
  manualLastValue: { id: 98, kind: 'bool', default: false, sockets: ['XPUB'], access: 'w', effect: 'now' },
  /** ZMQ_XSUB_VERBOSE_UNSUBSCRIBE: every unsubscribe is told to the publishers, not only the last of a topic. */
  verboseUnsubscribe: { id: 115, kind: 'bool', default: false, sockets: ['XSUB'], access: 'w', effect: 'now' },
  /**
   * ZMQ_ONLY_FIRST_SUBSCRIBE: in a message of several frames only the first is looked at for a subscription; when it is none, the others are
   * data whatever they begin with. Without it every frame of it that begins with 01 or 00 is one.
   */
  onlyFirstSubscribe: { id: 108, kind: 'bool', default: false, sockets: ['XPUB', 'XSUB'], access: 'w', effect: 'next endpoint' },
  /** ZMQ_XPUB_WELCOME_MSG: first message for each new subscriber. */
  welcomeMessage: { id: 72, kind: 'string', default: null, sockets: ['XPUB'], access: 'w', effect: 'now' },
  /** ZMQ_STREAM_NOTIFY: an empty message tells of each peer that comes, and of each that leaves. */
  notify: { id: 73, kind: 'bool', default: true, sockets: ['STREAM'], access: 'w', effect: 'next endpoint' },
  /** ZMQ_ROUTER_NOTIFY: 1 an empty message from each peer that connects, 2 from each that disconnects, 3 both. */
  routerNotify: { id: 97, kind: 'int32', default: 0, max: 3, sockets: ['ROUTER'], effect: 'next endpoint' },
  /** ZMQ_HELLO_MSG: sent first on each connection, also when it is made again. */
  helloMessage: { id: 110, kind: 'string', default: null, sockets: greeting, access: 'w', effect: 'next endpoint' },
  /** ZMQ_DISCONNECT_MSG: received from a peer that had connected here and is gone. */
  disconnectMessage: {
    id: 111,
    kind: 'string',
    default: null,
    sockets: ['ROUTER', 'SERVER', 'PEER'],
    access: 'w',
    effect: 'next endpoint',
  },
  /** ZMQ_HICCUP_MSG: received when a connection that was made from here is lost. */
  hiccupMessage: { id: 114, kind: 'string', default: null, sockets: ['DEALER', 'CLIENT', 'PEER'], access: 'w', effect: 'next endpoint' },
  /** ZMQ_METADATA: a property `X-name:value` for the peers to see; each one set is added. */
  metadata: { id: 95, kind: 'string', default: null, min: 1, nullable: true, gathers: 'property', access: 'w', effect: 'next endpoint' },
  /** ZMQ_INVERT_MATCHING: deliver what does not match; set it on both ends. */
  invertMatching: { id: 74, kind: 'bool', default: false, sockets: ['PUB', 'SUB', 'XPUB'], effect: 'now' },
  /** Not in libzmq. Follow the letter of the RFCs where practice differs from it. */
  strict: { id: null, kind: 'bool', default: false, effect: 'now' },

  // Connections
  /** ZMQ_RECONNECT_IVL: pause before reconnecting; -1 never reconnects. */
  reconnectInterval: { id: 18, kind: 'int32', unit: 'ms', default: 100, min: -1, effect: 'next endpoint' },
  /** ZMQ_RECONNECT_IVL_MAX: doubles the pause up to this; 0 keeps it constant. */
  reconnectMaxInterval: { id: 21, kind: 'int32', unit: 'ms', default: 0, effect: 'next endpoint' },
  /** ZMQ_RECONNECT_STOP: 1 not after a refused connection, 2 not after a failed handshake, 4 not after disconnect (it never does). */
  reconnectStop: { id: 109, kind: 'int32', default: 0, min: -(2 ** 31), effect: 'next endpoint' },
  /** ZMQ_MAXMSGSIZE: a larger incoming frame ends the connection; negative = no limit. */
  maxMessageSize: { id: 22, kind: 'int64', unit: 'octets', default: -1, min: Number.MIN_SAFE_INTEGER, effect: 'next endpoint' },
  /** ZMQ_HANDSHAKE_IVL: a handshake that takes longer is given up; 0 = no limit. */
  handshakeInterval: { id: 66, kind: 'int32', unit: 'ms', default: 30000, effect: 'next endpoint' },
  /**
   * Not in libzmq. Peers of an older version of ZMTP are refused: '1.0', '2.0', '3.0' or '3.1'. With security nothing below 3.0 is taken
   * whatever this says. From '3.0' on, what is no ZMTP at all is refused at its first octet.
   */
  oldestVersion: { id: null, kind: 'version', default: '1.0', effect: 'next endpoint' },
  /** ZMQ_HEARTBEAT_IVL: pause between PINGs; 0 sends none. */
  heartbeatInterval: { id: 75, kind: 'int32', unit: 'ms', default: 0, effect: 'next endpoint' },
  /** ZMQ_HEARTBEAT_TTL: after this much silence the peer may drop the connection; kept in tenths of a second. */
  heartbeatTimeToLive: { id: 76, kind: 'int32', unit: 'ms', default: 0, min: -99, max: 6553599, effect: 'next endpoint' },
  /** ZMQ_HEARTBEAT_TIMEOUT: silence after a PING that ends the connection; -1 = the heartbeat interval. */
  heartbeatTimeout: { id: 77, kind: 'int32', unit: 'ms', default: -1, effect: 'next endpoint' },
  /** ZMQ_CONNECT_TIMEOUT: gives up one attempt to connect; 0 = the system's own limit. */
  connectTimeout: { id: 79, kind: 'int32', unit: 'ms', default: 0, effect: 'next endpoint' },
  /** ZMQ_BACKLOG: connections the system holds before they are accepted. */
  backlog: { id: 19, kind: 'int32', unit: 'connections', default: 100, effect: 'next endpoint' },
  /** ZMQ_IPV6: accept and resolve IPv6 beside IPv4. */
  ipv6: { id: 42, kind: 'bool', default: false, effect: 'next endpoint' },
  /** ZMQ_SNDBUF: the system's send buffer; -1 leaves it alone. Needs koffi. */
  sendBufferSize: {
    id: 11,
    kind: 'int32',
    unit: 'octets',
    default: -1,
    min: -1,
    native: true,
    sockets: 'writable',
    effect: 'next endpoint',
  },
  /** ZMQ_RCVBUF: the system's receive buffer; -1 leaves it alone. Needs koffi. */
  receiveBufferSize: {
    id: 12,
    kind: 'int32',
    unit: 'octets',
    default: -1,
    min: -1,
    native: true,
    sockets: 'readable',
    effect: 'next endpoint',
  },
  /** ZMQ_IN_BATCH_SIZE: the most octets of one message that a STREAM receives, up to 64 KiB; other types read as much as there is. */
  inBatchSize: { id: 101, kind: 'int32', unit: 'octets', default: 8192, min: 1, effect: 'next endpoint' },
  /** ZMQ_TCP_KEEPALIVE: 1 on, 0 off, -1 the system's default. */
  tcpKeepalive: { id: 34, kind: 'int32', default: -1, min: -1, max: 1, effect: 'next endpoint' },
  /** ZMQ_TCP_KEEPALIVE_IDLE: silence before the first keep-alive probe, in seconds. */
  tcpKeepaliveIdle: { id: 36, kind: 'int32', unit: 's', default: -1, min: -1, effect: 'next endpoint' },
  /** ZMQ_TCP_KEEPALIVE_INTVL: time between probes, in seconds (Node 24). */
  tcpKeepaliveInterval: { id: 37, kind: 'int32', unit: 's', default: -1, min: -1, effect: 'next endpoint' },
  /** ZMQ_TCP_KEEPALIVE_CNT: probes without an answer that end a connection (Node 24). */
  tcpKeepaliveCount: { id: 35, kind: 'int32', unit: 'probes', default: -1, min: -1, effect: 'next endpoint' },
  /** ZMQ_TCP_MAXRT: how long sent octets may stay unacknowledged before the connection ends (TCP_USER_TIMEOUT). Needs koffi. */
  tcpMaxRetransmitTimeout: { id: 80, kind: 'int32', unit: 'ms', default: 0, native: true, effect: 'next endpoint' },
  /** ZMQ_TOS: type of service in the headers of IP (Node 24). */
  typeOfService: { id: 57, kind: 'uint32', default: 0, max: 2147483647, effect: 'next endpoint' },
  /** ZMQ_PRIORITY: the system's priority for what is sent (SO_PRIORITY). Needs koffi. */
  priority: { id: 112, kind: 'int32', default: 0, native: true, effect: 'next endpoint' },
  /** ZMQ_BUSY_POLL: microseconds a read may poll the device (SO_BUSY_POLL). Needs koffi. */
  busyPoll: { id: 113, kind: 'int32', default: 0, min: -(2 ** 31), native: true, access: 'w', effect: 'next endpoint' },
  /** ZMQ_BINDTODEVICE: use this network device and no other (SO_BINDTODEVICE). Needs koffi. */
  interface: { id: 92, kind: 'string', default: null, min: 1, max: 16, nullable: true, native: true, effect: 'next endpoint' },
  /** ZMQ_MULTICAST_HOPS: how far a RADIO's datagrams to a udp group travel. */
  multicastHops: { id: 25, kind: 'int32', unit: 'hops', default: 1, min: 1, sockets: 'writable', effect: 'next endpoint' },
  /** ZMQ_MULTICAST_LOOP: whether this machine hears what a RADIO sends to a udp group. */
  multicastLoop: { id: 96, kind: 'bool', default: true, effect: 'next endpoint' },
  /** ZMQ_USE_FD: bind takes this file descriptor, which is bound and listens already. */
  useFd: { id: 89, kind: 'int32', default: -1, min: -1, effect: 'next endpoint' },
  /** ZMQ_TCP_ACCEPT_FILTER: an address or subnet that may connect, `10.0.0.0/8`; each one set is added, null lets everybody in again. */
  tcpAcceptFilter: {
    id: 38,
    kind: 'string',
    default: null,
    min: 1,
    nullable: true,
    gathers: 'subnet',
    access: 'w',
    effect: 'next endpoint',
  },
  /** ZMQ_IPC_FILTER_PID: a process that may connect over ipc; each one set is added. Needs koffi. */
  ipcFilterPid: {
    id: 58,
    kind: 'int32',
    default: 0,
    min: -(2 ** 31),
    gathers: 'number',
    native: true,
    access: 'w',
    effect: 'next endpoint',
  },
  /** ZMQ_IPC_FILTER_UID: a user that may connect over ipc; each one set is added. Needs koffi. */
  ipcFilterUid: {
    id: 59,
    kind: 'int32',
    default: 0,
    min: -(2 ** 31),
    gathers: 'number',
    native: true,
    access: 'w',
    effect: 'next endpoint',
  },
  /** ZMQ_IPC_FILTER_GID: a group (the first of a process) that may connect over ipc; each one set is added. Needs koffi. */
  ipcFilterGid: {
    id: 60,
    kind: 'int32',
    default: 0,
    min: -(2 ** 31),
    gathers: 'number',
    native: true,
    access: 'w',
    effect: 'next endpoint',
  },
  /** ZMQ_SOCKS_PROXY: connect through the SOCKS5 proxy at host:port. */
  socksProxy: { id: 68, kind: 'string', default: null, min: 1, nullable: true, effect: 'next endpoint' },
  /** ZMQ_SOCKS_USERNAME: for a proxy that asks who is there. */
  socksUsername: { id: 99, kind: 'string', unit: 'octets', default: null, max: 255, access: 'w', effect: 'next endpoint' },
  /** ZMQ_SOCKS_PASSWORD: for a proxy that asks who is there. */
  socksPassword: { id: 100, kind: 'string', unit: 'octets', default: null, max: 255, access: 'w', effect: 'next endpoint' },

  // Security: the last one set decides about mechanism and role
  /** ZMQ_PLAIN_SERVER: true makes this side the one that checks user names and passwords. */
  plainServer: { id: 44, kind: 'bool', default: false, effect: 'next endpoint' },
  /** ZMQ_PLAIN_USERNAME: null leads back to no security. */
  plainUsername: { id: 45, kind: 'string', unit: 'octets', default: null, min: 1, max: 255, nullable: true, effect: 'next endpoint' },
  /** ZMQ_PLAIN_PASSWORD: null leads back to no security. */
  plainPassword: { id: 46, kind: 'string', unit: 'octets', default: null, min: 1, max: 255, nullable: true, effect: 'next endpoint' },
  /** ZMQ_CURVE_SERVER: true makes this side the server; it needs `curveSecretKey`. */
  curveServer: { id: 47, kind: 'bool', default: false, effect: 'next endpoint' },
  /** ZMQ_CURVE_PUBLICKEY: this side's own, 40 characters of Z85 or 32 octets; follows from the secret key when not set. */
  curvePublicKey: { id: 48, kind: 'curveKey', default: null, effect: 'next endpoint' },
  /** ZMQ_CURVE_SECRETKEY: this side's own. */
  curveSecretKey: { id: 49, kind: 'curveKey', default: null, effect: 'next endpoint' },
  /** ZMQ_CURVE_SERVERKEY: the public key of the one server to talk to. */
  curveServerKey: { id: 50, kind: 'curveKey', default: null, effect: 'next endpoint' },
  /** ZMQ_ZAP_DOMAIN: what the ZAP handler is told; with NULL it makes sure that the handler is asked. */
  zapDomain: { id: 55, kind: 'string', unit: 'octets', default: null, min: 1, max: 255, effect: 'next endpoint' },
  /** ZMQ_ZAP_ENFORCE_DOMAIN: without a ZAP handler nobody comes in. */
  zapEnforceDomain: { id: 93, kind: 'bool', default: false, effect: 'next endpoint' },
  /** Not in libzmq. Marks received messages with their sender's metadata also without security; costs about 10 ns a message. */
  messageMetadata: { id: null, kind: 'bool', default: false, effect: 'next endpoint' },

  // Read only
  /** ZMQ_TYPE: the number of the socket type in zmq.h. */
  type: { id: 16, kind: 'int32', default: 0, access: 'r', effect: 'now' },
  /** ZMQ_LAST_ENDPOINT: where the socket was bound last, wildcards resolved. */
  lastEndpoint: { id: 32, kind: 'string', default: null, access: 'r', effect: 'now' },
  /** ZMQ_MECHANISM: what the security options chose, null for none. */
  securityMechanism: { id: 43, kind: 'mechanism', default: null, access: 'r', effect: 'now' },
  /** ZMQ_TOPICS_COUNT: PUB and XPUB: topics that somebody subscribed to; SUB and XSUB: subscriptions made, repeated ones too. */
  topicsCount: { id: 116, kind: 'int32', default: 0, sockets: ['PUB', 'XPUB', 'SUB', 'XSUB'], access: 'r', effect: 'now' },
  /** ZMQ_THREAD_SAFE: true for SERVER, CLIENT, RADIO, DISH, GATHER, SCATTER, PEER and CHANNEL. */
  threadSafe: { id: 81, kind: 'bool', default: false, access: 'r', effect: 'now' },

  // Without effect
  ...inertOptionTable,
} as const satisfies Record<Exclude<keyof Options, 'mechanism' | 'asServer'>, OptionRow> & Record<string, OptionRow>

export type OptionName = keyof typeof optionTable
/** Those that do something here. */
export type EffectiveOption = {
  [Name in OptionName]: (typeof optionTable)[Name]['effect'] extends 'now' | 'next endpoint' ? Name : never
}[OptionName]
/** The option accessors of the class for `Type`, or of the base class ('all'). */
export type OptionsOf<Type extends SocketType | 'all'> = Accessors<typeof optionTable, Type>
/** Options for the constructor of a socket class `S`, for example `SocketOptions<Dealer>`. */
export type OptionsFor<S, Extra> = ConstructorOptions<S, Extra>

export const optionNames = Object.keys(optionTable) as OptionName[]

/** A row, with everything that a row may have. */
export const optionRow = (name: OptionName): OptionRow => optionTable[name]
