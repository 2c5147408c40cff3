// Declared and then refused is a failure of the subject's shim, not of ZeroMQ (docs/zshim.md, "Capabilities").
// Rule: a refusal counts only where nothing but the declaration decides: PULL may refuse to send whatever was declared.

import type { Capabilities, ErrorWord, Op } from './protocol.ts'
import { coreOps } from './protocol.ts'
import { factsOf, mayUse } from './socket-facts.ts'

export const isOffered = (caps: Capabilities, op: Op): boolean => (coreOps as readonly string[]).includes(op) || caps.ops.includes(op)

const scheme = (endpoint: string) => endpoint.split('://', 1)[0]!

const promises = (caps: Capabilities, type: string, transport: string, op: 'bind' | 'connect'): string | null =>
  caps.transports.includes(transport) && mayUse(type, transport, op) ? `the transport ${transport}` : null

/**
 * What was declared and is now refused, in words, or null when the refusal is in order.
 * `type` is the socket's type as it was opened, '' for ops without one.
 */
export function brokenPromise(
  caps: Capabilities,
  op: Op,
  request: Readonly<Record<string, unknown>>,
  type: string,
  err: ErrorWord,
): string | null {
  if (err === 'ENOSYS') return isOffered(caps, op) ? `the op ${op}` : null
  if (err !== 'ENOTSUP') return null
  const facts = factsOf(type)
  switch (op) {
    case 'open': {
      const undeclared = Object.keys((request['options'] as object | undefined) ?? {}).some(option => !caps.options.includes(option))
      return caps.sockets.includes(String(request['type'])) && !undeclared ? `the socket type ${request['type']}` : null
    }
    case 'bind':
    case 'connect':
      return promises(caps, type, scheme(String(request['ep'])), op)
    case 'send':
    case 'sendmany':
      return facts?.sends ? `sending on ${type}` : null
    case 'recv':
    case 'recvmany':
      return facts?.receives ? `receiving on ${type}` : null
    case 'sub':
    case 'unsub':
      return type === 'SUB' ? `${op} on SUB` : null
    case 'join':
    case 'leave':
      return type === 'DISH' ? `the op ${op}` : null
    case 'connect_peer':
      return type === 'PEER' ? `the op ${op}` : null
    case 'set':
    case 'get':
      return caps.options.includes(String(request['option'])) ? `the option ${request['option']}` : null
    case 'hello':
    case 'close':
    case 'reset':
    case 'bye':
    case 'unbind':
    case 'disconnect':
    case 'peers':
    case 'monitor':
    case 'pipes_stats':
    case 'stats':
    case 'z85':
    case 'bench':
    case 'zap':
    case 'asked':
      return `the op ${op}`
    default:
      return op satisfies never
  }
}
