// 37/ZMTP 3.1, "Formal Grammar", "Version Negotiation", "Authentication and Confidentiality": bugs in the first 64 octets.
//
//   FF padding 7F │ version │ mechanism │ as-server │ filler

import { edit, type MutantTable } from './mutant.ts'

const greeting = 'wire/greeting.ts'
/** Where a whole greeting of a peer is looked at. */
const whole = 'if (bytes.length < GREETING_SIZE) return null'
const refuse = (condition: string) =>
  edit(greeting, whole, `${whole}\n  if (${condition}) throw new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1', 'refused')`)

export const greetingMutants = {
  'mut/signature-ends-in-7e': {
    about: 'ends its signature with 7E, an even octet, by which peers know ZMTP 1.0',
    edits: [
      edit(greeting, 'bytes[SIGNATURE_END] = 0x7f', 'bytes[SIGNATURE_END] = 0x7e'),
      edit('wire/legacy-greeting.ts', 'bytes[SIGNATURE_SIZE - 1] = 0x7f', 'bytes[SIGNATURE_SIZE - 1] = 0x7e'),
    ],
  },
  'mut/greeting-says-3.0': {
    about: 'announces version 3.0',
    edits: [edit(greeting, 'bytes[MINOR] = 1', 'bytes[MINOR] = 0')],
  },
  'mut/greeting-of-65-octets': {
    about: 'takes the greeting to be 65 octets long',
    edits: [edit(greeting, 'GREETING_SIZE = 64', 'GREETING_SIZE = 65')],
  },
  'mut/filler-not-zero': {
    about: 'sends whatever the buffer held as filler',
    edits: [edit(greeting, 'bytes[AS_SERVER] = asServer ? 1 : 0', 'bytes.fill(0x20, AS_SERVER)\n  bytes[AS_SERVER] = asServer ? 1 : 0')],
  },
  'mut/padding-not-zero': {
    about: 'leaves the length of a 1.0 identity frame in the padding although it speaks to no older peers',
    edits: [edit(greeting, 'bytes[0] = 0xff', 'bytes[0] = 0xff\n  bytes[8] = 1')],
  },
  'mut/mechanism-padded-with-spaces': {
    about: 'pads the name of its mechanism with spaces instead of NUL',
    edits: [edit(greeting, 'bytes.set(mechanismField(mechanism)', 'bytes.set(mechanismField(mechanism.padEnd(20))')],
  },
  'mut/mechanism-in-lower-case': {
    about: 'announces null instead of NULL',
    edits: [edit(greeting, 'bytes.set(mechanismField(mechanism)', 'bytes.set(mechanismField(mechanism.toLowerCase())')],
  },
  'mut/as-server-is-a-character': {
    about: 'writes as-server as the digit 0 or 1',
    edits: [edit(greeting, 'asServer ? 1 : 0', 'asServer ? 0x31 : 0x30')],
  },
  'mut/as-server-always-one': {
    about: 'says as-server under a mechanism that has no roles',
    edits: [edit('session/handshake.ts', "role === 'server')", "role !== 'client')")],
    seen: 'paddor/omq.rs#34',
  },
  'mut/greeting-in-one-segment-only': {
    about: 'takes a greeting that TCP has cut for a broken one',
    edits: [edit(greeting, whole, `if (bytes.length < GREETING_SIZE) throw new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1', 'cut')`)],
  },
  'mut/refuses-other-minor': {
    about: 'refuses every minor version but its own',
    edits: [refuse('bytes[MINOR] !== 1')],
    seen: 'zeromq/zmq.rs#100',
  },
  'mut/refuses-other-major': {
    about: 'refuses every major version but its own',
    edits: [refuse('bytes[MAJOR] !== 3')],
    seen: 'paddor/omq.rs#34',
  },
  'mut/padding-must-be-zero': {
    about: 'refuses a greeting whose padding is not zero',
    edits: [refuse('bytes.subarray(1, 9).some(octet => octet !== 0)')],
  },
  'mut/padding-is-a-length': {
    about: 'reads a length out of the padding and waits for so many octets more',
    edits: [edit(greeting, whole, 'if (bytes.length < GREETING_SIZE + bytes[8]!) return null')],
  },
  'mut/null-refuses-as-server': {
    about: 'looks for two servers although NULL has no roles',
    edits: [
      edit(
        greeting,
        'const field = mechanismField(own)',
        `const field = mechanismField(own)\n  if (greeting.asServer) throw new ZmtpError('ERR_ZMTP_MECHANISM_MISMATCH', '37/3.1', 'refused')`,
      ),
    ],
  },
  'mut/minor-zero-of-any-major-is-3.0': {
    about: 'takes version 4.0 for 3.0',
    edits: [edit('session/handshake.ts', 'greeting.major > 3 ? 1 : greeting.minor', 'greeting.minor')],
  },
  'mut/speaks-3.1-to-3.0': {
    about: 'does not look at the minor version of its peer: SUBSCRIBE and PING go to peers that know neither',
    edits: [edit('session/handshake.ts', 'greeting.major > 3 ? 1 : greeting.minor', '1')],
  },
  'mut/speaks-3.0-to-all': {
    about: 'subscribes by messages, as in 3.0, whatever version its peer announces',
    edits: [edit('session/handshake.ts', 'greeting.major > 3 ? 1 : greeting.minor', '0')],
  },
  'mut/form-by-first-peer': {
    about: 'speaks to every peer of a socket in the version of the first one',
    edits: [
      edit(
        'session/handshake.ts',
        'greeting.major > 3 ? 1 : greeting.minor',
        '(this.#options.sharedMinor ??= greeting.major > 3 ? 1 : greeting.minor)',
      ),
    ],
  },
  'mut/mechanism-not-compared': {
    about: 'does not compare the mechanism of its peer with its own',
    edits: [edit('session/handshake.ts', 'checkMechanism(greeting, this.#mechanism.name)', 'void checkMechanism')],
  },
  'mut/mechanism-any-case': {
    about: 'compares mechanisms without regard to case',
    edits: [edit(greeting, 'octet === greeting.mechanism[at]', '(octet | 0x20) === (greeting.mechanism[at]! | 0x20)')],
  },
  'mut/mechanism-compared-to-first-nul': {
    about: 'compares mechanisms as C strings, up to the first NUL',
    edits: [edit(greeting, 'octet === greeting.mechanism[at]', 'at > own.length || octet === greeting.mechanism[at]')],
  },
  'mut/mechanism-prefix-matches': {
    about: 'takes every mechanism whose name begins with its own',
    edits: [edit(greeting, 'octet === greeting.mechanism[at]', 'at >= own.length || octet === greeting.mechanism[at]')],
  },
  'mut/greeting-waits-for-peer': {
    about: 'says nothing until its peer has spoken, so that two of its kind wait for each other',
    edits: [
      edit(
        'socket/link.ts',
        'this.#guard(() => this.#session.start(now()))\n    this.#afterInput()',
        'this.#guard(() => this.#session.start(now()))',
      ),
    ],
  },
  'mut/greeting-waits-for-command': {
    about: 'flushes nothing before the READY of its peer is there',
    edits: [
      edit(
        'socket/link.ts',
        'if (this.#inFlight || this.#session.pending === 0) return',
        'if (this.#inFlight || !this.#session.ready) return',
      ),
    ],
  },
  'mut/mismatch-closes-without-greeting': {
    about: 'closes on another mechanism before its own greeting is out',
    edits: [
      edit(
        'socket/link.ts',
        'this.#guard(() => this.#session.start(now()))\n    this.#afterInput()',
        'this.#guard(() => this.#session.start(now()))',
      ),
      edit('socket/link.ts', 'if (this.#session.pending > 0) this.stream.write(this.#session.take())', ''),
    ],
  },
} as const satisfies MutantTable
