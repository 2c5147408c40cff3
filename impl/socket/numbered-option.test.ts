// What is asked by number and is no property: RCVMORE, EVENTS, IPV4ONLY (zmq_getsockopt(3)).

import { afterEach, expect, it } from 'vitest'
import * as zmq from '../index.ts'

const open: { close(): void; linger: number }[] = []
afterEach(() => {
  for (const socket of open.splice(0)) {
    socket.linger = 0
    socket.close()
  }
})
function keep<S extends { close(): void; linger: number }>(socket: S): S {
  open.push(socket)
  return socket
}

it('EVENTS (15): bit 0 when a message is there, bit 1 when one can be sent', async () => {
  const context = new zmq.Context()
  const [one, other] = [keep(new zmq.Pair({ context, receiveTimeout: 2000 })), keep(new zmq.Pair({ context }))]
  expect(one.getInt32Option(15)).toBe(0)
  await one.bind('inproc://events')
  other.connect('inproc://events')
  expect(other.getInt32Option(15)).toBe(2)
  await one.send('out')
  await other.send(['in', 'and more'])
  expect(one.getInt32Option(15)).toBe(3)
  await one.receive()
  expect(one.getInt32Option(15)).toBe(2)
})

it('RCVMORE (13) is 0 also behind a message of several frames, which is received whole', async () => {
  const context = new zmq.Context()
  const [one, other] = [keep(new zmq.Pair({ context, receiveTimeout: 2000 })), keep(new zmq.Pair({ context }))]
  await one.bind('inproc://more')
  other.connect('inproc://more')
  await other.send(['a', 'b'])
  expect(await one.receive()).toHaveLength(2)
  expect(one.getInt32Option(13)).toBe(0)
})

it('IPV4ONLY (31) is the opposite of IPV6, to read and to set', () => {
  const socket = keep(new zmq.Dealer({ context: new zmq.Context() }))
  expect([socket.ipv6, socket.getBoolOption(31)]).toEqual([false, true])
  socket.setInt32Option(31, 0)
  expect([socket.ipv6, socket.getInt32Option(31)]).toEqual([true, 0])
})
