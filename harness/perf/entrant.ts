// Who takes part, under the names that results carry.
// Rule: every entrant is a process of its own; what a user calls `ours` is the program `ours-program` here.

import { fileURLToPath } from 'node:url'
import type { OpenChannel } from '../control/channel.ts'
import { stdioChannel } from '../control/stdio-channel.ts'
import { channelTo } from '../subjects/connect.ts'
import { nodeProgram } from '../subjects/subject-folder.ts'

export interface Entrant {
  readonly name: string
  readonly address: string
  readonly open: OpenChannel
  /** The raw baseline speaks of sockets of type RAW only. */
  readonly raw: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** What the command line calls it, what results call it, and where it is. */
const aliases: Readonly<Record<string, { readonly name: string; readonly address: string }>> = {
  ours: { name: 'ours', address: 'ours-program' },
  'ours-program': { name: 'ours', address: 'ours-program' },
  libzmq: { name: 'zeromq-js', address: 'libzmq' },
  'zeromq-js': { name: 'zeromq-js', address: 'libzmq' },
}

/** @throws AddressError */
export function entrant(word: string, env: Environment): Entrant {
  const { name, address } = aliases[word] ?? { name: word, address: word }
  return { name, address, open: channelTo(address, { env }), raw: false }
}

export const rawName = 'raw-tcp'

export function rawEntrant(env: Environment): Entrant {
  const start = nodeProgram(new URL('./raw-tcp/shim.ts', import.meta.url))
  if (start.kind !== 'program') throw new Error(`${fileURLToPath(import.meta.url)}: the raw shim is a program`)
  return { name: rawName, address: rawName, open: stdioChannel({ ...start, env }), raw: true }
}
