// One message taken early, for types that must look at a message to know whether it is one (SUB, REQ, REP).
//
//   canReceive() ── take() ──► held ──► receive()
//
// Rule: at most one message waits here. A pipe cannot be looked into, so asking takes the message out, and keeps it.

import type { Message } from '../wire/message.ts'

export interface Lookahead {
  receive(): Message | undefined
  canReceive(): boolean
  /** Forgets the message held. */
  clear(): void
}

/** `take` returns the next message worth delivering and skips the others. */
export function createLookahead(take: () => Message | undefined): Lookahead {
  let held: Message | undefined
  return {
    receive() {
      if (held === undefined) return take()
      const message = held
      held = undefined
      return message
    },
    canReceive() {
      held ??= take()
      return held !== undefined
    },
    clear() {
      held = undefined
    },
  }
}
