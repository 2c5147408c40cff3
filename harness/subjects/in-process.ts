// Connector: a shim in this process. Loaded when it is first used, so that other runs do not need it.

import { callChannel, type MakeShim } from '../control/call-channel.ts'
import type { OpenChannel } from '../control/channel.ts'

export function inProcess(load: () => Promise<MakeShim>): OpenChannel {
  return async (sink, signal) => callChannel(await load())(sink, signal)
}
