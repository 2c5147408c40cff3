// Which file makes which socket type. Rule: this table is the only list of patterns; the compiler checks that it is complete.

import type { SocketType } from '../wire/socket-type.ts'
import { createChannel } from './channel.ts'
import { createClient } from './client.ts'
import { createDealer } from './dealer.ts'
import { createDgram } from './dgram.ts'
import { createDish } from './dish.ts'
import { createGather } from './gather.ts'
import { createPair } from './pair.ts'
import type { Pattern, PatternSetup } from './pattern.ts'
import { createPeer } from './peer.ts'
import { createPub } from './pub.ts'
import { createPull } from './pull.ts'
import { createPush } from './push.ts'
import { createRadio } from './radio.ts'
import { createRep } from './rep.ts'
import { createReq } from './req.ts'
import { createRouter } from './router.ts'
import { createScatter } from './scatter.ts'
import { createServer } from './server.ts'
import { createStream } from './stream.ts'
import { createSub } from './sub.ts'
import { createXPub } from './xpub.ts'
import { createXSub } from './xsub.ts'

const factories = {
  PAIR: createPair,
  PUB: createPub,
  SUB: createSub,
  REQ: createReq,
  REP: createRep,
  DEALER: createDealer,
  ROUTER: createRouter,
  PULL: createPull,
  PUSH: createPush,
  XPUB: createXPub,
  XSUB: createXSub,
  STREAM: createStream,
  SERVER: createServer,
  CLIENT: createClient,
  RADIO: createRadio,
  DISH: createDish,
  GATHER: createGather,
  SCATTER: createScatter,
  DGRAM: createDgram,
  PEER: createPeer,
  CHANNEL: createChannel,
} satisfies Record<SocketType, (setup: PatternSetup) => Pattern>

/** Makes the pattern of a socket type. */
export function createPattern(type: SocketType, setup: PatternSetup): Pattern {
  return factories[type](setup)
}
