// REQ (RFC 28): one request, then its reply, in strict alternation.
//
//   ready ──send──► waiting ──receive──► ready        on the wire: [request id |] empty | body …
//
// Rule: a reply counts only from the pipe that was asked, with the delimiter (and the request id, ZMQ_REQ_CORRELATE) in place;
// anything else is skipped. When that pipe ends without a reply the socket waits on, as libzmq does; ZMQ_REQ_RELAXED is the way out.
// (libzmq then takes a reply from any peer; RFC 28 forbids that, and so it is not done here.)

import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import { dropFirst, newFrame, prepend } from './envelope.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import { createLookahead } from './lookahead.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { createProbe } from './probe.ts'
import { readInt32, writeUint32 } from './routing-id.ts'

export function createReq(setup: PatternSetup): Pattern {
  const { options, View } = setup
  const balance = createLoadBalance()
  const queue = createFairQueue(options)
  const delimiter = newFrame(View, 0)
  let requestId = setup.seed | 0
  let waiting = false
  /** The pipe that was asked. */
  let asked: Pipe | null = null
  /** Whether the request carried its id; the option may have changed since. */
  let correlated = false

  function isReply(message: Message): boolean {
    if (!correlated) return message.length > 1 && message[0]!.length === 0
    if (message.length < 3 || message[0]!.length !== 4 || message[1]!.length !== 0) return false
    return readInt32(message[0]!, 0) === requestId
  }

  const reply = createLookahead(() => {
    for (let pipe = queue.next(); pipe !== undefined; pipe = queue.next()) {
      const message = pipe.shift()
      if (pipe !== asked || message === undefined || !isReply(message)) continue
      dropFirst(message, correlated ? 2 : 1)
      return message
    }
    return undefined
  })

  function wrap(message: Message): Message {
    const request = prepend(delimiter, message)
    if (!correlated) return request
    const id = newFrame(View, 4)
    writeUint32(id, 0, requestId)
    return prepend(id, request)
  }

  return {
    ...inertPattern,
    type: 'REQ',
    attach(pipe) {
      balance.attach(pipe)
      queue.attach(pipe)
    },
    connected: createProbe(setup),
    detach(pipe) {
      balance.detach(pipe)
      queue.detach(pipe)
      if (options.strict && pipe === asked) reply.clear()
    },
    readable: queue.activate,
    writable: balance.activate,
    canSend: () => (!waiting || options.relaxed) && balance.hasRoom(),
    send(message) {
      if (waiting && !options.relaxed) throw new ZmqError('EFSM')
      if (!balance.hasRoom()) return false
      waiting = false
      asked = null
      reply.clear()
      // Late and unasked messages go now: an old reply of the pipe asked next would pass for the new one.
      while (queue.shift() !== undefined);
      const pipe = balance.next()
      if (pipe === undefined) return false
      correlated = options.correlate
      if (correlated) requestId = (requestId + 1) | 0
      waiting = true
      asked = pipe
      pipe.write(wrap(message))
      return true
    },
    canReceive: () => waiting && reply.canReceive(),
    receive() {
      if (!waiting) throw new ZmqError('EFSM')
      const message = reply.receive()
      if (message !== undefined) {
        waiting = false
        asked = null
      }
      return message
    },
  }
}
