// zmqspec perf as a user meets it: files, table, gate, and what Ctrl-C leaves behind: partial results and no process.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { readRun } from '../../reports/render/read-run.ts'
import type { PerfFile } from '../../reports/schema/perf.ts'
import { perfFault } from '../perf/read.ts'
import { root } from '../run/runner.ts'

const home = mkdtempSync(join(tmpdir(), 'zmqspec-perf-test-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

// The sources themselves, not the restarting wrapper: signals go to the process under test.
const zmqspec = (...args: readonly string[]) =>
  execa(process.execPath, [`${root}harness/cli/main.ts`, 'perf', ...args], {
    cwd: home,
    reject: false,
    env: { NO_COLOR: '1' },
    forceKillAfterDelay: false,
  })
const fast = ['--scenario', 'inproc', '--size', '16', '--rounds', '2', '--seconds', '0.01']
const read = (folder: string) => JSON.parse(readFileSync(join(home, folder, 'perf.json'), 'utf8')) as PerfFile

test('a run leaves perf.json, results.ndjson and the reports; the gate compares with it', { timeout: 120_000 }, async () => {
  const first = await zmqspec(...fast, '--peer', 'zeromq-js', '--out', 'first')
  expect(first.exitCode, first.stderr).toBe(0)
  expect(first.stdout).toMatch(/inproc {2}inproc {2}NULL {2}16 B/)
  expect(first.stdout).toMatch(/ours → ours .*messages\/s .* ×/)
  expect(first.stdout.trimEnd().split('\n').at(-1)).toBe(join('first', 'report.html'))
  expect(first.stderr).toMatch(/about \d+:\d\d left/)
  const file = read('first')
  expect(perfFault(file)).toBeNull()
  expect(file).toMatchObject({ complete: true, profile: 'short', rounds: 2, noise: { spread: expect.any(Number) } })
  const run = await readRun(join(home, 'first', 'results.ndjson'))
  expect(run.partial).toBeNull()
  expect(run.perf.map(({ type: _, ...row }) => row)).toEqual(file.rows)
  expect(run.subjects.map(({ name }) => name)).toEqual(['ours', 'zeromq-js'])
  expect(readdirSync(join(home, 'first')).toSorted()).toEqual(['perf.json', 'report.html', 'results.ndjson', 'summary.json', 'summary.md'])

  // Against a baseline a hundred times better, and with one that has nothing in common.
  const better = file.rows.map(row => ({ ...row, ratios: { ...row.ratios, 'zeromq-js': (row.ratios['zeromq-js'] ?? 0) * 100 } }))
  writeFileSync(join(home, 'better.json'), JSON.stringify({ ...file, noise: { spread: 0.01, pairs: [] }, rows: better }))
  writeFileSync(join(home, 'foreign.json'), JSON.stringify({ ...file, rows: [] }))
  const worse = await zmqspec(...fast, '--peer', 'zeromq-js', '--gate', 'better.json', '--rounds', '1', '--out', 'second')
  expect([worse.exitCode, worse.stdout]).toEqual([4, expect.stringMatching(/^worse .*inproc/m)])
  const nothing = await zmqspec(...fast, '--peer', 'zeromq-js', '--gate', 'foreign.json', '--rounds', '1', '--out', 'third', '--json')
  expect(nothing.exitCode).toBe(5)
  expect(perfFault(JSON.parse(nothing.stdout))).toBeNull()
})

test('a subject that lies has no figure, the row says why, and the exit code is 1', { timeout: 60_000 }, async () => {
  const liar = `exec:${process.execPath} ${fileURLToPath(new URL('../../fixtures/shims/bench-liar.mjs', import.meta.url))} loses`
  const args = ['--scenario', 'push-pull', '--size', '1K', '--rounds', '1', '--seconds', '0.01', '--peer', 'zeromq-js', '--out', 'liar']
  const { exitCode, stdout } = await zmqspec(liar, ...args)
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/failed .*not verified: recv: message 61 has sequence number 62/)])
  expect(read('liar').rows[0]).toMatchObject({ verdict: 'failed', value: null })
})

test('a library that is not there is said and left out', { timeout: 60_000 }, async () => {
  const asked = await zmqspec(...fast, '--peer', 'zeromq-js,nobody')
  expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringMatching(/no subject is called "nobody"/)])
})

/** The processes below `pid`, however deep. */
async function below(pid: number): Promise<number[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid='])
  const parents = stdout.split('\n').map(line => line.trim().split(/\s+/).map(Number) as [number, number])
  const children = (of: number): number[] => parents.flatMap(([child, parent]) => (parent === of ? [child, ...children(child)] : []))
  return children(pid)
}
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s: exit 130, what was measured stays, and no process does',
  { timeout: 120_000 },
  async signal => {
    const out = `interrupted-${signal}`
    const running = zmqspec(
      '--scenario',
      'inproc,push-pull',
      '--transport',
      'inproc,tcp',
      '--size',
      '16',
      '--rounds',
      '2',
      '--seconds',
      '0.3',
      '--peer',
      'zeromq-js',
      '--out',
      out,
    )
    const { promise: under, resolve } = Promise.withResolvers<void>()
    running.stderr.on('data', (text: Buffer) => /\[2\/2\] .*(calibrating|round)/.test(String(text)) && resolve())
    await Promise.race([under, running])
    const started = await below(running.pid!)
    expect(started.length).toBeGreaterThan(0)
    running.kill(signal)
    const { exitCode } = await running
    expect(exitCode).toBe(130)
    expect(started.filter(alive)).toEqual([])
    const file = read(out)
    expect(perfFault(file)).toBeNull()
    expect([file.complete, new Set(file.rows.map(({ scenario }) => scenario)).size]).toEqual([false, 1])
    expect((await readRun(join(home, out, 'results.ndjson'))).partial).toMatch(/interrupted/)
  },
)
