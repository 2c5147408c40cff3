import { expect, test } from 'vitest'
import { versionInRange } from './version-range.ts'

test.each([
  ['4.3.5', '4.3.5'],
  ['4.3.5', '=4.3.5'],
  ['4.3.5', '<=4.3.5'],
  ['4.3.5', '>=4.3 <5'],
  ['4.3.5', '4.3.*'],
  ['4.3.10', '>4.3.9'],
  ['4.3', '4.3.0'],
  ['anything', '*'],
])('%s is in %s', (version, range) => expect(versionInRange(version, range)).toBe(true))

test.each([
  ['4.3.5', '4.3.4'],
  ['4.3.5', '<4.3.5'],
  ['4.3.5', '>=4.3 <4.3.5'],
  ['4.30.5', '4.3.*'],
  ['4.3.5', '4.3'],
])('%s is not in %s', (version, range) => expect(versionInRange(version, range)).toBe(false))
