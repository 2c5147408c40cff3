// Connector: a shim that listens somewhere else. Stopping the subject ends the conversation, not the shim.

import type { OpenChannel } from '../control/channel.ts'
import { tcpChannel } from '../control/tcp-channel.ts'

export function tcpAddress({ host, port }: { readonly host: string; readonly port: number }): OpenChannel {
  return tcpChannel(host, port)
}
