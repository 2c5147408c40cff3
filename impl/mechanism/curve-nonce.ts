// Nonces of CurveZMQ (RFC 26): a prefix that says for what, and octets that make it the only one.
//
//   "WELCOME-"         16 random octets            "CurveZMQMESSAGEC"  8 octets: a counter, most significant first
//
// Rule: a counter only rises, over all commands of one direction; what does not rise was seen before, or should not be there.

import { ZmtpError } from '../error.ts'
import { toOctets } from '../wire/ascii.ts'
import { NONCE_SIZE } from './curve-box.ts'

const COUNTER_AT = 16

/** The nonce made of a prefix of 8 or 16 characters and the rest. */
export function nonceOf(prefix: string, rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(NONCE_SIZE)
  nonce.set(toOctets(prefix))
  nonce.set(rest, prefix.length)
  return nonce
}

/** The counter of what this side sends. */
export class NonceCounter {
  #last: number

  /** `last` was used already; 0 to begin. */
  constructor(last = 0) {
    this.#last = last
  }

  /** Writes the next counter, 8 octets, at `at`. @throws ZmtpError when there is none left: RFC 26 then ends the connection */
  next(memory: Uint8Array, at = COUNTER_AT): void {
    const value = ++this.#last
    // RFC 26 allows 2^64 - 1; a JavaScript number counts safely to 2^53, which no connection reaches either.
    if (value > Number.MAX_SAFE_INTEGER)
      throw new ZmtpError('ERR_ZMTP_INVALID_SEQUENCE', '26 the HELLO command', 'nonces are used up', 'local')
    const high = Math.floor(value / 2 ** 32)
    memory[at] = high >>> 24
    memory[at + 1] = high >>> 16
    memory[at + 2] = high >>> 8
    memory[at + 3] = high
    memory[at + 4] = value >>> 24
    memory[at + 5] = value >>> 16
    memory[at + 6] = value >>> 8
    memory[at + 7] = value
  }
}

/** The last counter that the peer used. */
export class NonceGuard {
  #high = -1
  #low = 0

  /** Takes the 8 octets at `at`. @throws ZmtpError unless they are higher than all before; whoever forges them gets no further, for the box will not open */
  accept(memory: Uint8Array, at: number): void {
    const high = word(memory, at)
    const low = word(memory, at + 4)
    if (high < this.#high || (high === this.#high && low <= this.#low)) {
      throw new ZmtpError('ERR_ZMTP_INVALID_SEQUENCE', '26 the HELLO command', 'a nonce that is not higher than the one before')
    }
    this.#high = high
    this.#low = low
  }
}

function word(memory: Uint8Array, at: number): number {
  return ((memory[at]! << 24) | (memory[at + 1]! << 16) | (memory[at + 2]! << 8) | memory[at + 3]!) >>> 0
}
