import { describe, expect, it } from 'vitest'
import { createDgram } from './dgram.ts'
import { createMemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'

const address = '127.0.0.1:5555'
const addressed = {
  outgoing: (text: string) => message(address, text),
  incoming: (text: string) => message(`${address}\0`, text),
}
patternCompliance({ type: 'DGRAM', create: createDgram, sends: true, receives: true, subscribes: false, ...addressed })

describe('DGRAM', () => {
  it('passes address and body as they are, and waits for an endpoint and for room', () => {
    const dgram = createDgram(patternSetup())
    expect([dgram.send(message(address, 'early')), dgram.canSend()]).toEqual([false, false])
    const pipe = createMemoryPipe(dgram, { highWaterMark: 1, datagram: true }).accept()
    expect([dgram.send(message(address, 'a')), dgram.send(message(address, 'b'))]).toEqual([true, false])
    expect(texts(pipe.take())).toEqual([address, 'a'])
    expect(dgram.canSend()).toBe(true)
    pipe.deliver(message(`${address}\0`, 'c'))
    expect(texts(dgram.receive())).toEqual([`${address}\0`, 'c'])
    expect(dgram.receive()).toBeUndefined()
  })

  it.each([
    ['no body', [address]],
    ['three parts', [address, 'a', 'b']],
    ['no address', ['', 'a']],
    ['a name', ['localhost:5555', 'a']],
    ['no port', ['127.0.0.1:0', 'a']],
  ])('refuses a message with %s, whole', (_, frames) => {
    const dgram = createDgram(patternSetup())
    const pipe = createMemoryPipe(dgram, { datagram: true }).accept()
    expect(() => dgram.send(message(...frames))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(pipe.sent).toEqual([])
    expect(dgram.send(message(address, 'next'))).toBe(true)
  })

  it('sends 8192 octets, and refuses one more', () => {
    const dgram = createDgram(patternSetup())
    const pipe = createMemoryPipe(dgram, { datagram: true }).accept()
    expect(dgram.send(message(address, 'x'.repeat(8192)))).toBe(true)
    expect(() => dgram.send(message(address, 'x'.repeat(8193)))).toThrow(expect.objectContaining({ code: 'EMSGSIZE' }))
    expect(pipe.sent.length).toBe(1)
  })
})
