// The sending half of PUB and XPUB (RFC 29): who gets a message, and what becomes of those who cannot take it.
//
//   send([topic, …]) ─► holders of its prefixes ─► invert? ─► full ones miss it, or (ZMQ_XPUB_NODROP) nobody gets it yet
//
// Rule: subscriptions belong to a connection. When it is lost they are forgotten, because the peer sends them again when it is back.

import type { Message } from '../wire/message.ts'
import { createFanOut } from './fan-out.ts'
import type { PatternSetup, Pipe } from './pattern.ts'
import { createSubscriptionTable, type SubscriptionTable } from './subscription-table.ts'

export interface Publication {
  readonly subscriptions: SubscriptionTable
  attach(pipe: Pipe): void
  /** Sends the welcome message. */
  connected(pipe: Pipe): void
  detach(pipe: Pipe): void
  has(pipe: Pipe): boolean
  /** See `Pattern.send`: false only under `noDrop`. With `only`, to nobody else. */
  send(message: Message, only?: Pipe | null): boolean
  /** False after a send that would block, until a peer has changed. */
  canSend(): boolean
  /** A peer has room, left or changed its subscriptions: a send that would block is worth trying again. */
  changed(): void
}

export function createPublication(setup: PatternSetup): Publication {
  const { options } = setup
  const fanOut = createFanOut()
  const subscriptions = createSubscriptionTable(setup)
  let blocked = false
  return {
    subscriptions,
    attach: fanOut.attach,
    connected(pipe) {
      const welcome = options.welcomeMessage
      if (welcome !== null && welcome.length > 0 && !pipe.full) pipe.write([welcome])
    },
    detach: fanOut.detach,
    has: pipe => pipe.outIndex >= 0,
    send(message, only = null) {
      fanOut.begin()
      subscriptions.select(message[0]!, fanOut)
      if (only !== null) fanOut.keep(only)
      if (options.invertMatching) fanOut.invert()
      blocked = options.noDrop && fanOut.blocked()
      if (!blocked) fanOut.deliver(message)
      return !blocked
    },
    canSend: () => !blocked,
    changed() {
      blocked = false
    },
  }
}
