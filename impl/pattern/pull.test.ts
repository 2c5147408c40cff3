import { describe, expect, it } from 'vitest'
import { createMemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'
import { createPull } from './pull.ts'

patternCompliance({ type: 'PULL', create: createPull, sends: false, receives: true, subscribes: false })

describe('PULL', () => {
  it('delivers messages as they came', () => {
    const pull = createPull(patternSetup())
    createMemoryPipe(pull)
      .accept()
      .deliver(message('', 'a', ''))
    expect(pull.canReceive()).toBe(true)
    expect(texts(pull.receive())).toEqual(['', 'a', ''])
    expect(pull.canReceive()).toBe(false)
  })
})
