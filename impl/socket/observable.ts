// How an observer reaches the events of a socket it is handed, without either file needing the other.
// Rule: the engine has one listener; who else wants events is this object's business.

import { ZmqError } from '../error.ts'
import type { EngineContract } from './engine-contract.ts'
import type { EventQueue } from './event-queue.ts'

/** Whoever wants events. */
type EventTaker = Pick<EventQueue, 'push'>

export class Observable {
  readonly #engine: EngineContract
  readonly #queues = new Set<EventTaker>()

  constructor(engine: EngineContract) {
    this.#engine = engine
  }

  /** @throws ZmqError ENOTSOCK when the socket is closed */
  observe(queue: EventTaker): void {
    if (this.#engine.closed) throw new ZmqError('ENOTSOCK')
    this.#queues.add(queue)
    this.#engine.onEvent ??= event => {
      for (const each of this.#queues) each.push(event)
    }
  }

  forget(queue: EventTaker): void {
    this.#queues.delete(queue)
    // Without a listener the engine builds no events.
    if (this.#queues.size === 0) this.#engine.onEvent = null
  }
}

const observables = new WeakMap<object, Observable>()

export function makeObservable(socket: object, engine: EngineContract): void {
  observables.set(socket, new Observable(engine))
}

/** @throws TypeError when `socket` is no socket */
export function observableOf(socket: object): Observable {
  const observable = typeof socket === 'object' && socket !== null ? observables.get(socket) : undefined
  if (observable === undefined) throw new TypeError('Socket must be a socket object')
  return observable
}
