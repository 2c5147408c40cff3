// tcp:// (zmq_tcp(7)): wildcards, interface names, IPv6, `source;destination`, names resolved at each attempt.
// Rule: IPV6 off means IPv4 only; on means both, and a wildcard bind takes both.

import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import { ZmqError } from '../error.ts'
import { admitAddresses } from './accept-filter.ts'
import { connectThrough, listenThrough } from './bound-device.ts'
import { formatTcp, type HostPort, parseEndpoint, parseHostPort } from './endpoint.ts'
import { toZmqError } from './failure.ts'
import { descriptorOf } from './kernel-option.ts'
import { localHost } from './local-host.ts'
import { type DialPlan, dial } from './net-dial.ts'
import { closeServer, type ListenPlan, listen } from './net-listen.ts'
import type { StreamAddresses } from './net-stream.ts'
import { dialThrough, proxyOf } from './socks-dial.ts'
import { tuneTcp } from './tcp-tuning.ts'
import type { StreamTransport } from './transport.ts'

interface Target {
  readonly source: HostPort | null
  readonly peer: HostPort & { readonly port: number }
}

function parseTarget(endpoint: string): Target {
  const [first = '', second, ...rest] = parseEndpoint(endpoint).address.split(';')
  const { host, port } = parseHostPort(second ?? first, endpoint)
  if (rest.length > 0 || host === '*' || port === null) throw new ZmqError('EINVAL', undefined, endpoint)
  return { source: second === undefined ? null : parseHostPort(first, endpoint), peer: { host, port } }
}

/** A dual-stack listener sees IPv4 peers as `::ffff:a.b.c.d`; endpoints show the IPv4 address. */
const plain = (address: string | undefined): string | undefined => address?.replace(/^::ffff:(?=\d+\.)/, '')

const addresses = (socket: Socket): StreamAddresses => ({
  localEndpoint: formatTcp(plain(socket.localAddress), socket.localPort),
  remoteEndpoint: formatTcp(plain(socket.remoteAddress), socket.remotePort),
})

export const tcp: StreamTransport = {
  scheme: 'tcp',

  validate(endpoint, use) {
    if (use === 'connect') parseTarget(endpoint)
    else parseHostPort(parseEndpoint(endpoint).address, endpoint)
  },

  connect(endpoint, options, accept, failed) {
    const { source, peer } = parseTarget(endpoint)
    const reachable = options.ipv6 || !isIPv6(peer.host)
    const local = source === null || source.host === '*' ? {} : { localAddress: source.host }
    const localPort = source === null || source.port === null ? {} : { localPort: source.port }
    const proxy = proxyOf(options)
    const device = options.interface === null ? null : Buffer.from(options.interface).toString()
    const plan: DialPlan = {
      to: reachable ? { host: peer.host, port: peer.port, family: options.ipv6 ? 0 : 4, ...local, ...localPort } : null,
      ...(device === null ? {} : { prepare: () => connectThrough(device, isIPv6(peer.host) ? 6 : 4) }),
      timeout: options.connectTimeout,
      addresses,
      tune(socket) {
        // The kernel may join a socket to itself when the port asked for is the ephemeral one it just chose.
        if (socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress) return new ZmqError('ECONNREFUSED')
        tuneTcp(socket, options)
        return null
      },
    }
    return proxy === null ? dial(plan, accept, failed) : dialThrough(proxy, { host: peer.host, port: peer.port }, plan, accept, failed)
  },

  async listen(endpoint, options, accept, failed) {
    const { host, port } = parseHostPort(parseEndpoint(endpoint).address, endpoint)
    const address = await localHost(host, options.ipv6, endpoint).catch(error => {
      throw toZmqError(error, endpoint)
    })
    const at = { host: address, port: port ?? 0 }
    const device = options.interface === null ? null : Buffer.from(options.interface).toString()
    const plan: ListenPlan = {
      endpoint,
      at: options.useFd < 0 ? at : { fd: options.useFd },
      backlog: options.backlog,
      addresses,
      admit: admitAddresses(options.tcpAcceptFilter),
      tune: socket => tuneTcp(socket, options),
      ...(device === null || options.useFd >= 0 ? {} : { listen: (server, backlog) => listenThrough(server, device, at, backlog) }),
    }
    const server = await listen(plan, accept, failed)
    const bound = server.address() as AddressInfo
    return { endpoint: formatTcp(bound.address, bound.port), fd: descriptorOf(server) ?? -1, close: () => closeServer(server) }
  },
}
