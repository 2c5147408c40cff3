// Options by their number in zmq.h, as zmq_getsockopt(3) and zmq_setsockopt(3) have them.
// Rule: a number that is an action (subscribe) or a state (events) is answered here; the rest is the option store's.

import { Buffer } from 'node:buffer'
import { ZmqError } from '../error.ts'
import type { OptionKind } from './option-row.ts'
import { nameOf } from './option-store.ts'
import { type OptionName, optionTable } from './option-table.ts'
import { storageOf } from './option-value.ts'
import { readOption, type SocketParts, writeOption } from './socket-parts.ts'

const ZMQ_SUBSCRIBE = 6
const ZMQ_UNSUBSCRIBE = 7
const ZMQ_RCVMORE = 13
const ZMQ_EVENTS = 15
const ZMQ_IPV4ONLY = 31
const ZMQ_CONNECT_ROUTING_ID = 61
const ZMQ_XPUB_VERBOSER = 78

type NumberedKind = Extract<OptionKind, 'bool' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'string'>
const expected = {
  bool: ['boolean', 'a boolean'],
  int32: ['number', 'a number'],
  uint32: ['number', 'a number'],
  int64: ['number', 'a number'],
  uint64: ['number', 'a number'],
  string: ['string', 'a string or buffer'],
} as const satisfies Record<NumberedKind, readonly [string, string]>

/** @throws TypeError, or ZmqError EINVAL (unknown, write-only, other kind, not for this socket type), ENOTSOCK (closed) */
export function getNumbered(parts: SocketParts, id: number, kind: NumberedKind): boolean | number | string | null {
  if (typeof id !== 'number') throw new TypeError('Identifier must be a number')
  if (parts.status === 'closed') throw new ZmqError('ENOTSOCK')
  if (id === ZMQ_IPV4ONLY) {
    const only = !getNumbered(parts, optionTable.ipv6.id, kind)
    return kind === 'bool' ? only : Number(only)
  }
  const value = id === ZMQ_RCVMORE || id === ZMQ_EVENTS ? stateOf(parts, id) : readOption(parts, nameOf(id, kind, parts.engine.type, 'w'))
  if (kind === 'string') return (value as string | null | undefined) ?? null
  if (kind === 'bool') return Boolean(value)
  return kind === 'uint32' ? Number(value) >>> 0 : Number(value)
}

/** @throws TypeError, or ZmqError EINVAL, ENOTSUP, ENOTSOCK */
export function setNumbered(parts: SocketParts, id: number, kind: NumberedKind, value: unknown): void {
  if (typeof id !== 'number') throw new TypeError('Identifier must be a number')
  const [type, text] = expected[kind]
  const octets = kind === 'string' && (value === null || value instanceof Uint8Array)
  if (typeof value !== type && !octets) throw new TypeError(`Option value must be ${text}`)
  if (parts.status === 'closed') throw new ZmqError('ENOTSOCK')
  if (id === ZMQ_IPV4ONLY && storageOf(kind) === 'int') {
    writeOption(parts, 'ipv6', !inForm('ipv6', id, value))
    return
  }
  if (kind === 'string' && act(parts, id, value === null ? Buffer.alloc(0) : Buffer.from(value as string))) return
  const name = nameOf(id, kind, parts.engine.type, 'r')
  writeOption(parts, name, inForm(name, id, value))
}

/** In libzmq flags, numbers and the two switches of XPUB's verbosity are all an int. */
function inForm(name: OptionName, id: number, value: unknown): unknown {
  switch (optionTable[name].kind) {
    case 'verbosity':
      return value ? (id === ZMQ_XPUB_VERBOSER ? 'allSubsUnsubs' : 'allSubs') : null
    case 'bool':
      if (value !== true && value !== false && value !== 0 && value !== 1) throw new ZmqError('EINVAL')
      return Boolean(value)
    case 'string':
    case 'curveKey':
      return value
    default:
      return Number(value)
  }
}

function act(parts: SocketParts, id: number, octets: Uint8Array): boolean {
  switch (id) {
    case ZMQ_SUBSCRIBE:
      requireTopics(parts)
      parts.engine.subscribe(octets)
      return true
    case ZMQ_UNSUBSCRIBE:
      requireTopics(parts)
      parts.engine.unsubscribe(octets)
      return true
    case ZMQ_CONNECT_ROUTING_ID:
      if ((parts.engine.type !== 'ROUTER' && parts.engine.type !== 'STREAM') || octets.length === 0 || octets.length > 255)
        throw new ZmqError('EINVAL')
      parts.nextRoutingId = octets
      return true
    default:
      return false
  }
}

/** DISH joins groups by zmq_join(3), and has no such option. */
function requireTopics({ engine }: SocketParts): void {
  if (engine.type === 'DISH') throw new ZmqError('EINVAL')
}

function stateOf({ engine }: SocketParts, id: number): number {
  if (id === ZMQ_RCVMORE) return 0
  return (engine.canReceive() ? 1 : 0) | (engine.canSend() ? 2 : 0)
}
