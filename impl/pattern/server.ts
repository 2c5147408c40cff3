// SERVER (RFC 41): each message has the routing id of its peer attached, given by this side, never seen on the wire.
//
//   peer 7 ─[x]─► receive() → [00000007 x]      send([00000007 y]) ─[y]─► peer 7
//
// Rule: a peer gets its routing id with its pipe and keeps it as long as the pipe lives, over reconnections too. It is never 0, and no
// two live pipes have the same. A full peer is waited for; nobody's message is dropped.

import { ZmqError } from '../error.ts'
import { newFrame, prepend } from './envelope.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { readInt32, writeUint32 } from './routing-id.ts'
import { requireFrames } from './single-part.ts'

export function createServer({ options, seed, View }: PatternSetup): Pattern {
  const queue = createFairQueue(options)
  const pipes = new Map<number, Pipe>()
  let counter = seed

  function freshId(): number {
    for (;;) {
      const id = counter++ | 0
      if (id !== 0 && !pipes.has(id)) return id
    }
  }

  return {
    ...inertPattern,
    type: 'SERVER',
    attach(pipe) {
      const id = freshId()
      const frame = newFrame(View, 4)
      writeUint32(frame, 0, id)
      pipe.givenRoutingId = frame
      pipes.set(id, pipe)
      queue.attach(pipe)
    },
    detach(pipe) {
      if (pipe.givenRoutingId !== null) pipes.delete(readInt32(pipe.givenRoutingId, 0))
      queue.detach(pipe)
    },
    readable: queue.activate,
    canSend: () => true,
    send(message) {
      requireFrames(message, 2)
      const [id, body] = message as [Uint8Array, Uint8Array]
      const pipe = id.length === 4 ? pipes.get(readInt32(id, 0)) : undefined
      if (pipe === undefined || pipe.ended) throw new ZmqError('EHOSTUNREACH')
      if (pipe.full) return false
      pipe.write([body])
      return true
    },
    addressee: ([id]) => (id?.length === 4 ? readInt32(id, 0) : null),
    canReceive: queue.hasMessage,
    receive() {
      const pipe = queue.next()
      const message = pipe?.shift()
      return message === undefined ? undefined : prepend(pipe!.givenRoutingId!, message)
    },
  }
}
