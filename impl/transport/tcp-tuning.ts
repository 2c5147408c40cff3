// Options of a TCP connection that the system keeps (zmq_setsockopt(3); tcp(7), ip(7), socket(7)).
// Rule: what Node can set is set through Node; for the rest kernel-option.ts, and only when it is not the default.

import type { Socket } from 'node:net'
import { systemKeepalive } from './keepalive-times.ts'
import { descriptorOf, type KernelOption, setKernelOption } from './kernel-option.ts'
import type { TransportOptions } from './transport.ts'

/** Each option that was left alone (-1) is the system's. */
function keepAlive(socket: Socket, { tcpKeepalive, tcpKeepaliveIdle, tcpKeepaliveInterval, tcpKeepaliveCount }: TransportOptions): void {
  if (tcpKeepalive === -1) return
  if (tcpKeepalive === 0 || Math.max(tcpKeepaliveIdle, tcpKeepaliveInterval, tcpKeepaliveCount) <= 0)
    return void socket.setKeepAlive(tcpKeepalive === 1)
  const system = systemKeepalive()
  const or = (value: number, otherwise: number) => (value > 0 ? value : otherwise)
  socket.setKeepAlive(
    true,
    or(tcpKeepaliveIdle, system.idle) * 1000,
    or(tcpKeepaliveInterval, system.interval) * 1000,
    or(tcpKeepaliveCount, system.count),
  )
}

/** What the system must be told beyond what Node can. */
function* wishes(options: TransportOptions): Generator<readonly [KernelOption, number]> {
  if (options.sendBufferSize >= 0) yield ['SO_SNDBUF', options.sendBufferSize]
  if (options.receiveBufferSize >= 0) yield ['SO_RCVBUF', options.receiveBufferSize]
  if (options.priority > 0) yield ['SO_PRIORITY', options.priority]
  if (options.busyPoll > 0) yield ['SO_BUSY_POLL', options.busyPoll]
  if (options.tcpMaxRetransmitTimeout > 0) yield ['TCP_USER_TIMEOUT', options.tcpMaxRetransmitTimeout]
}

/** @throws ZmqError when the system refuses a value */
export function tuneTcp(socket: Socket, options: TransportOptions): void {
  socket.setNoDelay(true)
  keepAlive(socket, options)
  const { typeOfService } = options
  if (typeOfService > 0) socket.setTypeOfService(typeOfService)
  const fd = descriptorOf(socket)
  if (fd !== null) for (const [option, value] of wishes(options)) setKernelOption(fd, option, value)
}

/** Local sockets have buffers, and nothing else of these. */
export function tuneLocal(socket: Socket, { sendBufferSize, receiveBufferSize }: TransportOptions): void {
  const fd = descriptorOf(socket)
  if (fd === null) return
  if (sendBufferSize >= 0) setKernelOption(fd, 'SO_SNDBUF', sendBufferSize)
  if (receiveBufferSize >= 0) setKernelOption(fd, 'SO_RCVBUF', receiveBufferSize)
}
