// Endpoints: `scheme://address` (zmq_bind(3), zmq_connect(3), zmq_tcp(7), zmq_ipc(7), zmq_inproc(7)).
// Rule: parsing touches neither network nor file system; every malformed endpoint is EINVAL before anything happens.

import { isIPv6 } from 'node:net'
import { ZmqError } from '../error.ts'

/** An endpoint cut at `://`. */
export interface Endpoint {
  readonly scheme: string
  readonly address: string
}

/** Host and port of a tcp endpoint. `host` has no brackets; `port` null is the wildcard. */
export interface HostPort {
  readonly host: string
  readonly port: number | null
}

/** @throws ZmqError EINVAL when there is no scheme or no address */
export function parseEndpoint(endpoint: string): Endpoint {
  const at = endpoint.indexOf('://')
  if (at <= 0 || at + 3 === endpoint.length || endpoint.includes('\0')) throw new ZmqError('EINVAL', undefined, endpoint)
  return { scheme: endpoint.slice(0, at), address: endpoint.slice(at + 3) }
}

/** `host:port`, `*:port`, `host:*`, `[v6]:port`, `name:port`. @throws ZmqError EINVAL */
export function parseHostPort(address: string, endpoint: string): HostPort {
  const match = /^(?:\[([^\]]+)\]|([\w.*%-]+)):(\d{1,5}|\*)$/.exec(address)
  const host = match?.[1] ?? match?.[2]
  if (match === null || host === undefined) throw new ZmqError('EINVAL', undefined, endpoint)
  if (match[1] !== undefined && match[1] !== '*' && !isIPv6(match[1])) throw new ZmqError('EINVAL', undefined, endpoint)
  const port = match[3] === '*' ? null : Number(match[3])
  if (port !== null && port > 65535) throw new ZmqError('EINVAL', undefined, endpoint)
  return { host, port }
}

/** `tcp://host:port`, with brackets where the host is an IPv6 address. */
export function formatTcp(host: string | undefined, port: number | undefined): string {
  const name = host ?? ''
  return `tcp://${isIPv6(name) ? `[${name}]` : name}:${port ?? 0}`
}
