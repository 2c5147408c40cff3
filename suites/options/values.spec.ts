// Defaults, values and refusals of options that can be read (zmq_setsockopt(3), zmq_getsockopt(3)): the book's own table.
// Rule: what an option does is said elsewhere; here only that it is there, and which values it takes.

import { section } from '../../harness/book/section.ts'
import { outcome } from '../28-reqrep/guests.ts'

const { conformance } = section(import.meta.url)

interface Facts {
  /** Default: DEALER. */
  readonly on?: string
  readonly default: unknown
  readonly takes: readonly (number | boolean | string)[]
  readonly refuses: readonly number[]
}

const options = {
  affinity: { default: 0, takes: [3], refuses: [] },
  backlog: { default: 100, takes: [7], refuses: [] },
  connect_timeout: { default: 0, takes: [100], refuses: [-1] },
  handshake_ivl: { default: 30000, takes: [0, 5000], refuses: [-1] },
  heartbeat_ivl: { default: 0, takes: [500], refuses: [-1] },
  heartbeat_ttl: { default: 0, takes: [600], refuses: [6553600] },
  immediate: { default: false, takes: [true], refuses: [2] },
  in_batch_size: { default: 8192, takes: [1, 100_000], refuses: [0, -1] },
  ipv6: { default: false, takes: [true], refuses: [2] },
  linger: { default: -1, takes: [0, 500], refuses: [-2] },
  maxmsgsize: { default: -1, takes: [1000], refuses: [] },
  multicast_hops: { default: 1, takes: [3], refuses: [0, -1] },
  multicast_loop: { default: true, takes: [false], refuses: [] },
  out_batch_size: { default: 8192, takes: [1, 100_000], refuses: [0, -1] },
  rate: { default: 100, takes: [1, 1000], refuses: [0, -1] },
  rcvhwm: { default: 1000, takes: [0, 5], refuses: [-1] },
  rcvtimeo: { default: -1, takes: [0, 50], refuses: [-2] },
  reconnect_ivl: { default: 100, takes: [-1, 0, 50], refuses: [-2] },
  reconnect_ivl_max: { default: 0, takes: [500], refuses: [-1] },
  reconnect_stop: { default: 0, takes: [1, 3, 7], refuses: [] },
  recovery_ivl: { default: 10000, takes: [0, 500], refuses: [-1] },
  router_notify: { on: 'ROUTER', default: 0, takes: [1, 2, 3], refuses: [4, -1] },
  sndhwm: { default: 1000, takes: [0, 5], refuses: [-1] },
  sndtimeo: { default: -1, takes: [0, 50], refuses: [-2] },
  tcp_keepalive: { default: -1, takes: [0, 1], refuses: [2, -2] },
  tcp_keepalive_cnt: { default: -1, takes: [5], refuses: [-2] },
  tcp_keepalive_idle: { default: -1, takes: [5], refuses: [-2] },
  tcp_keepalive_intvl: { default: -1, takes: [5], refuses: [-2] },
  tcp_maxrt: { default: 0, takes: [500], refuses: [-1] },
  tos: { default: 0, takes: [16], refuses: [-1] },
  use_fd: { default: -1, takes: [], refuses: [-2] },
  zap_enforce_domain: { default: false, takes: [true], refuses: [] },
} as const satisfies Record<string, Facts>

const words = Object.keys(options) as (keyof typeof options)[]

conformance(
  'values',
  {
    title: 'An option has its default, keeps what was set, refuses what is out of range with EINVAL, and keeps its value then',
    clauses: ['lib/option-values'],
    mode: 'api',
    obliges: 'both',
    needs: { ops: ['get', 'set'] },
    axes: { option: words },
    kills: ['mut/option-takes-any-number', 'mut/option-forgets', 'mut/option-has-another-default'],
  },
  async t => {
    const word = t.axes.option
    if (!t.subject.capabilities.options.includes(word)) t.unsupported(`${t.subject.name} does not declare options ${word}`)
    const facts: Facts = options[word]
    const socket = await t.subject.open(facts.on ?? 'DEALER')
    t.check('default', await socket.get(word), facts.default)
    let last = facts.default
    for (const value of facts.takes) {
      await socket.set(word, value)
      t.check(`after ${value}`, await socket.get(word), value)
      last = value
    }
    for (const value of facts.refuses) {
      t.check(`setting ${value}`, await outcome(socket.set(word, value)), 'EINVAL')
      t.check(`after ${value}`, await socket.get(word), last)
    }
  },
)

