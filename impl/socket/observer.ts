// The events of one socket, in one of two ways: read them, or listen to them (zmq_socket_monitor(3)).
// Rule: the first `on` decides for listening, for good.

import type { EventEmitter } from 'node:events'
import type { Event, EventOfType, EventType } from './event.ts'
import { EventQueue } from './event-queue.ts'
import { type Observable, observableOf } from './observable.ts'
import { checkOptions, type WaitOptions } from './waiting.ts'

let emitterOf: (observer: Observer) => EventEmitter

/**
 * What happens to a socket's connections. `socket.events` is the observer to use; it sees what happens from its first use on.
 * Pending reads, and listening, keep the process alive until the socket is closed.
 */
export class Observer implements AsyncIterable<Event> {
  readonly #queue: EventQueue

  static {
    emitterOf = observer => {
      forbidReading(observer)
      return observer.#queue.emitter()
    }
  }

  /** @throws TypeError when `socket` is no socket, ZmqError ENOTSOCK when it is closed */
  constructor(socket: object) {
    const source: Observable = observableOf(socket)
    this.#queue = new EventQueue(() => source.forget(this.#queue))
    source.observe(this.#queue)
  }

  get closed(): boolean {
    return this.#queue.closed
  }

  /** Ends observing: a pending read rejects with ENOTSOCK, unread events are dropped. Idempotent. */
  close(): void {
    this.#queue.close()
  }

  /**
   * The next event; `{type: 'end'}` is the last and closes the observer.
   * @throws ZmqError EBADF when closed, EBUSY when a read is pending
   */
  receive(wait?: WaitOptions): Promise<Event> {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkOptions(arguments.length, 0, wait)
    return this.#queue.receive(wait)
  }

  /** Listens to one type of event, instead of reading; returns the emitter. */
  on<Type extends EventType>(type: Type, listener: (event: EventOfType<Type>) => void): EventEmitter {
    return emitterOf(this).on(type, listener)
  }

  off<Type extends EventType>(type: Type, listener: (event: EventOfType<Type>) => void): EventEmitter {
    return emitterOf(this).off(type, listener)
  }

  /** Events until the observer is closed; the last one is `{type: 'end'}`. */
  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return {
      next: async () => {
        try {
          if (!this.closed) return { value: await this.receive(), done: false }
        } catch (error) {
          // Closing the observer ends the loop, as closing a socket ends its loop.
          if (!this.closed) throw error
        }
        return { value: undefined, done: true }
      },
    }
  }

  /** Closes the observer. */
  [Symbol.dispose](): void {
    this.close()
  }
}

function forbidReading(observer: Observer): void {
  if (Object.hasOwn(observer, 'receive')) return
  Object.defineProperty(observer, 'receive', {
    get: () => {
      throw new Error(
        'Observer is in event emitter mode. After a call to events.on() it is not possible to read events with events.receive().',
      )
    },
  })
}
