// One class for each draft socket type, under its zeromq.js name, and PEER and CHANNEL, which zeromq.js has not (RFC 41, 48, 49, 51, 52).
// Rule: a message has one part. What is attached to it stands beside it: behind the part when it is received, in the options when it is sent.

import { socketTypes } from '../wire/socket-type.ts'
import { attachedMethods, attachingMethods, groupFrame, routingIdFrame, routingIdOf } from './attachment.ts'
import type { Message, MessageLike } from './message-like.ts'
import type { OptionsOf } from './option-table.ts'
import { type Readable, readableMethods } from './readable.ts'
import { checkAddress, partsOf, Socket } from './socket.ts'
import { define, type SocketClass } from './socket-classes.ts'
import { connectPeerParts, joinGroups, leaveGroups } from './socket-parts.ts'
import type { WaitOptions } from './waiting.ts'
import { type Writable, writableMethods } from './writable.ts'

/** Whom a message came from, or goes to: a number from 1 to 2^32 - 1 that this socket gave its peer. */
export interface ServerRoutingOptions {
  readonly routingId: number
}
/** The group of a message to send: 0 to 255 octets, none of them zero. Text is UTF-8. */
export interface RadioGroupOptions {
  readonly group: Uint8Array | string
}
/** The group of a message received. */
export interface DishGroupOptions {
  readonly group: Buffer
}

const routedSending = attachingMethods<ServerRoutingOptions & WaitOptions>(({ routingId }) => routingIdFrame(routingId))
const routedReceiving = attachedMethods<ServerRoutingOptions>(head => ({ routingId: routingIdOf(head) }))

/**
 * RFC 41: answers its clients, each by the routing id attached to what it sent. `send` waits while that client is full.
 * @throws (send rejects) ZmqError EHOSTUNREACH (no such client), EINVAL (more than one part, no routing id)
 */
export interface Server
  extends Socket,
    Writable<MessageLike, [options: ServerRoutingOptions & WaitOptions]>,
    Readable<[Message, ServerRoutingOptions]>,
    OptionsOf<'SERVER'> {}
export const Server: SocketClass<Server> = define(
  'SERVER',
  class Server extends Socket {
    constructor(options?: object) {
      super(socketTypes.SERVER.id, options)
    }
  },
  routedSending,
  routedReceiving,
)

