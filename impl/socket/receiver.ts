// The promises of receiving: at once when the engine has a message, else waiting in line for `onReadable`.
// The same for batches (everything that has arrived, up to a limit) and for iterators, whose `next` is written by hand:
// async generators and async functions cost more than the whole engine.
// Rule: a waiting call takes its message only in the moment it is resolved, so giving up never loses one.

import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import type { EngineContract } from './engine-contract.ts'
import { type Gate, requireOpen, type WaitOptions, watch } from './waiting.ts'

/** Operations in a row that may finish without a turn of the event loop, and how many of them one batch counts for. */
const turnAfter = 512
const batchCounts = 128

interface Waiting {
  /** 0: one message; else a batch of at most so many. */
  readonly max: number
  readonly iterating: boolean
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
  stop: () => void
}

export class Receiver {
  readonly #engine: EngineContract
  readonly #gate: Gate
  readonly #policy: { readonly whenBusy: 'throw' | 'queue' }
  readonly #waiting: Waiting[] = []
  #left = turnAfter
  #delivering = false

  constructor(engine: EngineContract, gate: Gate, policy: { readonly whenBusy: 'throw' | 'queue' }) {
    this.#engine = engine
    this.#gate = gate
    this.#policy = policy
    engine.onReadable = () => this.#deliver()
  }

  get busy(): boolean {
    return this.#waiting.length > 0
  }

  receive(wait: WaitOptions | undefined): Promise<Message> {
    if (wait === undefined && this.#left > 0 && this.#waiting.length === 0 && this.#gate.status === 'open') {
      try {
        const message = this.#engine.receive()
        if (message !== undefined) {
          this.#left--
          return Promise.resolve(message)
        }
      } catch (error) {
        return Promise.reject(error)
      }
    }
    return this.#begin(0, false, wait)
  }

  receiveMany(max: number, wait: WaitOptions | undefined): Promise<Message[]> {
    return this.#begin(max, false, wait)
  }

  /** `next` of an iterator over messages (max 0) or over batches. Done once the socket is closed. */
  next<Value extends Message | Message[]>(max: number): Promise<IteratorResult<Value, undefined>> {
    if (this.#gate.status === 'closed') return Promise.resolve({ value: undefined, done: true })
    try {
      if (max === 0 && this.#left > 0 && this.#waiting.length === 0 && this.#gate.status === 'open') {
        const value = this.#engine.receive() as Value | undefined
        if (value !== undefined) {
          this.#left--
          return Promise.resolve({ value, done: false })
        }
      }
      return this.#begin(max, true, undefined)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Ends what waits: iterators are done, the others reject with EAGAIN. */
  close(): void {
    for (const waiting of this.#waiting.splice(0)) {
      waiting.stop()
      if (waiting.iterating) waiting.resolve({ value: undefined, done: true } as never)
      else waiting.reject(new ZmqError('EAGAIN'))
    }
  }

  #begin<Value>(max: number, iterating: boolean, wait: WaitOptions | undefined): Promise<Value> {
    requireOpen(this.#gate)
    const first = this.#waiting.length === 0
    if (!first && this.#policy.whenBusy === 'throw') {
      throw new ZmqError('EBUSY', 'Socket is busy reading; only one receive operation may be in progress at any time')
    }
    const signal = wait?.signal
    if (signal?.aborted) return Promise.reject(signal.reason)
    const turnDue = this.#left <= 0
    const timeout = this.#engine.options.receiveTimeout
    if (!turnDue) {
      try {
        const value = first ? this.#take(max, iterating) : undefined
        if (value !== undefined) {
          this.#left -= max === 0 ? 1 : batchCounts
          return Promise.resolve(value as Value)
        }
      } catch (error) {
        return Promise.reject(error)
      }
      if (timeout === 0) return Promise.reject(new ZmqError('EAGAIN'))
    }
    this.#left = turnAfter
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { max, iterating, resolve, reject, stop: () => undefined }
      waiting.stop = watch(timeout, signal, reason => this.#giveUp(waiting, reason))
      this.#waiting.push(waiting)
      if (turnDue) setImmediate(() => this.#afterTurn(waiting, timeout))
    })
  }

  #afterTurn(waiting: Waiting, timeout: number): void {
    this.#deliver()
    if (timeout === 0) this.#giveUp(waiting, new ZmqError('EAGAIN'))
  }

  #deliver(): void {
    // Reading makes room, which may make an inproc peer send, which calls back here.
    if (this.#delivering) return
    this.#delivering = true
    let waiting = this.#waiting[0]
    while (waiting !== undefined) {
      try {
        const value = this.#take(waiting.max, waiting.iterating)
        if (value === undefined) break
        this.#waiting.shift()
        waiting.stop()
        waiting.resolve(value as never)
      } catch (error) {
        this.#waiting.shift()
        waiting.stop()
        waiting.reject(error)
      }
      waiting = this.#waiting[0]
    }
    this.#delivering = false
  }

  #take(max: number, iterating: boolean): unknown {
    const message = this.#engine.receive()
    if (message === undefined) return undefined
    const value = max === 0 ? message : this.#fill(message, max)
    return iterating ? { value, done: false } : value
  }

  #fill(first: Message, max: number): Message[] {
    const batch = [first]
    try {
      while (batch.length < max) {
        const message = this.#engine.receive()
        if (message === undefined) break
        batch.push(message)
      }
    } catch {
      // REQ and REP refuse a second message in a row; the first one stands.
    }
    return batch
  }

  #giveUp(waiting: Waiting, reason: unknown): void {
    const index = this.#waiting.indexOf(waiting)
    if (index === -1) return
    this.#waiting.splice(index, 1)
    waiting.stop()
    waiting.reject(reason)
  }
}
