// Endpoints of udp (zmq_udp(7)): `[interface;]group-or-host:port`, where an interface is a name, an address or `*`.
//
//   bind     udp://*:5555 · udp://127.0.0.1:5555 · udp://lo;239.0.0.1:5555 joins the group, and listens on every address
//   connect  udp://127.0.0.1:5555 · udp://lo;239.0.0.1:5555 sends to the group through the interface
//
// Rule: an interface goes with a multicast group only; a group of IPv6 needs the name of one, its address says too little.

import { isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { ZmqError } from '../error.ts'
import { type HostPort, parseEndpoint, parseHostPort } from './endpoint.ts'

export interface UdpEndpoint extends HostPort {
  /** As it was given; null when none was. */
  readonly via: string | null
  /** Whether `host` is a group. */
  readonly multicast: boolean
}

export const isMulticast = (host: string): boolean =>
  isIPv4(host) ? Number(host.split('.')[0]) >> 4 === 14 : isIPv6(host) && /^ff/i.test(host)

/** @throws ZmqError EINVAL */
export function parseUdp(endpoint: string, use: 'bind' | 'connect'): UdpEndpoint {
  const { address } = parseEndpoint(endpoint)
  const at = address.lastIndexOf(';')
  const via = at < 0 ? null : address.slice(0, at)
  const place = parseHostPort(address.slice(at + 1), endpoint)
  const multicast = isMulticast(place.host)
  if (use === 'connect' && (place.host === '*' || place.port === null || place.port === 0))
    throw new ZmqError('EINVAL', 'connect to an address and a port of udp: a wildcard is for bind', endpoint)
  if (via !== null && !multicast)
    throw new ZmqError('EINVAL', 'an interface goes before a multicast group: udp://interface;239.0.0.1:5555', endpoint)
  if (via !== null && (!/^(?:\[[\da-fA-F:.]+\]|[\w.*%-]+)$/.test(via) || isMulticast(via)))
    throw new ZmqError('EINVAL', undefined, endpoint)
  return { ...place, via, multicast }
}

/**
 * The interface of a group, as node:dgram wants it: an IPv4 address of it, `::%name`, or undefined for the system's choice.
 * @throws ZmqError ENODEV, EINVAL
 */
export function groupInterface({ host, via }: UdpEndpoint, endpoint: string): string | undefined {
  if (via === null || via === '*') return undefined
  const six = isIPv6(host)
  if (isIPv4(via)) {
    if (six) throw new ZmqError('EINVAL', 'a group of IPv6 is joined through an interface of IPv6', endpoint)
    return via
  }
  if (via.startsWith('[')) throw new ZmqError(six ? 'ENODEV' : 'EINVAL', 'a group is joined through an interface by its name', endpoint)
  const addresses = networkInterfaces()[via]
  const found = addresses?.find(({ family }) => family === (six ? 'IPv6' : 'IPv4'))
  if (found === undefined) throw new ZmqError('ENODEV', `no interface ${via} with an address of IPv${six ? 6 : 4}`, endpoint)
  return six ? `::%${via}` : found.address
}

/** As it was given, with the port that was bound. */
export function formatUdp({ host, via }: Pick<UdpEndpoint, 'host' | 'via'>, port: number): string {
  return `udp://${via === null ? '' : `${via};`}${isIPv6(host) ? `[${host}]` : host}:${port}`
}
