import { expect, test } from 'vitest'
import { script } from './script.rig.ts'
import { boundedFairness, roundRobinBalance } from './sharing.ts'

test('shares may differ by one', () => {
  expect(roundRobinBalance(script('ready B C', 'B gets A#0', 'C gets A#1', 'B gets A#2'))).toBeNull()
})

test('a peer left out is named, also in the last period', () => {
  const text = 'all were ready, and received B 2, C 0'
  expect(roundRobinBalance(script('ready B C', 'B gets A#0', 'B gets A#1'))?.text).toBe(text)
  expect(roundRobinBalance(script('ready B C', 'B gets A#0', 'B gets A#1', 'ready', 'C gets A#2'))?.text).toBe(text)
})

test('between periods anything goes, and each counts from 0', () => {
  expect(
    roundRobinBalance(
      script('B gets A#0', 'B gets A#1', 'ready B C', 'B gets A#2', 'ready', 'B gets A#3', 'ready B', 'B gets A#4', 'B gets A#5'),
    ),
  ).toBeNull()
})

test('who was not ready receives nothing', () => {
  expect(roundRobinBalance(script('ready B', 'C gets A#0'))?.text).toBe('C received A#0 though it was not ready')
})

const load = (from: string, count: number) => Array.from({ length: count }, (_, at) => `${from} sends ${at}`)
const take = (...stamps: readonly string[]) => stamps.map(stamp => `R gets ${stamp}`)

test('a heavy peer waits for the light one and the other way round', () => {
  const order = take('A#0', 'B#0', 'A#1', 'B#1', 'A#2', 'A#3')
  expect(boundedFairness('R', 1)(script(...load('A', 4), ...load('B', 2), ...order))).toBeNull()
})

test('a peer that must wait too long is named', () => {
  const history = script(...load('A', 4), ...load('B', 2), ...take('A#0', 'A#1', 'A#2', 'A#3', 'B#0', 'B#1'))
  expect(boundedFairness('R', 1)(history)?.text).toBe('R received 2 messages of others while 2 of B waited (2 senders)')
  expect(boundedFairness('R', 4)(history)).toBeNull()
})

test('who has nothing waiting waits for nothing', () => {
  expect(boundedFairness('R', 1)(script(...load('A', 3), ...take('A#0', 'A#1', 'A#2'), 'B sends 0', ...take('B#0')))).toBeNull()
})
