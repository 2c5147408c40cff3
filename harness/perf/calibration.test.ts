import { expect, test } from 'vitest'
import { amountOf, calibrate } from './calibration.ts'

/** A subject that needs `each` nanoseconds a message and `start` to get going. */
function subject(each: number, start = 0) {
  const asked: number[] = []
  return {
    asked,
    measure: async ({ count }: { count: number }) => {
      asked.push(count)
      return start + each * count
    },
  }
}

test.each([
  ['fast', 100, 16],
  ['slow', 50_000, 16],
  ['large', 400_000, 1_048_576],
])('%s: the count fills the time, rounded to two figures', async (_, each, size) => {
  const { measure } = subject(each)
  const { count, warmup } = await calibrate({ size, seconds: 0.2, least: 20 }, measure)
  expect((count * each) / 1e9).toBeGreaterThan(0.19)
  expect((count * each) / 1e9).toBeLessThan(0.24)
  expect(String(count)).toMatch(/^[1-9]\d?0*$/)
  expect(warmup).toBe(amountOf(count).warmup)
})

test('it grows in bounded steps and ends, whatever the clock says', async () => {
  const stuck = subject(0)
  const { count } = await calibrate({ size: 16, seconds: 1, least: 20 }, stuck.measure)
  expect(stuck.asked).toEqual([
    1000, 16_000, 256_000, 4_096_000, 65_536_000, 1_048_576_000, 16_777_216_000, 268_435_456_000, 4_294_967_296_000, 68_719_476_736_000,
  ])
  expect(count).toBeGreaterThan(0)
})

test('what was measured on cold code is measured again, until a try takes about as long as is wanted', async () => {
  const asked: number[] = []
  let warm = 0
  const warming = async ({ count }: { count: number }) => {
    asked.push(count)
    const each = warm++ < 3 ? 5000 : 250
    return each * count
  }
  const { count } = await calibrate({ size: 16, seconds: 0.1, least: 20 }, warming)
  expect((count * 250) / 1e9).toBeCloseTo(0.1, 2)
  expect(asked.length).toBeGreaterThan(3)
})

test('never fewer than say something, however slow the subject is', async () => {
  const slow = subject(1e9)
  expect((await calibrate({ size: 16, seconds: 0.01, least: 20 }, slow.measure)).count).toBe(20)
  expect((await calibrate({ size: 16, seconds: 0.01, least: 4096 }, subject(1e6).measure)).count).toBeGreaterThanOrEqual(4096)
  expect(slow.asked.length).toBeLessThan(4)
})
