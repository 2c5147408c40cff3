// 37/ZMTP 3.1, "Socket Semantics" and "Error Handling": bugs in binding, connecting and connecting again.

import { edit, type MutantTable } from './mutant.ts'

const connecter = 'socket/connecter.ts'
const endpoints = 'socket/endpoints.ts'
const reconnect = 'socket/reconnect.ts'

export const connectionMutants = {
  'mut/sub-cannot-bind': {
    about: 'lets publishers bind and subscribers connect, and nothing else',
    edits: [
      edit(
        'socket/engine.ts',
        `const kind = this.#kindOf(endpoint, 'bind')`,
        `if (this.type === 'SUB') throw new ZmqError('ENOTSUP')\n      const kind = this.#kindOf(endpoint, 'bind')`,
      ),
    ],
  },
  'mut/rep-cannot-connect': {
    about: 'lets requesters connect and repliers bind, and nothing else',
    edits: [
      edit(
        'socket/engine.ts',
        `const kind = this.#kindOf(endpoint, 'connect')`,
        `if (this.type === 'REP') throw new ZmqError('ENOTSUP')\n    const kind = this.#kindOf(endpoint, 'connect')`,
      ),
    ],
  },
  'mut/one-listener-only': {
    about: 'stops listening where it was bound when it is bound a second time',
    edits: [
      edit(
        endpoints,
        'this.#bindings.add(binding)',
        'for (const other of this.#bindings) await other.shut()\n    this.#bindings.add(binding)',
      ),
    ],
  },
  'mut/second-connect-ends-first': {
    about: 'leaves its peer when it connects a second time',
    edits: [
      edit(
        endpoints,
        'this.#connecters.add(connecter)',
        'for (const other of this.#connecters) other.disconnect()\n      this.#connecters.add(connecter)',
      ),
    ],
  },
  'mut/connects-one-at-a-time': {
    about: 'does not dial the next endpoint before the one before it has answered, or half a minute has passed',
    edits: [
      edit(
        endpoints,
        'connecter.start()',
        'if (this.#connecters.size === 1) connecter.start()\n      else setTimeout(() => connecter.start(), 30_000).unref()',
      ),
    ],
  },
  'mut/no-queue-until-connected': {
    about: 'has no queue for a peer before the connection is there, so that sending waits for it',
    edits: [edit(connecter, 'if (!this.#options.immediate) {', 'if (false) {')],
  },
  'mut/refused-connection-is-final': {
    about: 'gives an endpoint up where nobody listens',
    edits: [edit(connecter, 'else this.#retry()\n      },', 'else this.#giveUp()\n      },')],
  },
  'mut/never-reconnects': {
    about: 'does not connect again when a connection was closed',
    edits: [edit('session/session-end.ts', 'closed: true,', 'closed: false,')],
    seen: 'zeromq/zmq.rs#162',
  },
  'mut/no-reconnect-after-rst': {
    about: 'connects again after FIN and not after RST',
    edits: [
      edit(
        'socket/link.ts',
        'closed(): void {',
        `closed(error): void {\n    if (error && !this.#over) return this.#settle({ reason: 'closed', error: null, duringHandshake: !this.#session.ready, retry: false })`,
      ),
    ],
  },
  'mut/reconnects-at-once': {
    about: 'connects again without a pause',
    edits: [edit(connecter, 'this.#dial(), interval)', 'this.#dial(), 0)')],
  },
  'mut/reconnect-interval-ignored': {
    about: 'pauses for 10 ms, whatever was set',
    edits: [edit(reconnect, 'return reconnectInterval + Math.floor(random() * reconnectInterval)', 'return 10')],
  },
  'mut/interval-constant': {
    about: 'does not lengthen its pauses although a maximum was set',
    edits: [edit(reconnect, 'last === 0 ? reconnectInterval : last * 2', 'reconnectInterval')],
    seen: 'zeromq/libzmq#883',
  },
  'mut/interval-without-maximum': {
    about: 'lengthens its pauses without end',
    edits: [edit(reconnect, 'last * 2, reconnectMaxInterval)', 'last * 2, Number.POSITIVE_INFINITY)')],
  },
} as const satisfies MutantTable
