import { expect, test } from 'vitest'
import { atomicMultipart } from './content.ts'
import { script } from './script.rig.ts'

test('the same frames are no fault', () => {
  expect(atomicMultipart(script('A sends 0 x _ yy', 'B gets A#0 x _ yy'))).toBeNull()
})

test.each([
  ['half a message', 'A sends 0 x yy', 'B gets A#0 x', 'frames of [3, 1, 2] octets arrived as [3, 1]'],
  ['a frame of another message', 'A sends 0 x', 'B gets A#0 x A#1', 'arrived as [3, 1, 3]'],
  ['an empty frame left out', 'A sends 0 _ x', 'B gets A#0 x', 'arrived as [3, 1]'],
  ['a changed octet', 'A sends 0 x y', 'B gets A#0 x z', 'frame 2 has other octets'],
  ['a message of nobody', 'A sends 0 x', 'B gets A#7 x', 'received A#7 with frames of [3, 1] octets, which nobody sent'],
  ['a message without a stamp', 'A sends 0 x', 'B gets x', 'received a message without a stamp'],
])('%s is', (_, sent, received, text) => {
  expect(atomicMultipart(script(sent, received))?.text).toContain(text)
})
