// REP (RFC 28): one request, then its reply, to whoever asked.
//
//   ready ──receive──► replying ──send──► ready        on the wire: [hop …] empty | body …
//
// Rule: everything up to and including the first empty frame is the envelope: kept, and put before the reply. A request without
// one, or with nothing after it, is dropped silently. A reply never waits: a peer that is gone or full misses it.

import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import { dropFirst, newFrame, prepend } from './envelope.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLookahead } from './lookahead.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'

export function createRep({ options, View }: PatternSetup): Pattern {
  const queue = createFairQueue(options)
  const delimiter = newFrame(View, 0)
  let replying = false
  /** Who asked, and the envelope with its delimiter; null for the usual one, the delimiter alone. */
  let asker: Pipe | null = null
  let envelope: Message | null = null

  const request = createLookahead(() => {
    for (let pipe = queue.next(); pipe !== undefined; pipe = queue.next()) {
      const message = pipe.shift()
      if (message === undefined) continue
      const end = delimiterIndex(message)
      if (end < 0) continue
      asker = pipe
      envelope = end === 0 ? null : message.slice(0, end + 1)
      dropFirst(message, end + 1)
      return message
    }
    return undefined
  })

  return {
    ...inertPattern,
    type: 'REP',
    attach: queue.attach,
    detach(pipe) {
      queue.detach(pipe)
      if (options.strict && pipe === asker) request.clear()
    },
    readable: queue.activate,
    canSend: () => replying,
    send(message) {
      if (!replying) throw new ZmqError('EFSM')
      replying = false
      const pipe = asker
      asker = null
      if (pipe !== null && !pipe.full) pipe.write(envelope === null ? prepend(delimiter, message) : [...envelope, ...message])
      return true
    },
    canReceive: () => !replying && request.canReceive(),
    receive() {
      if (replying) throw new ZmqError('EFSM')
      const message = request.receive()
      replying = message !== undefined
      return message
    },
  }
}

/** Where the first empty frame is that has a frame after it, or -1. */
function delimiterIndex(message: Message): number {
  const last = message.length - 1
  for (let index = 0; index < last; index++) if (message[index]!.length === 0) return index
  return -1
}
