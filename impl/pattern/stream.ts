// STREAM (zmq_socket(3), "Native pattern"): raw peers by routing id; a message is always that and a chunk of octets.
//
//   peer ─octets─► receive() → [id chunk]     send([id chunk]) ─octets─► peer     send([id (empty)]): the peer is closed
//
// Rule: ids are generated here, or assigned by the application that connects (ZMQ_CONNECT_ROUTING_ID); nobody announces one.
// A peer that was told to go is unknown from then on; what it had sent stays readable.

import { ZmqError } from '../error.ts'
import { prepend } from './envelope.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { generatedRoutingId, type RoutingKey, routingKey } from './routing-id.ts'

export function createStream(setup: PatternSetup): Pattern {
  const queue = createFairQueue(setup.options)
  /** Chooses nothing here; it knows at no cost whether any peer has room. */
  const balance = createLoadBalance()
  const pipes = new Map<RoutingKey, Pipe>()
  /** Also of peers that are gone or told to go, until their messages are read. */
  const ids = new Map<Pipe, Uint8Array>()
  let counter = setup.seed

  function freshId(): Uint8Array {
    while (true) {
      const id = generatedRoutingId(setup.View, counter++)
      if (!pipes.has(routingKey(id)!)) return id
    }
  }

  /** Nothing can be sent to it any more. */
  function retire(pipe: Pipe): void {
    const key = routingKey(ids.get(pipe)!)!
    if (pipes.get(key) !== pipe) return
    pipes.delete(key)
    balance.detach(pipe)
  }

  return {
    ...inertPattern,
    type: 'STREAM',
    attach(pipe) {
      const id = pipe.assignedRoutingId ?? freshId()
      const key = routingKey(id)
      if (key === undefined || pipes.has(key)) {
        pipe.terminate()
        return
      }
      ids.set(pipe, id)
      pipes.set(key, pipe)
      queue.attach(pipe)
      balance.attach(pipe)
    },
    disconnected(pipe) {
      // It was told to go and left by itself: there is nobody to connect to again.
      const id = ids.get(pipe)
      if (id !== undefined && pipes.get(routingKey(id)!) !== pipe) pipe.terminate()
    },
    detach(pipe) {
      if (!ids.has(pipe)) return
      retire(pipe)
      queue.detach(pipe)
      if (pipe.inIndex < 0) ids.delete(pipe)
    },
    readable: queue.activate,
    writable: balance.activate,
    canSend: balance.hasRoom,
    send(message) {
      const [id, chunk] = message
      if (id === undefined || chunk === undefined || message.length > 2) {
        throw new ZmqError('EINVAL', 'A message to a STREAM peer has two parts, its routing id and the octets: send([id, octets])')
      }
      const key = routingKey(id)
      const pipe = key === undefined ? undefined : pipes.get(key)
      if (pipe === undefined || pipe.ended) throw new ZmqError('EHOSTUNREACH')
      if (pipe.full) return false
      // The pipe keeps the order: the end comes after what was sent before it.
      if (chunk.length === 0) retire(pipe)
      pipe.write([chunk])
      return true
    },
    canReceive: queue.hasMessage,
    receive() {
      const pipe = queue.next()
      if (pipe === undefined) return undefined
      // Before the shift, which may end the pipe.
      const id = ids.get(pipe)!
      const message = pipe.shift()
      if (message === undefined) return undefined
      if (pipe.ended && pipe.readable === 0) ids.delete(pipe)
      return prepend(id, message)
    },
  }
}
