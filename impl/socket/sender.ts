// The promises of sending: at once when the engine takes the message, else waiting in line for `onWritable`.
//
//   send ──► engine.send ──true──► shared resolved promise (every 512th: one turn of the loop later)
//              └─false──► line of waiting jobs ──onWritable──► engine.send …
//
// Rule: below the high-water mark nothing is allocated but the message. Where messages have an addressee, one that waits holds up only
// those behind it that are for the same; a `sendMany` that waits holds up all behind it.

import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import type { EngineContract } from './engine-contract.ts'
import { toFrames } from './message-like.ts'
import { type Gate, requireOpen, type WaitOptions, watch } from './waiting.ts'

/** Operations in a row that may finish without a turn of the event loop. */
const turnAfter = 512
/** Messages of waiting jobs handed over in one turn. */
const burst = 2048
const done = Promise.resolve()

/** One call that waits: a message, and the ones that follow it when the call was `sendMany`. */
interface Job {
  /** The message to send next; undefined: ask `rest` for it; null: all is sent. */
  frames: Message | null | undefined
  readonly rest: Iterator<unknown> | null
  sent: number
  readonly signal: AbortSignal | undefined
  readonly resolve: (after: Promise<void>) => void
  readonly reject: (reason: unknown) => void
  /** Set while the job is blocked. */
  stop: (() => void) | null
}

export class Sender {
  readonly #engine: EngineContract
  readonly #gate: Gate
  readonly #policy: { readonly whenBusy: 'throw' | 'queue' }
  readonly #jobs: Job[] = []
  #left = turnAfter
  #flushing = false

  constructor(engine: EngineContract, gate: Gate, policy: { readonly whenBusy: 'throw' | 'queue' }) {
    this.#engine = engine
    this.#gate = gate
    this.#policy = policy
    engine.onWritable = () => this.#flush()
  }

  get busy(): boolean {
    return this.#jobs.length > 0
  }

  send(message: unknown, wait: WaitOptions | undefined): Promise<void> {
    const frames = toFrames(message)
    if (wait === undefined && this.#jobs.length === 0 && this.#gate.status === 'open') {
      try {
        if (this.#engine.send(frames)) return this.#sent(1)
      } catch (error) {
        return Promise.reject(error)
      }
    }
    return this.#begin(frames, null, wait)
  }

  sendMany(messages: Iterable<unknown>, wait: WaitOptions | undefined): Promise<void> {
    return this.#begin(undefined, messages[Symbol.iterator](), wait)
  }

  /** Ends what waits, with EAGAIN. */
  close(): void {
    for (const job of this.#jobs.splice(0)) this.#settle(job, { reason: new ZmqError('EAGAIN') })
  }

  #sent(count: number): Promise<void> {
    this.#left -= count
    if (this.#left > 0) return done
    this.#left = turnAfter
    return new Promise(resolve => setImmediate(resolve))
  }

  #begin(frames: Message | undefined, rest: Iterator<unknown> | null, wait: WaitOptions | undefined): Promise<void> {
    requireOpen(this.#gate)
    if (this.#jobs.length > 0 && this.#policy.whenBusy === 'throw') {
      throw new ZmqError('EBUSY', 'Socket is busy writing; only one send operation may be in progress at any time')
    }
    if (wait?.signal?.aborted) return Promise.reject(wait.signal.reason)
    return new Promise((resolve, reject) => {
      const job: Job = { frames, rest, sent: 0, signal: wait?.signal, resolve, reject, stop: null }
      this.#jobs.push(job)
      this.#flush()
      // Behind another: time runs from here.
      if (this.#jobs.indexOf(job) > 0) this.#wait(job)
    })
  }

  #flush(): void {
    // An inproc peer may answer, and so call back, in the middle of engine.send.
    if (this.#flushing) return
    this.#flushing = true
    let left = burst
    const full = new Set<number>()
    for (let job = this.#next(full); job !== undefined; job = this.#next(full)) {
      const before = job.sent
      const outcome = this.#advance(job, left)
      left -= job.sent - before
      if (outcome === 'pause') setImmediate(() => this.#flush())
      if (outcome === 'pause') break
      if (outcome === 'blocked') {
        const addressee = this.#addressee(job)
        if (addressee === null) break
        full.add(addressee)
        continue
      }
      // The iterator, or a callback, may have closed the socket and so have emptied the line.
      const at = this.#jobs.indexOf(job)
      if (at >= 0) this.#jobs.splice(at, 1)
      this.#settle(job, outcome)
    }
    this.#flushing = false
  }

  #addressee({ rest, frames }: Job): number | null {
    return rest === null && frames ? this.#engine.addressee(frames) : null
  }

  /** The first job in line that is not for one of these, who are full. */
  #next(full: ReadonlySet<number>): Job | undefined {
    if (full.size === 0) return this.#jobs[0]
    for (const job of this.#jobs) {
      const addressee = this.#addressee(job)
      // It waits for its turn: among what it sends may be something for one of them.
      if (addressee === null) return undefined
      if (!full.has(addressee)) return job
    }
    return undefined
  }

  /** Sends what it can of one job: 'blocked', 'pause' when the turn's burst is used up, null when all is sent, or what went wrong. */
  #advance(job: Job, most: number): 'blocked' | 'pause' | null | { readonly reason: unknown } {
    const last = job.sent + most
    try {
      for (;;) {
        if (job.frames === undefined) job.frames = nextFrames(job)
        if (job.frames === null) return null
        if (job.sent === last) return 'pause'
        if (job.signal?.aborted) return { reason: job.signal.reason }
        if (!this.#engine.send(job.frames)) {
          if (this.#engine.options.sendTimeout === 0) return { reason: new ZmqError('EAGAIN') }
          this.#wait(job)
          return 'blocked'
        }
        job.sent++
        job.frames = job.rest === null ? null : undefined
        job.stop?.()
        job.stop = null
      }
    } catch (error) {
      return { reason: error }
    }
  }

  #wait(job: Job): void {
    const timeout = this.#engine.options.sendTimeout
    this.#left = turnAfter
    if (timeout === 0) this.#giveUp(job, new ZmqError('EAGAIN'))
    else job.stop ??= watch(timeout, job.signal, reason => this.#giveUp(job, reason))
  }

  #giveUp(job: Job, reason: unknown): void {
    this.#jobs.splice(this.#jobs.indexOf(job), 1)
    this.#settle(job, { reason })
    this.#flush()
  }

  #settle(job: Job, outcome: null | { readonly reason: unknown }): void {
    job.stop?.()
    job.stop = null
    if (outcome === null) {
      job.resolve(this.#sent(job.sent))
      return
    }
    const { reason } = outcome
    if (job.rest !== null) {
      job.rest.return?.()
      if (reason instanceof Error) Object.assign(reason, { sent: job.sent })
    }
    job.reject(reason)
  }
}

function nextFrames(job: Job): Message | null {
  const next = job.rest?.next()
  return next === undefined || next.done ? null : toFrames(next.value)
}
