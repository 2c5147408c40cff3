// Whole runs of small books against the fake rig, each in a process of its own, as a user's run would be.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import type { CaseLine, FooterLine, HeaderLine, ResultLine, Summary } from '../../reports/schema/results.ts'
import type { FakeRun } from './fake-run.ts'
import { root } from './runner.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

interface Run {
  readonly exitCode: number | undefined
  readonly stderr: string
  readonly lines: readonly ResultLine[]
  readonly cases: readonly CaseLine[]
  readonly summary: Summary | null
  readonly latest: string
}

const latestOf = (where: string) => join(where, 'reports/out/latest')
/** The one folder of a run that has not ended. */
const latestFolder = (where: string) => {
  const out = join(where, 'reports/out')
  return join(out, existsSync(out) ? (readdirSync(out)[0] ?? '') : '')
}
const linesOf = (path: string) =>
  existsSync(path)
    ? (readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)) as ResultLine[])
    : []

function start(wanted: Omit<FakeRun, 'where'>) {
  const where = mkdtempSync(join(tmpdir(), 'zmqspec-run-'))
  folders.push(where)
  const argument = JSON.stringify({ ...wanted, where })
  const child = execa(process.execPath, [join(root, 'harness/run/fake-run.ts'), argument], { cwd: root, reject: false })
  const finish = async (): Promise<Run> => {
    const { exitCode, stderr } = await child
    const latest = latestOf(where)
    const lines = linesOf(join(latest, 'results.ndjson'))
    const summaryPath = join(latest, 'summary.json')
    const summary = existsSync(summaryPath) ? (JSON.parse(readFileSync(summaryPath, 'utf8')) as Summary) : null
    return { exitCode, stderr, lines, cases: lines.filter(line => line.type === 'case'), summary, latest }
  }
  return { child, where, finish }
}

const run = (wanted: Omit<FakeRun, 'where'>) => start(wanted).finish()
const footer = ({ lines }: Run) => lines.at(-1) as FooterLine

