import { describe, expect, it } from 'vitest'
import { createMemoryPipe, type MemoryPipeOptions, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createStream } from './stream.ts'

patternCompliance({ type: 'STREAM', create: createStream, sends: true, receives: true, subscribes: false })

const unreachable = expect.objectContaining({ code: 'EHOSTUNREACH' })

function streaming() {
  const stream = createStream(patternSetup({}, 0x01020304))
  return { stream, peer: (more: MemoryPipeOptions = {}) => createMemoryPipe(stream, more) }
}

describe('STREAM', () => {
  it('names its peers 00 and a big-endian counter, whatever else there is, and skips an id in use', () => {
    const { stream, peer } = streaming()
    peer({ assignedRoutingId: octets('\0\x01\x02\x03\x05') }).attach()
    for (const id of ['\0\x01\x02\x03\x04', '\0\x01\x02\x03\x06']) {
      const pipe = peer({ routingId: octets('announced') }).accept()
      pipe.deliver(message('x'))
      expect(texts(stream.receive())).toEqual([id, 'x'])
      stream.send(message(id, 'y'))
      expect(pipe.sent.map(texts)).toEqual([['y']])
    }
  })

  it('knows a peer it connects to before the connection is there, and by the same name afterwards', () => {
    const { stream, peer } = streaming()
    const pipe = peer({ assignedRoutingId: octets('A') }).attach()
    stream.send(message('A', 'early'))
    pipe.connect().disconnect()
    pipe.connect().deliver(message('back'))
    expect([texts(pipe.sent[0]), texts(stream.receive())]).toEqual([['early'], ['A', 'back']])
  })

  it('refuses a second peer of one name, and a name that is too long', () => {
    const { peer } = streaming()
    peer({ assignedRoutingId: octets('A') }).attach()
    for (const name of ['A', 'x'.repeat(256)]) expect(peer({ assignedRoutingId: octets(name) }).attach().terminated).not.toBeNull()
  })

  it('throws EHOSTUNREACH for whom it does not know, EINVAL for what is not an id and octets', () => {
    const { stream, peer } = streaming()
    const pipe = peer({ assignedRoutingId: octets('A') }).attach()
    for (const bad of [message('A'), message('A', 'x', 'y')])
      expect(() => stream.send(bad)).toThrow(
        expect.objectContaining({ code: 'EINVAL', message: expect.stringContaining('send([id, octets])') }),
      )
    for (const id of ['', 'B', 'A'.repeat(300)]) expect(() => stream.send(message(id, 'x'))).toThrow(unreachable)
    pipe.end()
    expect(() => stream.send(message('A', 'x'))).toThrow(unreachable)
    expect(pipe.sent).toEqual([])
  })

  it('would block for a full peer while others have room', () => {
    const { stream, peer } = streaming()
    const full = peer({ assignedRoutingId: octets('A'), highWaterMark: 1 }).attach()
    const other = peer({ assignedRoutingId: octets('B') }).attach()
    expect(['A', 'A', 'B'].map(id => stream.send(message(id, 'x')))).toEqual([true, false, true])
    full.take()
    expect(stream.send(message('A', 'y'))).toBe(true)
    expect([full, other].map(pipe => pipe.sent.length)).toEqual([1, 1])
  })

  it('hands on the empty frame that ends a peer, after what was sent before, and knows it no more', () => {
    const { stream, peer } = streaming()
    const pipe = peer({ assignedRoutingId: octets('A') }).accept()
    pipe.deliver(message('unread'))
    stream.send(message('A', 'last words'))
    stream.send(message('A', ''))
    expect(pipe.sent.map(texts)).toEqual([['last words'], ['']])
    expect(() => stream.send(message('A', 'x'))).toThrow(unreachable)
    expect([texts(stream.receive()), stream.canSend()]).toEqual([['A', 'unread'], false])
    const namesake = peer({ assignedRoutingId: octets('A') }).attach()
    pipe.end()
    stream.send(message('A', 'x'))
    expect(namesake.sent.map(texts)).toEqual([['x']])
  })

  it('does not connect again to a peer that it told to go and that left first', () => {
    const { stream, peer } = streaming()
    const [told, lost] = ['A', 'B'].map(id => peer({ assignedRoutingId: octets(id) }).accept())
    stream.send(message('A', ''))
    told!.disconnect()
    lost!.disconnect()
    expect([told!.terminated !== null, lost!.terminated]).toEqual([true, null])
  })

  it('keeps what a peer sent readable when it is gone, under its name', () => {
    const { stream, peer } = streaming()
    const pipe = peer({ assignedRoutingId: octets('A') }).accept()
    pipe.deliver(message('x'))
    pipe.deliver(message(''))
    pipe.end()
    expect([texts(stream.receive()), texts(stream.receive()), stream.canReceive()]).toEqual([['A', 'x'], ['A', ''], false])
  })
})
