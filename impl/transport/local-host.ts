// Where to bind: the address that a wildcard, a name or the name of an interface stands for (zmq_tcp(7), zmq_udp(7)).
// Rule: IPV6 off means IPv4 only; on means that IPv6 is preferred, and a wildcard takes both.

import { lookup } from 'node:dns/promises'
import { isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { ZmqError } from '../error.ts'

/** The address to listen on. @throws (rejects) ZmqError ENODEV, or what the resolver says */
export async function localHost(host: string, ipv6: boolean, endpoint: string): Promise<string> {
  if (host === '*') return ipv6 ? '::' : '0.0.0.0'
  if (isIPv4(host)) return host
  if (isIPv6(host)) {
    if (!ipv6) throw new ZmqError('ENODEV', undefined, endpoint)
    return host
  }
  const addresses = networkInterfaces()[host]
  if (addresses === undefined) return (await lookup(host, { family: ipv6 ? 0 : 4 })).address
  const found = (ipv6 ? addresses.find(({ family }) => family === 'IPv6') : undefined) ?? addresses.find(({ family }) => family === 'IPv4')
  if (found === undefined) throw new ZmqError('ENODEV', undefined, endpoint)
  return found.family === 'IPv6' && found.address.startsWith('fe80') ? `${found.address}%${host}` : found.address
}
