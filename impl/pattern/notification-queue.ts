// Subscriptions that the application of an XPUB has not read yet (RFC 29 XPUB: they are delivered as 01 or 00 + topic).
//
//   SUBSCRIBE "a" ─► [01 "a"] ─► receive()
//
// Rule: this is the one queue a pattern owns. A subscription is no message of the pipe (it takes effect at once, and one that is
// made up when a peer vanishes has no pipe any more), so there is no other place where it could wait.

import type { Message } from '../wire/message.ts'
import type { Pipe } from './pattern.ts'

export interface NotificationQueue {
  readonly size: number
  push(message: Message, pipe: Pipe | null): void
  /** Takes the oldest; `pipe` then tells whose it was. */
  shift(): Message | undefined
  /** The pipe of the notification taken last; null when it was made up for a peer that vanished. */
  readonly pipe: Pipe | null
}

export function createNotificationQueue(): NotificationQueue {
  let messages: (Message | undefined)[] = []
  let pipes: (Pipe | null)[] = []
  let head = 0
  let pipe: Pipe | null = null
  return {
    get size() {
      return messages.length - head
    },
    get pipe() {
      return pipe
    },
    push(message, from) {
      messages.push(message)
      pipes.push(from)
    },
    shift() {
      if (head === messages.length) return undefined
      const message = messages[head]
      pipe = pipes[head]!
      messages[head] = undefined
      pipes[head] = null
      head += 1
      if (head * 2 >= messages.length) {
        messages = messages.slice(head)
        pipes = pipes.slice(head)
        head = 0
      }
      return message
    },
  }
}
