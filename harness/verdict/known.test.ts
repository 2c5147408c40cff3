import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KnownFileError, parseKnown, readKnown } from './known.ts'

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
      until: '2027-06-30',
      place: 'k:3',
    },
    { cases: '**/flaky', when: {}, expect: 'fail', signature: null, reason: 'x', issue: null, until: null, place: 'k:10' },
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
    ['entries:\n  - just text', 'known.yaml:2: an entry must be a mapping'],
    ['- cases: a', "known.yaml:1: the file must be a mapping with a list 'entries'"],
    ['entries: [', 'known.yaml:1: '],
    ['include: [a]\nentries: []', 'known.yaml:1: include must be the path'],
    ['include: a\nentries: b', "known.yaml:1: the file must be a mapping with a list 'entries'"],
  ])('%j', (text, message) => expect(problems(text)).toContain(message))
})

describe('include', () => {
  let folder = ''
  const file = (name: string, text: string) => writeFileSync(join(folder, name), text)
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zmqspec-known-'))
    file('base.yaml', 'entries:\n  - { cases: a, reason: base a }\n  - { cases: b, reason: base b }')
    file('own.yaml', 'include: base.yaml\nentries:\n  - { cases: a, reason: own a }')
    file('alone.yaml', 'include: own.yaml')
    file('loop.yaml', 'include: pool.yaml')
    file('pool.yaml', 'include: loop.yaml')
    file('lost.yaml', 'include: nowhere.yaml')
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const reasons = (name: string) => readKnown(join(folder, name)).entries.map(({ reason }) => reason)

  test('own entries come first, and each says where it stands', () => {
    expect(reasons('own.yaml')).toEqual(['own a', 'base a', 'base b'])
    expect(reasons('alone.yaml')).toEqual(['own a', 'base a', 'base b'])
    expect(readKnown(join(folder, 'own.yaml')).entries.map(({ place }) => place.slice(folder.length + 1))).toEqual([
      'own.yaml:3',
      'base.yaml:2',
      'base.yaml:3',
    ])
  })
  test.each([
    ['loop.yaml', /pool\.yaml:1: include: .*loop\.yaml: it includes itself/],
    ['lost.yaml', /lost\.yaml:1: include: .*nowhere\.yaml: no such file/],
    ['none.yaml', /none\.yaml: no such file/],
  ])('%s is refused', (name, message) => {
    expect(() => reasons(name)).toThrow(message)
    expect(() => reasons(name)).toThrow(KnownFileError)
  })
})