/** RFC 41: to its servers in turn, from all of them fairly. @throws (send rejects) ZmqError EINVAL (more than one part) */
export interface Client extends Socket, Writable<MessageLike>, Readable<[Message]>, OptionsOf<'CLIENT'> {}
export const Client: SocketClass<Client> = define(
  'CLIENT',
  class Client extends Socket {
    constructor(options?: object) {
      super(socketTypes.CLIENT.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/**
 * RFC 48: to every dish that joined the message's group; drops for those that are full. Over udp it only connects, and sends every group.
 * @throws (send rejects) ZmqError EINVAL (group, more than one part), EMSGSIZE (connected over udp: more than 8191 octets of group and body)
 */
export interface Radio extends Socket, Writable<MessageLike, [options: RadioGroupOptions & WaitOptions]>, OptionsOf<'RADIO'> {}
export const Radio: SocketClass<Radio> = define(
  'RADIO',
  class Radio extends Socket {
    constructor(options?: object) {
      super(socketTypes.RADIO.id, options)
    }
  },
  attachingMethods<RadioGroupOptions & WaitOptions>(({ group }) => groupFrame(group)),
)

/** RFC 48: from all radios, the messages of the groups it joined; at first none. Over udp it only binds. */
export interface Dish extends Socket, Readable<[Message, DishGroupOptions]>, OptionsOf<'DISH'> {
  /** Joins groups of 0 to 255 octets, none of them zero. @throws ZmqError EINVAL for another, and for one joined already */
  join(...groups: (string | Uint8Array)[]): void
  /** Leaves groups. @throws ZmqError EINVAL for one not joined */
  leave(...groups: (string | Uint8Array)[]): void
}
export const Dish: SocketClass<Dish> = define(
  'DISH',
  class Dish extends Socket {
    constructor(options?: object) {
      super(socketTypes.DISH.id, options)
    }
  },
  attachedMethods<DishGroupOptions>(group => ({ group })),
  {
    join(this: Socket, ...groups: (string | Uint8Array)[]) {
      joinGroups(partsOf(this), groups.map(groupFrame))
    },
    leave(this: Socket, ...groups: (string | Uint8Array)[]) {
      leaveGroups(partsOf(this), groups.map(groupFrame))
    },
  },
)

/** RFC 49: from all scatterers fairly. */
export interface Gather extends Socket, Readable<[Message]>, OptionsOf<'GATHER'> {}
export const Gather: SocketClass<Gather> = define(
  'GATHER',
  class Gather extends Socket {
    constructor(options?: object) {
      super(socketTypes.GATHER.id, options)
    }
  },
  readableMethods,
)

/** RFC 49: to the gatherers in turn; waits when all are full or there is none. @throws (send rejects) ZmqError EINVAL (more than one part) */
export interface Scatter extends Socket, Writable<MessageLike>, OptionsOf<'SCATTER'> {}
export const Scatter: SocketClass<Scatter> = define(
  'SCATTER',
  class Scatter extends Socket {
    constructor(options?: object) {
      super(socketTypes.SCATTER.id, options)
    }
  },
  writableMethods,
)

/**
 * Datagrams over udp (libzmq's ZMQ_DGRAM): each message is an address, `127.0.0.1:5555` or `[::1]:5555`, and a body of at most 8192 octets. It
 * binds once and never connects. Received addresses end in a zero octet, and can be sent to as they are. What is sent may be lost.
 * @throws (send rejects) ZmqError EINVAL (not two parts, no address), EMSGSIZE, EHOSTUNREACH (an address of another family)
 */
export interface Datagram extends Socket, Writable<[MessageLike, MessageLike]>, Readable<[Message, Message]>, OptionsOf<'DGRAM'> {}
export const Datagram: SocketClass<Datagram> = define(
  'DGRAM',
  class Datagram extends Socket {
    constructor(options?: object) {
      super(socketTypes.DGRAM.id, options)
    }
  },
  writableMethods,
  readableMethods,
)

/** RFC 51: both a server and a client of its like. Errors of `send` are those of Server. */
export interface Peer
  extends Socket,
    Writable<MessageLike, [options: ServerRoutingOptions & WaitOptions]>,
    Readable<[Message, ServerRoutingOptions]>,
    OptionsOf<'PEER'> {
  /**
   * Connects, and returns the routing id of the peer: messages may be sent to it at once, and wait for the connection.
   * @throws ZmqError EINVAL, EPROTONOSUPPORT, with `address`; EFAULT when `immediate` is set
   */
  connectPeer(address: string): number
}
export const Peer: SocketClass<Peer> = define(
  'PEER',
  class Peer extends Socket {
    constructor(options?: object) {
      super(socketTypes.PEER.id, options)
    }
  },
  routedSending,
  routedReceiving,
  {
    connectPeer(this: Socket, address: string) {
      // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
      checkAddress(address, arguments.length)
      return routingIdOf(connectPeerParts(partsOf(this), address))
    },
  },
)

/** RFC 52: exactly one peer, both ways. @throws (send rejects) ZmqError EINVAL (more than one part) */
export interface Channel extends Socket, Writable<MessageLike>, Readable<[Message]>, OptionsOf<'CHANNEL'> {}
export const Channel: SocketClass<Channel> = define(
  'CHANNEL',
  class Channel extends Socket {
    constructor(options?: object) {
      super(socketTypes.CHANNEL.id, options)
    }
  },
  writableMethods,
  readableMethods,
)
