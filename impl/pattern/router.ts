// ROUTER (RFC 28): the first frame of each message is a routing id, put on when receiving, taken off when sending.
//
//   peer "A" ─[x]─► receive() → ["A" x]      send(["A" y]) ─[y]─► peer "A"
//
// Rule: a routing id belongs to one live pipe. Until it has one a pipe is neither read nor written: a connecting pipe gets it with the
// first handshake, unless the application assigned it (ZMQ_CONNECT_ROUTING_ID). Afterwards it stays, whatever the peer announces.

import { ZmqError } from '../error.ts'
import { dropFirst, prepend } from './envelope.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { createProbe } from './probe.ts'
import { generatedRoutingId, type RoutingKey, routingKey } from './routing-id.ts'

export function createRouter(setup: PatternSetup): Pattern {
  const { options, View } = setup
  const queue = createFairQueue(options)
  /** Chooses nothing here; it knows at no cost whether any peer has room. */
  const balance = createLoadBalance()
  const probe = createProbe(setup)
  const pipes = new Map<RoutingKey, Pipe>()
  /** Also of ended pipes, until their messages are read. */
  const ids = new Map<Pipe, Uint8Array>()
  let counter = setup.seed

  function freshId(): Uint8Array {
    while (true) {
      const id = generatedRoutingId(View, counter++)
      if (!pipes.has(routingKey(id)!)) return id
    }
  }

  function assign(pipe: Pipe, id: Uint8Array): void {
    ids.set(pipe, id)
    pipes.set(routingKey(id)!, pipe)
  }

  /** Gives a pipe its routing id. False: it was refused and has been terminated. */
  function identify(pipe: Pipe): boolean {
    const assigned = pipe.assignedRoutingId
    const announced = pipe.peerRoutingId
    const id = assigned ?? (announced.length === 0 ? freshId() : announced)
    const key = routingKey(id)
    const holder = key === undefined ? undefined : pipes.get(key)
    // An id that begins with 00 was generated here: a 3.0 peer may announce one (RFC 23), but nobody takes it over from its holder.
    const takesOver = options.handover && assigned === null && announced[0] !== 0
    if (key === undefined || (holder !== undefined && !takesOver)) {
      pipe.terminate()
      return false
    }
    if (holder !== undefined) assign(holder, freshId())
    assign(pipe, id)
    queue.attach(pipe)
    balance.attach(pipe)
    holder?.terminate()
    return true
  }

  return {
    ...inertPattern,
    type: 'ROUTER',
    attach(pipe) {
      if (pipe.assignedRoutingId !== null) identify(pipe)
    },
    connected(pipe) {
      if (ids.has(pipe) || identify(pipe)) probe(pipe)
    },
    detach(pipe) {
      const id = ids.get(pipe)
      if (id === undefined) return
      pipes.delete(routingKey(id)!)
      balance.detach(pipe)
      queue.detach(pipe)
      if (pipe.inIndex < 0) ids.delete(pipe)
    },
    readable: queue.activate,
    writable: balance.activate,
    canSend: () => !options.mandatory || balance.hasRoom(),
    send(message) {
      const id = message[0]
      if (id === undefined) throw new ZmqError('EINVAL', 'a message needs a routing id frame')
      if (message.length === 1) return true
      const key = routingKey(id)
      const pipe = key === undefined ? undefined : pipes.get(key)
      if (pipe === undefined || pipe.ended) {
        if (options.mandatory) throw new ZmqError('EHOSTUNREACH')
        return true
      }
      // RFC 28: dropped or refused by configuration, and never waited for; libzmq waits.
      if (options.strict && options.mandatory && pipe.full) throw new ZmqError('EAGAIN', 'the peer has no room')
      if (pipe.full) return !options.mandatory
      dropFirst(message, 1)
      pipe.write(message)
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
