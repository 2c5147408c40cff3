// Connector: a shim as a process, over its standard streams or a connection it opens itself.

import type { OpenChannel } from '../control/channel.ts'
import { stdioChannel } from '../control/stdio-channel.ts'
import { dialBackChannel, diallingProcess } from '../control/tcp-channel.ts'

export function program(
  { command, args }: { readonly command: string; readonly args: readonly string[] },
  env: Readonly<Record<string, string | undefined>>,
  control: 'stdio' | 'dial-back',
): OpenChannel {
  const { ZMQSPEC_CONTROL: _control, ZMQSPEC_TOKEN: _token, ...own } = env
  const spec = { command, args, env: own }
  return control === 'stdio' ? stdioChannel(spec) : dialBackChannel(diallingProcess(spec))
}
