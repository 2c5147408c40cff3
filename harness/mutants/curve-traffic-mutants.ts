// 26/CurveZMQ, counters and MESSAGE, and 25/ZMTP-CURVE: bugs that either side can have.
//
//   07MESSAGE  counter 8  box: flags 1, data

import { edit, type MutantTable } from './mutant.ts'

const cipher = 'mechanism/curve-cipher.ts'
const nonce = 'mechanism/curve-nonce.ts'
const client = 'mechanism/curve-client.ts'
const server = 'mechanism/curve-server.ts'
const handshake = 'session/handshake.ts'
const session = 'session/session.ts'
const traffic = 'session/traffic.ts'
const reader = 'session/cipher-reader.ts'
const metadata = 'wire/metadata.ts'
const counters = 'key, sent, received })'
const prefixes = `{ client: 'CurveZMQMESSAGEC', server: 'CurveZMQMESSAGES' }`
const outerMore = 'if ((outer & MORE) !== 0) throw'
const unsealed = 'if (line.cipher === null) return this.#clearFrame'
const nonceIn = 'body.length - FLAGS_AT, nonceIn, key)'
const badMessage = 'flags, body, this.#clearFrame)\n    } catch (fault) {\n      return'
const byName = 'if (name !== due) throw'
const skip = `if (name !== due) return { done: false, send: [] }\n      ${byName}`

