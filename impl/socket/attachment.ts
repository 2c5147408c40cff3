// What is attached to a message: the routing id of SERVER and PEER, the group of RADIO and DISH (zmq_msg_set_routing_id(3), zmq_msg_set_group(3)).
//
//   send(part, { routingId: 7 }) ─► [00 00 00 07, part] ─► engine          engine ─► [group, part] ─► receive() → [part, { group }]
//
// Rule: here the first frame of the engine becomes an object beside the part, and back; nothing else is done to a message.

import { Buffer } from 'node:buffer'
import { ZmqError } from '../error.ts'
import type { Message as Frames } from '../wire/message.ts'
import type { Message, MessageLike } from './message-like.ts'
import type { Readable } from './readable.ts'
import { readableMethods } from './readable.ts'
import { partsOf, type Socket } from './socket.ts'
import { checkArguments, type WaitOptions } from './waiting.ts'
import type { Writable } from './writable.ts'

const maxRoutingId = 0xffff_ffff

/** A routing id as the engine has it. @throws TypeError, ZmqError EINVAL for 0 and what is no unsigned 32-bit number */
export function routingIdFrame(routingId: unknown): Uint8Array {
  if (typeof routingId !== 'number') throw new TypeError('Routing id must be a number')
  if (!(Number.isInteger(routingId) && routingId > 0 && routingId <= maxRoutingId)) throw new ZmqError('EINVAL')
  const frame = Buffer.allocUnsafe(4)
  frame.writeUInt32BE(routingId)
  return frame
}

export const routingIdOf = (frame: Uint8Array): number => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).readUInt32BE()

/** A group in octets. @throws TypeError */
export function groupFrame(group: unknown): Uint8Array {
  if (typeof group === 'string') return Buffer.from(group)
  if (group instanceof Uint8Array) return group
  throw new TypeError('Group must be a string or buffer')
}

/** Sending methods whose options carry what is attached; `head` makes it the first frame. */
export function attachingMethods<O extends WaitOptions>(
  head: (options: O) => Uint8Array,
): Writable<MessageLike, [options: O]> & ThisType<Socket> {
  const framed = (first: Uint8Array, message: MessageLike): unknown[] => (Array.isArray(message) ? [first, ...message] : [first, message])
  return {
    send(message, options) {
      // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
      checkAttached(arguments.length, options)
      return partsOf(this).sender.send(framed(head(options), message), waitOf(options))
    },
    sendMany(messages, options) {
      // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
      checkAttached(arguments.length, options)
      if (typeof messages?.[Symbol.iterator] !== 'function' || typeof messages === 'string') {
        throw new TypeError('Messages must be an iterable of messages')
      }
      const first = head(options)
      const all = (function* () {
        for (const message of messages) yield framed(first, message)
      })()
      return partsOf(this).sender.sendMany(all, waitOf(options))
    },
  }
}

/** Receiving methods that hand out the part and, beside it, what `beside` makes of the first frame. */
export function attachedMethods<A extends object>(
  beside: (head: Buffer) => A,
): Omit<Readable<[Message, A]>, typeof Symbol.asyncIterator> & {
  [Symbol.asyncIterator](): AsyncIterator<[Message, A], undefined>
} & ThisType<Socket> {
  const shown = (frames: Frames): [Message, A] => [frames[1] as Message, beside(frames[0] as Buffer)]
  return {
    receive(...wait) {
      return readableMethods.receive.apply(this, wait).then(shown)
    },
    receiveMany(...arguments_) {
      return readableMethods.receiveMany.apply(this, arguments_).then(messages => messages.map(shown))
    },
    batches(...max) {
      const batches = readableMethods.batches.apply(this, max)
      return {
        next: () =>
          batches.next().then(({ value, done }) => (done ? { value: undefined, done } : { value: value.map(shown), done: false as const })),
        [Symbol.asyncIterator]() {
          return this
        },
      }
    },
    [Symbol.asyncIterator]() {
      const messages = readableMethods[Symbol.asyncIterator].call(this)
      return {
        next: () =>
          messages.next().then(({ value, done }) => (done ? { value: undefined, done } : { value: shown(value), done: false as const })),
      }
    },
  }
}

function checkAttached(given: number, options: unknown): void {
  checkArguments(given, 2)
  if (typeof options !== 'object' || options === null) throw new TypeError('Options must be an object')
}

const waitOf = ({ signal }: WaitOptions): WaitOptions | undefined => (signal === undefined ? undefined : { signal })
