import { describe, expect, test } from 'vitest'
import { KnownFileError, parseKnown } from './known.ts'

const problems = (text: string): string => {
  try {
    parseKnown(text, 'known.yaml')
  } catch (error) {
    if (error instanceof KnownFileError) return error.message
    throw error
  }
  return ''
}

test('a whole entry', () => {
  const text = `
entries:
  - cases: 37-zmtp-3.1/greeting/*
    when: { impl: libzmq, version: <=4.3.5, role: [bind, connect] }
    expect: hang
    signature: { check: as-server, got: 0 }
    reason: never sets as-server
    issue: https://example.org/3863
    until: 2027-06-30
    disputed: true
  - cases: '**/flaky'
    reason: x
`
  expect(parseKnown(text, 'k').entries).toEqual([
    {
      cases: '37-zmtp-3.1/greeting/*',
      when: { impl: ['libzmq'], version: ['<=4.3.5'], role: ['bind', 'connect'] },
      expect: 'hang',
      signature: { check: 'as-server', got: '0' },
      reason: 'never sets as-server',
      issue: 'https://example.org/3863',
      disputed: true,
      until: '2027-06-30',
      line: 3,
    },
    { cases: '**/flaky', when: {}, expect: 'fail', signature: null, reason: 'x', issue: null, disputed: false, until: null, line: 11 },
  ])
})

test('an empty file has no entries', () => expect(parseKnown('', 'k').entries).toEqual([]))
test('an empty list has no entries', () => expect(parseKnown('entries: []', 'k').entries).toEqual([]))

describe('mistakes are told with their line', () => {
  test.each([
    ['entries:\n  - cases: a', 'known.yaml:2: reason is missing'],
    ['entries:\n  - cases: a\n    reason: " "', 'known.yaml:2: reason is missing'],
    ['entries:\n  - reason: a', 'known.yaml:2: cases is missing'],
    ['entries:\n  - cases: a\n    reason: b\n  - cases: a\n    reason: b\n    expect: fails', 'known.yaml:4: expect must be one of'],
    ['entries:\n  - cases: a\n    reason: b\n    untill: 2020-01-01', 'known.yaml:2: unknown field untill'],
    ['entries:\n  - cases: a\n    reason: b\n    until: soon', 'known.yaml:2: until must be a day'],
    ['entries:\n  - cases: a\n    reason: b\n    signature: { chek: x }', 'known.yaml:2: unknown signature field chek'],
    ['entries:\n  - cases: a\n    reason: b\n    when: tcp', 'known.yaml:2: when must be a mapping'],
    ['entries:\n  - cases: a\n    reason: b\n    disputed: true', 'known.yaml:2: a disputed entry needs an issue'],
    ['entries:\n  - cases: a\n    reason: b\n    disputed: maybe', 'known.yaml:2: disputed must be true or false'],
    ['entries:\n  - just text', 'known.yaml:2: an entry must be a mapping'],
    ['- cases: a', "known.yaml:1: the file must be a mapping with a list 'entries'"],
    ['entries: [', 'known.yaml:1: '],
  ])('%j', (text, message) => expect(problems(text)).toContain(message))
})
