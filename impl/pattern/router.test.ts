import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryPipe, type MemoryPipe, type MemoryPipeOptions, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import type { PatternOptions } from './pattern.ts'
import { createRouter } from './router.ts'

patternCompliance({ type: 'ROUTER', create: createRouter, sends: true, receives: true, subscribes: false })

function routing(options: Partial<PatternOptions> = {}) {
  const setup = patternSetup(options, 0x01020304)
  const router = createRouter(setup)
  const peer = (id: string, more: MemoryPipeOptions = {}) => createMemoryPipe(router, { routingId: octets(id), ...more })
  return { router, peer, setup }
}

describe('ROUTER', () => {
  it('puts the routing id on and takes it off', () => {
    const { router, peer } = routing()
    const pipe = peer('A').accept()
    pipe.deliver(message('', 'q'))
    expect(texts(router.receive())).toEqual(['A', '', 'q'])
    router.send(message('A', '', 'r'))
    expect(texts(pipe.sent[0])).toEqual(['', 'r'])
  })

  it('generates ids of 00 and a big-endian counter, and skips one in use', () => {
    const { router, peer } = routing()
    const assigned = peer('', { assignedRoutingId: octets('\0\x01\x02\x03\x05') }).attach()
    const pipes = [peer('').accept(), peer('').accept()]
    for (const [index, id] of ['\0\x01\x02\x03\x04', '\0\x01\x02\x03\x06'].entries()) {
      pipes[index]!.deliver(message('x'))
      expect(texts(router.receive())).toEqual([id, 'x'])
    }
    router.send(message('\0\x01\x02\x03\x06', 'y'))
    expect([assigned, ...pipes].map(pipe => pipe.sent.length)).toEqual([0, 0, 1])
  })

  it('keeps apart ids of every length up to 255, and knows none longer', () => {
    const { router, peer } = routing({ mandatory: true })
    const names = Array.from({ length: 255 }, (_, index) => 'i'.repeat(index + 1))
    const pipes = names.map(name => peer(name).accept())
    for (const name of names) router.send(message(name, name))
    for (const [index, pipe] of pipes.entries()) expect(pipe.sent.map(texts)).toEqual([[names[index]]])
    for (const length of [256, 1 << 20])
      expect(() => router.send([new Uint8Array(length), octets('x')])).toThrow(expect.objectContaining({ code: 'EHOSTUNREACH' }))
  })

  it('drops what it cannot route, or throws EHOSTUNREACH when mandatory', () => {
    const { router, peer, setup } = routing()
    const pipe = peer('A').accept()
    pipe.end()
    for (const id of ['A', 'B', '']) expect(router.send(message(id, 'x'))).toBe(true)
    setup.options.mandatory = true
    for (const id of ['A', 'B', '']) expect(() => router.send(message(id, 'x'))).toThrow(expect.objectContaining({ code: 'EHOSTUNREACH' }))
  })

  it('drops for a full peer, or would block when mandatory', () => {
    const { router, peer, setup } = routing()
    const pipe = peer('A', { highWaterMark: 1 }).accept()
    router.send(message('A', 'x'))
    expect(router.send(message('A', 'y'))).toBe(true)
    setup.options.mandatory = true
    const kept = message('A', 'z')
    expect([router.canSend(), router.send(kept)]).toEqual([false, false])
    expect(texts(kept)).toEqual(['A', 'z'])
    const other = peer('B').accept()
    expect(router.canSend()).toBe(true)
    other.end()
    expect(router.canSend()).toBe(false)
    pipe.take()
    expect(router.canSend()).toBe(true)
    expect(router.send(kept)).toBe(true)
    expect(pipe.sent.map(texts)).toEqual([['z']])
  })

  it('swallows a routing id alone, and refuses a message without frames with EINVAL', () => {
    const { router, peer } = routing({ mandatory: true })
    const pipe = peer('A').accept()
    expect(router.send(message('A'))).toBe(true)
    expect(router.send(message('unknown'))).toBe(true)
    expect(pipe.sent).toEqual([])
    expect(() => router.send([])).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('writes to a connecting peer once connected, or at once under an assigned id', () => {
    const { router, peer } = routing({ mandatory: true })
    const named = peer('B', { assignedRoutingId: octets('A') }).attach()
    const unnamed = peer('C').attach()
    expect(router.send(message('A', 'x'))).toBe(true)
    expect(() => router.send(message('C', 'x'))).toThrow(expect.objectContaining({ code: 'EHOSTUNREACH' }))
    named.connect()
    unnamed.connect()
    expect(router.send(message('C', 'x'))).toBe(true)
    expect(() => router.send(message('B', 'x'))).toThrow(expect.objectContaining({ code: 'EHOSTUNREACH' }))
    named.deliver(message('y'))
    expect(texts(router.receive())).toEqual(['A', 'y'])
  })

  it('keeps id and queue of a connecting peer over a reconnection, even when it then announces another id', () => {
    const { router, peer } = routing({ mandatory: true })
    const pipe = peer('A').attach().connect()
    pipe.disconnect()
    expect(router.send(message('A', 'x'))).toBe(true)
    pipe.peerRoutingId = octets('B')
    pipe.connect()
    pipe.deliver(message('y'))
    expect(texts(router.receive())).toEqual(['A', 'y'])
  })

  it('refuses a newcomer with a known id', () => {
    const { router, peer } = routing()
    const old = peer('A').accept()
    const newcomer = peer('A').accept()
    expect([old.terminated, newcomer.terminated]).toEqual([null, { error: undefined }])
    router.send(message('A', 'x'))
    expect(old.sent).toHaveLength(1)
  })

  it('hands over: the newcomer has the id, what the old one sent surfaces under a generated one', () => {
    const { router, peer } = routing({ handover: true })
    const old = peer('A').accept()
    for (const text of ['x', 'y']) old.deliver(message(text))
    const newcomer = peer('A').accept()
    expect([old.terminated, newcomer.terminated]).toEqual([{ error: undefined }, null])
    newcomer.deliver(message('z'))
    router.send(message('A', 'to the new one'))
    expect([old.sent.length, newcomer.sent.length]).toEqual([0, 1])
    const got = [router.receive(), router.receive(), router.receive(), router.receive()].map(texts)
    expect(got).toEqual([['\0\x01\x02\x03\x04', 'x'], ['A', 'z'], ['\0\x01\x02\x03\x04', 'y'], undefined])
  })

  it('never hands over to an assigned id', () => {
    const { peer } = routing({ handover: true })
    const old = peer('A').accept()
    const assigned = peer('', { assignedRoutingId: octets('A') }).attach()
    expect([old.terminated, assigned.terminated]).toEqual([null, { error: undefined }])
  })

  it('takes an id that begins with 00, but never hands over one that is held', () => {
    const { router, peer } = routing({ handover: true })
    const victim = peer('').accept()
    const thief = peer('\0\x01\x02\x03\x04').accept()
    expect(thief.terminated).toEqual({ error: undefined })
    router.send(message('\0\x01\x02\x03\x04', 'x'))
    expect([victim.sent.length, thief.sent.length]).toEqual([1, 0])
    const old = peer('\0A').accept()
    router.send(message('\0A', 'y'))
    expect(old.sent.map(texts)).toEqual([['y']])
  })

  it('probes, and delivers a probe as an ordinary message', () => {
    const { router, peer } = routing({ probeRouter: true })
    const pipe = peer('A').accept()
    expect(pipe.sent.map(texts)).toEqual([['']])
    pipe.deliver(message(''))
    expect(texts(router.receive())).toEqual(['A', ''])
    const refused = peer('A').accept()
    expect(refused.sent).toEqual([])
  })

  it('still names a peer that ends inside the shift of its last message', () => {
    const { router, peer } = routing()
    const pipe = peer('A').accept()
    pipe.deliver(message('x'))
    pipe.onShift = () => pipe.end()
    expect(texts(router.receive())).toEqual(['A', 'x'])
  })

  it('routes as a map from id to live peer does, whoever comes, goes and takes over', () => {
    type Event = 'accept' | 'end' | 'send' | 'deliver'
    const event = fc.tuple(
      fc.constantFrom<Event>('accept', 'end', 'send', 'send', 'deliver'),
      fc.nat(9),
      fc.constantFrom('A', 'B', 'AB', 'long routing id'),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80, size: 'max' }), fc.boolean(), (events, handover) => {
        const { router, peer } = routing({ handover, mandatory: true })
        const holders = new Map<string, MemoryPipe>()
        const live: { pipe: MemoryPipe; id: string }[] = []
        for (const [what, pick, id] of events) {
          const chosen = live[pick % Math.max(live.length, 1)]
          const holder = holders.get(id)
          if (what === 'accept') {
            const pipe = peer(id).accept()
            const refused = holder !== undefined && !handover
            expect(pipe.terminated !== null).toBe(refused)
            if (refused) continue
            if (holder)
              live.splice(
                live.findIndex(entry => entry.pipe === holder),
                1,
              )
            holders.set(id, pipe)
            live.push({ pipe, id })
          } else if (what === 'end' && chosen) {
            chosen.pipe.end()
            holders.delete(chosen.id)
            live.splice(live.indexOf(chosen), 1)
          } else if (what === 'deliver' && chosen) {
            chosen.pipe.deliver(message('x'))
            expect(texts(router.receive())).toEqual([chosen.id, 'x'])
          } else if (what === 'send') {
            if (holder === undefined) expect(() => router.send(message(id, 'x'))).toThrow()
            else {
              const before = holder.sent.length
              router.send(message(id, 'x'))
              expect(holder.sent.length).toBe(before + 1)
            }
          }
        }
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })
})