describe('a book in which every verdict arises', async () => {
  const known = 'fixtures/books/verdicts/known.yaml'
  const done = await run({ book: 'verdicts', subject: 'fake', known })
  const by = (slug: string) => done.cases.find(({ id }) => id === `37-zmtp-3.1/verdicts/${slug}`)

  test('the name of a case says its verdict', () => {
    const named = done.cases.filter(({ id }) => !/\/(known|property|axes)/.test(id))
    expect(named.length).toBe(26)
    for (const { id, verdict, reason } of named) expect([id, verdict, reason]).toEqual([id, id.split('/')[2]!.split('-')[0], reason])
  })

  test('known.yaml', () => {
    const verdicts = ['known-fails', 'known-passes', 'known-otherwise', 'known-flaky', 'known-late'].map(slug => by(slug)?.verdict)
    expect(verdicts).toEqual(['xfail', 'xpass', 'fail', 'flaky', 'fail'])
    expect(by('known-passes')?.reason).toContain(`delete ${known}:7`)
  })

  test('axes make one case per combination, less the exceptions', () => {
    const ids = done.cases.filter(({ id }) => id.includes('/axes[')).map(({ id, verdict }) => [id.split('/')[2], verdict])
    expect(ids).toEqual([
      ['axes[role=bind,n=1]', 'pass'],
      ['axes[role=bind,n=2]', 'pass'],
      ['axes[role=connect,n=1]', 'fail'],
    ])
  })

  test('a property reports its smallest failing run with its own history', () => {
    const line = by('property-fails')!
    expect(line.verdict).toBe('fail')
    expect(line.reason).toContain('with [0,0,0]')
    expect(line.evidence?.history?.map(text => text.replace(/^[\d.]+ms /, ''))).toEqual([
      'fake open PUSH',
      'fake s1 send "0" -> ok',
      'fake s1 send "0" -> ok',
      'fake s1 send "0" -> ok',
    ])
    expect(line.evidence).toMatchObject({ seed: 1, path: expect.any(String), runs: expect.any(Number) })
    expect(by('property-holds')?.verdict).toBe('pass')
    expect(by('property-observed')?.verdict).toBe('observed')
  })

  test('a disputed case is observed, and says where the dispute is', () => {
    expect(by('observed-disputed')).toMatchObject({
      verdict: 'observed',
      disputed: { reason: 'two readings', link: 'https://example.org/1' },
      reason: 'disputed: two readings (https://example.org/1); sum: expected 3, got 2',
    })
    expect(by('fail')?.disputed).toBeUndefined()
  })

  test('what went wrong has a replay file, what passed or was observed has none', () => {
    expect(by('fail')?.evidence?.captures).toEqual(['captures/37-zmtp-3.1-verdicts-fail.replay.json'])
    const replay = JSON.parse(readFileSync(join(done.latest, by('property-fails')!.evidence!.captures![0]!), 'utf8')) as object
    expect(replay).toMatchObject({ case: '37-zmtp-3.1/verdicts/property-fails', property: { value: '[0,0,0]' }, seed: 1 })
    expect(by('property-fails')?.evidence?.repeats).toBe('5 of 5')
    for (const slug of ['pass', 'observed', 'unsupported-told']) expect(by(slug)?.evidence?.captures).toBeUndefined()
  })

  test('evidence belongs to what did not pass', () => {
    expect(by('pass')?.evidence).toBeNull()
    expect(by('fail-wire')?.evidence).toMatchObject({
      stderr: expect.stringContaining('standard error'),
      reproduce: expect.stringContaining('--seed 1'),
    })
    expect(by('fail-wire')?.checks).toContainEqual({ name: 'on the wire', ok: false, expected: 'silence', actual: 'frame 00 01 41' })
  })

  test('header, one line per subject, footer, and the counts of summary.json', () => {
    const header = done.lines[0] as HeaderLine
    expect(header).toMatchObject({ type: 'header', schema: 1, seed: 1, planned: done.cases.length })
    expect(done.lines.filter(({ type }) => type === 'subject')).toHaveLength(1)
    expect(footer(done)).toMatchObject({ type: 'footer', complete: true, reason: 'finished', exitCode: 3 })
    const total = Object.values(done.summary!.counts).reduce((sum, count) => sum + count, 0)
    expect(total).toBe(done.cases.length)
    expect(Object.entries(done.summary!.counts).filter(([verdict, count]) => count === 0 && verdict !== 'filtered')).toEqual([])
    expect(done.summary!.subject).toEqual({ name: 'fake', version: '1.2.3' })
    expect(done.exitCode).toBe(3)
  })

  test('leaves the reports beside the results', () => {
    for (const name of ['report.html', 'junit.xml', 'summary.md', 'badge.json', 'ctrf.json'])
      expect(existsSync(join(done.latest, name)), name).toBe(true)
  })
})

describe('exit codes', () => {
  const only = (...slugs: string[]) => ({ book: 'verdicts', subject: 'fake', run: slugs.map(slug => `**/${slug}`) })
  test.each([
    [0, { book: 'green', subject: 'fake', peers: ['other'] }],
    [0, only('warn', 'observed')],
    [1, { ...only('warn'), strict: true }],
    [1, only('pass', 'crash')],
    [5, only('unsupported-*')],
    [2, only('nothing-like-it')],
    [2, { ...only('pass'), known: 'fixtures/books/none.yaml' }],
    [3, { book: 'green', subject: 'fake:no-start' }],
  ])('%i for %j', async (code, wanted) => expect(await run(wanted)).toMatchObject({ exitCode: code }))
})

test('repeating tells how often it fails, and changes no verdict', async () => {
  const done = await run({ book: 'unsteady', subject: 'fake', repeats: 3 })
  const by = (slug: string) => done.cases.find(({ id }) => id.endsWith(slug))
  expect(by('fails-first')).toMatchObject({ verdict: 'fail', evidence: { repeats: '0 of 3' } })
  expect(by('fails-first')?.reason).toBe('time: expected 2, got 1 [run again 3 times: pass, pass, pass]')
  expect(by('fails-always')).toMatchObject({ verdict: 'fail', evidence: { repeats: '3 of 3' } })
  expect(by('passes')).toMatchObject({ verdict: 'pass', evidence: null })
  expect(done.exitCode).toBe(1)
})

