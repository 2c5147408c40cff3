// Departures of libzmq 4.3.5 from the RFCs, made in the reference one at a time: the book must find each of them anywhere.
// Rule: a mutant does what libzmq does, and its `seen` says where.

import { edit, type MutantTable } from './mutant.ts'

const session = 'session/session.ts'
const traffic = 'session/traffic.ts'
const subscribed = 'if (this.#publishes) this.#sink.subscription(command.subscribe, command.topic)'
const forgets = 'disconnected: forget,'
const remembers = 'disconnected: () => {},'
const replayed = 'if (trie.has(node)) pipe.subscribe(trie.prefix(node))'

export const libzmqMutants = {
  'mut/misplaced-subscription-delivered': {
    about: 'delivers SUBSCRIBE and CANCEL to the application when the socket publishes nothing',
    edits: [edit(traffic, subscribed, `if (!this.#publishes) return this.#sink.message([body])\n        ${subscribed}`)],
    seen: 'libzmq 4.3.5, session_base_t::push_msg',
  },
  'mut/handshake-takes-messages': {
    about: 'takes the commands of the handshake in message frames too',
    edits: [edit('session/handshake.ts', 'if ((flags & COMMAND) === 0) {', 'if (false) {')],
    seen: 'libzmq 4.3.5, null_mechanism_t::process_handshake_command',
  },
  'mut/subscriptions-outlive-connection': {
    about: 'keeps what a lost peer has asked for, and sends it to the next one at that endpoint',
    edits: [
      edit('pattern/pub.ts', forgets, remembers),
      edit('pattern/xpub.ts', forgets, remembers),
      edit('pattern/radio.ts', forgets, remembers),
    ],
    seen: 'libzmq 4.3.5, xpub_t::xpipe_terminated',
  },
  'mut/subscriptions-dropped-at-the-mark': {
    about: 'counts subscriptions that are sent again against ZMQ_SNDHWM',
    edits: [
      edit(
        'pattern/subscription-set.ts',
        replayed,
        `if (trie.has(node) && (options.sendHighWaterMark === 0 || sent++ < options.sendHighWaterMark)) pipe.subscribe(trie.prefix(node))`,
      ),
      edit(
        'pattern/subscription-set.ts',
        'for (let node = 0; node < trie.capacity && pipe.connected; node++)',
        'let sent = 0\n      for (let node = 0; node < trie.capacity && pipe.connected; node++)',
      ),
    ],
    seen: 'libzmq 4.3.5, xsub_t::send_subscription',
  },
  'mut/conflate-joins-frames': {
    about: 'keeps the newest frame where ZMQ_CONFLATE says the newest message',
    edits: [
      edit(
        'socket/pipe.ts',
        'if (this.conflate) incoming.clear()\n    incoming.push(message)',
        'if (this.conflate) incoming.clear()\n    incoming.push(this.conflate ? message.slice(-1) : message)',
      ),
    ],
    seen: 'libzmq 4.3.5, ypipe_conflate_t::write',
  },
  'mut/only-frames-are-life': {
    about: 'takes a whole frame for a sign of life, and the octets of a large one for silence',
    edits: [
      edit(session, 'this.#heartbeat.heard()\n', ''),
      edit(
        session,
        'frame(flags: number, body: Uint8Array): boolean {\n',
        'frame(flags: number, body: Uint8Array): boolean {\n    this.#heartbeat.heard()\n',
      ),
    ],
    seen: 'libzmq 4.3.5, stream_engine_base_t::decode_and_push',
  },
  'mut/curve-reserved-flags-ignored': {
    about: 'does not look at the reserved flags of a MESSAGE',
    edits: [edit('mechanism/curve-cipher.ts', 'if (flags > (BOXED_MORE | BOXED_COMMAND))', 'if (false)')],
    seen: 'libzmq 4.3.5, curve_encoding_t::decode',
  },
  'mut/zap-metadata-not-returned': {
    about: 'keeps the metadata of a ZAP reply to itself',
    edits: [edit('socket/authentication.ts', 'return this.#options.strict ?', 'return false ?')],
    seen: 'libzmq 4.3.5, mechanism_t::add_basic_properties',
  },
  'mut/zap-domain-may-be-empty': {
    about: 'asks its ZAP handler in the name of no domain',
    edits: [edit('socket/security.ts', 'if (strict && asServer && options.zapDomain === null)', 'if (false)')],
    seen: 'libzmq 4.3.5, zap_client_t::send_zap_request',
  },
  'mut/mandatory-waits-when-full': {
    about: 'waits for room at a peer when ZMQ_ROUTER_MANDATORY is set',
    edits: [edit('pattern/router.ts', 'if (options.strict && options.mandatory && pipe.full)', 'if (false)')],
    seen: 'libzmq 4.3.5, router_t::xsend',
  },
  'mut/old-subscription-taken-from-3.1': {
    about: 'takes a message of 01 and a topic for a subscription of a 3.1 peer too',
    edits: [edit(traffic, ' && !this.#line!.commands', '')],
    seen: 'libzmq 4.3.5, xpub_t::xread_activated',
  },
  'mut/server-speaks-first': {
    about: 'says READY to a client that has not said it',
    edits: [edit('mechanism/null.ts', 'waits ? [] : ready()', 'ready()')],
    seen: 'libzmq 4.3.5, null_mechanism_t::next_handshake_command',
  },
  'mut/interval-constant-by-default': {
    about: 'tries again after about the same time for ever, unless a maximum is set',
    edits: [edit('socket/reconnect.ts', 'options.reconnectMaxInterval <= 0 && strict', 'false')],
    seen: 'libzmq 4.3.5, stream_connecter_base_t::get_new_reconnect_ivl',
  },
  'mut/fault-is-final': {
    about: 'does not connect again where the peer has broken a rule',
    edits: [
      edit(
        'socket/connecter.ts',
        "const again = end.retry || (this.#options.strict && (end.reason === 'protocol' || end.reason === 'mechanism'))",
        'const again = end.retry',
      ),
    ],
    seen: 'libzmq 4.3.5, session_base_t::engine_error',
  },
  'mut/held-reader-hears-nothing': {
    about: 'takes a peer for dead whose messages it does not read itself',
    edits: [edit('session/heartbeat.ts', 'if (held) {', 'if (false) {')],
    seen: 'libzmq 4.3.5, stream_engine_base_t::timer_event',
  },
  'mut/zap-address-of-ipc': {
    about: 'shows the handler the user and the process at the other end of ipc where the address belongs',
    edits: [edit('socket/authentication.ts', "exec(endpoint)?.[1] ?? ''", "exec(endpoint)?.[1] ?? ':1000:1000:1'")],
    seen: 'libzmq 4.3.5, get_peer_address',
  },
} as const satisfies MutantTable
