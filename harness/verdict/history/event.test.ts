import { expect, test } from 'vitest'
import { judgeHistory, stamped, stampText } from './event.ts'
import { noLoss } from './loss.ts'
import { fifo } from './order.ts'
import { script } from './script.rig.ts'

const frames = (...texts: readonly string[]) => texts.map(text => Buffer.from(text))

test('a stamp is found behind envelopes and topics', () => {
  expect(stamped(frames('topic', '', 'B2#17', 'C#1')).stamp).toEqual({ from: 'B2', number: 17 })
  expect(stampText({ from: 'peer-A', number: 3 })).toBe('peer-A#3')
  expect(stamped(frames('peer-A#3')).stamp).toEqual({ from: 'peer-A', number: 3 })
})

test('a message without a stamp says so', () => {
  expect(stamped(frames('a', '#1', 'A#', 'A#1x')).stamp).toBeNull()
})

test('the first fault of the first checker counts', () => {
  const history = script('A sends 0', 'A sends 1', 'B gets A#1', 'B gets A#0')
  expect(judgeHistory(history, [noLoss('one', ['B']), fifo])?.rule).toBe('fifo')
  expect(judgeHistory(history.slice(0, 3), [noLoss('one', ['B']), fifo])?.rule).toBe('no-loss')
  expect(judgeHistory([], [fifo])).toBeNull()
})
