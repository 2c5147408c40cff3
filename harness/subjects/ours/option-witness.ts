// Who sees that an option has its effect: a case of the book, or, where a shim cannot bring it about, a unit test.
// Rule: the compiler asks for one for each option that has an effect; option-witness.test.ts looks whether it is there and needs the option.

import type { EffectiveContextOption, EffectiveOption } from '../../../impl/index.ts'

/** The id of a case, without its axes; or the file of a unit test. */
type Witness = `${string}/${string}/${string}` | `impl/${string}.test.ts`

const kernel = 'options/kernel'

/** By property. */
export const optionWitness = {
  sendHighWaterMark: '28-reqrep/queues/dealer-limit',
  receiveHighWaterMark: '31-pair/pair-queue/limited-incoming',
  sendTimeout: 'options/waiting/sndtimeo',
  receiveTimeout: 'options/waiting/rcvtimeo',
  linger: 'options/waiting/linger',
  whenBusy: 'impl/socket/socket.test.ts',
  conflate: '29-pubsub/conflate/subscriber',
  immediate: 'options/waiting/immediate',
  routingId: '37-zmtp-3.1/metadata/identity-announced',
  mandatory: '28-reqrep/router/mandatory',
  handover: '28-reqrep/router-identity/handover',
  probeRouter: '28-reqrep/req-options/probe-router-dealer',
  correlate: '28-reqrep/req-options/correlate',
  relaxed: '28-reqrep/req-options/relaxed',
  verbosity: '29-pubsub/xpub-options/verbosity',
  noDrop: '29-pubsub/xpub-options/nodrop',
  manual: '29-pubsub/xpub-options/manual',
  manualLastValue: 'options/subscriptions/manual-last-value',
  verboseUnsubscribe: 'options/subscriptions/verbose-unsubscribe',
  onlyFirstSubscribe: 'options/subscriptions/only-first-subscribe',
  welcomeMessage: '29-pubsub/xpub-options/welcome',
  notify: 'stream/stream/notify-off',
  routerNotify: 'options/messages/router-notify',
  helloMessage: 'options/messages/hello-router',
  disconnectMessage: 'options/messages/disconnect',
  hiccupMessage: 'options/messages/hiccup',
  metadata: 'options/messages/metadata',
  invertMatching: '29-pubsub/xpub-options/invert-matching',
  strict: '28-reqrep/lifetime/dealer-received-discarded',
  reconnectInterval: 'options/connections/reconnect-interval',
  reconnectMaxInterval: 'options/connections/reconnect-interval-max',
  reconnectStop: 'options/connections/reconnect-stop',
  maxMessageSize: 'options/limits/maxmsgsize',
  handshakeInterval: '37-zmtp-3.1/hostile/falls-silent',
  oldestVersion: '37-zmtp-3.1/older/oldest-version',
  heartbeatInterval: '37-zmtp-3.1/heartbeat-silence/ping-sent',
  heartbeatTimeToLive: '37-zmtp-3.1/heartbeat-silence/ping-sent',
  heartbeatTimeout: '37-zmtp-3.1/heartbeat-silence/silent-peer',
  connectTimeout: 'options/waiting/connect-timeout',
  backlog: `${kernel}/backlog`,
  ipv6: 'options/limits/ipv6',
  sendBufferSize: `${kernel}/sndbuf`,
  receiveBufferSize: `${kernel}/rcvbuf`,
  inBatchSize: 'stream/stream/in-batch-size',
  tcpKeepalive: `${kernel}/tcp-keepalive`,
  tcpKeepaliveIdle: `${kernel}/tcp-keepalive-idle`,
  tcpKeepaliveInterval: `${kernel}/tcp-keepalive-intvl`,
  tcpKeepaliveCount: `${kernel}/tcp-keepalive-cnt`,
  tcpMaxRetransmitTimeout: `${kernel}/tcp-maxrt`,
  typeOfService: `${kernel}/tos`,
  priority: `${kernel}/priority`,
  busyPoll: `${kernel}/busy-poll`,
  interface: 'options/connections/bindtodevice',
  // The descriptor must be one of the subject's own process.
  useFd: 'impl/transport/tcp-option.test.ts',
  tcpAcceptFilter: 'options/connections/tcp-accept-filter',
  ipcFilterPid: 'options/connections/ipc-filter-pid',
  ipcFilterUid: 'options/connections/ipc-filter-uid',
  ipcFilterGid: 'options/connections/ipc-filter-gid',
  // Loopback hears itself whatever is set, and a case sends nowhere else.
  multicastLoop: 'impl/transport/udp.test.ts',
  multicastHops: 'impl/transport/udp.test.ts',
  socksProxy: 'options/connections/socks-proxy',
  socksUsername: 'options/connections/socks-password',
  socksPassword: 'options/connections/socks-password',
  plainServer: '24-plain/server/conversation',
  plainUsername: '24-plain/client/conversation',
  plainPassword: '24-plain/client/conversation',
  curveServer: '25-zmtp-curve/curve/as-server',
  curvePublicKey: '26-curvezmq/authentication/by-key',
  curveSecretKey: '26-curvezmq/authentication/by-key',
  curveServerKey: '26-curvezmq/authentication/by-key',
  zapDomain: '27-zap/origin/domain',
  zapEnforceDomain: '27-zap/policy/enforced-domain',
  messageMetadata: 'impl/socket/zap.test.ts',
  type: 'options/values/type',
  lastEndpoint: 'options/values/last-endpoint',
  securityMechanism: 'options/values/mechanism',
  topicsCount: 'options/subscriptions/topics-count-of-a-publisher',
  threadSafe: 'options/values/type',
} as const satisfies Record<EffectiveOption, Witness>

/** By number: what is no property. */
export const callWitness = {
  6: '29-pubsub/xpub-options/manual',
  7: '29-pubsub/xpub-options/manual',
  13: 'impl/socket/numbered-option.test.ts',
  15: 'impl/socket/numbered-option.test.ts',
  31: 'impl/socket/numbered-option.test.ts',
  61: '28-reqrep/router-identity/connect-routing-id',
  78: '29-pubsub/xpub-options/verbosity',
} as const satisfies Record<number, Witness>

/** By property of a context, which no op of zshim reaches. */
export const contextWitness = {
  maxSockets: 'impl/socket/engine.test.ts',
  maxSocketsLimit: 'impl/zeromq-js.test.ts',
  ipv6: 'impl/zeromq-js.test.ts',
  blocky: 'impl/zeromq-js.test.ts',
} as const satisfies Record<EffectiveContextOption, Witness>
