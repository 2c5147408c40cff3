// One class for each socket type, under its zeromq.js name.
// Rule: a class adds only methods that its type has and accessors that the option table gives it; there is no other state.

import { Buffer } from 'node:buffer'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { type OptionName, type OptionsOf, optionRow } from './option-table.ts'
import { type Readable, readableMethods } from './readable.ts'
import { installOptions, Socket, type SocketOptions } from './socket.ts'
import { checkOptions } from './waiting.ts'
import { type Writable, writableMethods } from './writable.ts'

export interface SocketClass<S extends Socket> {
  new (options?: SocketOptions<S>): S
  readonly prototype: S
}

/** RFC 31: exactly one peer, both ways. */
export interface Pair extends Socket, Writable, Readable, OptionsOf<'PAIR'> {}
export const Pair: SocketClass<Pair> = define(
  'PAIR',
  class Pair extends Socket {
    constructor(options?: object) {
      super(socketTypes.PAIR.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/** RFC 29: to all subscribers whose subscriptions match; drops for those that are full. */
export interface Publisher extends Socket, Writable, OptionsOf<'PUB'> {}
export const Publisher: SocketClass<Publisher> = define(
  'PUB',
  class Publisher extends Socket {
    constructor(options?: object) {
      super(socketTypes.PUB.id, options)
    }
  },
  writableMethods,
)

/** RFC 29: from all publishers, what it subscribed to; at first nothing. */
export interface Subscriber extends Socket, Readable, OptionsOf<'SUB'> {
  /** Subscribes to messages that begin with any of the prefixes; without prefixes: to everything. Each call adds a reference. */
  subscribe(...prefixes: (string | Uint8Array)[]): void
  /** Removes one reference of each prefix; without prefixes: of "everything". */
  unsubscribe(...prefixes: (string | Uint8Array)[]): void
}
export const Subscriber: SocketClass<Subscriber> = define(
  'SUB',
  class Subscriber extends Socket {
    constructor(options?: object) {
      super(socketTypes.SUB.id, options)
    }
  },
  readableMethods,
  {
    subscribe(this: Socket, ...prefixes: (string | Uint8Array)[]) {
      subscriptions(this, 6, prefixes)
    },
    unsubscribe(this: Socket, ...prefixes: (string | Uint8Array)[]) {
      subscriptions(this, 7, prefixes)
    },
  },
)

/** RFC 28: send a request, receive its reply, in turns; requests go round the peers. */
export interface Request extends Socket, Writable, Readable, OptionsOf<'REQ'> {}
export const Request: SocketClass<Request> = define(
  'REQ',
  class Request extends Socket {
    constructor(options?: object) {
      super(socketTypes.REQ.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/** RFC 28: receive a request, send its reply, in turns. */
export interface Reply extends Socket, Writable, Readable, OptionsOf<'REP'> {}
export const Reply: SocketClass<Reply> = define(
  'REP',
  class Reply extends Socket {
    constructor(options?: object) {
      super(socketTypes.REP.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/** RFC 28: to the peers in turn, from all of them fairly. */
export interface Dealer extends Socket, Writable, Readable, OptionsOf<'DEALER'> {}
export const Dealer: SocketClass<Dealer> = define(
  'DEALER',
  class Dealer extends Socket {
    constructor(options?: object) {
      super(socketTypes.DEALER.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/** RFC 28: the first part of every message, in and out, is the routing id of the peer. */
export interface Router extends Socket, Writable, Readable, OptionsOf<'ROUTER'> {
  /** Connects; `routingId` (1 to 255 octets) names the peer without asking it. @throws ZmqError EINVAL, EPROTONOSUPPORT */
  connect(address: string, options?: RouterConnectOptions): void
}
export interface RouterConnectOptions {
  readonly routingId?: string | Uint8Array
}
export const Router: SocketClass<Router> = define(
  'ROUTER',
  class Router extends Socket {
    constructor(options?: object) {
      super(socketTypes.ROUTER.id, options)
    }
  },
  writableMethods,
  readableMethods,
  {
    connect(this: Socket, address: string, options: RouterConnectOptions = {}) {
      // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
      checkOptions(arguments.length, 1, options)
      if (options.routingId !== undefined) this.setStringOption(61, options.routingId)
      Socket.prototype.connect.call(this, address)
    },
  },
)

/** RFC 30: from all peers fairly. */
export interface Pull extends Socket, Readable, OptionsOf<'PULL'> {}
export const Pull: SocketClass<Pull> = define(
  'PULL',
  class Pull extends Socket {
    constructor(options?: object) {
      super(socketTypes.PULL.id, options)
    }
  },
  readableMethods,
)

/** RFC 30: to the peers in turn; waits when all are full or there is none. */
export interface Push extends Socket, Writable, OptionsOf<'PUSH'> {}
export const Push: SocketClass<Push> = define(
  'PUSH',
  class Push extends Socket {
    constructor(options?: object) {
      super(socketTypes.PUSH.id, options)
    }
  },
  writableMethods,
)

/** RFC 29: a publisher that receives its subscribers' subscriptions (1 + prefix) and cancellations (0 + prefix). */
export interface XPublisher extends Socket, Writable, Readable, OptionsOf<'XPUB'> {
  /** With `manual`: applies a subscription for the peer whose subscription was received last. */
  subscribe(...prefixes: (string | Uint8Array)[]): void
  unsubscribe(...prefixes: (string | Uint8Array)[]): void
}
export const XPublisher: SocketClass<XPublisher> = define(
  'XPUB',
  class XPublisher extends Socket {
    constructor(options?: object) {
      super(socketTypes.XPUB.id, options)
    }
  },
  writableMethods,
  readableMethods,
  {
    subscribe: Subscriber.prototype.subscribe,
    unsubscribe: Subscriber.prototype.unsubscribe,
  },
)

/** RFC 29: a subscriber that subscribes by sending 1 + prefix, cancels by sending 0 + prefix. */
export interface XSubscriber extends Socket, Writable, Readable, OptionsOf<'XSUB'> {}
export const XSubscriber: SocketClass<XSubscriber> = define(
  'XSUB',
  class XSubscriber extends Socket {
    constructor(options?: object) {
      super(socketTypes.XSUB.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/** Raw TCP peers: every message, in and out, is the routing id of the peer and octets; an empty second part tells that it came, left, or shall go. */
export interface Stream extends Socket, Writable, Readable, OptionsOf<'STREAM'> {
  /** Connects; `routingId` (1 to 255 octets) names the peer beforehand. @throws ZmqError EINVAL, EPROTONOSUPPORT, ENOCOMPATPROTO */
  connect(address: string, options?: StreamConnectOptions): void
}
export type StreamConnectOptions = RouterConnectOptions
export const Stream: SocketClass<Stream> = define(
  'STREAM',
  class Stream extends Socket {
    constructor(options?: object) {
      super(socketTypes.STREAM.id, options)
    }
  },
  writableMethods,
  readableMethods,
  { connect: Router.prototype.connect },
)

/** Completes a class: methods, not enumerable, as the compiler would make them, and the accessors of its options. */
export function define<S extends Socket>(type: SocketType, plain: new (options?: object) => Socket, ...methods: object[]): SocketClass<S> {
  const made = plain as unknown as SocketClass<S>
  for (const each of methods) {
    for (const key of Reflect.ownKeys(each)) {
      Object.defineProperty(made.prototype, key, { value: Reflect.get(each, key), writable: true, configurable: true })
    }
  }
  const has = { writable: 'send' in made.prototype, readable: 'receive' in made.prototype }
  installOptions(made.prototype, option => applies(option, type, has))
  return made
}

function applies(name: OptionName, type: SocketType, has: { readonly writable: boolean; readonly readable: boolean }): boolean {
  const where = optionRow(name).sockets
  if (where === undefined) return false
  return typeof where === 'string' ? has[where] : where.includes(type)
}

function subscriptions(socket: Socket, option: 6 | 7, prefixes: readonly (string | Uint8Array)[]): void {
  if (prefixes.length === 0) socket.setStringOption(option, Buffer.alloc(0))
  for (const prefix of prefixes) socket.setStringOption(option, prefix)
}
