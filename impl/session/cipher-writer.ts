// The sending half of a secured connection: what FrameEncoder does, each frame sealed as it is written (RFC 26, "The MESSAGE Command").
//
//   frame(flags, body) ─► [ 00 size | 07MESSAGE counter tag (flags body) ]  in the encoder's chunk, sealed where it lies
//
// Rule: the outer frame is a message frame, as libzmq sends and expects it (docs/deviations.md); the RFC's command frame on request.

import type { TrafficCipher } from '../mechanism/mechanism.ts'
import { COMMAND } from '../wire/frame.ts'
import type { FrameEncoder } from '../wire/frame-encoder.ts'

/** What the session writes frames with. */
export type FrameWriter = Pick<FrameEncoder, 'frame' | 'prefixed'>

/** `asCommands`: the outer frames of the RFC. */
export function cipherWriter(cipher: TrafficCipher, encoder: FrameEncoder, asCommands: boolean): FrameWriter {
  const { overhead } = cipher
  const outer = asCommands ? COMMAND : 0
  return {
    frame(flags, body) {
      const { length } = body
      const at = encoder.reserve(outer, overhead + length)
      const { memory } = encoder
      memory.set(body, at + overhead)
      cipher.seal(flags, memory, at, length)
    },
    prefixed(flags, prefix, data) {
      const length = prefix.length + data.length
      const at = encoder.reserve(outer, overhead + length)
      const { memory } = encoder
      memory.set(prefix, at + overhead)
      memory.set(data, at + overhead + prefix.length)
      cipher.seal(flags, memory, at, length)
    },
  }
}
