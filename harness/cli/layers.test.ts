// The layering rules are rules only while they fire: each file of fixtures/layers breaks one and must be caught.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const layers = join(root, 'fixtures/layers')
const broken = readdirSync(layers, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
let folder = ''
let found: ReadonlyMap<string, string> = new Map()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zmqspec-layers-'))
  cpSync(layers, folder, { recursive: true })
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(
    join(folder, 'biome.json'),
    JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false }, files: { includes: ['**'] } }),
  )
  const biome = join(root, 'node_modules/.bin/biome')
  const { stdout } = await execa(biome, ['lint', '--reporter=json', '--max-diagnostics=200', '.'], {
    cwd: folder,
    reject: false,
    preferLocal: true,
  })
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[]
  }
  const rows = report.diagnostics.filter(row => /noRestricted/.test(row.category))
  found = new Map(rows.map(row => [typeof row.location.path === 'string' ? row.location.path : row.location.path.file, row.category]))
}, 30_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(broken)('the linter refuses %s', path => {
  expect([...found.keys()].map(name => name.replace(/^\.\//, ''))).toContain(path)
})
