import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRunFolder } from './run-folder.ts'

let where = ''
beforeEach(() => {
  where = mkdtempSync(join(tmpdir(), 'zmqspec-folder-'))
})
afterEach(() => rmSync(where, { recursive: true, force: true }))

const leave = (name: string, out: string | null) => {
  const folder = createRunFolder(name, new Date('2026-01-02T03:04:05Z'), out, where)
  writeFileSync(join(folder.path, 'name'), name)
  folder.publish()
  return folder.path
}
const latest = () => readFileSync(join(where, 'reports/out/latest/name'), 'utf8')

test('latest leads to the newest run, wherever it is', () => {
  expect(leave('exec:./a b', null)).toContain('reports/out/2026-01-02T03-04-05-exec_._a_b')
  expect(latest()).toBe('exec:./a b')
  leave('second', 'elsewhere/deep')
  expect(latest()).toBe('second')
})

test('a run may be written to latest itself, and leaves the one before alone', () => {
  const first = leave('first', null)
  leave('here', 'reports/out/latest')
  expect(latest()).toBe('here')
  expect(readFileSync(join(first, 'name'), 'utf8')).toBe('first')
})
