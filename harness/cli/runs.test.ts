// Commands that work on whole runs: shards merged, rendered again, compared; a soak, also one that is interrupted.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResultLine, Summary } from '../../reports/schema/results.ts'
import { root } from '../run/runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'zmqspec-runs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (...names: readonly string[]) => join(folder, ...names)

const zmqspec = (...args: readonly string[]) =>
  execa(process.execPath, [`${root}harness/cli/zmqspec.mjs`, ...args], { cwd: folder, reject: false })
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as ResultLine)
const summaryOf = (run: string) => JSON.parse(readFileSync(at(run, 'summary.json'), 'utf8')) as Summary

const chapter = ['--chapter', '32-z85']

describe('shards', () => {
  beforeAll(async () => {
    for (const [name, shard] of [
      ['whole', []],
      ['one', ['--shard', '1/2']],
      ['two', ['--shard', '2/2']],
    ] as const) {
      const { exitCode, stderr } = await zmqspec('run', 'ours', ...chapter, ...shard, '--out', at(name))
      expect(exitCode, stderr).toBe(0)
    }
  }, 240_000)

  test('merged are what one machine would have run', async () => {
    const { exitCode, stdout } = await zmqspec('merge', at('one'), at('two'), '--out', at('merged'))
    expect(exitCode).toBe(0)
    expect(stdout.trimEnd().endsWith('report.html')).toBe(true)
    const ids = (run: string) =>
      linesOf(at(run, 'results.ndjson'))
        .flatMap(line => (line.type === 'case' ? [line.id] : []))
        .toSorted()
    expect(ids('merged')).toEqual(ids('whole'))
    const { seconds: _merged, ...merged } = summaryOf('merged')
    const { seconds: _whole, ...whole } = summaryOf('whole')
    expect(merged).toEqual(whole)
    for (const name of ['report.html', 'junit.xml', 'ctrf.json', 'summary.md', 'badge.json'])
      expect(existsSync(at('merged', name)), name).toBe(true)
  })

  test('one alone is partial, and twice the same is refused', async () => {
    const alone = await zmqspec('merge', at('one'), '--out', at('half'))
    expect(alone.stderr).toContain('shard 2/2 is missing')
    expect(linesOf(at('half', 'results.ndjson')).at(-1)).toMatchObject({ type: 'footer', complete: false })
    const twice = await zmqspec('merge', at('one'), at('one'))
    expect(twice).toMatchObject({ exitCode: 2, stdout: '' })
    expect(twice.stderr).toMatch(/32-z85\/\S+ \(ours.*\) is in .*one and in .*one/)
  })

  test('report renders again', async () => {
    rmSync(at('whole', 'report.html'))
    const { exitCode, stdout } = await zmqspec('report', at('whole'))
    expect(exitCode).toBe(0)
    expect(stdout).toContain('report.html')
    expect(existsSync(at('whole', 'report.html'))).toBe(true)
  })

  test('diff: nothing, then something worse', async () => {
    expect(await zmqspec('diff', at('whole'), at('whole'))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^0 worse, .* \d+ the same$/),
    })
    const text = readFileSync(at('whole', 'results.ndjson'), 'utf8').replace('"verdict":"pass"', '"verdict":"hang"')
    writeFileSync(at('worse.ndjson'), text)
    const worse = await zmqspec('diff', at('whole'), at('worse.ndjson'))
    expect(worse.exitCode).toBe(1)
    expect(worse.stdout).toMatch(/^worse +pass → hang +32-z85\//)
    expect(await zmqspec('diff', at('worse.ndjson'), at('whole'))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 fixed'),
    })
  })

  test.each([
    [['diff', 'none', 'none'], 'none: no such run'],
    [['report', '.'], '.: holds no results.ndjson'],
    [['merge', 'torn.ndjson'], 'torn.ndjson:1: not a line of JSON'],
  ])('%j: exit 2', async (args, message) => {
    writeFileSync(at('torn.ndjson'), 'x\n')
    const { exitCode, stderr } = await zmqspec(...args)
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
  })
})

describe('soak', () => {
  test('counts rounds and alarms', async () => {
    const { exitCode, stdout } = await zmqspec('soak', 'ours', '-n', '2', ...chapter, '--out', at('soak'))
    expect(stdout).toMatch(/^0 alarms in \d+ verdicts of \d+ cases over 2 whole rounds: 0 % \(at most [\d.]+ % with 95 % confidence\)/)
    expect(exitCode).toBe(0)
    const rounds = readFileSync(at('soak', 'soak.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { round: number; seed: number })
    expect(new Set(rounds.map(({ round, seed }) => `${round} ${seed}`))).toEqual(new Set(['1 1', '2 2']))
  }, 240_000)

  test('Ctrl-C gives what was seen so far', async () => {
    const child = zmqspec('soak', 'ours', '-n', '9999', ...chapter, '--out', at('cut'))
    await expect
      .poll(() => existsSync(at('cut', 'soak.ndjson')) && readFileSync(at('cut', 'soak.ndjson'), 'utf8').includes('"round":2'), {
        timeout: 30_000,
      })
      .toBe(true)
    child.kill('SIGINT')
    const { exitCode, stdout } = await child
    expect(exitCode).toBe(130)
    expect(stdout).toMatch(/^0 alarms in \d+ verdicts of \d+ cases over [1-9]\d* whole rounds, then interrupted/)
    expect(JSON.parse(readFileSync(at('cut', 'soak.json'), 'utf8'))).toMatchObject({ interrupted: true, wanted: 9999 })
  }, 240_000)

  test('-n 0 is a mistake', async () => expect(await zmqspec('soak', 'ours', '-n', '0')).toMatchObject({ exitCode: 2 }))
})
