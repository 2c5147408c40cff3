import { expect, test } from 'vitest'
import { fifo, noDuplicates } from './order.ts'
import { script } from './script.rig.ts'

test('order between different pipes is free', () => {
  expect(fifo(script('B gets A#0', 'B gets C#0', 'D gets A#2', 'B gets A#1', 'B gets C#1', 'D gets A#3'))).toBeNull()
})

test('a message that overtakes another of its pipe is named', () => {
  expect(fifo(script('B gets A#0', 'B gets A#2', 'B gets A#1'))?.text).toBe('B received A#1 after A#2')
})

test('gaps and repetitions are no matter of order', () => {
  expect(fifo(script('B gets A#0', 'B gets A#0', 'B gets A#5'))).toBeNull()
})

test('each subscriber gets a copy, once', () => {
  expect(noDuplicates('each')(script('B gets A#0', 'C gets A#0'))).toBeNull()
  expect(noDuplicates('each')(script('B gets A#0', 'C gets A#0', 'B gets A#0'))?.text).toBe('B received A#0, which B had received already')
})

test('what is sent to one peer reaches no second one', () => {
  expect(noDuplicates('one')(script('B gets A#0', 'C gets A#1'))).toBeNull()
  expect(noDuplicates('one')(script('B gets A#0', 'C gets A#0'))?.text).toBe('C received A#0, which B had received already')
})
