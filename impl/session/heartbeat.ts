// Heartbeats in numbers (RFC 37, "Connection Heartbeating"; zmq_setsockopt(3), ZMQ_HEARTBEAT_IVL, _TIMEOUT and _TTL).
//
//   every interval: PING ── nothing heard for `timeout` ──► dead
//   peer's PING with a TTL ── nothing heard for that TTL ─► dead
//
// Rule: any octet is a sign of life and clears both waits. No PING follows one after which nothing came, and none follows three without
// a PONG: then it is enough that something comes.

import { Countdown } from './countdown.ts'

export interface HeartbeatTimes {
  /** Milliseconds between PINGs, 0 for none. */
  readonly interval: number
  /** Milliseconds from a PING to the last chance to be heard; 0 waits for ever. */
  readonly timeout: number
  /** Whether our PINGs carry a TTL: then the peer waits for the next one. */
  readonly promised: boolean
}

/** PINGs that may wait for a PONG: it can be far behind in what the peer sends, and then all of them would come at once. */
const UNANSWERED_LIMIT = 3

export class Heartbeat {
  readonly #times: HeartbeatTimes
  readonly #answer = new Countdown()
  readonly #peerTtl = new Countdown()
  #nextPing = Infinity
  #unanswered = false
  #waiting = false
  #withoutPong = 0
  #ttl = 0

  constructor(times: HeartbeatTimes) {
    this.#times = times
  }

  /** Begins to send PINGs. */
  start(now: number): void {
    if (this.#times.interval > 0) this.#nextPing = now + this.#times.interval
  }

  /** Something came from the peer. Called once a read, not once a message. */
  heard(): void {
    if (!this.#waiting) return
    this.#waiting = this.#unanswered = false
    this.#answer.clear()
    this.#peerTtl.clear()
  }

  /** Any PONG answers all PINGs: libzmq leaves some unanswered while it cannot send. */
  ponged(): void {
    this.#withoutPong = 0
  }

  /** The peer wants to be thought dead after so many tenths of a second of silence; 0 asks for nothing. */
  pinged(now: number, timeToLive: number): void {
    if (timeToLive === 0) return
    this.#waiting = true
    this.#ttl = timeToLive * 100
    this.#peerTtl.arm(now, this.#ttl)
  }

  get deadline(): number {
    return Math.min(this.#nextPing, this.#answer.due, this.#peerTtl.due)
  }

  /** What is due now. `held`: this side has stopped reading, so silence proves nothing and the waits begin again. */
  tick(now: number, held: boolean): 'ping' | 'dead' | 'nothing' {
    if (held) {
      if (now >= this.#answer.due) this.#answer.arm(now, this.#times.timeout)
      if (now >= this.#peerTtl.due) this.#peerTtl.arm(now, this.#ttl)
    } else if (this.#answer.expired(now) || this.#peerTtl.expired(now)) return 'dead'
    if (now < this.#nextPing) return 'nothing'
    this.#nextPing = now + this.#times.interval
    if (this.#unanswered) return 'nothing'
    this.#waiting = this.#unanswered = true
    if (this.#times.timeout > 0) this.#answer.arm(now, this.#times.timeout)
    if (this.#withoutPong >= UNANSWERED_LIMIT && !this.#times.promised) return 'nothing'
    this.#withoutPong++
    return 'ping'
  }
}
