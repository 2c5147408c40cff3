import { expect, test } from 'vitest'
import { bootstrapInterval, median, ratiosOf, spreadOf } from './statistics.ts'

test('the median of known values', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7])
})

test('the interval holds the median, narrows with more rounds, and is one point for one value', () => {
  const noisy = (n: number) => Array.from({ length: n }, (_, index) => 100 + ((index * 37) % 21) - 10)
  const [low, high] = bootstrapInterval(noisy(9), 1)
  expect(low).toBeLessThanOrEqual(median(noisy(9)))
  expect(high).toBeGreaterThanOrEqual(median(noisy(9)))
  const [lower, higher] = bootstrapInterval(noisy(210), 1)
  expect(higher - lower).toBeLessThan(high - low)
  expect(bootstrapInterval([5], 1)).toEqual([5, 5])
})

test('the interval of three values is known: each resample has one of them as its median', () => {
  // P(median = lowest) = 7/27, so 2.5 % and 97.5 % fall on the outermost.
  expect(bootstrapInterval([1, 2, 10], 5)).toEqual([1, 10])
})

test('the same seed gives the same interval, another seed may give another', () => {
  const values = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233]
  expect(bootstrapInterval(values, 7)).toEqual(bootstrapInterval(values, 7))
  const seen = new Set(Array.from({ length: 20 }, (_, seed) => bootstrapInterval(values, seed).join(' ')))
  expect(seen.size).toBeGreaterThan(1)
})

test('ratios go round by round, and leave out rounds that one of them lacks', () => {
  expect(ratiosOf([10, null, 30, 40], [5, 5, null, 10])).toEqual([2, 4])
  expect(ratiosOf([1, 2], [0, 1])).toEqual([2])
})

test('the spread is the median distance of two measurements of the same thing', () => {
  expect(spreadOf([110, 90, 100], [100, 100, 100])).toBeCloseTo(0.1)
  expect(spreadOf([100, 100], [100, 100])).toBe(0)
  expect(spreadOf([1], [null])).toBeNull()
})