test('pair cases run with every peer, the others once; a second instance goes by the same name', async () => {
  const { cases, summary } = await run({ book: 'green', subject: 'fake', peers: ['fake', 'other'] })
  expect(cases.map(({ id, peer }) => [id.split('/')[2], peer])).toEqual([
    ['alone', null],
    ['together[transport=tcp]', 'fake'],
    ['together[transport=ipc]', 'fake'],
    ['together[transport=tcp]', 'other'],
    ['together[transport=ipc]', 'other'],
  ])
  expect(summary?.peers).toEqual(['fake', 'other'])
})

test('an entry of known.yaml that matches no case ends the run before it starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zmqspec-known-'))
  folders.push(folder)
  const known = join(folder, 'known.yaml')
  writeFileSync(known, 'entries:\n  - cases: 30-pipeline/none\n    reason: r\n')
  const done = await run({ book: 'green', subject: 'fake', known })
  expect(done).toMatchObject({ exitCode: 2, lines: [] })
  expect(done.stderr).toContain('known.yaml:2: no case matches 30-pipeline/none')
})

test('a case that cites an unknown clause ends the run before it starts, with its line', async () => {
  const done = await run({ book: 'unknown-clause', subject: 'fake' })
  expect(done).toMatchObject({ exitCode: 2, lines: [] })
  expect(done.stderr).toMatch(/30-pipeline\/cites\.spec\.ts:8: unknown clause 30\/push-99; did you mean 30\/push-9/)
})

test('a worker that dies costs one case', async () => {
  const { cases, exitCode } = await run({ book: 'crashing', subject: 'fake' })
  expect(cases.map(({ id, verdict }) => [id.split('/')[2], verdict])).toEqual([
    ['before', 'pass'],
    ['dies', 'crash'],
    ['after', 'pass'],
  ])
  expect(exitCode).toBe(1)
})

test('workers side by side have a subject each, and one that dies costs one case', async () => {
  const { cases, lines, exitCode } = await run({ book: 'side-by-side', subject: 'fake', workers: 2 })
  const verdicts = Object.fromEntries(cases.map(({ id, verdict }) => [id.split('/').slice(1).join('/'), verdict]))
  expect(verdicts).toEqual({
    'one/meets-two': 'pass',
    'one/after': 'pass',
    'two/meets-one': 'pass',
    'three/dies': 'crash',
    'three/after': 'pass',
  })
  expect(lines.filter(({ type }) => type === 'subject')).toHaveLength(1)
  expect(exitCode).toBe(1)
})

/** Resolves when standard error says it. */
const says = (child: ReturnType<typeof start>['child'], text: string) =>
  new Promise<void>(resolve => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes(text)) resolve()
    })
  })

describe('Ctrl-C leaves a footer and what was known', () => {
  test.each([
    ['before the first case', (run: ReturnType<typeof start>) => says(run.child, '[0/4]')],
    [
      'during a case',
      ({ where }: ReturnType<typeof start>) =>
        expect
          .poll(() => linesOf(join(latestFolder(where), 'results.ndjson')).some(({ type }) => type === 'case'), { timeout: 20_000 })
          .toBe(true),
    ],
  ])(
    '%s',
    async (_when, moment) => {
      const started = start({ book: 'slow', subject: 'fake' })
      await moment(started)
      const before = performance.now()
      started.child.kill('SIGINT')
      const done = await started.finish()
      expect(performance.now() - before).toBeLessThan(8000)
      expect(done.exitCode).toBe(130)
      expect(footer(done)).toMatchObject({ complete: false, reason: 'interrupted', exitCode: 130 })
      expect(done.cases.every(({ verdict }) => verdict === 'pass')).toBe(true)
      expect(existsSync(join(done.latest, 'report.html'))).toBe(true)
    },
    30_000,
  )
})
