import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verdicts } from '../../harness/verdict/verdict.ts'
import { readRun } from './read-run.ts'
import { readRegister } from './register.ts'

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/results', `${name}.ndjson`)
let folder = ''
let lines: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zmqspec-run-'))
  lines = (await readFile(fixture('sample'), 'utf8')).trimEnd().split('\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function written(...content: (string | Buffer)[]): Promise<string> {
  const path = join(folder, 'results.ndjson')
  await writeFile(path, Buffer.concat(content.map(part => Buffer.from(part))))
  return path
}

test('the sample is a whole run with every verdict on two subjects, and cites clauses that exist', async () => {
  const run = await readRun(fixture('sample'))
  expect(run.partial).toBeNull()
  expect(run.subjects.map(({ name }) => name)).toEqual(['ours', 'libzmq'])
  expect(run.cases).toHaveLength(run.header.planned)
  expect(new Set(run.cases.map(line => line.verdict))).toEqual(new Set(Object.keys(verdicts)))
  const known = new Set((await readRegister()).map(row => row.id))
  expect(run.cases.flatMap(line => line.clauses).filter(id => !known.has(id))).toEqual([])
})

test('a line separator inside a string does not end the line', async () => {
  const run = await readRun(fixture('sample'))
  expect(run.cases.some(line => line.checks.some(check => check.actual?.includes('\u2028')))).toBe(true)
})

test.each([
  ['torn', 'the file ends in the middle of a line: 8 of 23 planned results'],
  ['interrupted', 'the run was interrupted: 4 of 23 planned results'],
])('%s.ndjson is partial, and what it holds is kept', async (name, reason) => {
  const run = await readRun(fixture(name))
  expect(run.partial).toBe(reason)
  expect(run.cases.length).toBeGreaterThan(0)
})

test('without its footer a run is partial', async () => {
  const run = await readRun(await written(`${lines.slice(0, -1).join('\n')}\n`))
  expect(run).toMatchObject({ footer: null, partial: 'the file ends without a footer: 23 of 23 planned results' })
})

test('a file longer than one read, with blank lines and CRLF, is read the same', async () => {
  const run = await readRun(await written(lines.join('\r\n\r\n')))
  expect(run).toEqual(await readRun(fixture('sample')))
})

test.each<[string, (lines: string[]) => (string | Buffer)[], RegExp]>([
  ['a line that is not JSON', l => [l[0]!, '\n{"type":\n', l[1]!, '\n'], /results\.ndjson:2: not a line of JSON/],
  ['bytes that are not UTF-8', l => [l[0]!, '\n"', Buffer.of(0xff), '"\n'], /:2: not a line of JSON in UTF-8/],
  [
    'an unknown verdict',
    l => [l[0]!, '\n', l[3]!.replace('"pass"', '"passed"'), '\n'],
    /:2: this case line .* verdict must be one of pass, fail/,
  ],
  ['an unknown field', l => [l[0]!, '\n', l[1]!.replace('{', '{"x":1,'), '\n'], /:2: this subject line .* has the unknown field "x"/],
  ['a missing field', l => [l[0]!, '\n', l[1]!.replace('"address":"ours",', ''), '\n'], /:2: this subject line .*'address'/],
  ['an unknown type', l => [l[0]!, '\n{"type":"odd"}\n'], /:2: this odd line .* its type must be header, subject, case, perf or footer/],
  ['another schema', l => [l[0]!.replace('"schema":1', '"schema":2'), '\n'], /:1: this header line .* schema must be 1/],
  ['no header', l => [l[3]!, '\n'], /:1: a case line before the header/],
  ['two headers', l => [l[0]!, '\n', l[0]!, '\n'], /:2: a second header/],
  ['a line after the footer', l => [l[0]!, '\n', l.at(-1)!, '\n', l[1]!, '\n'], /:3: a subject line after the footer/],
  ['an empty file', () => [''], /no header, so this is not a run/],
  ['null', l => [l[0]!, '\nnull\n'], /:2: this line is not of schema 1/],
])('%s is refused with its line number', async (_, make, message) => {
  await expect(readRun(await written(...make(lines)))).rejects.toThrow(message)
})
