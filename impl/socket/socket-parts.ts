// What a socket is made of, and what its methods do with it.
// Rule: whatever changes a socket's state of life is here; classes only check arguments and call.

import { emitWarning } from 'node:process'
import { ZmqError } from '../error.ts'
import { transportFor } from '../transport/transport-table.ts'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { type Context, engineContextOf } from './context.ts'
import { SocketEngine } from './engine.ts'
import type { EngineContract } from './engine-contract.ts'
import { hold, release } from './keep-alive.ts'
import { OptionStore, type OptionValue } from './option-store.ts'
import { type OptionName, optionTable } from './option-table.ts'
import { Receiver } from './receiver.ts'
import { securityValues } from './security-option.ts'
import { Sender } from './sender.ts'
import { type Gate, requireOpen } from './waiting.ts'

export interface SocketParts extends Gate {
  readonly engine: EngineContract
  readonly sender: Sender
  readonly receiver: Receiver
  readonly options: OptionStore
  readonly context: Context
  /** Endpoints bound and connected. */
  endpoints: number
  /** `close` was called while the socket was blocked. */
  closeRequested: boolean
  /** The routing id for the peer of the next `connect` (ZMQ_CONNECT_ROUTING_ID). */
  nextRoutingId: Uint8Array | undefined
}

/** @throws ZmqError EMFILE */
export function createParts(type: SocketType, context: Context): SocketParts {
  const engine = new SocketEngine(engineContextOf(context), type)
  const gate: Gate = { status: 'open' }
  const { id, threadSafe } = socketTypes[type]
  const live = {
    type: () => id,
    threadSafe: () => threadSafe,
    lastEndpoint: () => engine.lastEndpoint,
    topicsCount: () => engine.topics() ?? 0,
    ...securityValues(engine.options),
  }
  const options = new OptionStore(engine.options, live, () => engine.optionsChanged())
  if (threadSafe) options.set('whenBusy', 'queue')
  const sender = new Sender(engine, gate, options)
  const receiver = new Receiver(engine, gate, options)
  return Object.assign(gate, { engine, sender, receiver, options, context, endpoints: 0, closeRequested: false, nextRoutingId: undefined })
}

/** Blocks the socket while it binds (+1) or unbinds (-1), as zeromq.js does; a close asked for meanwhile follows at once. */
export function changeBinding(parts: SocketParts, address: string, change: 1 | -1): Promise<void> {
  requireOpen(parts)
  parts.status = 'blocked'
  hold()
  const { engine } = parts
  const unblock = () => {
    release()
    parts.status = 'open'
    if (parts.closeRequested) closeParts(parts)
  }
  return (change === 1 ? engine.bind(address) : engine.unbind(address)).then(
    () => {
      parts.endpoints += change
      unblock()
    },
    error => {
      unblock()
      throw explained(error, address, 'bind')
    },
  )
}

/** @throws ZmqError with `address` */
export function connectParts(parts: SocketParts, address: string): void {
  requireOpen(parts)
  const routingId = parts.nextRoutingId
  parts.nextRoutingId = undefined
  joined(parts, address, () => parts.engine.connect(address, routingId))
}

/** The routing id of the peer, 4 octets. @throws ZmqError with `address` */
export function connectPeerParts(parts: SocketParts, address: string): Uint8Array {
  return joined(parts, address, () => parts.engine.connectPeer(address))
}

function joined<T>(parts: SocketParts, address: string, connect: () => T): T {
  requireOpen(parts)
  try {
    const result = connect()
    parts.endpoints++
    return result
  } catch (error) {
    throw explained(error, address, 'connect')
  }
}

/** @throws ZmqError EINVAL, EBADF */
export function joinGroups(parts: SocketParts, groups: readonly Uint8Array[]): void {
  requireOpen(parts)
  for (const group of groups) parts.engine.subscribe(group)
}

/** @throws ZmqError EINVAL, EBADF */
export function leaveGroups(parts: SocketParts, groups: readonly Uint8Array[]): void {
  requireOpen(parts)
  for (const group of groups) parts.engine.unsubscribe(group)
}

/** @throws ZmqError with `address` */
export function disconnectParts(parts: SocketParts, address: string): void {
  requireOpen(parts)
  try {
    parts.engine.disconnect(address)
  } catch (error) {
    throw explained(error, address, 'connect')
  }
  parts.endpoints--
}

export function closeParts(parts: SocketParts): void {
  if (parts.status === 'closed') return
  parts.status = 'closed'
  parts.endpoints = 0
  parts.engine.close()
  parts.sender.close()
  parts.receiver.close()
}

/** The value behind an accessor. @throws ZmqError ENOTSOCK */
export function readOption(parts: SocketParts, name: OptionName): OptionValue {
  if (parts.status === 'closed') throw new ZmqError('ENOTSOCK')
  return parts.options.get(name)
}

/** @throws TypeError, or ZmqError ENOTSOCK, EINVAL, ENOTSUP */
export function writeOption(parts: SocketParts, name: OptionName, value: unknown): void {
  if (parts.status === 'closed') throw new ZmqError('ENOTSOCK')
  parts.options.set(name, value)
  if (optionTable[name].effect === 'next endpoint' && (parts.endpoints > 0 || parts.status === 'blocked')) {
    emitWarning('Socket option will not take effect until next connect/bind.')
  }
}

/** An endpoint that cannot exist is not "not found": it is malformed, or its scheme unknown. */
function explained(error: unknown, address: string, use: 'bind' | 'connect'): unknown {
  if (!(error instanceof ZmqError)) return error
  try {
    if (error.code === 'ENOENT') transportFor(address, use)
  } catch (malformed) {
    return malformed
  }
  return error.address === undefined ? Object.assign(error, { address }) : error
}
