import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Ring } from './ring.ts'

it('is a queue, whatever the order of pushes, shifts and clears', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('push', 'push', 'push', 'shift', 'shift', 'clear'), { maxLength: 400 }), steps => {
      const ring = new Ring<number>()
      const model: number[] = []
      steps.forEach((step, at) => {
        if (step === 'push') {
          ring.push(at)
          model.push(at)
        } else if (step === 'shift') expect(ring.shift()).toBe(model.shift())
        else if (at % 50 === 0) {
          ring.clear()
          model.length = 0
        }
        expect(ring.length).toBe(model.length)
      })
    }),
    { seed: 7 },
  )
})
