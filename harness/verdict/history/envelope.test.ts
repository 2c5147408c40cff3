import { expect, test } from 'vitest'
import { envelopeIntegrity } from './envelope.ts'
import { type HistoryEvent, stamped } from './event.ts'

const relayed = (at: number, way: 'request' | 'reply', text: string): HistoryEvent => ({
  kind: 'relayed',
  at,
  way,
  message: stamped(text.split(' ').map(frame => Buffer.from(frame === '_' ? '' : frame))),
})
const request = [relayed(0, 'request', 'i _ A#0 x'), relayed(1, 'request', 'j i _ A#0 x')]

test('one routing id a hop, and the same way back', () => {
  expect(envelopeIntegrity([...request, relayed(1, 'reply', 'j i _ re A#0'), relayed(0, 'reply', 'i _ re A#0')])).toBeNull()
})

test.each([
  ['a hop that adds no id', [relayed(0, 'request', '_ A#0')], 'request A#0 at hop 0 has 0 routing ids'],
  ['a lost delimiter', [relayed(0, 'request', 'i A#0')], 'request A#0 at hop 0 has no delimiter'],
  [
    'a changed inner envelope',
    [relayed(0, 'request', 'i _ A#0'), relayed(1, 'request', 'j k _ A#0')],
    'has the inner envelope [6b], not [69]',
  ],
  ['a changed body', [relayed(0, 'request', 'i _ A#0 x'), relayed(1, 'request', 'j i _ A#0 y')], 'has another body than one hop before'],
  ['a reply to another peer', [...request, relayed(1, 'reply', 'j k _ A#0')], 'reply A#0 at hop 1 has the envelope [6a 6b], not [6a 69]'],
  ['a reply from nowhere', [relayed(0, 'reply', 'i _ A#0')], 'reply A#0 at hop 0 answers no request of that hop'],
])('%s is named', (_, history, text) => {
  expect(envelopeIntegrity(history)?.text).toContain(text)
})
