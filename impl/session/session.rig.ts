// For tests only: a session whose sink writes down what it is told, and two of them wired back to back in memory.

import type { Credentials } from '../mechanism/mechanism.ts'
import { concat, feed, hex } from '../wire/octets.rig.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { Session } from './session.ts'
import type { PeerFacts, SessionEnd, SessionOptions, SessionSink } from './session-sink.ts'

export interface Rig {
  readonly session: Session
  readonly peers: PeerFacts[]
  readonly messages: Uint8Array[][]
  readonly subscriptions: (readonly [subscribe: boolean, topic: Uint8Array])[]
  readonly ends: SessionEnd[]
  /** Questions about the peer, for `verdict` to answer. */
  readonly asked: Credentials[]
  /** Lets the peer's octets come in, in these pieces. What `received` said last. */
  receive(...pieces: readonly Uint8Array[]): boolean
  /** Everything the session wants to send, in one piece. */
  sent(): Uint8Array
  /** The clock of `receive`. */
  now: number
}

const defaults: SessionOptions = {
  socketType: 'PULL',
  routingId: new Uint8Array(0),
  maxMessageSize: -1,
  handshakeInterval: 0,
  heartbeatInterval: 0,
  heartbeatTimeToLive: 0,
  heartbeatTimeout: -1,
  View: Uint8Array,
  strict: false,
  onlyFirstSubscribe: false,
  oldestVersion: '1.0',
}

/** A session that was started at 0. `react` may replace what the sink does. */
export function rig(options: Partial<SessionOptions> = {}, react: (own: Rig) => Partial<SessionSink> = () => ({})): Rig {
  const own: Rig = {
    get session() {
      return session
    },
    peers: [],
    messages: [],
    subscriptions: [],
    ends: [],
    asked: [],
    receive: (...pieces) => feed({ buffer: () => session.buffer(), received: length => session.received(length, own.now) }, pieces),
    sent: () => concat(...session.take()),
    now: 0,
  }
  const sink: SessionSink = {
    authenticate: credentials => own.asked.push(credentials),
    ready: peer => own.peers.push(peer),
    message: message => own.messages.push(message) > 0,
    subscription: (subscribe, topic) => own.subscriptions.push([subscribe, topic]),
    leave: () => {
      throw new Error('leave is of STREAM only')
    },
    ended: end => own.ends.push(end),
    ...react(own),
  }
  const session = new Session({ ...defaults, ...options }, sink)
  session.start(0)
  return own
}

/** The octets of a NULL greeting for ZMTP 3.`minor`. */
export function greeting(minor = 1): Uint8Array<ArrayBuffer> {
  return hex(`ff 0000000000000000 7f 03 0${minor} 4e554c4c${'00'.repeat(16)} 00 ${'00'.repeat(31)}`)
}

/** READY with nothing but a socket type. */
export function ready(type: string): Uint8Array<ArrayBuffer> {
  const name = Array.from(type, character => character.charCodeAt(0))
  return concat(
    Uint8Array.of(4, 22 + name.length),
    hex('05 5245414459 0b 536f636b65742d54797065 000000'),
    Uint8Array.of(name.length, ...name),
  )
}

/** A session after a handshake with a peer of this type; what it sent so far is taken. */
export function talking(options: Partial<SessionOptions>, peer: SocketType, minor = 1, react?: (own: Rig) => Partial<SessionSink>): Rig {
  const own = rig(options, react)
  own.receive(greeting(minor), ready(peer))
  own.sent()
  return own
}

/** Carries octets both ways until there are none left. */
export function exchange(one: Rig, other: Rig): void {
  while (one.session.pending + other.session.pending > 0) {
    other.receive(...one.session.take())
    one.receive(...other.session.take())
  }
}
