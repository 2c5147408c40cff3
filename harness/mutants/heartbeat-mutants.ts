// 37/ZMTP 3.1, "Connection Heartbeating": bugs in PING, PONG, the time-out and the TTL.

import { edit, type MutantTable } from './mutant.ts'

const command = 'wire/command.ts'
const session = 'session/session.ts'
const traffic = 'session/traffic.ts'
const heartbeat = 'session/heartbeat.ts'
const ttl = '(data[0]! << 8) | data[1]!'

export const heartbeatMutants = {
  'mut/pong-drops-context': {
    about: 'answers PING without its context',
    edits: [edit('session/traffic-command.ts', 'pongPrefix, context)', 'pongPrefix, context.subarray(0, 0))')],
    seen: 'zeromq/libzmq#3061',
  },
  'mut/pong-truncates-at-8': {
    about: 'repeats 8 octets of context at most',
    edits: [edit('session/traffic-command.ts', 'context.subarray(0, CONTEXT_LIMIT)', 'context.subarray(0, 8)')],
  },
  'mut/pong-context-unlimited': {
    about: 'repeats a context of any length',
    edits: [edit('session/traffic-command.ts', 'context.subarray(0, CONTEXT_LIMIT)', 'context')],
    seen: 'zeromq/jeromq#573',
  },
  'mut/pong-repeats-ttl': {
    about: 'repeats the time to live in its PONG',
    edits: [edit(command, 'context: data.subarray(2)', 'context: data')],
  },
  'mut/context-ends-at-nul': {
    about: 'handles the context as a C string',
    edits: [
      edit(command, 'context: data.subarray(2)', 'context: data.subarray(2, data.includes(0, 2) ? data.indexOf(0, 2) : data.length)'),
    ],
  },
  'mut/short-ping-read-over-its-end': {
    about: 'computes the length of the context without looking whether there is a TTL, and repeats what lies behind the frame',
    edits: [
      edit(
        command,
        'if (data.length < 2) throw',
        'if (data.length < 2) return { timeToLive: 0, context: new Uint8Array(data.buffer, data.byteOffset + data.length, 4) }\n  if (data.length < 2) throw',
      ),
    ],
  },
  'mut/one-pong-for-many-pings': {
    about: 'has room for one PONG: of PINGs that come before it is out, all but the first stay unanswered',
    edits: [edit(traffic, 'this.#pongs++ < PONG_LIMIT', 'this.#pongs++ < 1')],
  },
  'mut/pong-answered': {
    about: 'answers PONG with PONG',
    edits: [edit(traffic, `case 'pong':`, `case 'pong':\n        writePong(line.writer, new Uint8Array(0))`)],
  },
  'mut/pong-delivered': {
    about: 'delivers PONG to the application',
    edits: [edit(traffic, `case 'pong':`, `case 'pong':\n        this.#sink.message([body])`)],
  },
  'mut/pong-as-message': {
    about: 'sends PONG in a message frame',
    edits: [edit('session/traffic-command.ts', 'writer.prefixed(COMMAND, pongPrefix', 'writer.prefixed(0, pongPrefix')],
  },
  'mut/pong-between-frames': {
    about: 'puts PONG where it comes, between two frames of a message',
    edits: [
      edit(traffic, 'writePong(line.writer, command.context)', '(line.writer.owed ??= []).push(command.context.slice())'),
      edit(
        'session/session.ts',
        'this.#writer.frame(MORE, message[at]!)',
        '{\n      this.#writer.frame(MORE, message[at]!)\n      for (const context of (this.#writer.owed ?? []).splice(0)) writePong(this.#writer, context)\n    }',
      ),
      edit('session/session.ts', 'return this.#encoder.pending', 'return this.#encoder.pending + (this.#writer.owed?.length ?? 0)'),
      edit(
        'session/session.ts',
        'return this.#encoder.take()',
        'for (const context of (this.#writer.owed ?? []).splice(0)) writePong(this.#writer, context)\n    return this.#encoder.take()',
      ),
    ],
  },
  'mut/ttl-in-milliseconds': {
    about: 'sends and reads the time to live in milliseconds',
    edits: [edit('session/traffic-command.ts', 'timeToLive / 100', 'timeToLive'), edit(heartbeat, 'timeToLive * 100', 'timeToLive')],
  },
  'mut/ttl-little-endian': {
    about: 'sends and reads the time to live with its low octet first',
    edits: [
      edit(command, 'Uint8Array.of(timeToLive >>> 8, timeToLive & 0xff)', 'Uint8Array.of(timeToLive & 0xff, timeToLive >>> 8)'),
      edit(command, ttl, '(data[1]! << 8) | data[0]!'),
    ],
  },
  'mut/ttl-signed': {
    about: 'reads the time to live as a signed number: a long one is over at once',
    edits: [edit(command, ttl, `((${ttl}) << 16) >> 16`)],
  },
  'mut/ttl-16-bit-milliseconds': {
    about: 'keeps the time to live as milliseconds in 16 bits',
    edits: [edit(heartbeat, 'timeToLive * 100', '(timeToLive * 100) & 0xffff')],
    seen: 'zeromq/libzmq#4226',
  },
  'mut/ttl-ignored': {
    about: 'never thinks a peer dead whose time to live is over',
    edits: [edit(traffic, 'this.#heartbeat.pinged(this.#now, command.timeToLive)', 'void 0')],
  },
  'mut/ttl-zero-closes': {
    about: 'takes a time to live of 0, which asks for nothing, for one that is over',
    edits: [edit(heartbeat, 'if (timeToLive === 0) return', '')],
  },
  'mut/ttl-runs-on-in-spite-of-traffic': {
    about: 'lets the time to live run from the last PING, whatever else comes',
    edits: [edit(heartbeat, 'this.#peerTtl.clear()', '')],
  },
  'mut/timeout-ignored': {
    about: 'sends PINGs and waits for ever for an answer',
    edits: [edit(heartbeat, 'if (this.#times.timeout > 0)', 'if (false)')],
  },
  'mut/pong-is-no-life': {
    about: 'takes messages for a sign of life, and PONG for none',
    edits: [
      edit(session, '    this.#heartbeat.heard()\n', ''),
      edit(
        session,
        'if (traffic.direct && (flags & (MORE',
        'if ((flags & COMMAND) === 0) this.#heartbeat.heard()\n    if (traffic.direct && (flags & (MORE',
      ),
    ],
  },
  'mut/only-pong-is-life': {
    about: 'takes PONG for the only sign of life',
    edits: [
      edit(session, '    this.#heartbeat.heard()\n', ''),
      edit(heartbeat, 'this.#withoutPong = 0', 'this.#withoutPong = 0\n    this.heard()'),
    ],
  },
  'mut/one-ping-only': {
    about: 'sends one PING after the handshake and no other',
    edits: [
      edit(
        heartbeat,
        `if (now < this.#nextPing) return 'nothing'\n    this.#nextPing = now + this.#times.interval`,
        `if (now < this.#nextPing) return 'nothing'\n    this.#nextPing = Infinity`,
      ),
    ],
  },
  'mut/pings-pile-up': {
    about: 'goes on sending PINGs that nobody answers as long as other traffic comes',
    edits: [edit(heartbeat, 'this.#withoutPong >= UNANSWERED_LIMIT', 'false')],
  },
  'mut/ping-in-handshake': {
    about: 'begins to send PINGs with the connection, not with the end of the handshake',
    edits: [
      edit(
        session,
        `this.#state = nextState(this.#state, 'start')`,
        `this.#state = nextState(this.#state, 'start')\n    this.#heartbeat.start(now)`,
      ),
      edit(
        session,
        'return this.#ready ? this.#heartbeat.deadline : this.#patience.due',
        'return Math.min(this.#heartbeat.deadline, this.#patience.due)',
      ),
      edit(session, 'if (!this.#ready) {', `if (!this.#ready && this.#state === 'greeting') {`),
    ],
  },
  'mut/ping-to-3.0': {
    about: 'sends PING to a 3.0 peer, which has no such command',
    edits: [edit(session, 'this.#heartbeat.start(this.#now)', '{}\n    this.#heartbeat.start(this.#now)')],
  },
  'mut/heartbeat-failure-is-final': {
    about: 'does not connect again to a peer it thought dead',
    edits: [edit('session/session-end.ts', "'heartbeat-timeout': true", "'heartbeat-timeout': false")],
  },
} as const satisfies MutantTable
