// A message of several frames while it is not complete (RFC 37, "Framing").
// Rule: everything that an unfinished message makes this side keep is counted: its octets, and those of commands in between, which lie
// in the same memory.

import { ZmtpError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import { PARTS_LIMIT } from './limits.ts'

export class Assembly {
  /** The frames so far; null when none is waited for. */
  parts: Message | null = null
  readonly #frameLimit: number
  readonly #messageLimit: number
  #size = 0

  /** The largest acceptable frame, and message, in octets. */
  constructor(frameLimit: number, messageLimit: number) {
    this.#frameLimit = frameLimit
    this.#messageLimit = messageLimit
  }

  /** Octets that the next frame of the message may have. */
  get room(): number {
    return this.parts === null ? this.#frameLimit : Math.min(this.#frameLimit, this.#messageLimit - this.#size)
  }

  /** One more frame; the whole message when it was the last. @throws ZmtpError when it becomes too much */
  add(body: Uint8Array, more: boolean): Message | null {
    const message = this.parts ?? []
    message.push(body)
    this.parts = more ? message : null
    if (more) {
      this.hold(body.length)
      return null
    }
    this.#size = 0
    return message
  }

  /** The frames so far are all there will be; null when there are none. */
  finish(): Message | null {
    const message = this.parts
    this.parts = null
    this.#size = 0
    return message
  }

  /** Octets that came between the frames. @throws ZmtpError when it becomes too much */
  hold(octets: number): void {
    const parts = this.parts?.length ?? 0
    if (parts === 0) return
    this.#size += octets
    if (parts < PARTS_LIMIT && this.#size <= this.#messageLimit) return
    throw new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1 framing', `a message of more than ${parts} frames or too many octets`)
  }
}
