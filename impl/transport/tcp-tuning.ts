// Options of a TCP connection that the system keeps (zmq_setsockopt(3); tcp(7), ip(7), socket(7)).
// Rule: what Node can set is set through Node; for the rest kernel-option.ts, and only when it is not the default.

import type { Socket } from 'node:net'
import { descriptorOf, type KernelOption, setKernelOption } from './kernel-option.ts'
import type { TransportOptions } from './transport.ts'

const positive = (value: number, unit = 1): number | undefined => (value > 0 ? value * unit : undefined)

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
  const { tcpKeepalive, tcpKeepaliveIdle, tcpKeepaliveInterval, tcpKeepaliveCount, typeOfService } = options
  if (tcpKeepalive !== -1) {
    socket.setKeepAlive(
      tcpKeepalive === 1,
      positive(tcpKeepaliveIdle, 1000) ?? 0,
      positive(tcpKeepaliveInterval, 1000),
      positive(tcpKeepaliveCount),
    )
  }
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
