// udp:// (zmq_udp(7)): unicast and multicast, IPv4 and IPv6, by node:dgram.
//
//   bind     to the address; for a group to every address, and the group is joined        connect   from a port of the system's choice
//
// Rule: addresses are shared as libzmq shares them (SO_REUSEADDR), so several programs of a machine can hear one group. IPV6 off means
// IPv4 only; on means both, and a wildcard bind takes both.

import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { type AddressInfo, isIPv4, isIPv6 } from 'node:net'
import { ZmqError } from '../error.ts'
import type { DatagramReader, DatagramSocket, DatagramTransport } from './datagram.ts'
import { dedicate } from './datagram-device.ts'
import { toZmqError } from './failure.ts'
import { localHost } from './local-host.ts'
import type { TransportOptions } from './transport.ts'
import { formatUdp, groupInterface, isMulticast, parseUdp, type UdpEndpoint } from './udp-endpoint.ts'

/** Where to bind and, of an endpoint that sends to one place, where to send. */
interface Route {
  readonly endpoint: string
  readonly place: UdpEndpoint
  readonly local: { readonly address: string; readonly port: number }
  readonly target: { readonly host: string; readonly port: number } | null
  readonly through: string | undefined
}

const anywhere = (host: string): string => (isIPv6(host) ? '::' : '0.0.0.0')

/** Addresses are numbers by now: nothing is looked up, and the order of what is sent is kept. */
type Found = (error: null, address: string, family: number) => void
const asItIs = (host: string, _options: unknown, found: Found): void => found(null, host, isIPv6(host) ? 6 : 4)

async function route(endpoint: string, use: 'bind' | 'connect', place: UdpEndpoint, ipv6: boolean): Promise<Route> {
  const { host, port, multicast } = place
  const through = multicast ? groupInterface(place, endpoint) : undefined
  const shared = { endpoint, through }
  if (use === 'bind') {
    const address = multicast ? anywhere(host) : await localHost(host, ipv6, endpoint)
    return { ...shared, place: multicast ? place : { ...place, host: address }, local: { address, port: port ?? 0 }, target: null }
  }
  const numbers = isIPv4(host) || isIPv6(host) ? host : (await lookup(host, { family: ipv6 ? 0 : 4 })).address
  return { ...shared, place, local: { address: anywhere(numbers), port: 0 }, target: { host: numbers, port: port ?? 0 } }
}

function open({ endpoint, place, local, target, through }: Route, options: TransportOptions, reader: DatagramReader): DatagramSocket {
  const six = isIPv6(local.address)
  const sizes = {
    ...(options.receiveBufferSize > 0 && { recvBufferSize: options.receiveBufferSize }),
    ...(options.sendBufferSize > 0 && { sendBufferSize: options.sendBufferSize }),
  }
  const socket = createSocket({ type: six ? 'udp6' : 'udp4', reuseAddr: target === null, lookup: asItIs as never, ...sizes })
  let failure: Error | null = null
  // Of a socket that is open, what the system reports is about single datagrams, and those may be lost.
  socket.on('error', error => {
    failure ??= error
  })
  try {
    socket.bind(local)
    if (failure !== null) throw failure
    const fd = options.interface === null ? -1 : dedicate(socket, Buffer.from(options.interface).toString())
    if (target === null) listen(socket, place, through, reader)
    else if (isMulticast(target.host)) aim(socket, through, options)
    socket.unref()
    return serve(socket, six, target, target === null ? formatUdp(place, (socket.address() as AddressInfo).port) : endpoint, fd)
  } catch (error) {
    socket.close()
    throw error
  }
}

function listen(socket: Socket, { host, multicast }: UdpEndpoint, through: string | undefined, reader: DatagramReader): void {
  if (multicast) socket.addMembership(host, through)
  socket.on('message', (datagram, { address, port }) => reader.received(datagram, { host: plain(address), port }))
}

function aim(socket: Socket, through: string | undefined, { multicastHops, multicastLoop }: TransportOptions): void {
  if (through !== undefined) socket.setMulticastInterface(through)
  socket.setMulticastTTL(multicastHops)
  socket.setMulticastLoopback(multicastLoop)
}

/** A socket of both families sees IPv4 as `::ffff:a.b.c.d`, and sends to it so. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')

function serve(socket: Socket, six: boolean, target: Route['target'], endpoint: string, fd: number): DatagramSocket {
  let closing: Promise<void> | null = null
  const both = six && (socket.address() as AddressInfo).address === '::'
  return {
    endpoint,
    fd,
    get unsent() {
      return closing === null ? socket.getSendQueueCount() : 0
    },
    send(datagram, to, done) {
      const { host, port } = to ?? target!
      if (!(six ? isIPv6(host) || (both && isIPv4(host)) : isIPv4(host)))
        throw new ZmqError('EHOSTUNREACH', `${endpoint} does not reach ${host}: that is an address of another family`)
      if (closing === null) socket.send(datagram, port, six && isIPv4(host) ? `::ffff:${host}` : host, () => done())
    },
    close: () => (closing ??= new Promise(resolve => socket.close(resolve))),
  }
}

export const udp: DatagramTransport = {
  scheme: 'udp',

  validate(endpoint, use) {
    parseUdp(endpoint, use)
  },

  plan(endpoint, use, options) {
    const place = parseUdp(endpoint, use)
    if (isIPv6(place.host) && !options.ipv6)
      throw new ZmqError(use === 'bind' ? 'ENODEV' : 'EINVAL', 'an address of IPv6 needs the option ipv6', endpoint)
    if (place.multicast) groupInterface(place, endpoint)
    return async reader => {
      try {
        return open(await route(endpoint, use, place, options.ipv6), options, reader)
      } catch (error) {
        throw toZmqError(error as Error, endpoint)
      }
    }
  },
}
