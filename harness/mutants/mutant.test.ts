import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../run/runner.ts'
import { edit, type Mutant, mutate, StaleMutant } from './mutant.ts'
import { mutantTable } from './mutant-table.ts'

describe('mutate', () => {
  test('replaces what stands there once, edit after edit', () => {
    expect(mutate('a + b', [edit('x.ts', 'a', 'c'), edit('x.ts', 'c +', 'c -')])).toBe('c - b')
  })
  test.each([
    ['a + a', 2],
    ['b', 0],
  ])('%j: a text that is there %i times is an error that names file and text', (source, times) => {
    expect(() => mutate(source, [edit('pattern/push.ts', 'a', 'c')])).toThrow(StaleMutant)
    expect(() => mutate(source, [edit('pattern/push.ts', 'a', 'c')])).toThrow(
      `impl/pattern/push.ts holds this text ${times} times, not once:\na`,
    )
  })
  test('a $ in the replacement is only a $', () => {
    expect(mutate('a', [edit('x.ts', 'a', '$&')])).toBe('$&')
  })
})

const table: readonly (readonly [string, Mutant])[] = Object.entries(mutantTable)
const source = (file: string): string => readFileSync(join(root, 'impl', file), 'utf8')

describe('the table', async () => {
  const spec: string[] = []
  for await (const path of glob('suites/**/*.ts', { cwd: root })) spec.push(readFileSync(join(root, path), 'utf8'))
  const book = spec.join('\n')

  test.each(table)('%s fits its sources, changes them and is still a program', (_id, { edits }) => {
    for (const [file, mine] of Map.groupBy(edits, edit => edit.file)) {
      const mutated = mutate(source(file), mine)
      expect(mutated).not.toBe(source(file))
      stripTypeScriptTypes(mutated)
    }
  })
  test.each(table)('%s is claimed by a case', id => {
    expect(book.includes(`'${id}'`)).toBe(true)
  })
})
