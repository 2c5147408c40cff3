// The traffic of a CURVE connection (RFC 26, "The MESSAGE Command"): every frame travels in the box of a MESSAGE.
//
//   0          8        16     32      33
//   07MESSAGE  counter  tag    flags   octets of the clear frame
//                       └───── box ─────────────────┘
//
// Rule: MESSAGE or nothing. Flags are MORE 01 and, as libzmq has it, COMMAND 02; the bits above are zero.

import { ZmtpError } from '../error.ts'
import { commandPrefix } from '../wire/command.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import { type CurveBox, TAG_SIZE } from './curve-box.ts'
import { type NonceCounter, type NonceGuard, nonceOf } from './curve-nonce.ts'
import type { TrafficCipher } from './mechanism.ts'

const SECTION = '26 the MESSAGE command'
const prefix = commandPrefix('MESSAGE')
const COUNTER_AT = prefix.length
const COUNTER_SIZE = 8
const BOX_AT = COUNTER_AT + COUNTER_SIZE
const FLAGS_AT = BOX_AT + TAG_SIZE
/** Octets of a MESSAGE beyond those of the clear frame. */
const OVERHEAD = FLAGS_AT + 1
const BOXED_MORE = 1
const BOXED_COMMAND = 2
const NONCE_COUNTER_AT = 16

/** Nonces begin with these, by who sends. */
const noncePrefixes = { client: 'CurveZMQMESSAGEC', server: 'CurveZMQMESSAGES' } as const

/** What a handshake leaves behind: the key both sides have, and how far each has counted. */
export interface CurveTraffic {
  readonly box: CurveBox
  readonly key: Uint8Array
  readonly sent: NonceCounter
  readonly received: NonceGuard
}

export function curveCipher(own: 'client' | 'server', { box, key, sent, received }: CurveTraffic): TrafficCipher {
  const nonceOut = nonceOf(noncePrefixes[own], new Uint8Array(COUNTER_SIZE))
  const nonceIn = nonceOf(noncePrefixes[own === 'client' ? 'server' : 'client'], new Uint8Array(COUNTER_SIZE))
  return {
    overhead: OVERHEAD,
    seal(flags, memory, at, length) {
      memory.set(prefix, at)
      sent.next(memory, at + COUNTER_AT)
      for (let octet = 0; octet < COUNTER_SIZE; octet++) nonceOut[NONCE_COUNTER_AT + octet] = memory[at + COUNTER_AT + octet]!
      memory[at + FLAGS_AT] = ((flags & MORE) === 0 ? 0 : BOXED_MORE) | ((flags & COMMAND) === 0 ? 0 : BOXED_COMMAND)
      box.seal(memory, at + BOX_AT, 1 + length, nonceOut, key)
    },
    open(body) {
      for (let octet = 0; octet < COUNTER_AT; octet++) {
        if (body[octet] !== prefix[octet]) throw unexpected()
      }
      if (body.length < OVERHEAD) throw malformed(`a MESSAGE has at least ${OVERHEAD} octets, this one ${body.length}`)
      received.accept(body, COUNTER_AT)
      for (let octet = 0; octet < COUNTER_SIZE; octet++) nonceIn[NONCE_COUNTER_AT + octet] = body[COUNTER_AT + octet]!
      if (!box.open(body, BOX_AT, body.length - FLAGS_AT, nonceIn, key)) {
        throw new ZmtpError('ERR_ZMTP_CRYPTOGRAPHIC', SECTION, 'the box of a MESSAGE does not open')
      }
      const flags = body[FLAGS_AT]!
      if (flags > (BOXED_MORE | BOXED_COMMAND)) throw malformed('a reserved flag of a MESSAGE is set')
      return ((flags & BOXED_MORE) === 0 ? 0 : MORE) | ((flags & BOXED_COMMAND) === 0 ? 0 : COMMAND)
    },
    close() {
      key.fill(0)
    },
  }
}

function unexpected(): ZmtpError {
  return new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', SECTION, 'something else than a MESSAGE after the handshake')
}

function malformed(text: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_MALFORMED_COMMAND_MESSAGE', SECTION, text)
}
