// What it means to wait: an operation that cannot finish now keeps the process alive, may run out of time, and may be aborted.
// Rule: whoever starts watching stops exactly once, whatever the outcome.

import { ZmqError } from '../error.ts'
import { hold, release } from './keep-alive.ts'

/** Last argument of every call that may wait. */
export interface WaitOptions {
  /** Gives up waiting when aborted; the promise rejects with the signal's reason, and no message is lost. */
  readonly signal?: AbortSignal | undefined
}

/** Shared by everything that may use one socket; `blocked` during bind and unbind, and while a proxy runs it. */
export interface Gate {
  status: 'open' | 'blocked' | 'closed'
}

/** @throws ZmqError EBADF when closed, EBUSY when blocked */
export function requireOpen(gate: Gate): void {
  if (gate.status === 'blocked') throw new ZmqError('EBUSY', 'Socket is blocked by a bind or unbind operation')
  if (gate.status === 'closed') throw new ZmqError('EBADF')
}

/** Starts the clock (`timeout` in ms; 0 and less: none) and listens to the signal; returns the way to stop both. */
export function watch(timeout: number, signal: AbortSignal | undefined, giveUp: (reason: unknown) => void): () => void {
  hold()
  if (timeout <= 0 && signal === undefined) return release
  const timer = timeout > 0 ? setTimeout(() => giveUp(new ZmqError('EAGAIN')), timeout) : undefined
  const abort = () => giveUp(signal?.reason)
  signal?.addEventListener('abort', abort)
  return () => {
    release()
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** zeromq.js counts its arguments strictly. @throws TypeError "Expected 1 argument but received 2" */
export function checkArguments(given: number, expected: number): void {
  if (given > expected) throw new TypeError(`Expected ${expected} argument${expected === 1 ? '' : 's'} but received ${given}`)
}

/** The one thing accepted beyond zeromq.js: an object of options in the last place, or undefined there. @throws TypeError */
export function checkOptions(given: number, expected: number, last: unknown): void {
  if (given !== expected + 1 || (last !== undefined && (typeof last !== 'object' || last === null))) checkArguments(given, expected)
}
