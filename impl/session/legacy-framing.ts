// The framing of ZMTP 1.0 in place of that of a session that has begun (RFC 13, "The Framing Layer").
// Rule: what was written and not taken goes out first.

import type { FrameSink } from '../wire/frame-decoder.ts'
import type { FrameEncoder } from '../wire/frame-encoder.ts'
import { LegacyDecoder } from '../wire/legacy-decoder.ts'
import { LegacyEncoder } from '../wire/legacy-encoder.ts'
import { allocateZeroed } from '../wire/memory.ts'
import { ROUTING_ID_LIMIT } from './peer.ts'
import type { SessionOptions } from './session-sink.ts'

export interface LegacyFraming {
  readonly decoder: LegacyDecoder
  readonly encoder: LegacyEncoder
}

export function legacyFraming(
  sink: FrameSink,
  { allocate = allocateZeroed, View }: SessionOptions,
  written: FrameEncoder | LegacyEncoder,
): LegacyFraming {
  const encoder = new LegacyEncoder(allocate)
  for (const octets of written.take()) encoder.raw(octets)
  return { encoder, decoder: new LegacyDecoder(sink, View, allocate, ROUTING_ID_LIMIT) }
}
