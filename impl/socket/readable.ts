// Receiving, as a socket that can receive has it: one by one, in batches, or by iteration.
// Rule: a socket type that cannot receive does not have these methods at all.

import type { Message } from './message-like.ts'
import { partsOf, type Socket } from './socket.ts'
import { checkOptions, type WaitOptions } from './waiting.ts'

/** The greatest batch when the caller names none. */
const defaultBatch = 4096

type Received<S> = S extends { receive(...options: never): Promise<infer M> } ? M : never

/** A socket that can receive messages of type `M` (the array of a message's parts). */
export interface Readable<M extends object[] = Message[]> {
  /**
   * The parts of the next message; waits until there is one.
   * @throws ZmqError EBADF (closed), EBUSY (another receive is waiting, unless `whenBusy` is 'queue')
   * @throws (rejects) ZmqError EAGAIN (`receiveTimeout`, or closed meanwhile), EFSM, or the reason of an aborted signal
   */
  receive(wait?: WaitOptions): Promise<M>
  /** Everything that has arrived, at least one message and at most `max` (4096): the fast way to receive many. Errors as `receive`. */
  receiveMany(max?: number, wait?: WaitOptions): Promise<M[]>
  /** Batches until the socket is closed. Leaving the loop does not close it. */
  batches(max?: number): AsyncIterableIterator<M[], undefined>
  /** Messages until the socket is closed. Leaving the loop does not close it. */
  [Symbol.asyncIterator](): AsyncIterator<Received<this>, undefined>
}

/** The methods for the prototypes of receiving sockets. */
export const readableMethods: Omit<Readable, typeof Symbol.asyncIterator> & {
  [Symbol.asyncIterator](): AsyncIterator<Message[], undefined>
} & ThisType<Socket> = {
  receive(wait) {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    if (arguments.length > 0) checkOptions(arguments.length, 0, wait)
    return partsOf(this).receiver.receive(wait) as Promise<Message[]>
  },
  receiveMany(max = defaultBatch, wait) {
    return partsOf(this).receiver.receiveMany(checkMax(max), wait) as Promise<Message[][]>
  },
  batches(max = defaultBatch) {
    const { receiver } = partsOf(this)
    checkMax(max)
    return {
      next: () => receiver.next(max) as Promise<IteratorResult<Message[][], undefined>>,
      [Symbol.asyncIterator]() {
        return this
      },
    }
  },
  [Symbol.asyncIterator]() {
    const { receiver } = partsOf(this)
    return { next: () => receiver.next(0) as Promise<IteratorResult<Message[], undefined>> }
  },
}

function checkMax(max: number): number {
  if (!(Number.isInteger(max) && max > 0)) throw new TypeError('Batch size must be a positive integer')
  return max
}
