// The appendix on options: time-outs, IMMEDIATE, LINGER, limits, and what can only be read.

import { edit, type MutantTable } from './mutant.ts'

const parts = 'socket/socket-parts.ts'
const departure = 'socket/departure.ts'

export const waitingMutants = {
  'mut/send-timeout-is-ignored': {
    about: 'waits two seconds whatever ZMQ_SNDTIMEO says',
    edits: [edit('socket/sender.ts', 'const timeout = this.#engine.options.sendTimeout', 'const timeout: number = 2000')],
  },
  'mut/receive-timeout-is-ignored': {
    about: 'waits two seconds whatever ZMQ_RCVTIMEO says',
    edits: [edit('socket/receiver.ts', 'const timeout = this.#engine.options.receiveTimeout', 'const timeout: number = 2000')],
  },
  'mut/immediate-is-ignored': {
    about: 'queues for endpoints where nobody is, under ZMQ_IMMEDIATE too',
    edits: [edit('socket/connecter.ts', 'if (!this.#options.immediate) {', '{')],
  },
  'mut/always-immediate': {
    about: 'queues only for peers that are there, whatever ZMQ_IMMEDIATE says',
    edits: [edit('socket/connecter.ts', 'if (!this.#options.immediate) {', 'if (false as boolean) {')],
  },
  'mut/linger-never': {
    about: 'drops what is unsent at close whatever ZMQ_LINGER says',
    edits: [edit(departure, 'connection.close(linger !== 0)', 'connection.close(false)')],
  },
  'mut/linger-for-ever': {
    about: 'keeps what is unsent for ever after close whatever ZMQ_LINGER says',
    edits: [
      edit(departure, 'connection.close(linger !== 0)', 'connection.close(true)'),
      edit(departure, 'if (linger > 0) this.#timer', 'if (linger > 1e9) this.#timer'),
    ],
  },
  'mut/connect-timeout-is-ignored': {
    about: 'leaves it to the system how long an attempt to connect may take, under ZMQ_CONNECT_TIMEOUT too',
    edits: [edit('transport/net-dial.ts', 'plan.timeout > 0 ?', 'plan.timeout > 1e9 ?')],
  },
  'mut/maxmsgsize-is-ignored': {
    about: 'takes frames larger than ZMQ_MAXMSGSIZE',
    edits: [edit('session/traffic.ts', 'options.maxMessageSize < 0 ? MESSAGE_LIMIT : options.maxMessageSize', 'MESSAGE_LIMIT')],
  },
  'mut/maxmsgsize-less-one': {
    about: 'refuses frames of just ZMQ_MAXMSGSIZE octets',
    edits: [
      edit(
        'session/traffic.ts',
        'options.maxMessageSize < 0 ? MESSAGE_LIMIT : options.maxMessageSize',
        'options.maxMessageSize < 0 ? MESSAGE_LIMIT : options.maxMessageSize - 1',
      ),
    ],
  },
  'mut/ipv6-is-ignored': {
    about: 'takes addresses of IPv6 whatever ZMQ_IPV6 says',
    edits: [edit('transport/local-host.ts', `if (!ipv6) throw new ZmqError('ENODEV', undefined, endpoint)`, '')],
  },
  'mut/type-of-another': {
    about: 'reads ZMQ_TYPE as one more than it is',
    edits: [edit(parts, 'type: () => id', 'type: () => id + 1')],
  },
  'mut/never-thread-safe': {
    about: 'says of every type that it may not be used from several threads',
    edits: [edit(parts, 'threadSafe: () => threadSafe', 'threadSafe: () => false')],
  },
  'mut/mechanism-is-none': {
    about: 'reads ZMQ_MECHANISM as none whatever was set',
    edits: [
      edit('socket/security-option.ts', 'securityMechanism: () => mechanismWords[options.mechanism]', 'securityMechanism: () => null'),
    ],
  },
  'mut/last-endpoint-is-the-first': {
    about: 'reads ZMQ_LAST_ENDPOINT as the first endpoint that was bound',
    edits: [
      edit(parts, "const gate: Gate = { status: 'open' }", "const gate: Gate = { status: 'open' }\n  let first: string | null = null"),
      edit(parts, 'lastEndpoint: () => engine.lastEndpoint', 'lastEndpoint: () => (first ??= engine.lastEndpoint)'),
    ],
  },
} as const satisfies MutantTable
