// PEER (RFC 51): a SERVER among its like. The routing id of a peer that this side connects to is known at once, from `givenRoutingId`.

import type { Pattern, PatternSetup } from './pattern.ts'
import { createServer } from './server.ts'

export function createPeer(setup: PatternSetup): Pattern {
  return { ...createServer(setup), type: 'PEER' }
}
