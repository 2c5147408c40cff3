import { expect, test } from 'vitest'
import { clockTime, createProgress } from './progress.ts'

test('times read as minutes and seconds', () => {
  expect([0, 59.6, 61, 3600, -5].map(clockTime)).toEqual(['0:00', '1:00', '1:01', '60:00', '0:00'])
})

test('the time left comes from the plan at first, then from the pace so far, heavier bouts counting for more', () => {
  let clock = 0
  const told: string[] = []
  const progress = createProgress([1, 1, 2], 100, { write: text => void told.push(text) }, () => clock)
  progress.bout(0, 'first')
  expect(told.at(-1)).toBe('[1/3] first    about 1:40 left\n')
  clock = 20_000
  progress.bout(1, 'second')
  expect(told.at(-1)).toBe('[2/3] second    about 1:00 left\n')
  clock = 30_000
  progress.step('half way', 0.5)
  expect(told.at(-1)).toBe('[2/3] second  half way  about 0:50 left\n')
})

test('what has no figure is told once, with its reason on one line', () => {
  const told: string[] = []
  const progress = createProgress([1], 1, { write: text => void told.push(text) })
  const row = { verdict: 'failed', scenario: 'push-pull', transport: 'tcp', size: 16, subject: 'a', peer: 'b', reason: 'x\ny' } as never
  progress.rows([row, row, { ...(row as object), verdict: 'measured' } as never])
  expect(told).toEqual([expect.stringMatching(/failed.* push-pull tcp 16 {2}a–b: x y\n$/)])
})
