// Schemes and what serves them. Adding a transport is one file beside this one and one row here.

import { ZmqError } from '../error.ts'
import type { DatagramTransport } from './datagram.ts'
import { parseEndpoint } from './endpoint.ts'
import { validateInproc } from './inproc.ts'
import { ipc } from './ipc.ts'
import { tcp } from './tcp.ts'
import type { StreamTransport } from './transport.ts'
import { udp } from './udp.ts'

type Scheme = 'tcp' | 'ipc' | 'inproc' | 'udp'

/** `stream`: octets through the system, with sessions. `datagram`: messages through the system, without. `inproc`: messages from pipe to pipe. */
export type TransportKind =
  | { readonly kind: 'stream'; readonly transport: StreamTransport }
  | { readonly kind: 'datagram'; readonly transport: DatagramTransport }
  | { readonly kind: 'inproc' }

const transports = {
  tcp: { kind: 'stream', transport: tcp },
  ipc: { kind: 'stream', transport: ipc },
  inproc: { kind: 'inproc' },
  udp: { kind: 'datagram', transport: udp },
} as const satisfies Record<Scheme, TransportKind>

/** What serves `endpoint`, which is checked for `use`. @throws ZmqError EINVAL, EPROTONOSUPPORT, ENAMETOOLONG */
export function transportFor(endpoint: string, use: 'bind' | 'connect'): TransportKind {
  const { scheme } = parseEndpoint(endpoint)
  if (!Object.hasOwn(transports, scheme)) throw new ZmqError('EPROTONOSUPPORT', undefined, endpoint)
  const found: TransportKind = transports[scheme as Scheme]
  if (found.kind === 'inproc') validateInproc(endpoint)
  else found.transport.validate(endpoint, use)
  return found
}
