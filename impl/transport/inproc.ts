// inproc:// (zmq_inproc(7)): names within one context and one thread; either side may come first.
// Rule: this registry pairs names only. Pipes, and the check of socket types, belong to whoever registers.

import { ZmqError } from '../error.ts'

/** Who is bound to a name, and who connected before anybody was. */
export interface InprocNames<Bound, Waiting> {
  /** Takes the name; returns those who waited for it, oldest first. @throws ZmqError EADDRINUSE */
  bind(name: string, bound: Bound): readonly Waiting[]
  /** Gives the name up; false when `bound` does not hold it. */
  unbind(name: string, bound: Bound): boolean
  /** Who holds the name, or undefined. */
  find(name: string): Bound | undefined
  /** Waits for a bind. */
  wait(name: string, waiting: Waiting): void
  /** Stops waiting. */
  leave(name: string, waiting: Waiting): void
}

export function createInprocNames<Bound, Waiting>(): InprocNames<Bound, Waiting> {
  const names = new Map<string, Bound>()
  const queues = new Map<string, Waiting[]>()
  return {
    bind(name, bound) {
      if (names.has(name)) throw new ZmqError('EADDRINUSE', undefined, name)
      names.set(name, bound)
      const waiting = queues.get(name) ?? []
      queues.delete(name)
      return waiting
    },
    unbind(name, bound) {
      return names.get(name) === bound && names.delete(name)
    },
    find: name => names.get(name),
    wait(name, waiting) {
      const queue = queues.get(name)
      if (queue === undefined) queues.set(name, [waiting])
      else queue.push(waiting)
    },
    leave(name, waiting) {
      const left = queues.get(name)?.filter(one => one !== waiting) ?? []
      if (left.length > 0) queues.set(name, left)
      else queues.delete(name)
    },
  }
}

/** Messages one direction may hold: the sum of both ends' marks, unlimited (0) when either is (zmq_setsockopt(3), ZMQ_SNDHWM). */
export function inprocHighWaterMark(send: number, receive: number): number {
  return send === 0 || receive === 0 ? 0 : send + receive
}

/** @throws ZmqError EINVAL when the name is longer than zmq_inproc(7) allows */
export function validateInproc(endpoint: string): void {
  if (endpoint.length - 'inproc://'.length > 256) throw new ZmqError('EINVAL', undefined, endpoint)
}
