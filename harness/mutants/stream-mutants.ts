// The appendix on STREAM: what a raw peer hears, what is told of it, how it ends.

import { edit, type MutantTable } from './mutant.ts'

const raw = 'session/raw-session.ts'
const stream = 'pattern/stream.ts'
const started = 'if (this.#options.notify) this.#sink.message([this.#frame(0)])\n  }\n\n  buffer'
const closing = `if (this.#state === 'open' && this.#options.notify) this.#sink.message([this.#frame(0)])`
const sent = 'if (chunk.length > 0) this.#encoder.octets(chunk)'
const leaving = `      this.#state = 'leaving'\n      this.#sink.leave()`
const found = 'const pipe = key === undefined ? undefined : pipes.get(key)'
const unknown = `if (pipe === undefined || pipe.ended) throw new ZmqError('EHOSTUNREACH')`
const named = 'const id = pipe.assignedRoutingId ?? freshId()'

export const streamMutants = {
  'mut/stream-greets': {
    about: 'sends the first octets of a ZMTP greeting on a raw connection',
    edits: [
      edit(
        raw,
        `    this.#sink.ready(stranger)`,
        `    this.#encoder.octets(Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 1, 127))\n    this.#sink.ready(stranger)`,
      ),
    ],
  },
  'mut/stream-tells-of-nobody': {
    about: 'tells nothing of a peer that connects',
    edits: [edit(raw, started, '  }\n\n  buffer')],
  },
  'mut/stream-tells-of-no-end': {
    about: 'tells nothing of a peer that disconnects',
    edits: [edit(raw, closing, '')],
  },
  'mut/stream-always-notifies': {
    about: 'ignores ZMQ_STREAM_NOTIFY',
    edits: [edit(raw, started, 'this.#sink.message([this.#frame(0)])\n  }\n\n  buffer')],
  },
  'mut/stream-tells-of-its-own-end': {
    about: 'tells of the end of a connection that the application ended itself',
    edits: [edit(raw, leaving, `${leaving}\n      this.#sink.message([this.#frame(0)])`)],
  },
  'mut/stream-frames-what-it-sends': {
    about: 'puts a frame header before the octets it sends',
    edits: [edit(raw, sent, 'if (chunk.length > 0) this.#encoder.frame(0, chunk)')],
  },
  'mut/stream-drops-the-first-octet': {
    about: 'loses the first octet of what it reads',
    edits: [edit(raw, 'return this.#sink.message([chunk])', 'return length < 2 || this.#sink.message([chunk.subarray(1)])')],
  },
  'mut/stream-reads-a-greeting': {
    about: 'takes FF for the beginning of a greeting and drops what comes with it',
    edits: [edit(raw, 'return this.#sink.message([chunk])', 'return chunk.includes(0xff) || this.#sink.message([chunk])')],
  },
  'mut/stream-reads-as-much-as-there-is': {
    about: 'ignores ZMQ_IN_BATCH_SIZE',
    edits: [edit(raw, 'this.#room = lobby.subarray(0, options.inBatchSize)', 'this.#room = lobby')],
  },
  'mut/stream-never-closes': {
    about: 'takes empty octets for nothing to send',
    edits: [edit(raw, leaving, '')],
  },
  'mut/stream-drops-before-it-closes': {
    about: 'closes at once, and what was sent before is lost',
    edits: [edit(raw, leaving, `      this.#encoder.take()\n${leaving}`)],
  },
  'mut/stream-calls-back': {
    about: 'connects again to a peer that the application told to go',
    edits: [
      edit(
        stream,
        'if (id !== undefined && pipes.get(routingKey(id)!) !== pipe) pipe.terminate()',
        'if (id === undefined) pipe.terminate()',
      ),
      edit(
        'socket/link.ts',
        `reason: 'left', error: null, duringHandshake: false, retry: false`,
        `reason: 'left', error: null, duringHandshake: false, retry: true`,
      ),
    ],
  },
  'mut/stream-gives-up': {
    about: 'does not connect again to a peer that left',
    edits: [edit(raw, `const retry = this.#state === 'open'`, 'const retry = false')],
  },
  'mut/stream-keeps-the-dead': {
    about: 'takes octets for a peer that left, and drops them',
    edits: [
      edit(stream, '      retire(pipe)\n      queue.detach(pipe)', '      queue.detach(pipe)'),
      edit(stream, unknown, `if (pipe === undefined) throw new ZmqError('EHOSTUNREACH')\n      if (pipe.ended) return true`),
    ],
  },
  'mut/stream-drops-unroutable': {
    about: 'drops octets for a routing id that nobody has, as a ROUTER does',
    edits: [edit(stream, unknown, 'if (pipe === undefined || pipe.ended) return true')],
  },
  'mut/stream-drops-when-full': {
    about: 'drops octets for a full peer, as a ROUTER does',
    edits: [edit(stream, 'if (pipe.full) return false', 'if (pipe.full) return true')],
  },
  'mut/stream-has-no-high-water-mark': {
    about: 'takes any number of messages for a peer that reads nothing',
    edits: [edit(stream, 'if (pipe.full) return false', '')],
  },
  'mut/stream-mixes-peers': {
    about: 'sends to the peer that it heard from last',
    edits: [
      edit(stream, 'let counter = setup.seed', 'let counter = setup.seed\n  let last: Pipe | undefined'),
      edit(stream, 'const id = ids.get(pipe)!\n      const message', 'const id = ids.get(pipe)!\n      last = pipe\n      const message'),
      edit(stream, found, `const pipe = key === undefined || !pipes.has(key) ? undefined : last`),
    ],
  },
  'mut/stream-ids-repeat': {
    about: 'gives every peer the same routing id, that of the one that came last',
    edits: [
      edit(stream, 'generatedRoutingId(setup.View, counter++)', 'generatedRoutingId(setup.View, counter)'),
      edit(stream, '      if (!pipes.has(routingKey(id)!)) return id', '      return id'),
      edit(stream, 'if (key === undefined || pipes.has(key)) {', 'if (key === undefined) {'),
    ],
  },
  'mut/stream-ignores-the-given-name': {
    about: 'ignores ZMQ_CONNECT_ROUTING_ID',
    edits: [edit(stream, named, 'const id = freshId()')],
  },
  'mut/stream-renames-peers': {
    about: 'gives a peer another routing id when it connects to it again',
    edits: [
      edit(
        stream,
        '    disconnected(pipe) {',
        `    disconnected(pipe) {\n      const old = ids.get(pipe)\n      if (old !== undefined && pipes.get(routingKey(old)!) === pipe) {\n        const fresh = freshId()\n        pipes.delete(routingKey(old)!)\n        ids.set(pipe, fresh)\n        pipes.set(routingKey(fresh)!, pipe)\n      }`,
      ),
    ],
  },
} as const satisfies MutantTable
