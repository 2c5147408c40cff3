// What may be given to send(), and how it becomes frames.
// Rule: nothing is guessed. What has no one obvious meaning as octets is a TypeError here, before anything is sent.

import { Buffer } from 'node:buffer'
import { types } from 'node:util'
import type { Message as Frames } from '../wire/message.ts'

/** One frame as received. */
export type Message = Buffer
/** One frame to send: octets as they are, text as UTF-8, null as an empty frame, numbers as decimal text. */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | bigint | boolean | null

const empty = Buffer.alloc(0)

/**
 * The frames of `message`: one, or one for each element of an array. Octets are not copied, except out of shared memory.
 * @throws TypeError when there is nothing to send (undefined, an empty array), or when a part is an array or a symbol
 */
export function toFrames(message: unknown): Frames {
  if (message instanceof Buffer) return [message]
  if (typeof message === 'string') return [Buffer.from(message)]
  if (!Array.isArray(message)) return [toFrame(message)]
  if (message.length === 0) throw new TypeError('Message must have at least one part')
  const frames: Frames = new Array(message.length)
  for (let index = 0; index < frames.length; index++) frames[index] = toFrame(message[index])
  return frames
}

function toFrame(part: unknown): Uint8Array {
  if (part instanceof Buffer) return part
  if (typeof part === 'string') return Buffer.from(part)
  if (part === null) return empty
  if (part === undefined) throw new TypeError('Message must be present')
  if (ArrayBuffer.isView(part)) {
    if (types.isSharedArrayBuffer(part.buffer)) return Buffer.copyBytesFrom(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    return Buffer.from(part.buffer, part.byteOffset, part.byteLength)
  }
  if (types.isArrayBuffer(part)) return Buffer.from(part)
  if (types.isSharedArrayBuffer(part)) return Buffer.copyBytesFrom(new Uint8Array(part))
  if (Array.isArray(part)) throw new TypeError('A message part must not be an array')
  // Template literals refuse symbols, String() does not.
  return Buffer.from(`${part}`)
}