const numbers = {
  PAIR: 0,
  PUB: 1,
  SUB: 2,
  REQ: 3,
  REP: 4,
  DEALER: 5,
  ROUTER: 6,
  PULL: 7,
  PUSH: 8,
  XPUB: 9,
  XSUB: 10,
  STREAM: 11,
  SERVER: 12,
  CLIENT: 13,
  RADIO: 14,
  DISH: 15,
  GATHER: 16,
  SCATTER: 17,
  PEER: 19,
  CHANNEL: 20,
} as const

conformance(
  'type',
  {
    title: 'TYPE tells the number of the socket type in zmq.h, THREAD_SAFE whether it is one of those; neither can be set',
    clauses: ['lib/read-only-options'],
    level: 'MUST',
    mode: 'api',
    obliges: 'both',
    needs: { options: ['type', 'thread_safe'], ops: ['get', 'set'] },
    axes: { socket: Object.keys(numbers) as (keyof typeof numbers)[] },
    kills: ['mut/type-of-another', 'mut/never-thread-safe'],
  },
  async t => {
    if (!t.subject.capabilities.sockets.includes(t.axes.socket)) t.unsupported(`${t.subject.name} has no ${t.axes.socket}`)
    const socket = await t.subject.open(t.axes.socket)
    t.check('type', await socket.get('type'), numbers[t.axes.socket])
    t.check('thread safe', await socket.get('thread_safe'), numbers[t.axes.socket] >= numbers.SERVER)
    t.check('setting it', await outcome(socket.set('type', 3)), 'EINVAL')
  },
)

conformance(
  'mechanism',
  {
    title: 'MECHANISM tells what the security options chose last, none at first and when they are taken back',
    clauses: ['lib/read-only-options'],
    level: 'MUST',
    mode: 'api',
    obliges: 'both',
    needs: { sockets: ['DEALER'], options: ['mechanism', 'plain_server', 'curve_server'], ops: ['get', 'set'] },
    kills: ['mut/mechanism-is-none'],
  },
  async t => {
    const socket = await t.subject.open('DEALER')
    const told: unknown[] = [await socket.get('mechanism')]
    for (const [word, value] of [
      ['plain_server', true],
      ['curve_server', true],
      ['curve_server', false],
    ] as const) {
      await socket.set(word, value)
      told.push(await socket.get('mechanism'))
    }
    t.check('at first, with PLAIN, with CURVE, without', told, [null, 'plain', 'curve', null])
  },
)

conformance(
  'last-endpoint',
  {
    title: 'LAST_ENDPOINT tells where the socket was bound last, with its port in place of the wildcard',
    clauses: ['lib/read-only-options'],
    level: 'MUST',
    mode: 'api',
    obliges: 'both',
    needs: { sockets: ['ROUTER'], options: ['last_endpoint'], ops: ['get'] },
    kills: ['mut/last-endpoint-is-the-first'],
  },
  async t => {
    const socket = await t.subject.open('ROUTER')
    for (const wildcard of ['tcp://127.0.0.1:*', 'ipc://*', 'tcp://127.0.0.1:*']) {
      const endpoint = await socket.bind(wildcard)
      t.check('scheme', endpoint.slice(0, 6), wildcard.slice(0, 6))
      t.check('a place', endpoint.includes('*'), false)
      t.check('last endpoint', await socket.get('last_endpoint'), endpoint)
      await t.wire.dial(endpoint)
    }
  },
)

conformance(
  'of-another-type',
  {
    title: 'An option of one socket type is refused on another with EINVAL',
    clauses: ['lib/option-of-other-type'],
    mode: 'api',
    obliges: 'both',
    needs: { ops: ['set'] },
    axes: {
      option: [
        'router_mandatory',
        'router_handover',
        'router_notify',
        'req_relaxed',
        'req_correlate',
        'xpub_verbose',
        'xpub_manual',
        'stream_notify',
      ],
    },
    kills: ['mut/option-of-any-type'],
  },
  async t => {
    const word = t.axes.option
    if (!t.subject.capabilities.options.includes(word)) t.unsupported(`${t.subject.name} does not declare options ${word}`)
    const socket = await t.subject.open('PULL')
    t.check('setting it', await outcome(socket.set(word, word === 'router_notify' ? 1 : true)), 'EINVAL')
  },
)
