// XSUB (RFC 29): SUB that takes its subscriptions as messages too, delivers everything, and can send upstream.
//
//   send([01 topic]) subscribe      send([00 topic]) unsubscribe      anything else goes to every publisher
//
// Rule: of a message of several frames those that begin with 01 or 00 count as subscriptions too, as in libzmq, and travel in it, unless
// ZMQ_ONLY_FIRST_SUBSCRIBE is set and the first is none; `strict`: only a message of one frame is a subscription (RFC 23). Publishers that
// are full miss a message.

import type { Message } from '../wire/message.ts'
import { createFairQueue } from './fair-queue.ts'
import { createFanOut } from './fan-out.ts'
import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup } from './pattern.ts'
import { createSubscriptionSet } from './subscription-set.ts'

export function createXSub(setup: PatternSetup): Pattern {
  const publishers = createFanOut()
  const subscriptions = createSubscriptionSet(setup, publishers.pipes)
  const { options } = setup
  const queue = createFairQueue(options)

  const asks = (frame: Uint8Array): boolean => frame.length > 0 && frame[0]! <= 1
  function ask(frame: Uint8Array, tell: boolean): void {
    if (frame[0] === 1) subscriptions.subscribe(frame.subarray(1), tell)
    else subscriptions.unsubscribe(frame.subarray(1), tell)
  }
  function deliver(message: Message): void {
    publishers.begin()
    publishers.invert()
    publishers.deliver(message)
  }

  return {
    ...inertPattern,
    type: 'XSUB',
    attach(pipe) {
      publishers.attach(pipe)
      queue.attach(pipe)
    },
    connected: subscriptions.replay,
    leaving: subscriptions.withdraw,
    detach(pipe) {
      publishers.detach(pipe)
      queue.detach(pipe)
    },
    readable: queue.activate,
    canReceive: queue.hasMessage,
    receive: queue.shift,
    canSend: () => true,
    send(message) {
      const first = asks(message[0]!)
      if (message.length === 1 && first) ask(message[0]!, true)
      else {
        const data = message.length === 1 || options.strict || (options.onlyFirstSubscribe && !first)
        if (!data) for (const frame of message) if (asks(frame)) ask(frame, false)
        deliver(message)
      }
      return true
    },
    subscribe: subscriptions.subscribe,
    unsubscribe: subscriptions.unsubscribe,
    topics: () => subscriptions.size,
  }
}
