// Events between the engine, which may not be interrupted, and whoever reads them or listens.
// Rule: bounded. A program that asks for events and never reads them loses the newest, as with zmq_socket_monitor(3), but never the last, `end`.

import { EventEmitter } from 'node:events'
import { ZmqError } from '../error.ts'
import { hold, release } from './keep-alive.ts'
import type { MonitorEvent } from './monitor.ts'
import { type WaitOptions, watch } from './waiting.ts'

const most = 4096

interface Reader {
  readonly resolve: (event: MonitorEvent) => void
  readonly reject: (reason: unknown) => void
  readonly stop: () => void
}

export class EventQueue {
  readonly #events: MonitorEvent[] = []
  readonly #closeSource: () => void
  #reader: Reader | null = null
  #emitter: EventEmitter | null = null
  #emitting = false
  #ended = false
  closed = false

  /** `closeSource` is called once, when no more events are wanted. */
  constructor(closeSource: () => void) {
    this.#closeSource = closeSource
  }

  /** The emitter that events go to from now on, instead of to readers; it keeps the process alive while the queue is open. */
  emitter(): EventEmitter {
    if (this.#emitter !== null) return this.#emitter
    this.#emitter = new EventEmitter()
    if (!this.closed) hold()
    this.#schedule()
    return this.#emitter
  }

  push(event: MonitorEvent): void {
    if (this.closed || this.#ended || (this.#events.length >= most && event.type !== 'end')) return
    this.#ended = event.type === 'end'
    this.#events.push(event)
    if (this.#emitter !== null) this.#schedule()
    else if (this.#reader !== null) this.#settle(this.#reader)
  }

  /** @throws ZmqError EBADF when closed, EBUSY when somebody else is reading */
  receive(wait: WaitOptions | undefined): Promise<MonitorEvent> {
    if (this.closed) throw new ZmqError('EBADF')
    if (this.#reader !== null) {
      throw new ZmqError('EBUSY', 'Observer is busy reading; only one receive operation may be in progress at any time')
    }
    if (wait?.signal?.aborted) return Promise.reject(wait.signal.reason)
    const event = this.#shift()
    if (event !== undefined) return Promise.resolve(event)
    return new Promise((resolve, reject) => {
      const stop = watch(-1, wait?.signal, reason => this.#fail(reason))
      this.#reader = { resolve, reject, stop }
    })
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#events.length = 0
    if (this.#emitter !== null) release()
    this.#closeSource()
    this.#fail(new ZmqError('ENOTSOCK'))
  }

  #shift(): MonitorEvent | undefined {
    const event = this.#events.shift()
    if (event?.type === 'end') this.close()
    return event
  }

  #settle(reader: Reader): void {
    this.#reader = null
    reader.stop()
    reader.resolve(this.#shift() as MonitorEvent)
  }

  #fail(reason: unknown): void {
    const reader = this.#reader
    this.#reader = null
    reader?.stop()
    reader?.reject(reason)
  }

  // Listeners are the application's code: they run when the engine is done, and what they throw is theirs.
  #schedule(): void {
    if (this.#emitting || this.#events.length === 0) return
    this.#emitting = true
    process.nextTick(() => {
      this.#emitting = false
      const event = this.#shift()
      if (this.#events.length > 0) this.#schedule()
      if (event !== undefined) this.#emitter?.emit(event.type, event)
    })
  }
}
