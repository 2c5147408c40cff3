// Frames put before a message and taken off again (RFC 28, "The Request-Reply Envelope").
//
//   ROUTER [id | …]    REQ, REP [hop … hop | empty | body …]
//
// Rule: a frame is put before a message by building a new array and taken off in place; both were measured as the fastest
// (unshift 59-65 ns, new array 11-28 ns; slice 17-22 ns, shift 16 ns, in place 9 ns).

import type { Message, ViewConstructor } from '../wire/message.ts'

/** A new frame of `length` octets, all zero. */
export function newFrame(View: ViewConstructor, length: number): Uint8Array {
  return new View(new ArrayBuffer(length), 0, length)
}

/** A new frame: one octet, then `rest`. */
export function newPrefixedFrame(View: ViewConstructor, first: number, rest: Uint8Array): Uint8Array {
  const frame = newFrame(View, rest.length + 1)
  frame[0] = first
  frame.set(rest, 1)
  return frame
}

/** `head` and then the frames of `message`, which stays as it is. */
export function prepend(head: Uint8Array, message: Message): Message {
  switch (message.length) {
    case 1:
      return [head, message[0]!]
    case 2:
      return [head, message[0]!, message[1]!]
    default:
      return [head, ...message]
  }
}

/** Takes `count` frames off the front, in place. */
export function dropFirst(message: Message, count: number): void {
  const length = message.length - count
  for (let index = 0; index < length; index++) message[index] = message[index + count]!
  for (let index = 0; index < count; index++) message.pop()
}
