// The empty message that tells a ROUTER of our existence (zmq_setsockopt(3), ZMQ_PROBE_ROUTER).
// Rule: one for each connection made, so that a ROUTER that was restarted learns of us again; nothing when the pipe is full.

import { newFrame } from './envelope.ts'
import type { PatternSetup, Pipe } from './pattern.ts'

export function createProbe({ options, View }: PatternSetup): (pipe: Pipe) => void {
  return pipe => {
    if (options.probeRouter && !pipe.full) pipe.write([newFrame(View, 0)])
  }
}
