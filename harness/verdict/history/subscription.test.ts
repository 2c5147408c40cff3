import { expect, test } from 'vitest'
import { script } from './script.rig.ts'
import { subscriptionFilter } from './subscription.ts'

const judged = (...lines: readonly string[]) => subscriptionFilter(['B', 'C'])(script(...lines))?.text ?? null

test('prefixes of the topic, and only they, bring it', () => {
  expect(
    judged('B subscribes a', 'C subscribes ab', 'A publishes ab 0', 'A publishes ac 1', 'B gets A#0', 'C gets A#0', 'B gets A#1'),
  ).toBeNull()
})

test.each([
  ['a match that stays away', ['B subscribes a', 'A publishes ab 0'], 'B, subscribed to "a", did not receive A#0 of topic "ab"'],
  [
    'a topic shorter than the prefix',
    ['B subscribes ab', 'A publishes a 0', 'B gets A#0'],
    'B, subscribed to "ab", received A#0 of topic "a"',
  ],
  [
    'a forgotten unsubscribe',
    ['B subscribes a', 'B unsubscribes a', 'A publishes a 0', 'B gets A#0'],
    'B, subscribed to nothing, received A#0 of topic "a"',
  ],
  [
    'a copy for the wrong one',
    ['B subscribes a', 'A publishes a 0', 'B gets A#0', 'C gets A#0'],
    'C, subscribed to nothing, received A#0 of topic "a"',
  ],
])('%s is a fault', (_, lines, text) => {
  expect(judged(...lines)).toBe(text)
})

test('two subscriptions need two unsubscribes', () => {
  const twice = ['B subscribes a', 'B subscribes a', 'B unsubscribes a', 'A publishes a 0']
  expect(judged(...twice, 'B gets A#0')).toBeNull()
  expect(judged(...twice)).toBe('B, subscribed to "a", did not receive A#0 of topic "a"')
  expect(judged(...twice, 'B gets A#0', 'B unsubscribes a', 'A publishes a 1')).toBeNull()
})

test('an unsubscribe too many takes nothing from the next subscribe', () => {
  expect(judged('B unsubscribes a', 'B subscribes a', 'A publishes a 0', 'B gets A#0')).toBeNull()
})

test('what counts is what was in force at the publishing', () => {
  expect(judged('A publishes a 0', 'B subscribes a', 'A publishes a 1', 'B unsubscribes a', 'B gets A#1')).toBeNull()
})
