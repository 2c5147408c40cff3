// DGRAM (zmq_socket(3)): datagrams over udp; a message is always an address and a body, in and out.
//
//   datagram ─► receive() → [ip:port\0 body]        send([ip:port body]) ─► datagram
//
// Rule: there is one pipe, that of the endpoint bound, and whom it reaches the address says. What is no address is refused, not lost.

import { ZmqError } from '../error.ts'
import { parseDatagramAddress } from '../wire/datagram-address.ts'
import { maxDatagram } from '../wire/group-datagram.ts'
import { createFairQueue } from './fair-queue.ts'
import { inertPattern } from './inert-pattern.ts'
import { createLoadBalance } from './load-balance.ts'
import type { Pattern, PatternSetup } from './pattern.ts'

export function createDgram({ options }: Pick<PatternSetup, 'options'>): Pattern {
  const queue = createFairQueue(options)
  const balance = createLoadBalance()
  return {
    ...inertPattern,
    type: 'DGRAM',
    attach(pipe) {
      queue.attach(pipe)
      balance.attach(pipe)
    },
    detach(pipe) {
      queue.detach(pipe)
      balance.detach(pipe)
    },
    readable: queue.activate,
    writable: balance.activate,
    canReceive: queue.hasMessage,
    receive: queue.shift,
    canSend: balance.hasRoom,
    send(message) {
      const [address, body] = message
      if (address === undefined || body === undefined || message.length > 2)
        throw new ZmqError('EINVAL', 'a DGRAM message has two parts, an address and a body: send(["127.0.0.1:5555", body])')
      if (parseDatagramAddress(address) === null)
        throw new ZmqError('EINVAL', 'the first part of a DGRAM message is an address in numbers, 127.0.0.1:5555 or [::1]:5555')
      if (body.length > maxDatagram) throw new ZmqError('EMSGSIZE', `a datagram has at most ${maxDatagram} octets: send less at a time`)
      const pipe = balance.next()
      if (pipe === undefined) return false
      pipe.write(message)
      return true
    },
  }
}
