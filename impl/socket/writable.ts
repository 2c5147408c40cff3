// Sending, as a socket that can send has it.
// Rule: a socket type that cannot send does not have these methods at all.

import type { MessageLike } from './message-like.ts'
import { partsOf, type Socket } from './socket.ts'
import { checkOptions, type WaitOptions } from './waiting.ts'

/** A socket that can send messages of type `M`; `O` is what may follow the message. */
export interface Writable<M = MessageLike | MessageLike[], O extends readonly unknown[] = [wait?: WaitOptions]> {
  /**
   * Sends one message: a part, or an array of parts. Resolves when it is queued; waits while the type's rules say so (HWM, no peer).
   * Parts of up to 128 octets are the caller's again at once; larger ones may be taken by reference, so do not change them before they are sent.
   * @throws TypeError (not sendable), ZmqError EBADF (closed), EBUSY (another send is waiting, unless `whenBusy` is 'queue')
   * @throws (rejects) ZmqError EAGAIN (`sendTimeout`, or closed meanwhile), EFSM, EHOSTUNREACH, or the reason of an aborted signal
   */
  send(message: M, ...options: O): Promise<void>
  /**
   * Sends every message of an iterable, in order: the fast way to send many. Resolves when all are queued.
   * `sendTimeout` counts for each message. An error carries `sent`, the number of messages that were queued before it.
   */
  sendMany(messages: Iterable<M>, ...options: O): Promise<void>
}

/** The methods for the prototypes of sending sockets. */
export const writableMethods: Writable & ThisType<Socket> = {
  send(message, wait) {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    if (arguments.length > 1) checkOptions(arguments.length, 1, wait)
    return partsOf(this).sender.send(message, wait)
  },
  sendMany(messages, wait) {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkOptions(arguments.length, 1, wait)
    if (typeof messages?.[Symbol.iterator] !== 'function' || typeof messages === 'string') {
      throw new TypeError('Messages must be an iterable of messages')
    }
    return partsOf(this).sender.sendMany(messages, wait)
  },
}
