import { describe, expect, it } from 'vitest'
import { createDealer } from './dealer.ts'
import { createMemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'

patternCompliance({ type: 'DEALER', create: createDealer, sends: true, receives: true, subscribes: false })

describe('DEALER', () => {
  it('sends in turn, receives in turn, and changes nothing', () => {
    const dealer = createDealer(patternSetup())
    const pipes = [createMemoryPipe(dealer).accept(), createMemoryPipe(dealer).accept()]
    for (const text of ['0', '1', '2']) dealer.send(message('', text))
    expect(pipes.map(pipe => pipe.sent.map(texts))).toEqual([
      [
        ['', '0'],
        ['', '2'],
      ],
      [['', '1']],
    ])
    pipes[1]!.deliver(message('b'))
    pipes[1]!.deliver(message('c'))
    pipes[0]!.deliver(message('a', ''))
    expect([dealer.receive(), dealer.receive(), dealer.receive()].map(texts)).toEqual([['a', ''], ['b'], ['c']])
  })

  it('probes each new connection when asked to', () => {
    const setup = patternSetup()
    const dealer = createDealer(setup)
    const pipe = createMemoryPipe(dealer, { highWaterMark: 2 }).accept()
    expect(pipe.sent).toEqual([])
    setup.options.probeRouter = true
    for (const sent of [1, 2, 2]) {
      pipe.disconnect()
      pipe.connect()
      expect(pipe.sent.map(texts)).toEqual(Array(sent).fill(['']))
    }
  })
})
