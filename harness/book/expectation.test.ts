import { expect, test } from 'vitest'
import { atLeast, between, equal, oneOf, satisfying, showExpected } from './expectation.ts'
import { show } from './show.ts'

test.each([
  [1, 1],
  [Buffer.from('hi'), 'hi'],
  [Buffer.from('hi'), new Uint8Array([104, 105])],
  [
    [Buffer.from('a'), Buffer.from('')],
    ['a', ''],
  ],
  [
    { frames: [Buffer.from('a')], n: 1 },
    { n: 1, frames: ['a'] },
  ],
  [new Map([['Identity', Buffer.from('x')]]), new Map([['Identity', 'x']])],
  ['fin', oneOf('fin', 'rst')],
  [Buffer.from('a'), oneOf('a', 'b')],
  [3, between(3, 5)],
  [3, atLeast(3)],
  [4, satisfying('even', (n: number) => n % 2 === 0)],
])('%j equals %j', (actual, expected) => expect(equal(actual, expected)).toBe(true))

test.each([
  [1, '1'],
  ['hi', Buffer.from('hi')],
  [Buffer.from('hi'), 'ho'],
  [[Buffer.from('a')], ['a', '']],
  [[], [undefined]],
  [{ a: 1 }, { a: 1, b: undefined }],
  ['silence', oneOf('fin', 'rst')],
  [2, between(3, 5)],
  ['3', atLeast(3)],
])('%j does not equal %j', (actual, expected) => expect(equal(actual, expected)).toBe(false))

test.each([
  [Buffer.from('hi'), '"hi"'],
  [Buffer.from([0, 255]), '<00 ff>'],
  [Buffer.alloc(65, 'a'), `"${'a'.repeat(64)}"… (65 octets)`],
  [['a', Buffer.from('b'), null], '["a", "b", null]'],
  [{ a: 1n, b: new Map([['k', 2]]) }, '{a: 1n, b: {k: 2}}'],
  [new Set([1]), '{1}'],
])('%# prints on one line', (value, text) => expect(show(value)).toBe(text))

test('what is printed is bounded', () => expect(show('x'.repeat(10_000)).length).toBeLessThan(500))
test('an expectation prints its words', () => {
  expect(showExpected(oneOf('fin', 'rst'))).toBe('"fin" or "rst"')
  expect(showExpected(Buffer.from('a'))).toBe('"a"')
})
