// Connector: a shim in a container, which dials back over TCP; it is well when it says hello.

import { startContainer } from '../containers/container.ts'
import type { Environment } from '../containers/engine.ts'
import type { OpenChannel } from '../control/channel.ts'
import { dialBackChannel } from '../control/tcp-channel.ts'

export function image({ name }: { readonly name: string }, env: Environment): OpenChannel {
  return dialBackChannel(variables => startContainer(name, variables, env))
}
