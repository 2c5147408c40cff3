// Bugs that any implementation may have, put on the wire by a proxy that rewrites what the subject sends (proxy/mutation.ts).
//
//   subject ── frames ──► proxy: one bug ──► raw peer of the suite
//
// Rule: a row names the part of the book that must notice it, and only there it is hunted.

import {
  changing,
  doubling,
  dropping,
  type Mutation,
  type Passing,
  swapping,
  withBody,
  withCommand,
  withFlags,
  withSize,
} from '../proxy/mutation.ts'
import { frame as frameOctets } from '../wire/octets.ts'

export interface WireMutant {
  /** What the implementation does wrong, as a sentence without its subject. */
  readonly about: string
  readonly mutation: Mutation
  /** Cases that must notice it, a glob; those of mode wire only. */
  readonly hunted: string
}

const named =
  (...names: readonly string[]) =>
  ({ frame: { name } }: Passing) =>
    name !== null && names.includes(name)
const isMessage = ({ frame: { command } }: Passing): boolean => !command
const isCommand = ({ frame: { command } }: Passing): boolean => command
const COMMAND = 4

/** The greeting with one octet changed. */
const greetingWith =
  (at: number, octet: number): Mutation =>
  () => ({
    greeting: octets => {
      const changed = Buffer.from(octets)
      changed[at] = octet
      return changed
    },
  })

/** Every second frame that matches is lost. */
const everySecond =
  (match: (passing: Passing) => boolean): Mutation =>
  () => {
    let seen = 0
    return { frame: passing => (match(passing) && ++seen % 2 === 0 ? [] : [passing.octets]) }
  }

export const wireMutants = {
  'wire/filler-not-zero': {
    about: 'sends a greeting whose last octet is not zero',
    mutation: greetingWith(63, 1),
    hunted: '37-zmtp-3.1/{greeting,version}',
  },
  'wire/claims-3.9': {
    about: 'says in its greeting that it speaks ZMTP 3.9',
    mutation: greetingWith(11, 9),
    hunted: '37-zmtp-3.1/{greeting,version}',
  },
  'wire/as-server-without-mechanism': {
    about: 'says under NULL that it is a server',
    mutation: greetingWith(32, 1),
    hunted: '37-zmtp-3.1/{greeting,mechanism,null}',
  },
  'wire/ready-twice': {
    about: 'sends READY twice',
    mutation: doubling(named('READY')),
    hunted: '37-zmtp-3.1/{null,metadata,socket-type}',
  },
  'wire/ready-missing': {
    about: 'never sends READY',
    mutation: dropping(named('READY')),
    hunted: '37-zmtp-3.1/{null,metadata}',
  },
  'wire/ready-after-a-frame': {
    about: 'sends something else before READY',
    mutation: swapping(named('READY')),
    hunted: '37-zmtp-3.1/{null,message,subscription}',
  },
  'wire/ready-as-message': {
    about: 'sends READY without the command bit',
    mutation: withFlags(named('READY'), flags => flags & ~COMMAND),
    hunted: '37-zmtp-3.1/{null,command}',
  },
  'wire/ready-in-lower-case': {
    about: 'spells READY in lower case',
    mutation: withCommand(named('READY'), (name, data) => [name.toLowerCase(), data]),
    hunted: '37-zmtp-3.1/{null,command}',
  },
  'wire/property-missing': {
    about: 'sends READY without any property',
    mutation: withCommand(named('READY'), name => [name, Buffer.alloc(0)]),
    hunted: '37-zmtp-3.1/{null,metadata,socket-type}',
  },
  'wire/more-on-the-last': {
    about: 'sets MORE on the last frame of a message',
    mutation: withFlags(isMessage, flags => flags | 1),
    hunted: '37-zmtp-3.1/{frame,message}',
  },
  'wire/more-never': {
    about: 'never sets MORE',
    mutation: withFlags(isMessage, flags => flags & ~1),
    hunted: '37-zmtp-3.1/{frame,message}',
  },
  'wire/reserved-bit': {
    about: 'sets a reserved bit in the flags of messages',
    mutation: withFlags(isMessage, flags => flags | 8),
    hunted: '37-zmtp-3.1/{frame,message}',
  },
  'wire/long-form-always': {
    about: 'sends short frames in the long form',
    mutation: changing(isMessage, ({ frame: { body, more } }) => [frameOctets({ body, more, long: true })]),
    hunted: '37-zmtp-3.1/frame',
  },
  'wire/length-short-by-one': {
    about: 'writes a length that is one too small',
    mutation: withSize(
      passing => isMessage(passing) && passing.frame.body.length > 0,
      size => size - 1,
    ),
    hunted: '37-zmtp-3.1/{frame,message}',
  },
  'wire/body-cut': {
    about: 'loses the last octet of each body',
    mutation: withBody(isMessage, ({ frame: { body } }) => body.subarray(0, -1)),
    hunted: '37-zmtp-3.1/{frame,message}',
  },
  'wire/empty-frame-lost': {
    about: 'loses frames without a body',
    mutation: dropping(passing => isMessage(passing) && passing.frame.body.length === 0),
    hunted: '{28-reqrep/rep,28-reqrep/req,37-zmtp-3.1/frame}',
  },
  'wire/every-second-message-lost': {
    about: 'loses every second frame of its messages',
    mutation: everySecond(isMessage),
    hunted: '{30-pipeline/push,31-pair/pair}',
  },
  'wire/messages-twice': {
    about: 'sends every message twice',
    mutation: doubling(isMessage),
    hunted: '{30-pipeline/push,31-pair/pair}',
  },
  'wire/messages-out-of-order': {
    about: 'sends the second message before the first',
    mutation: swapping(isMessage),
    hunted: '{30-pipeline/push,31-pair/pair}',
  },
  'wire/pong-missing': {
    about: 'does not answer PING',
    mutation: dropping(named('PONG')),
    hunted: '37-zmtp-3.1/heartbeat',
  },
  'wire/pong-without-context': {
    about: 'answers PING without its context',
    mutation: withCommand(named('PONG'), name => [name, Buffer.alloc(0)]),
    hunted: '37-zmtp-3.1/heartbeat',
  },
  'wire/ping-without-ttl': {
    about: 'sends PING without a time to live',
    mutation: withCommand(named('PING'), name => [name, Buffer.alloc(0)]),
    hunted: '37-zmtp-3.1/{command,heartbeat-silence}',
  },
  'wire/subscribe-missing': {
    about: 'never tells a publisher what it subscribes to',
    mutation: dropping(named('SUBSCRIBE')),
    hunted: '{37-zmtp-3.1/subscription,29-pubsub/xsub}',
  },
  'wire/topic-cut': {
    about: 'loses the last octet of each topic',
    mutation: withCommand(named('SUBSCRIBE', 'CANCEL'), (name, topic) => [name, topic.subarray(0, -1)]),
    hunted: '{37-zmtp-3.1/subscription,29-pubsub/sub}',
  },
  'wire/commands-as-messages': {
    about: 'sends commands behind the handshake without the command bit',
    mutation: withFlags(
      passing => isCommand(passing) && passing.index > 0,
      flags => flags & ~COMMAND,
    ),
    hunted: '37-zmtp-3.1/{heartbeat,subscription,command}',
  },
} as const satisfies Readonly<Record<string, WireMutant>>

export type WireMutantId = keyof typeof wireMutants
