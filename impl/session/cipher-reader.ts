// The receiving half of a secured connection: out of each frame comes one frame in clear (RFC 26, "The MESSAGE Command").
// Rule: the outer frame may be a message frame, as libzmq sends it, or a command, as the RFC says; MORE belongs into the box.

import { ZmtpError } from '../error.ts'
import type { TrafficCipher } from '../mechanism/mechanism.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import type { ViewConstructor } from '../wire/message.ts'

/** Takes frames in clear. False: hold everything after it. */
export type TakeFrame = (flags: number, body: Uint8Array) => boolean

/**
 * Opens one frame where it lies and passes it on; `limit` is the largest acceptable body of a message frame.
 * @throws ZmtpError when it is malformed, forged, seen before, or too large
 */
export function openFrame(
  cipher: TrafficCipher,
  View: ViewConstructor,
  limit: number,
  outer: number,
  body: Uint8Array,
  take: TakeFrame,
): boolean {
  if ((outer & MORE) !== 0) throw malformed('a MESSAGE has MORE set outside its box')
  const flags = cipher.open(body as Uint8Array<ArrayBuffer>)
  if (flags === (MORE | COMMAND)) throw malformed('a command has more frames to follow')
  const { overhead } = cipher
  const length = body.length - overhead
  if (length > limit && (flags & COMMAND) === 0) {
    throw new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1 framing', `a frame of ${length} octets is larger than the ${limit} allowed here`)
  }
  return take(flags, new View(body.buffer as ArrayBuffer, body.byteOffset + overhead, length))
}

function malformed(text: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_MALFORMED_COMMAND_MESSAGE', '26 the MESSAGE command', text)
}
