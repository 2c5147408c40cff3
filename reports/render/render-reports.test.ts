import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ResultLine } from '../schema/results.ts'
import { renderReports } from './render-reports.ts'
import { bearing } from './tally.ts'

const names = ['sample', 'torn', 'interrupted'] as const
let root = ''
const text = (name: string, file: string) => readFile(join(root, name, file), 'utf8')

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'zmqspec-reports-'))
  for (const name of names) {
    const folder = await mkdtemp(join(root, `${name}-`))
    await copyFile(join(import.meta.dirname, `../../fixtures/results/${name}.ndjson`), join(folder, 'results.ndjson'))
    expect(await renderReports(folder)).toBe(join(folder, 'report.html'))
    folders.set(name, folder.slice(root.length + 1))
  }
})
afterAll(() => rm(root, { recursive: true, force: true }))
const folders = new Map<string, string>()
const of = (name: string) => folders.get(name)!

test('every rendering is written beside the results, and nothing else', async () => {
  const files = ['badge.json', 'conformance.yaml', 'ctrf.json', 'deviations.md', 'junit.xml', 'report.html', 'results.ndjson', 'summary.md']
  expect((await readdir(join(root, of('sample')))).toSorted()).toEqual(files)
})

test.each([...names.slice(1)])('every rendering of %s says that it is partial; none of the whole run does', async name => {
  for (const file of ['badge.json', 'conformance.yaml', 'ctrf.json', 'deviations.md', 'junit.xml', 'report.html', 'summary.md']) {
    const said = file === 'ctrf.json' ? /"rawStatus": "partial"/ : file === 'report.html' ? /<title>Partial: / : /partial/i
    expect(await text(of(name), file), file).toMatch(said)
    expect(await text(of('sample'), file), file).not.toMatch(said)
  }
})

test('ctrf: one test per case, the summary adds up, statuses are CTRF words', async () => {
  const { reportFormat, specVersion, results } = JSON.parse(await text(of('sample'), 'ctrf.json'))
  expect([reportFormat, specVersion]).toEqual(['CTRF', '1.0.0'])
  const { tests, passed, failed, skipped, pending, other, start, stop } = results.summary
  expect(results.tests).toHaveLength(23)
  expect([tests, passed + failed + skipped + pending + other]).toEqual([23, 23])
  expect([failed, skipped, other]).toEqual([5, 4, 1])
  expect(stop).toBeGreaterThan(start)
  const failure = results.tests.find((one: { name: string }) => one.name.includes('reply-to-asker'))
  expect(failure).toMatchObject({ status: 'failed', rawStatus: 'fail', suite: ['ours', 'libzmq', '28/REQREP'] })
  expect(failure.trace).toContain('reproduce: npx zmqspec run')
})

test('deviations.md: what departs, with its rule and who keeps it; a case that nobody breaks is not in it', async () => {
  const lines = (await text(of('sample'), 'results.ndjson'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as ResultLine)
  const broken = new Set(
    lines.flatMap(line => (line.type === 'case' && bearing[line.verdict] === 'broken' ? [line.id.split('[', 1)[0]!] : [])),
  )
  const page = await text(of('sample'), 'deviations.md')
  expect([...page.matchAll(/^### (.*)$/gm)].map(([, id]) => id).toSorted()).toEqual([...broken].toSorted())
  expect(page).toMatch(/\*\*ours 0\.1\.0\*\*, fail: /)
})

test('badge: the shields endpoint of the first subject', async () => {
  const badge = JSON.parse(await text(of('sample'), 'badge.json'))
  expect(badge).toEqual({ schemaVersion: 1, label: 'zmqspec: ours 0.1.0', message: expect.stringMatching(/^MUST \d+\/\d+$/), color: 'red' })
  expect(JSON.parse(await text(of('torn'), 'badge.json'))).toMatchObject({ color: 'lightgrey' })
})

test('conformance.yaml: figures per subject, and a digest that fits the results', async () => {
  const yaml = parse(await text(of('sample'), 'conformance.yaml'))
  const sha256 = createHash('sha256')
    .update(await text(of('sample'), 'results.ndjson'))
    .digest('hex')
  expect(yaml).toMatchObject({ schema: 1, complete: true, seed: 20260117, results: { file: 'results.ndjson', sha256 } })
  expect(yaml.subjects.map((one: { name: string; result: string }) => [one.name, one.result])).toEqual([
    ['ours', 'failed'],
    ['libzmq', 'failed'],
  ])
  expect(yaml.subjects[0].chapters).toContainEqual({
    chapter: '31/EXPAIR',
    status: 'stable',
    total: 14,
    testable: 14,
    covered: 1,
    passed: 1,
  })
  expect(yaml.subjects[1].known).toHaveLength(2)
  expect(parse(await text(of('torn'), 'conformance.yaml'))).toMatchObject({
    complete: false,
    subjects: [{ result: 'partial' }, { result: 'partial' }],
  })
})

test('summary.md: tables keep their columns and hostile text stays text', async () => {
  const markdown = await text(of('sample'), 'summary.md')
  const rows = markdown.split('\n').filter(line => line.startsWith('| '))
  const columns = (row: string) => row.split(/(?<!\\)\|/).length
  expect(rows.length).toBeGreaterThan(20)
  const heads = rows.flatMap((row, at) => (rows[at + 1]?.startsWith('| --- ') ? [columns(row)] : []))
  expect(new Set(rows.map(columns))).toEqual(new Set(heads))
  expect(markdown).toContain('| 37/ZMTP 3.1 | draft |')
  const outside = markdown.replaceAll(/^(`{3,})text\n[\s\S]*?^\1$/gm, '')
  expect(outside.match(/<(?!\/?(?:details|summary|br)>)/g)).toBeNull()
})
