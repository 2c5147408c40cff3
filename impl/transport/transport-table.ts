// Schemes and what serves them. Adding a transport is one file beside this one and one row here.

import { ZmqError } from '../error.ts'
import { parseEndpoint } from './endpoint.ts'
import { validateInproc } from './inproc.ts'
import { ipc } from './ipc.ts'
import { tcp } from './tcp.ts'
import type { StreamTransport } from './transport.ts'

type Scheme = 'tcp' | 'ipc' | 'inproc'

/** `stream`: octets through the system, with sessions. `inproc`: messages from pipe to pipe. */
export type TransportKind = { readonly kind: 'stream'; readonly transport: StreamTransport } | { readonly kind: 'inproc' }

const transports = {
  tcp: { kind: 'stream', transport: tcp },
  ipc: { kind: 'stream', transport: ipc },
  inproc: { kind: 'inproc' },
} as const satisfies Record<Scheme, TransportKind>

/** What serves `endpoint`, which is checked for `use`. @throws ZmqError EINVAL, EPROTONOSUPPORT, ENAMETOOLONG */
export function transportFor(endpoint: string, use: 'bind' | 'connect'): TransportKind {
  const { scheme } = parseEndpoint(endpoint)
  if (!Object.hasOwn(transports, scheme)) throw new ZmqError('EPROTONOSUPPORT', undefined, endpoint)
  const found: TransportKind = transports[scheme as Scheme]
  if (found.kind === 'stream') found.transport.validate(endpoint, use)
  else validateInproc(endpoint)
  return found
}
