// XPUB (RFC 29): PUB whose application sees the subscriptions, and what subscribers send upstream.
//
//   SUBSCRIBE a, CANCEL a ─► receive() → [01 a], [00 a]      first and last of a topic only, unless `verbosity` asks for more
//
// Rule: a peer that vanishes has unsubscribed. In manual mode a request changes nothing by itself: the application's subscribe and
// unsubscribe do, for the peer whose notification it read last (zmq_setsockopt(3), ZMQ_XPUB_MANUAL).

import { ZmqError } from '../error.ts'
import { newPrefixedFrame } from './envelope.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createNotificationQueue } from './notification-queue.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { createPublication } from './publication.ts'
import { createSubscriptionTable } from './subscription-table.ts'

export function createXPub(setup: PatternSetup): Pattern {
  const { options, View } = setup
  const publication = createPublication(setup)
  const { subscriptions } = publication
  const queue = createFairQueue(options)
  const notifications = createNotificationQueue()
  /** Manual mode: what peers asked for, which is withdrawn when they vanish. */
  const requests = createSubscriptionTable(setup)
  /** Manual mode: the peer whose notification was read last. */
  let current: Pipe | null = null
  /** ZMQ_XPUB_MANUAL_LAST_VALUE: the only one to send the next message to. */
  let only: Pipe | null = null
  const isManual = (): boolean => options.manual || options.manualLastValue

  function notify(subscribe: boolean, topic: Uint8Array, pipe: Pipe | null): void {
    notifications.push([newPrefixedFrame(View, subscribe ? 1 : 0, topic)], pipe)
  }

  function forget(pipe: Pipe): void {
    const { verbosity } = options
    const manual = isManual()
    if (pipe === current) current = null
    if (pipe === only) only = null
    requests.forget(pipe, topic => {
      if (manual) notify(false, topic, null)
    })
    subscriptions.forget(pipe, (topic, remaining) => {
      if (!manual && (remaining === 'none' || verbosity === 'allSubsUnsubs')) notify(false, topic, null)
    })
    publication.changed()
  }

  /** Manual mode: the peer that subscribe and unsubscribe apply to; null when it has gone. */
  function manualPeer(): Pipe | null {
    if (!isManual()) throw new ZmqError('EINVAL')
    return current?.connected ? current : null
  }

  return {
    ...inertPattern,
    type: 'XPUB',
    attach(pipe) {
      publication.attach(pipe)
      queue.attach(pipe)
    },
    connected: publication.connected,
    disconnected: forget,
    detach(pipe) {
      publication.detach(pipe)
      queue.detach(pipe)
      forget(pipe)
    },
    readable: queue.activate,
    writable: publication.changed,
    subscription(pipe, subscribe, topic) {
      if (!publication.has(pipe)) return
      publication.changed()
      const { verbosity } = options
      const manual = isManual()
      const table = manual ? requests : subscriptions
      if (subscribe) {
        const first = table.add(topic, pipe)
        if (first || manual || verbosity !== null) notify(true, topic, pipe)
      } else {
        // Also for a topic nobody held, as libzmq does; but not (as it does) when others hold it and this peer never did:
        // behind a proxy that would end their subscriptions.
        const remaining = table.remove(topic, pipe)
        if (remaining === 'none' || manual || verbosity === 'allSubsUnsubs') notify(false, topic, pipe)
      }
    },
    canSend: publication.canSend,
    send(message) {
      const taken = publication.send(message, options.manualLastValue ? only : null)
      if (taken) only = null
      return taken
    },
    canReceive: () => notifications.size > 0 || queue.hasMessage(),
    receive() {
      const notification = notifications.shift()
      if (notification === undefined) return queue.shift()
      current = notifications.pipe
      only = current
      return notification
    },
    subscribe(topic) {
      const pipe = manualPeer()
      if (pipe !== null) subscriptions.add(topic, pipe)
    },
    unsubscribe(topic) {
      const pipe = manualPeer()
      if (pipe !== null) subscriptions.remove(topic, pipe)
    },
    topics: () => subscriptions.size,
  }
}
