import { expect, test } from 'vitest'
import { noLoss } from './loss.ts'
import { script } from './script.rig.ts'

test('one receiver of each message is enough where there is one copy', () => {
  expect(noLoss('one', ['B', 'C'])(script('A sends 0', 'A sends 1', 'B gets A#0', 'C gets A#1'))).toBeNull()
})

test('a message that nobody received is named', () => {
  expect(noLoss('one', ['B'])(script('A sends 0', 'A sends 1', 'B gets A#0'))?.text).toBe('A#1 was accepted, but nobody received it')
})

test('each receiver must have its copy', () => {
  const history = script('A sends 0', 'B gets A#0')
  expect(noLoss('each', ['B'])(history)).toBeNull()
  expect(noLoss('each', ['B', 'C'])(history)?.text).toBe('A#0 was accepted, but C did not receive it')
})

test('what was refused is not lost', () => {
  expect(noLoss('one', ['B'])(script('A refuses send EAGAIN'))).toBeNull()
})
