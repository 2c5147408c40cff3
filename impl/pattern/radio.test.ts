import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createRadio } from './radio.ts'

const grouped = { outgoing: (text: string) => message(text.replace('\0', '0'), 'body'), incoming: (text: string) => message('a', text) }
patternCompliance({ type: 'RADIO', create: createRadio, sends: true, receives: false, subscribes: false, ...grouped })

describe('RADIO', () => {
  it('sends to the members of exactly the group', () => {
    const radio = createRadio(patternSetup())
    const pipes = ['a', 'ab', '', 'a'].map(group => {
      const pipe = createMemoryPipe(radio).accept()
      radio.subscription(pipe, true, octets(group))
      return pipe
    })
    for (const group of ['a', 'ab', '', 'b']) expect(radio.send(message(group, `to ${group}`))).toBe(true)
    expect(pipes.map(({ sent }) => sent.map(frames => texts(frames)![1]))).toEqual([['to a'], ['to ab'], ['to '], ['to a']])
  })

  it('forgets memberships that end, by LEAVE, with the connection, and with the pipe', () => {
    const radio = createRadio(patternSetup())
    const pipe = createMemoryPipe(radio).accept()
    const heard = (): number => {
      radio.send(message('g', 'x'))
      return pipe.sent.splice(0).length
    }
    radio.subscription(pipe, true, octets('g'))
    radio.subscription(pipe, true, octets('g'))
    expect(heard()).toBe(1)
    radio.subscription(pipe, false, octets('g'))
    expect(heard()).toBe(0)
    radio.subscription(pipe, false, octets('g'))
    radio.subscription(pipe, true, octets('g'))
    pipe.disconnect()
    expect(heard()).toBe(0)
    pipe.connect()
    expect(heard()).toBe(0)
    radio.subscription(pipe, true, octets('g'))
    pipe.end()
    expect(radio.send(message('g', 'x'))).toBe(true)
  })

  it('drops for a full member only; with noDrop nobody gets it and the sender waits', () => {
    const setup = patternSetup()
    const radio = createRadio(setup)
    const [full, free] = [1, 9].map(highWaterMark => createMemoryPipe(radio, { highWaterMark }).accept())
    for (const pipe of [full!, free!]) radio.subscription(pipe, true, octets('g'))
    for (const text of ['1', '2']) expect(radio.send(message('g', text))).toBe(true)
    expect([full!.sent.length, free!.sent.length]).toEqual([1, 2])
    setup.options.noDrop = true
    expect([radio.send(message('g', '3')), radio.canSend(), free!.sent.length]).toEqual([false, false, 2])
    full!.take()
    expect([radio.canSend(), radio.send(message('g', '3')), free!.sent.length]).toEqual([true, true, 3])
  })

  it('drops what dishes send, and ignores groups that cannot be', () => {
    const radio = createRadio(patternSetup())
    const pipe = createMemoryPipe(radio).accept()
    pipe.deliver(message('g', 'x'))
    expect([pipe.readable, radio.canReceive()]).toEqual([0, false])
    for (const group of ['a\0', 'x'.repeat(256)]) {
      radio.subscription(pipe, true, octets(group))
      expect(() => radio.send(message(group, 'x'))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    }
    radio.subscription(pipe, true, octets('x'.repeat(255)))
    radio.send(message('x'.repeat(255), 'longest'))
    expect(pipe.sent).toHaveLength(1)
    expect(() => radio.send(message('g', 'a', 'b'))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe('RADIO over udp', () => {
  it('sends every group there, once, and to members over other transports as before', () => {
    const radio = createRadio(patternSetup())
    const datagrams = createMemoryPipe(radio, { datagram: true }).attach()
    const member = createMemoryPipe(radio).accept()
    radio.subscription(member, true, octets('a'))
    for (const group of ['a', 'b', '']) radio.send(message(group, 'x'))
    expect(datagrams.sent.map(frames => texts(frames)![0])).toEqual(['a', 'b', ''])
    expect(member.sent.map(frames => texts(frames)![0])).toEqual(['a'])
    datagrams.end()
    radio.send(message('a', 'y'))
    expect([datagrams.sent.length, member.sent.length]).toEqual([3, 2])
  })

  it('refuses what no datagram holds, before anybody gets it, and only while there is an endpoint over udp', () => {
    const radio = createRadio(patternSetup())
    const member = createMemoryPipe(radio).accept()
    radio.subscription(member, true, octets('a'))
    expect(radio.send(message('a', 'x'.repeat(8191)))).toBe(true)
    const datagrams = createMemoryPipe(radio, { datagram: true }).attach()
    expect(() => radio.send(message('a', 'x'.repeat(8191)))).toThrow(expect.objectContaining({ code: 'EMSGSIZE' }))
    expect(radio.send(message('a', 'x'.repeat(8190)))).toBe(true)
    expect([datagrams.sent.length, member.sent.length]).toEqual([1, 2])
  })

  it('drops for an endpoint that is full, or waits under noDrop', () => {
    const radio = createRadio(patternSetup({ noDrop: true }))
    const datagrams = createMemoryPipe(radio, { datagram: true, highWaterMark: 1 }).attach()
    expect([radio.send(message('a', '1')), radio.send(message('a', '2')), radio.canSend()]).toEqual([true, false, false])
    datagrams.take()
    expect(radio.send(message('a', '2'))).toBe(true)
  })
})
