// PUB (RFC 29): sends each message to the peers that subscribed to a prefix of its first frame; drops it for those who are full.
// Rule: nothing comes back to the application: subscriptions are applied silently, and messages from subscribers are dropped.

import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { createPublication } from './publication.ts'

export function createPub(setup: PatternSetup): Pattern {
  const publication = createPublication(setup)

  function drain(pipe: Pipe): void {
    while (pipe.shift() !== undefined);
  }

  function forget(pipe: Pipe): void {
    publication.subscriptions.forget(pipe, () => {})
    publication.changed()
  }

  return {
    ...inertPattern,
    type: 'PUB',
    attach(pipe) {
      publication.attach(pipe)
      drain(pipe)
    },
    connected: publication.connected,
    disconnected: forget,
    detach(pipe) {
      publication.detach(pipe)
      forget(pipe)
    },
    readable: drain,
    writable: publication.changed,
    subscription(pipe, subscribe, topic) {
      if (!publication.has(pipe)) return
      if (subscribe) publication.subscriptions.add(topic, pipe)
      else publication.subscriptions.remove(topic, pipe)
      publication.changed()
    },
    canSend: publication.canSend,
    send: message => publication.send(message),
    topics: () => publication.subscriptions.size,
  }
}
