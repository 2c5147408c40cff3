import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneLine, printable } from './printable.ts'

test('control characters become pictures, direction overrides and lone surrogates their code points', () => {
  expect(printable('a\u0000\u001b[2J\u007f\n\tb')).toBe('a␀␛[2J␡\n\tb')
  expect(printable('\u202egnp\u2066 \ud83d x \udc00')).toBe('‹U+202E›gnp‹U+2066› ‹U+D83D› x ‹U+DC00›')
  expect(oneLine('a\r\nb\tc')).toBe('a␍␊b␉c')
})

test('ordinary text, emoji and other scripts stay as they are', () => {
  const text = 'naïve 日本語 🦊 → ← "quotes" <b>'
  expect(printable(text)).toBe(text)
})

test('whatever goes in, what comes out is one line that XML 1.0 and terminals accept', () => {
  const allowed = /^[\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u
  const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) })
  fc.assert(
    fc.property(text, raw => allowed.test(oneLine(raw))),
    { seed: 20260117, numRuns: 500 },
  )
})
