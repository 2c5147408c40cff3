import { describe, expect, test } from 'vitest'
import { records } from '../book/case-record.ts'
import { everything, fnv1a, type Selection, select } from './selection.ts'
import { nearest, UsageError } from './usage-error.ts'

const book = [
  ...records({ chapter: '30-pipeline', section: 'push' }, 'sends', { title: 't', clauses: ['30/push-2'], mode: 'api' }, false),
  ...records(
    { chapter: '30-pipeline', section: 'push' },
    'delivers',
    { title: 't', clauses: ['30/push-3', '30/pull-9'], mode: 'pair', axes: { transport: ['tcp', 'ipc'] } },
    false,
  ),
  ...records({ chapter: '37-zmtp-3.1', section: 'greeting' }, 'signature', { title: 't', clauses: ['37/greeting-2'], mode: 'wire' }, false),
]
const register = ['30/push-2', '30/push-3', '30/pull-9', '30/push-9', '37/greeting-2']
const slugs = (wanted: Partial<Selection>) => select(book, { ...everything, ...wanted }, register).map(({ id }) => id.split('/')[2])

describe('flags select', () => {
  test.each([
    [{}, ['sends', 'delivers[transport=tcp]', 'delivers[transport=ipc]', 'signature']],
    [{ chapters: ['37'] }, ['signature']],
    [{ chapters: ['37-zmtp-3.1', '30'] }, ['sends', 'delivers[transport=tcp]', 'delivers[transport=ipc]', 'signature']],
    [{ run: ['**/delivers[transport=ipc]', '37-*'] }, ['delivers[transport=ipc]', 'signature']],
    [{ clauses: ['30/push-2'] }, ['sends']],
    [{ clauses: ['30/*'] }, ['sends', 'delivers[transport=tcp]', 'delivers[transport=ipc]']],
    [{ modes: ['wire', 'api'] }, ['sends', 'signature']],
    [{ chapters: ['30'], modes: ['api'] }, ['sends']],
  ])('%j', (wanted, expected) => expect(slugs(wanted)).toEqual(expected))

  test('shards divide the book without loss', () => {
    const parts = ([1, 2, 3] as const).map(part => slugs({ shard: [part, 3] }))
    expect(parts.flat().toSorted()).toEqual(slugs({}).toSorted())
  })
})

describe('a flag that selects nothing is a mistake', () => {
  test.each([
    [{ chapters: ['92'] }, 'unknown chapter 92'],
    [{ chapters: ['pipeline'] }, 'did you mean 30-pipeline?'],
    [{ run: ['30-pipeline/push/send'] }, 'did you mean 30-pipeline/push'],
    [{ clauses: ['30/push-22'] }, 'unknown clause 30/push-22; did you mean 30/push-2'],
    [{ clauses: ['30/push-9'] }, 'no case cites clause 30/push-9'],
    [{ modes: ['par'] }, 'did you mean pair'],
    [{ chapters: ['37'], modes: ['pair'] }, 'no case matches all of these flags'],
  ])('%j: %s', (wanted, message) => {
    expect(() => slugs(wanted)).toThrow(UsageError)
    expect(() => slugs(wanted)).toThrow(message)
  })
})

test('names are near by letters or by being a part', () => {
  expect(nearest('libzmqq', ['ours', 'libzmq'])).toEqual(['libzmq'])
  expect(nearest('zzz', ['ours-program', 'libzmq-of-old'])).toEqual([])
})

test('the hash is FNV-1a', () => {
  expect(fnv1a('')).toBe(0x811c9dc5)
  expect(fnv1a('foobar')).toBe(0xbf9cf968)
})