export const curveTrafficMutants = {
  'mut/curve-counter-little-endian': {
    about: 'writes counters least significant octet first',
    edits: [edit(nonce, 'memory[at + 7] = value\n', 'memory[at + 7] = value\n    memory.subarray(at, at + 8).reverse()\n')],
  },
  'mut/curve-counter-of-one-octet': {
    about: 'counts modulo 256',
    edits: [edit(nonce, 'const value = ++this.#last', 'const value = ++this.#last & 0xff')],
  },
  'mut/curve-message-counter-anew': {
    about: 'begins to count anew with the first MESSAGE',
    edits: [client, server].map(file => edit(file, counters, 'key, sent: new NonceCounter(), received })')),
  },
  'mut/curve-nonce-unchecked': {
    about: 'does not look at the counters of its peer',
    edits: [edit(nonce, 'if (high < this.#high || (high === this.#high && low <= this.#low)) {', 'if (false) {')],
  },
  'mut/curve-nonce-may-repeat': {
    about: 'takes a counter a second time',
    edits: [edit(nonce, 'low <= this.#low', 'low < this.#low')],
  },
  'mut/curve-nonce-guard-anew': {
    about: 'forgets the counters of the handshake when it is over',
    edits: [client, server].map(file => edit(file, counters, 'key, sent, received: new NonceGuard() })')),
  },
  'mut/curve-handshake-takes-messages': {
    about: 'takes handshake commands in message frames too',
    edits: [edit(handshake, 'if ((flags & COMMAND) === 0) {', 'if (false) {')],
  },
  'mut/curve-handshake-as-messages': {
    about: 'sends its handshake commands in message frames',
    edits: [edit(session, 'this.#encoder.frame(COMMAND, body)', 'this.#encoder.frame(0, body)')],
  },
  'mut/curve-handshake-without-limit': {
    about: 'waits for handshake commands of any size',
    edits: [
      edit(
        session,
        'allocate, HANDSHAKE_COMMAND_LIMIT, HANDSHAKE_COMMAND_LIMIT)',
        'allocate, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)',
      ),
    ],
  },
  'mut/curve-unknown-command-skipped': {
    about: 'skips handshake commands that are not due, and waits on',
    edits: [edit(client, byName, skip), edit(server, byName, skip)],
  },
  'mut/curve-handshake-commands-skipped': {
    about: 'skips handshake commands that come when the handshake is over',
    edits: [edit(traffic, unsealed, `if (line.cipher !== null && body[0] === 5) return true\n    ${unsealed}`)],
  },
  'mut/curve-clear-frames-pass': {
    about: 'takes frames that are no MESSAGE as if there were no mechanism',
    edits: [edit(traffic, unsealed, unsealed.replace('=== null', '=== null || body[0] !== 7'))],
  },
  'mut/curve-clear-commands-pass': {
    about: 'takes commands in clear after READY',
    edits: [edit(traffic, unsealed, unsealed.replace('=== null', '=== null || ((flags & COMMAND) !== 0 && body[0] !== 7)'))],
  },
  'mut/curve-commands-in-clear': {
    about: 'sends PONG and subscriptions in clear',
    edits: [
      edit(session, 'writer: this.#writer, cipher', 'writer: this.#encoder as FrameEncoder, cipher'),
      edit(session, 'writeSubscription(this.#writer,', 'writeSubscription(this.#encoder as FrameEncoder,'),
    ],
  },
  'mut/curve-boxed-command-delivered': {
    about: 'delivers commands in a box to the application',
    edits: [edit(cipher, '((flags & BOXED_COMMAND) === 0 ? 0 : COMMAND)', '0')],
  },
  'mut/curve-subscriptions-not-opened': {
    about: 'does not see subscriptions in a box',
    edits: [
      edit(
        traffic,
        'if (this.#publishes) this.#sink.subscription(',
        'if (this.#publishes && line.cipher === null) this.#sink.subscription(',
      ),
    ],
  },
  'mut/curve-message-prefix-of-grammar': {
    about: 'has one nonce prefix for MESSAGE in both directions, as the grammar of RFC 26 has it',
    edits: [edit(cipher, prefixes, `{ client: 'CurveZMQMESSAGE-', server: 'CurveZMQMESSAGE-' }`)],
  },
  'mut/curve-message-prefixes-swapped': {
    about: 'has the nonce prefixes of client and server the wrong way round',
    edits: [edit(cipher, prefixes, `{ client: 'CurveZMQMESSAGES', server: 'CurveZMQMESSAGEC' }`)],
  },
  'mut/curve-prefix-of-either': {
    about: 'opens a MESSAGE under the prefix of either direction, so that its own can be sent back to it',
    edits: [
      edit(
        cipher,
        `!box.open(body, BOX_AT, ${nonceIn}`,
        `![nonceIn, nonceOf(noncePrefixes[own], body.slice(COUNTER_AT, BOX_AT))].some(nonce => box.open(body, BOX_AT, body.length - FLAGS_AT, nonce, key))`,
      ),
    ],
  },
  'mut/curve-message-reserved-bits': {
    about: 'sets a reserved bit in the flags of MESSAGE',
    edits: [edit(cipher, 'memory[at + FLAGS_AT] = ', 'memory[at + FLAGS_AT] = 0x80 | ')],
  },
  'mut/curve-message-more-outside': {
    about: 'sets MORE outside the box too',
    edits: [
      edit(
        'session/cipher-writer.ts',
        'const { length } = body\n      const at = encoder.reserve(outer,',
        'const { length } = body\n      const at = encoder.reserve(outer | (flags & 1),',
      ),
    ],
  },
  'mut/curve-more-ignored': {
    about: 'does not see MORE in a box',
    edits: [edit(cipher, 'return ((flags & BOXED_MORE) === 0 ? 0 : MORE) |', 'return 0 |')],
  },
  'mut/curve-rfc-form-refused': {
    about: 'takes no MESSAGE in a command frame',
    edits: [edit(reader, outerMore, `if ((outer & COMMAND) !== 0) throw malformed('a command frame')\n  ${outerMore}`)],
  },
  'mut/curve-libzmq-form-refused': {
    about: 'takes no MESSAGE in a message frame, which is all that libzmq sends',
    edits: [edit(reader, outerMore, `if ((outer & COMMAND) === 0) throw malformed('no command frame')\n  ${outerMore}`)],
  },
  'mut/curve-outer-more-taken': {
    about: 'does not look at MORE outside the box',
    edits: [edit(reader, outerMore, 'if (false) throw')],
  },
  'mut/curve-message-any-size': {
    about: 'takes a MESSAGE with nothing in its box, not even flags, for an empty one',
    edits: [
      edit(cipher, 'if (body.length < OVERHEAD) throw', 'if (body.length < OVERHEAD - 1) throw'),
      edit(reader, 'const length = body.length - overhead', 'const length = Math.max(0, body.length - overhead)'),
    ],
  },
  'mut/curve-message-of-34-at-least': {
    about: 'takes no MESSAGE of an empty frame',
    edits: [edit(cipher, 'if (body.length < OVERHEAD) throw', 'if (body.length <= OVERHEAD) throw')],
  },
  'mut/curve-message-limit-64k': {
    about: 'has room for 64 KiB of MESSAGE',
    edits: [edit(traffic, 'Math.max(room, HANDSHAKE_COMMAND_LIMIT) +', 'Math.min(room, HANDSHAKE_COMMAND_LIMIT) +')],
  },
  'mut/curve-message-box-unopened': {
    about: 'delivers what lies in a box that does not open',
    edits: [edit(cipher, `throw new ZmtpError('ERR_ZMTP_CRYPTOGRAPHIC', SECTION, 'the box of a MESSAGE does not open')`, 'return 0')],
  },
  'mut/curve-bad-message-skipped': {
    about: 'skips a MESSAGE that is wrong, and goes on',
    edits: [edit(traffic, `${badMessage} this.#host.fail(fault)`, `${badMessage} true`)],
  },
  'mut/curve-bad-message-error': {
    about: 'answers a MESSAGE that is wrong by ERROR',
    edits: [
      edit(session, 'fail: fault => this.#fail(fault)', 'fail: fault => this.#fail(fault), command: bodies => this.#command(bodies)'),
      edit(
        traffic,
        `${badMessage} this.#host.fail(fault)`,
        `${badMessage.replace('return', 'this.#host.command([Uint8Array.of(5, 0x45, 0x52, 0x52, 0x4f, 0x52, 0)])\n      return')} this.#host.fail(fault)`,
      ),
    ],
  },
  'mut/curve-metadata-length-little-endian': {
    about: 'writes the lengths of its values least significant octet first',
    edits: [edit(metadata, 'numbers.setUint32(at, value.length)', 'numbers.setUint32(at, value.length, true)')],
  },
  'mut/curve-metadata-name-empty': {
    about: 'announces a property without a name',
    edits: [edit('session/peer.ts', `toOctets(options.socketType)]])`, `toOctets(options.socketType)], ['', toOctets('x')]])`)],
  },
  'mut/curve-metadata-name-of-254': {
    about: 'refuses names of 255 octets',
    edits: [edit(metadata, 'if (nameEnd === at + 1) throw', 'if (nameEnd === at + 1 || nameEnd === at + 256) throw')],
  },
  'mut/curve-metadata-value-not-empty': {
    about: 'refuses values of no octets',
    edits: [edit(metadata, 'if (length > bytes.length - at)', 'if (length === 0 || length > bytes.length - at)')],
  },
  'mut/curve-metadata-tail-ignored': {
    about: 'passes over an octet behind the last property',
    edits: [edit(metadata, 'while (at < bytes.length) {', 'while (at < bytes.length - 1) {')],
  },
  'mut/curve-name-case-matters': {
    about: 'knows properties by the case of their letters too',
    edits: [edit(metadata, 'if (key.toLowerCase() === folded) return value', 'if (key === name) return value')],
  },
  'mut/curve-socket-type-unchecked': {
    about: 'serves peers of any socket type',
    edits: [edit('session/peer.ts', 'if (!isLegalPeer(options.socketType, type)) {', 'if (false) {')],
  },
} as const satisfies MutantTable
