import { describe, expect, it } from 'vitest'
import { createDish } from './dish.ts'
import { createMemoryPipe, message, octets, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'

const grouped = { incoming: (text: string) => message('a', text) }
patternCompliance({ type: 'DISH', create: createDish, sends: false, receives: true, subscribes: true, ...grouped })

const invalid = expect.objectContaining({ code: 'EINVAL' })

describe('DISH', () => {
  it('tells its radios of each group, at once and again when they are back', () => {
    const dish = createDish(patternSetup())
    const pipe = createMemoryPipe(dish).accept()
    for (const group of ['a', '', 'b']) dish.subscribe(octets(group))
    dish.unsubscribe(octets('b'))
    expect(pipe.told.splice(0)).toEqual(['+a', '+', '+b', '-b'])
    pipe.disconnect()
    dish.subscribe(octets('c'))
    pipe.connect()
    expect(pipe.told.toSorted()).toEqual(['+', '+a', '+c'])
  })

  it('joins once and leaves what it joined; a group is 0 to 255 octets without a zero', () => {
    const dish = createDish(patternSetup())
    dish.subscribe(octets('a'))
    dish.subscribe(octets('x'.repeat(255)))
    for (const group of ['a', 'x'.repeat(256), 'a\0']) expect(() => dish.subscribe(octets(group))).toThrow(invalid)
    for (const group of ['b', 'a\0']) expect(() => dish.unsubscribe(octets(group))).toThrow(invalid)
    dish.unsubscribe(octets('a'))
    dish.subscribe(octets('a'))
  })

  it('delivers what it joined and nothing else, in turn', () => {
    const dish = createDish(patternSetup())
    dish.subscribe(octets('a'))
    const [one, other] = [0, 1].map(() => createMemoryPipe(dish).accept())
    for (const group of ['b', 'a', 'ab', 'a']) one!.deliver(message(group, `one ${group}`))
    other!.deliver(message('a', 'other'))
    const got: (string[] | undefined)[] = []
    while (dish.canReceive()) got.push(texts(dish.receive()))
    expect(got.toSorted()).toEqual([
      ['a', 'one a'],
      ['a', 'one a'],
      ['a', 'other'],
    ])
    expect(got[2]).not.toEqual(['a', 'other'])
  })

  it('strict: forgets the message it looked at when its radio has gone', () => {
    for (const strict of [false, true]) {
      const dish = createDish(patternSetup({ strict }))
      dish.subscribe(octets('a'))
      const pipe = createMemoryPipe(dish).accept()
      pipe.deliver(message('a', 'x'))
      expect(dish.canReceive()).toBe(true)
      pipe.end()
      expect(dish.canReceive()).toBe(!strict)
    }
  })
})
