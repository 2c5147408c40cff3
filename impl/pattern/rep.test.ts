import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDealer } from './dealer.ts'
import { createMemoryPipe, joinPatterns, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createRep } from './rep.ts'
import { createReq } from './req.ts'
import { createRouter } from './router.ts'

patternCompliance({ type: 'REP', create: createRep, sends: true, receives: true, subscribes: false })

const efsm = expect.objectContaining({ code: 'EFSM' })

describe('REP', () => {
  it('keeps the envelope and puts it before the reply', () => {
    const rep = createRep(patternSetup())
    const pipe = createMemoryPipe(rep).accept()
    for (const envelope of [[''], ['A', 'B', ''], ['\0\0\0\0\x01', '']]) {
      pipe.deliver(message(...envelope, 'q', '', 'r'))
      expect(texts(rep.receive())).toEqual(['q', '', 'r'])
      rep.send(message('s', 't'))
      expect(texts(pipe.take())).toEqual([...envelope, 's', 't'])
    }
  })

  it('alternates strictly', () => {
    const rep = createRep(patternSetup())
    const pipe = createMemoryPipe(rep).accept()
    expect(() => rep.send(message('x'))).toThrow(efsm)
    expect([rep.canSend(), rep.canReceive(), rep.receive()]).toEqual([false, false, undefined])
    for (const text of ['a', 'b']) pipe.deliver(message('', text))
    rep.receive()
    expect(() => rep.receive()).toThrow(efsm)
    expect([rep.canSend(), rep.canReceive()]).toEqual([true, false])
    rep.send(message('x'))
    expect([rep.canSend(), rep.canReceive()]).toEqual([false, true])
  })

  it('drops a request without delimiter, or with nothing after it', () => {
    const rep = createRep(patternSetup())
    const pipe = createMemoryPipe(rep).accept()
    for (const junk of [message('a'), message(''), message('a', 'b'), message('a', '')]) pipe.deliver(junk)
    expect(rep.canReceive()).toBe(false)
    pipe.deliver(message('', ''))
    expect(texts(rep.receive())).toEqual([''])
  })

  it('answers who asked, and drops the reply when that peer is gone or full', () => {
    const rep = createRep(patternSetup())
    const pipes = [createMemoryPipe(rep, { highWaterMark: 1 }).accept(), createMemoryPipe(rep).accept()]
    pipes[1]!.deliver(message('', 'q'))
    rep.receive()
    rep.send(message('r'))
    expect(pipes.map(pipe => pipe.sent.length)).toEqual([0, 1])
    for (const step of ['first', 'full', 'gone']) {
      pipes[0]!.deliver(message('', step))
      expect(texts(rep.receive())).toEqual([step])
      if (step === 'gone') pipes[0]!.end()
      expect(rep.send(message(step))).toBe(true)
    }
    expect(pipes[0]!.sent.map(texts)).toEqual([['', 'first']])
  })

  it('asks the peers in turn while one floods', () => {
    const rep = createRep(patternSetup())
    const pipes = [createMemoryPipe(rep).accept(), createMemoryPipe(rep).accept()]
    for (let index = 0; index < 5; index++) pipes[0]!.deliver(message('', 'flood'))
    pipes[1]!.deliver(message('', 'one'))
    const got: unknown[] = []
    for (let index = 0; index < 2; index++) {
      got.push(texts(rep.receive()))
      rep.send(message('r'))
    }
    expect(got).toContainEqual(['one'])
  })
})

describe('a chain REQ → ROUTER/DEALER … → REP', () => {
  it('brings each reply, whole, back to the socket that asked', () => {
    const scenario = fc.record({
      clients: fc.integer({ min: 1, max: 4 }),
      hops: fc.integer({ min: 0, max: 4 }),
      workers: fc.integer({ min: 1, max: 3 }),
      named: fc.boolean(),
      correlate: fc.boolean(),
      bodies: fc.array(fc.array(fc.constantFrom('', 'a', '\0', 'bc'), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    })
    fc.assert(
      fc.property(scenario, ({ clients, hops, workers, named, correlate, bodies }) => {
        const requests = Array.from({ length: clients }, (_, index) => createReq(patternSetup({ correlate }, index * 1000)))
        const devices = Array.from({ length: hops }, (_, index) => ({
          front: createRouter(patternSetup({}, index * 77)),
          back: createDealer(patternSetup()),
        }))
        const replies = Array.from({ length: workers }, () => createRep(patternSetup()))
        const pumps: (() => boolean)[] = []
        for (const [index, device] of devices.slice(1).entries()) pumps.push(joinPatterns(devices[index]!.back, device.front))
        for (const [index, req] of requests.entries()) {
          const ids = named ? { left: octets(`client${index}`) } : {}
          if (devices[0]) pumps.push(joinPatterns(req, devices[0].front, ids))
          else for (const rep of replies) pumps.push(joinPatterns(req, rep))
        }
        const last = devices.at(-1)
        if (last) for (const rep of replies) pumps.push(joinPatterns(last.back, rep))
        const settle = () => {
          for (let moving = true; moving; ) {
            moving = false
            for (const pump of pumps) moving = pump() || moving
            for (const { front, back } of devices) {
              for (const [from, to] of [
                [front, back],
                [back, front],
              ] as const) {
                for (let frames = from.receive(); frames !== undefined; frames = from.receive()) moving = to.send(frames)
              }
            }
            for (const rep of replies) {
              const request = rep.receive()
              if (request === undefined) continue
              rep.send([...request, octets('!')])
              moving = true
            }
          }
        }
        for (const [round, body] of bodies.entries()) {
          for (const [index, req] of requests.entries()) expect(req.send(message(`${index}`, `${round}`, ...body))).toBe(true)
          settle()
          for (const [index, req] of requests.entries()) expect(texts(req.receive())).toEqual([`${index}`, `${round}`, ...body, '!'])
        }
      }),
      { seed: 20261123, numRuns: 100 },
    )
  })
})
