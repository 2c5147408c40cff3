import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFairQueue } from './fair-queue.ts'
import { createMemoryPipe, type MemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { createPull } from './pull.ts'

const seed = 20261123

function peers(count: number, strict = false) {
  const pull = createPull(patternSetup({ strict }))
  const pipes = Array.from({ length: count }, () => createMemoryPipe(pull).accept())
  return { pull, pipes, receive: () => texts(pull.receive())?.[0] }
}

describe('fair queue', () => {
  it('serves unequal peers as libzmq does: A0 B0 C0 A1 C1 A2 C2 A3', () => {
    const { pipes, receive } = peers(3)
    for (const [index, load] of [4, 1, 3].entries()) {
      for (let number = 0; number < load; number++) pipes[index]!.deliver(message(`${'ABC'[index]}${number}`))
    }
    const order = Array.from({ length: 8 }, receive)
    expect(order).toEqual(['A0', 'B0', 'C0', 'A1', 'C1', 'A2', 'C2', 'A3'])
    expect(receive()).toBeUndefined()
  })

  it('takes a pipe back at the end of the rotation', () => {
    const { pipes, receive } = peers(2)
    expect(receive()).toBeUndefined()
    pipes[1]!.deliver(message('B0'))
    pipes[1]!.deliver(message('B1'))
    pipes[0]!.deliver(message('A0'))
    expect([receive(), receive(), receive()]).toEqual(['B0', 'A0', 'B1'])
  })

  it('still reads what an ended peer has sent, but not under strict', () => {
    for (const strict of [false, true]) {
      const { pull, pipes, receive } = peers(1, strict)
      pipes[0]!.deliver(message('A0'))
      pipes[0]!.end()
      expect(pull.canReceive()).toBe(!strict)
      expect(receive()).toBe(strict ? undefined : 'A0')
      expect(receive()).toBeUndefined()
      expect(pipes[0]!.inIndex).toBe(-1)
    }
  })

  it('survives a pipe that ends inside its own shift', () => {
    const { pipes, receive } = peers(2)
    pipes[0]!.deliver(message('A0'))
    pipes[0]!.deliver(message('A1'))
    pipes[1]!.deliver(message('B0'))
    pipes[0]!.onShift = () => pipes[0]!.end()
    expect([receive(), receive(), receive(), receive()]).toEqual(['A0', 'B0', 'A1', undefined])
  })

  it('does not walk over idle peers again and again', () => {
    const queue = createFairQueue({ strict: false })
    let looks = 0
    const pipe = (readable: () => number) => {
      const double = createMemoryPipe(createPull(patternSetup()))
      return Object.defineProperty(double, 'readable', {
        get() {
          looks += 1
          return readable()
        },
      })
    }
    for (let index = 0; index < 1000; index++) queue.attach(pipe(() => 0))
    let left = 1000
    queue.attach(pipe(() => left))
    while (queue.next()) left -= 1
    expect(left).toBe(0)
    expect(looks).toBeLessThan(1000 + 2 * 1001 + 1)
  })

  it('loses and doubles nothing, keeps the order of each peer, and lets nobody wait longer than one round', () => {
    type Event = 'deliver' | 'receive' | 'accept' | 'end'
    const event = fc.tuple(
      fc.constantFrom<Event>('deliver', 'deliver', 'deliver', 'deliver', 'receive', 'receive', 'accept', 'end'),
      fc.nat(9),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200, size: 'max' }), events => {
        const pull = createPull(patternSetup())
        const pipes: MemoryPipe[] = []
        const given: string[][] = []
        const got: string[][] = []
        /** For each pipe with messages: how many of others were served since its turn, and the most it may have to wait. */
        const waits = new Map<number, number>()
        const receive = () => {
          const frames = texts(pull.receive())
          if (frames === undefined) return false
          const from = Number(frames[0])
          got[from]!.push(frames[1]!)
          waits.delete(from)
          for (const [index, pipe] of pipes.entries()) {
            if (index === from || pipe.readable === 0) continue
            const waited = (waits.get(index) ?? 0) + 1
            waits.set(index, waited)
            expect(waited).toBeLessThanOrEqual(pipes.length)
          }
          return true
        }
        for (const [what, pick] of events) {
          const index = pick % Math.max(pipes.length, 1)
          const pipe = pipes[index]
          if (what === 'accept') {
            pipes.push(createMemoryPipe(pull).accept())
            given.push([])
            got.push([])
          } else if (what === 'receive') {
            const able = pipes.some(candidate => candidate.readable > 0)
            expect(receive()).toBe(able)
          } else if (what === 'end') pipe?.end()
          else if (pipe?.connected) {
            const body = String(given[index]!.push('') - 1)
            given[index]![Number(body)] = body
            pipe.deliver(message(String(index), body))
          }
        }
        while (receive());
        expect(got).toEqual(given)
      }),
      { seed, numRuns: 300 },
    )
  })
})
