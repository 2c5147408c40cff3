// 37/ZMTP 3.1, "The NULL Security Mechanism" and "Error Handling": bugs between the greeting and the first message.
//
//   READY ──►   ◄── READY      or ERROR, and the end

import { edit, type MutantTable } from './mutant.ts'

const handshake = 'session/handshake.ts'
const session = 'session/session.ts'
/** The first thing done with a command of the peer. */
const commandOfPeer = `if (name === 'ERROR')`

export const handshakeMutants = {
  'mut/waits-for-ready': {
    about: 'sends READY only when it has read the one of its peer, as a server may and a client must not',
    edits: [
      edit('mechanism/null.ts', 'open\n        ? { done: false, send: opening() }', 'open\n        ? { done: false, send: [] }'),
      edit(
        'mechanism/null.ts',
        'return open ? { done: true, send: waits ? ready() : [], metadata }',
        'return open ? { done: true, send: ready(), metadata }',
      ),
    ],
  },
  'mut/server-never-ready': {
    about: 'reads the READY of its peer and sends none',
    edits: [edit('mechanism/null.ts', 'open\n        ? { done: false, send: opening() }', 'open\n        ? { done: false, send: [] }')],
  },
  'mut/sends-before-peer-ready': {
    about: 'takes a connection for ready when the greetings are exchanged, and sends what waits',
    edits: [
      edit(
        'session/session.ts',
        "return this.#state === 'handshake' ? GREETING_SIZE : 0",
        "if (this.#state === 'handshake') {\n      this.#ready = true\n      this.#sink.ready({ socketType: 'PULL', routingId: new Uint8Array(0), major: 3, minor: 1, properties: new Map() })\n    }\n    return this.#state === 'handshake' ? GREETING_SIZE : 0",
      ),
    ],
  },
  'mut/delivers-before-ready': {
    about: 'keeps messages that come before READY and delivers them afterwards',
    edits: [
      edit(
        session,
        `case 'handshake':`,
        `case 'handshake':\n        if ((flags & COMMAND) === 0) return (this.early ??= []).push([body]) > 0`,
      ),
      edit(
        session,
        'this.#sink.ready(progress.peer)',
        'this.#sink.ready(progress.peer)\n    for (const early of this.early ?? []) this.#sink.message(early)',
      ),
    ],
  },
  'mut/drops-octets-behind-command': {
    about: 'drops what lies behind a command in the same segment',
    edits: [
      edit(
        'wire/frame-decoder.ts',
        'if (!sink.frame(flags, body)',
        'if ((flags & COMMAND) !== 0) {\n        sink.frame(flags, body)\n        at = end\n        break\n      }\n      if (!sink.frame(flags, body)',
      ),
    ],
  },
  'mut/drops-octets-behind-greeting': {
    about: 'drops what lies behind the greeting in the same segment',
    edits: [edit('session/session.ts', "'handshake' ? GREETING_SIZE : 0", "'handshake' ? bytes.length : 0")],
    seen: 'zeromq/jeromq#430',
  },
  'mut/answers-ping-before-ready': {
    about: 'answers PING before READY has come',
    edits: [
      edit(
        handshake,
        commandOfPeer,
        `if (name === 'PING') return { kind: 'continued', send: [Uint8Array.of(4, 0x50, 0x4f, 0x4e, 0x47, ...data.subarray(2))] }\n    ${commandOfPeer}`,
      ),
    ],
  },
  'mut/unknown-command-skipped-in-handshake': {
    about: 'skips any command that is not READY or ERROR, and goes on waiting',
    edits: [
      edit(
        handshake,
        commandOfPeer,
        `if (name !== 'READY' && name !== 'ERROR') return { kind: 'continued', send: [] }\n    ${commandOfPeer}`,
      ),
    ],
  },
  'mut/second-ready-delivered': {
    about: 'delivers a READY that comes after the handshake to the application',
    edits: [
      edit(
        'session/traffic-command.ts',
        `throw unexpected('the NULL security mechanism', 'a second READY, after the handshake')`,
        'return ignored',
      ),
      edit('session/traffic.ts', `case 'ignored':`, `case 'ignored':\n        this.#sink.message([body])`),
    ],
  },
  'mut/second-ready-renames': {
    about: 'handles READY whenever it comes: a second one gives the peer another routing id',
    edits: [
      edit(
        'session/session.ts',
        'return this.#traffic.frame(flags, body, this.#now)',
        'if ((flags & COMMAND) !== 0 && body[1] === 0x52) return this.#progress(() => this.#handshake.frame(COMMAND, body, this.#now))\n        return this.#traffic.frame(flags, body, this.#now)',
      ),
      edit('mechanism/null.ts', ' || metadata !== null', ''),
    ],
  },
  'mut/handshake-command-limit-255': {
    about: 'has room for 255 octets of READY',
    edits: [edit('session/limits.ts', 'HANDSHAKE_COMMAND_LIMIT = 65536', 'HANDSHAKE_COMMAND_LIMIT = 255')],
  },
  'mut/error-ignored': {
    about: 'reads ERROR and goes on waiting for READY',
    edits: [edit(handshake, commandOfPeer, `if (name === 'ERROR') return { kind: 'continued', send: [] }\n    ${commandOfPeer}`)],
  },
  'mut/malformed-error-ignored': {
    about: 'skips an ERROR whose reason does not fit and goes on waiting for READY',
    edits: [
      edit(
        handshake,
        commandOfPeer,
        `if (name === 'ERROR' && !(data[0]! < data.length)) return { kind: 'continued', send: [] }\n    ${commandOfPeer}`,
      ),
    ],
  },
  'mut/ready-after-error': {
    about: 'sends ERROR and then READY',
    edits: [
      edit('session/handshake.ts', '[...send, encodeError(reason)]', '[...send, encodeError(reason), ...this.#mechanism.start().send]'),
    ],
  },
  'mut/closes-without-error': {
    about: 'closes on a peer it refuses without saying why',
    edits: [edit('session/handshake.ts', '[...send, encodeError(reason)]', 'send')],
    seen: 'zeromq/libzmq#989',
  },
  'mut/error-without-length': {
    about: 'sends the reason of an ERROR without its length',
    edits: [edit('wire/command.ts', 'String.fromCharCode(reason.length) + reason', 'reason')],
    seen: 'zeromq/libzmq#1035',
  },
  'mut/error-reason-with-spaces': {
    about: 'writes a sentence into ERROR, with spaces',
    edits: [edit('session/peer.ts', `'Invalid-Socket-Type'`, `'Invalid socket type'`)],
  },
  'mut/reconnects-after-error': {
    about: 'tries again, with the same credentials, after ERROR',
    edits: [edit('session/session-end.ts', "'error-command': false", "'error-command': true")],
  },
  'mut/close-in-handshake-is-fatal': {
    about: 'takes a connection that is closed before READY for refused, and never comes back',
    edits: [
      edit(
        'session/session-end.ts',
        'retry: retries[ending.reason]',
        "retry: retries[ending.reason] && !(duringHandshake && ending.reason === 'closed')",
      ),
    ],
  },
  'mut/handshake-without-time-limit': {
    about: 'waits for ever for a peer that falls silent in its handshake',
    edits: [edit(session, 'this.#options.handshakeInterval > 0', 'false')],
    seen: 'zeromq/libzmq#1019',
  },
  'mut/failed-handshake-without-event': {
    about: 'tells nobody that a peer failed its handshake',
    edits: [
      edit('socket/engine-host.ts', 'if (end.duringHandshake) reportHandshake(host, address, end)', 'if (end.duringHandshake) return'),
    ],
  },
  'mut/garbage-closes-socket': {
    about: 'closes the whole socket when a peer breaks the protocol in its handshake',
    edits: [
      edit(
        'socket/binding.ts',
        'reportEnd(this.#host, this.address, end, stream)',
        `reportEnd(this.#host, this.address, end, stream)\n    if (end.duringHandshake && end.reason === 'protocol') this.#host.close()`,
      ),
    ],
    seen: 'zeromq/libzmq#769',
  },
  'mut/eof-in-handshake-closes-socket': {
    about: 'closes the whole socket when a peer leaves in the middle of its handshake',
    edits: [
      edit(
        'socket/binding.ts',
        'reportEnd(this.#host, this.address, end, stream)',
        `reportEnd(this.#host, this.address, end, stream)\n    if (end.duringHandshake && end.reason === 'closed') this.#host.close()`,
      ),
    ],
    seen: 'zeromq/libzmq#868',
  },
  'mut/failed-handshake-leaks-slot': {
    about: 'has 64 places for accepted connections and gets none back',
    edits: [
      edit('socket/binding.ts', 'gone => this.#accepted.delete(gone)', '() => {}'),
      edit(
        'socket/binding.ts',
        'if (this.#closed || this.#host.closed) acceptance',
        'if (this.#closed || this.#host.closed || this.#accepted.size >= 64) acceptance',
      ),
    ],
  },
  'mut/half-close-unnoticed': {
    about: 'does not notice that its peer has said all it will say',
    edits: [edit('transport/net-stream.ts', `this.socket.on('end', () => this.socket.destroy())`, '')],
  },
} as const satisfies MutantTable
