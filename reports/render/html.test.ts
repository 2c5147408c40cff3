import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { beforeAll, describe, expect, test } from 'vitest'
import { html } from './html.ts'
import { readRun } from './read-run.ts'
import { readRegister } from './register.ts'

const fixture = (name: string) => readRun(join(import.meta.dirname, '../../fixtures/results', `${name}.ndjson`))
const render = async (name: string) => html(await fixture(name), await readRegister())
const block = (page: string, open: string, close: string) => page.split(open)[1]!.split(close)[0]!
let page = ''
beforeAll(async () => {
  page = await render('sample')
})

test('the file asks for nothing: no reference leads out of it, and the policy forbids what is not inside', () => {
  const shell = page.replace(/<script type="application\/[\s\S]*?<\/script>/g, '')
  expect(shell).not.toMatch(/\b(?:src|href|srcset|poster|action)\s*=\s*["']/i)
  expect(shell).not.toMatch(/@import|url\(|<(?:link|iframe|object|embed|img|base)\b/i)
  expect(shell).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\(/)
  const policy = block(page, 'Content-Security-Policy" content="', '"')
  expect(policy).toMatch(/^default-src 'none';/)
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
})

test('the policy names exactly the script and the style that are there', () => {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = block(page, 'Content-Security-Policy" content="', '"')
  expect(policy).toContain(`script-src ${hash(block(page, '\n<script>', '</script>'))};`)
  expect(policy).toContain(`style-src ${hash(block(page, '<style>', '</style>'))};`)
})

test('hostile text is data, never markup', () => {
  expect(page.match(/<script/g)).toHaveLength(3)
  expect(page.match(/<\/script/g)).toHaveLength(3)
  expect(page).not.toContain('<img')
  expect(page).not.toContain('<!-- comment')
})

test('the data block holds the lines, with long listings cut in the middle and saying so', async () => {
  const run = await fixture('sample')
  const lines = block(page, 'id="results">', '</script>')
    .split('\n')
    .map(text => JSON.parse(text))
  expect(lines.map(line => line.type)).toEqual(['header', 'subject', 'subject', ...run.cases.map(() => 'case'), 'footer'])
  expect(lines.find(line => line.id?.includes('hostile'))).toMatchObject({
    title: run.cases.find(line => line.id.includes('hostile'))!.title,
  })
  const { frames } = lines.find(line => line.evidence?.frames?.length > 100).evidence
  expect(frames).toHaveLength(401)
  expect(frames[200]).toBe('… 1100 lines left out here; results.ndjson has them all …')
})

test('the program is built once for all reports of a process', async () => {
  const again = await render('torn')
  expect(block(again, '\n<script>', '</script>')).toBe(block(page, '\n<script>', '</script>'))
})

describe('in a browser', async () => {
  const browser = 'chromium'
  const found = await execa(browser, ['--version'], { reject: false })
  const why = found.exitCode === 0 ? '' : ' (skipped: chromium is not on this machine)'

  test.skipIf(why !== '').each([
    ['sample', /Clause coverage/, /nothing unexpected/],
    ['torn', /Partial run\./, /<img/],
  ])(`%s is drawn${why}`, { timeout: 30_000 }, async (name, there, absent) => {
    const folder = await mkdtemp(join(tmpdir(), 'zmqspec-page-'))
    try {
      const file = join(folder, 'report.html')
      await writeFile(file, await render(name))
      const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}`, '--dump-dom']
      const { stdout } = await execa(browser, [...flags, pathToFileURL(file).href], { timeout: 25_000 })
      const drawn = block(stdout, '<div id="page">', '<script type="application/x-ndjson"')
      expect(drawn).toMatch(there)
      expect(drawn).toContain('28/REQREP')
      expect(drawn).not.toMatch(absent)
      expect(drawn).not.toMatch(/<(?:script|img|b)[ >]/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
