import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createPeer } from './peer.ts'
import { createServer } from './server.ts'

const routed = { outgoing: (text: string) => [octets('\0\0\0\x01'), octets(text)], incoming: message }
patternCompliance({ type: 'SERVER', create: createServer, sends: true, receives: true, subscribes: false, ...routed })
patternCompliance({ type: 'PEER', create: createPeer, sends: true, receives: true, subscribes: false, ...routed })

describe('SERVER', () => {
  it('gives each peer an id, never zero, and reaches exactly that peer by it', () => {
    const server = createServer(patternSetup({}, 0xffff_ffff))
    const pipes = [0, 1, 2].map(() => createMemoryPipe(server).accept())
    const ids = pipes.map(({ givenRoutingId }) => [...givenRoutingId!].join())
    expect(ids).toEqual(['255,255,255,255', '0,0,0,1', '0,0,0,2'])
    pipes[1]!.deliver(message('question'))
    const [id, body] = server.receive()!
    expect([...id!].join()).toBe(ids[1])
    expect(texts([body!])).toEqual(['question'])
    expect(server.send([id!, octets('answer')])).toBe(true)
    expect(pipes.map(({ sent }) => sent.length)).toEqual([0, 1, 0])
    expect(texts(pipes[1]!.sent[0])).toEqual(['answer'])
  })

  it('does not give an id twice while its holder lives', () => {
    const server = createServer(patternSetup({}, 7))
    const first = createMemoryPipe(server).accept()
    const again = createServer(patternSetup({}, 7))
    expect(createMemoryPipe(again).accept().givenRoutingId).toEqual(first.givenRoutingId)
    const ids = new Set(Array.from({ length: 100 }, () => [...createMemoryPipe(server).accept().givenRoutingId!].join()))
    expect(ids.size).toBe(100)
    expect(ids.has([...first.givenRoutingId!].join())).toBe(false)
  })

  it('keeps the id over a reconnection, and forgets it with the pipe', () => {
    const server = createServer(patternSetup())
    const pipe = createMemoryPipe(server).attach()
    const id = pipe.givenRoutingId!
    expect(server.send([id, octets('early')])).toBe(true)
    pipe.connect()
    pipe.disconnect()
    pipe.connect()
    expect(pipe.givenRoutingId).toBe(id)
    expect(server.send([id, octets('late')])).toBe(true)
    pipe.end()
    expect(() => server.send([id, octets('too late')])).toThrow(expect.objectContaining({ code: 'EHOSTUNREACH' }))
  })

  it('waits for a full peer and drops nothing; reads the rest of one that has gone under its id', () => {
    const server = createServer(patternSetup())
    const pipe = createMemoryPipe(server, { highWaterMark: 1 }).accept()
    const id = pipe.givenRoutingId!
    expect([server.send([id, octets('a')]), server.send([id, octets('b')])]).toEqual([true, false])
    pipe.take()
    expect(server.send([id, octets('b')])).toBe(true)
    pipe.deliver(message('last words'))
    pipe.end()
    expect(server.receive()![0]).toEqual(id)
  })

  it('refuses more than one part, and what is no id of four octets', () => {
    const server = createServer(patternSetup())
    const id = createMemoryPipe(server).accept().givenRoutingId!
    expect(() => server.send([id, octets('a'), octets('b')])).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => server.send([id])).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    for (const wrong of ['', '\0\0\0', '\0\0\0\0', '\0\0\0\0\x01'])
      expect(() => server.send([octets(wrong), octets('a')])).toThrow(expect.objectContaining({ code: 'EHOSTUNREACH' }))
  })
})
