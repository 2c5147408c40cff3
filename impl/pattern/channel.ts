// CHANNEL (RFC 52): a PAIR whose messages have one part. One peer; a second one is refused while the first lives.

import { createPair } from './pair.ts'
import type { Pattern, PatternSetup } from './pattern.ts'
import { requireFrames } from './single-part.ts'

export function createChannel(setup: PatternSetup): Pattern {
  const pair = createPair(setup)
  return {
    ...pair,
    type: 'CHANNEL',
    send(message) {
      requireFrames(message, 1)
      return pair.send(message)
    },
  }
}
