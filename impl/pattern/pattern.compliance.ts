// What every socket type must do, whatever it is for. A pattern's own test file calls this with its factory.
// Rule: nothing here knows a socket type; what a type cannot do is told by the caller.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { createMemoryPipe, type MemoryPipe, message, octets, patternSetup } from './memory-pipe.ts'
import type { Pattern, PatternSetup } from './pattern.ts'

export interface PatternTraits {
  readonly type: SocketType
  readonly create: (setup: PatternSetup) => Pattern
  /** Whether `send` exists at all. */
  readonly sends: boolean
  readonly receives: boolean
  readonly subscribes: boolean
  /** What the application sends, and what comes from a peer, given a text; default: two frames. */
  readonly outgoing?: (text: string) => Message
  readonly incoming?: (text: string) => Message
}

const seed = 20261123

const steps = [
  'accept',
  'attach',
  'connect',
  'disconnect',
  'end',
  'deliver',
  'take',
  'send',
  'receive',
  'subscription',
  'endInWrite',
] as const
type Step = (typeof steps)[number]

type Speech = Required<Pick<PatternTraits, 'outgoing' | 'incoming'>>

/** Does one thing to a pattern, with a pipe where one is needed. Misuse codes are part of the contract; any other error is not. */
function perform(pattern: Pattern, pipes: MemoryPipe[], step: Step, pick: number, text: string, { outgoing, incoming }: Speech): void {
  const pipe = pipes[pick % Math.max(pipes.length, 1)]
  switch (step) {
    case 'accept':
    case 'attach':
      pipes.push(createMemoryPipe(pattern, { highWaterMark: 2, routingId: octets(pick % 3 ? text : '') })[step]())
      return
    case 'connect':
      if (pipe?.connected === false) pipe.connect()
      return
    case 'disconnect':
    case 'end':
    case 'take':
      pipe?.[step]()
      return
    case 'deliver':
      if (pipe?.connected) pipe.deliver(incoming(text))
      return
    case 'subscription':
      if (pipe?.connected) pattern.subscription(pipe, pick % 2 === 0, octets(text))
      return
    case 'endInWrite':
      if (pipe) pipe.onWrite = () => pipe.end()
      return
    case 'send':
      allowing(['EFSM', 'ENOTSUP', 'EHOSTUNREACH'], () => {
        const couldSend = pattern.canSend()
        const taken = pattern.send(outgoing(text))
        if (!couldSend) expect(taken, 'canSend() was false').toBe(false)
      })
      return
    case 'receive':
      allowing(['EFSM', 'ENOTSUP'], () => {
        const expected = pattern.canReceive()
        expect(pattern.receive() !== undefined, 'receive() as canReceive() said').toBe(expected)
      })
      return
    default:
      step satisfies never
  }
}

function allowing(codes: readonly string[], action: () => void): void {
  try {
    action()
  } catch (error) {
    if (!codes.includes((error as { code?: string }).code ?? '')) throw error
  }
}

export function patternCompliance({ type, create, sends, receives, subscribes, ...speech }: PatternTraits): void {
  const { outgoing = (text: string) => message(text, 'body'), incoming = (text: string) => message('', text) } = speech
  describe(`${type} keeps the contract of a pattern`, () => {
    it('carries its type', () => {
      expect(create(patternSetup()).type).toBe(type)
    })

    it('has nothing to receive while it has no peer, and while its peer is silent', () => {
      const pattern = create(patternSetup())
      expect(pattern.canReceive()).toBe(false)
      createMemoryPipe(pattern).accept()
      expect(pattern.canReceive()).toBe(false)
    })

    it(sends ? 'can send' : 'refuses to send with ENOTSUP', () => {
      const pattern = create(patternSetup({ mandatory: true }))
      createMemoryPipe(pattern).accept()
      if (!sends) expect(pattern.canSend()).toBe(false)
      let code: string | undefined
      try {
        pattern.send(outgoing('x'))
      } catch (error) {
        code = (error as { code: string }).code
      }
      if (sends) expect(['EFSM', 'EHOSTUNREACH', undefined]).toContain(code)
      else expect(code).toBe('ENOTSUP')
    })

    it(receives ? 'can receive' : 'refuses to receive with ENOTSUP', () => {
      const pattern = create(patternSetup())
      const pipe = createMemoryPipe(pattern).accept()
      pipe.deliver(incoming('x'))
      if (receives) {
        allowing(['EFSM'], () => pattern.receive())
        return
      }
      expect(pattern.canReceive()).toBe(false)
      expect(() => pattern.receive()).toThrow(expect.objectContaining({ code: 'ENOTSUP' }))
    })

    it(subscribes ? 'subscribes' : 'refuses to subscribe with EINVAL', () => {
      const pattern = create(patternSetup({ manual: type === 'XPUB' }))
      for (const action of [pattern.subscribe, pattern.unsubscribe]) {
        if (subscribes) action(octets('a'))
        else expect(() => action(octets('a'))).toThrow(expect.objectContaining({ code: 'EINVAL' }))
      }
    })

    it('ignores pipes it does not have', () => {
      const pattern = create(patternSetup())
      const stranger = createMemoryPipe(pattern)
      pattern.readable(stranger)
      pattern.writable(stranger)
      pattern.disconnected(stranger)
      pattern.subscription(stranger, true, octets('a'))
      pattern.subscription(stranger, false, octets('a'))
      stranger.end()
      expect(pattern.canReceive()).toBe(false)
      expect([stranger.outIndex, stranger.inIndex]).toEqual([-1, -1])
    })

    it('lets go of a pipe that ended', () => {
      const pattern = create(patternSetup())
      const pipe = createMemoryPipe(pattern).accept()
      pipe.end()
      expect([pipe.outIndex, pipe.inIndex]).toEqual([-1, -1])
    })

    it('survives any order of events, and tells the truth about what is possible', () => {
      const event = fc.tuple(fc.constantFrom(...steps), fc.nat(7), fc.constantFrom('', 'a', 'ab', '\0b'))
      fc.assert(
        fc.property(fc.array(event, { maxLength: 60, size: 'max' }), fc.boolean(), fc.boolean(), (events, handover, strict) => {
          const pattern = create(patternSetup({ handover, strict, welcomeMessage: octets('w'), probeRouter: true }))
          const pipes: MemoryPipe[] = []
          for (const [step, pick, text] of events) perform(pattern, pipes, step, pick, text, { outgoing, incoming })
          for (const pipe of pipes) pipe.end()
          // Ended pipes stay listed only to be read.
          allowing(['EFSM', 'ENOTSUP'], () => {
            while (pattern.receive() !== undefined);
          })
          for (const pipe of pipes) expect(pipe.outIndex).toBe(-1)
        }),
        { seed, numRuns: 300 },
      )
    })
  })
}
