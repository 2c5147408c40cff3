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
  const { count, warmup } = await calibrate({ size, seconds: 0.2, perCall: 1 }, measure)
  expect((count * each) / 1e9).toBeGreaterThan(0.19)
  expect((count * each) / 1e9).toBeLessThan(0.24)
  expect(String(count)).toMatch(/^[1-9]\d?0*$/)
  expect(warmup).toBe(amountOf(count).warmup)
})

test('a subject that gets fast only after a while is given as much as it does when it is', async () => {
  let seen = 0
  const measure = async ({ count }: { count: number }) => {
    const slow = Math.max(0, Math.min(count, 12_000 - seen))
    seen += count
    return slow * 20_000 + (count - slow) * 200
  }
  const { count } = await calibrate({ size: 16, seconds: 0.2, perCall: 1 }, measure)
  expect((count * 200) / 1e9).toBeGreaterThan(0.12)
})

test('it grows in bounded steps and ends, whatever the clock says', async () => {
  const stuck = subject(0)
  const { count } = await calibrate({ size: 16, seconds: 1, perCall: 1 }, stuck.measure)
  expect(stuck.asked).toEqual([
    1000, 16_000, 256_000, 4_096_000, 65_536_000, 1_048_576_000, 16_777_216_000, 268_435_456_000, 4_294_967_296_000, 68_719_476_736_000,
  ])
  expect(count).toBeGreaterThan(0)
})

test('a subject too slow for the time still has enough to say something, and batches have several calls', async () => {
  expect((await calibrate({ size: 16, seconds: 0.01, perCall: 1 }, subject(1e9).measure)).count).toBe(20)
  expect((await calibrate({ size: 16, seconds: 0.01, perCall: 256 }, subject(1e6).measure)).count).toBeGreaterThanOrEqual(16 * 256)
})
