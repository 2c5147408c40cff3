// DISH (RFC 48): receives the messages of the groups it joined, from its radios in turn.
//
//   subscribe(group) ─► JOIN     unsubscribe(group) ─► LEAVE     receive() → [group, body]
//
// Rule: it filters once more itself, because a radio may send what is not (or no longer) joined, and over udp always does. A radio that
// connects, or comes back, is told of each group once.

import { ZmqError } from '../error.ts'
import { createFairQueue } from './fair-queue.ts'
import { createFanOut } from './fan-out.ts'
import { type GroupKey, groupKey } from './group.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLookahead } from './lookahead.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'

export function createDish({ options }: PatternSetup): Pattern {
  const radios = createFanOut()
  const joined = new Map<GroupKey, Uint8Array>()
  const queue = createFairQueue(options)
  /** Whose message was looked at last. */
  let source: Pipe | null = null
  const matching = createLookahead(() => {
    for (let pipe = queue.next(); pipe !== undefined; pipe = queue.next()) {
      const message = pipe.shift()
      source = pipe
      const key = message === undefined ? undefined : groupKey(message[0]!)
      if (key !== undefined && joined.has(key)) return message
    }
    return undefined
  })

  return {
    ...inertPattern,
    type: 'DISH',
    attach(pipe) {
      radios.attach(pipe)
      queue.attach(pipe)
    },
    connected(pipe) {
      // A copy of the list, because telling a pipe may lead back here.
      for (const group of [...joined.values()]) pipe.subscribe(group)
    },
    detach(pipe) {
      radios.detach(pipe)
      queue.detach(pipe)
      if (options.strict && pipe === source) matching.clear()
      if (pipe === source) source = null
    },
    readable: queue.activate,
    canReceive: matching.canReceive,
    receive: matching.receive,
    subscribe(group) {
      const key = groupKey(group)
      if (key === undefined) throw new ZmqError('EINVAL', 'a group has 0 to 255 octets, none of them zero')
      if (joined.has(key)) throw new ZmqError('EINVAL', 'this group was joined already')
      const own = new Uint8Array(group)
      joined.set(key, own)
      for (const pipe of radios.pipes.slice()) pipe.subscribe(own)
    },
    unsubscribe(group) {
      const key = groupKey(group)
      if (key === undefined || !joined.delete(key)) throw new ZmqError('EINVAL', 'this group was not joined')
      for (const pipe of radios.pipes.slice()) pipe.cancel(group)
    },
  }
}
