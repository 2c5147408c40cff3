import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLoadBalance } from './load-balance.ts'
import { createMemoryPipe, type MemoryPipe, message } from './memory-pipe.ts'
import { createPush } from './push.ts'

const seed = 20261123

function peers(count: number, highWaterMark?: number) {
  const push = createPush()
  const pipes = Array.from({ length: count }, () => createMemoryPipe(push, highWaterMark === undefined ? {} : { highWaterMark }).accept())
  const send = (text: string) => push.send(message(text))
  const sent = () => pipes.map(pipe => pipe.sent.map(frames => String.fromCharCode(...frames[0]!)).join(''))
  return { push, pipes, send, sent }
}

describe('load balance', () => {
  it('gives seven messages to three peers as libzmq does: 0,3,6 / 1,4 / 2,5', () => {
    const { send, sent } = peers(3)
    for (const text of '0123456') send(text)
    expect(sent()).toEqual(['036', '14', '25'])
  })

  it('swaps a full pipe with the last active one, and takes it back at the end', () => {
    const { send, sent, pipes } = peers(3, 2)
    for (const text of '01234') send(text)
    expect(sent()).toEqual(['03', '14', '2'])
    // 0 and 1 are full: both fall out, 2 takes its second.
    expect(send('5')).toBe(true)
    expect(send('6')).toBe(false)
    pipes[1]!.take()
    pipes[0]!.take()
    send('7')
    send('8')
    expect(sent()).toEqual(['38', '47', '25'])
  })

  it('lets a newcomer be last', () => {
    const { push, send, sent, pipes } = peers(2)
    send('0')
    pipes.push(createMemoryPipe(push).accept())
    for (const text of '123') send(text)
    expect(sent()).toEqual(['03', '1', '2'])
  })

  it('offers a pipe that has room, or none', () => {
    const balance = createLoadBalance()
    expect(balance.hasRoom()).toBe(false)
    expect(balance.next()).toBeUndefined()
  })

  it('loses and doubles nothing, and takes exactly what some peer has room for', () => {
    type Event = 'send' | 'accept' | 'end' | 'take' | 'endInWrite'
    const event = fc.tuple(fc.constantFrom<Event>('send', 'send', 'send', 'send', 'accept', 'end', 'take', 'endInWrite'), fc.nat(9))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200, size: 'max' }), events => {
        const push = createPush()
        const pipes: MemoryPipe[] = []
        const taken: string[] = []
        const seen: string[] = []
        let number = 0
        for (const [what, pick] of events) {
          const pipe = pipes[pick % Math.max(pipes.length, 1)]
          if (what === 'send') {
            const able = pipes.some(candidate => !candidate.full)
            const body = String(number++)
            expect(push.canSend()).toBe(able)
            expect(push.send(message(body))).toBe(able)
            if (able) taken.push(body)
          } else if (what === 'accept') pipes.push(createMemoryPipe(push, { highWaterMark: 3 }).accept())
          else if (pipe === undefined) continue
          else if (what === 'end') pipe.end()
          else if (what === 'take') {
            const body = pipe.take()
            if (body) seen.push(String.fromCharCode(...body[0]!))
          } else pipe.onWrite = () => pipe.end()
        }
        for (const pipe of pipes) for (const frames of pipe.sent) seen.push(String.fromCharCode(...frames[0]!))
        expect(seen.sort()).toEqual(taken.sort())
      }),
      { seed, numRuns: 300 },
    )
  })

  it('balances to within one message whatever came before, from the moment the set of able peers stands still', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.nat(9)), { maxLength: 60, size: 'max' }),
        fc.integer({ min: 0, max: 50 }),
        (history, count) => {
          const push = createPush()
          const pipes: MemoryPipe[] = [createMemoryPipe(push).accept()]
          for (const [what, pick] of history) {
            if (what === 0) pipes.push(createMemoryPipe(push).accept())
            else if (what === 1 && pipes.length > 1) pipes.splice(pick % pipes.length, 1)[0]!.end()
            else push.send(message('x'))
          }
          for (const pipe of pipes) pipe.sent.length = 0
          for (let index = 0; index < count; index++) push.send(message('y'))
          const loads = pipes.map(pipe => pipe.sent.length)
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
        },
      ),
      { seed, numRuns: 300 },
    )
  })
})
