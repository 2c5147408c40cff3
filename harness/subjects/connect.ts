// From an address to a subject. The connector files say how each kind is reached.
//   name in-process ─ in-process.ts   name program, exec: ─ program.ts   tcp: ─ tcp-address.ts   image: ─ image.ts

import type { OpenChannel } from '../control/channel.ts'
import { parseAddress } from './address.ts'
import { inProcess } from './in-process.ts'
import { program } from './program.ts'
import type { Subject } from './subject.ts'
import { type SessionOptions, subjectSession } from './subject-session.ts'
import { subjectTable } from './subject-table.ts'
import { tcpAddress } from './tcp-address.ts'

export interface ConnectOptions extends SessionOptions {
  /** The environment of programs, whole. Give the one captured before a test runner changed it. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** How a program is talked to. Default `stdio`; `dial-back` is what containers use. */
  readonly control?: 'stdio' | 'dial-back'
}

/** How to open a channel to the subject at `address`. @throws AddressError */
export function channelTo(address: string, options: Pick<ConnectOptions, 'env' | 'control'> = {}): OpenChannel {
  const { env = process.env, control = 'stdio' } = options
  const parsed = parseAddress(address)
  switch (parsed.kind) {
    case 'exec':
      return program(parsed, env, control)
    case 'tcp':
      return tcpAddress(parsed)
    case 'image':
      // Loaded when it is used, like what it stands on.
      return async (sink, signal) => (await import('./image.ts')).image(parsed, env)(sink, signal)
    case 'name': {
      const { start } = subjectTable[parsed.name]
      return start.kind === 'in-process' ? inProcess(start.shim) : program(start, env, control)
    }
    default:
      return parsed satisfies never
  }
}

/** The subject at `address`; it is started by its first `ready`, `open` or `reset`. @throws AddressError */
export function connectSubject(address: string, options: ConnectOptions = {}): Subject {
  const prepare = async () => (await import('./prepare.ts')).prepareSubject(address, options.env ?? process.env, () => {})
  return subjectSession(address, channelTo(address, options), { ...options, prepare })
}
