// The command line as a user meets it: one process per command.

import { execa } from 'execa'
import { expect, test } from 'vitest'
import type { CaseRecord } from '../book/case-record.ts'
import { root } from '../run/runner.ts'

const zmqspec = (...args: readonly string[]) =>
  execa(process.execPath, [`${root}harness/cli/zmqspec.mjs`, ...args], { cwd: root, reject: false })

test.each([
  [['run', 'libzmqq'], 'did you mean libzmq'],
  [['run', 'libzmq', '--peer', 'our'], 'did you mean ours'],
  [['run', 'libzmq', '--chapter', '92'], 'unknown chapter 92'],
  [['run', 'libzmq', '--known', 'none.yaml'], 'none.yaml: no such file'],
  [['run', 'libzmq', '--sead', '1'], 'Did you mean --seed?'],
  [['run', 'libzmq', '--seed', 'x'], 'write a whole number'],
  [['run', 'libzmq', '--shard', '3/2'], 'write it as i/n'],
  [['run', 'libzmq', '--timeout-scale', '0'], 'write a number above 0'],
  [['run'], "missing required argument 'subject'"],
  [['shim', 'new', 'pyton'], 'unknown language pyton; did you mean python'],
  [['soak', 'libzmqq'], 'did you mean libzmq'],
  [['soak', 'ours', '--chapter', '92'], 'unknown chapter 92'],
  [['perf', 'libzmqq'], 'did you mean libzmq'],
  [['perf', '--scenario', 'push-pul'], 'did you mean push-pull'],
  [['perf', '--size', '12x'], 'write octets, such as 16 or 64K'],
  [['perf', '--gate', 'none.json'], 'none.json'],
  [['perf', '--gate', 'package.json'], "required property 'schema'; --gate takes the perf.json of an earlier run"],
  [['perf', '--conformance', 'none'], 'none/results.ndjson: no such file'],
  [['lst'], 'Did you mean list?'],
  [['list', '--clause', '30/push-22'], 'unknown clause 30/push-22; did you mean 30/push-'],
])('%j: exit 2 and the nearest valid names', async (args, message) => {
  const { exitCode, stderr, stdout } = await zmqspec(...args)
  expect(stderr).toContain(message)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
})

test.each([
  [[]],
  [['run']],
  [['matrix']],
  [['list']],
  [['shim']],
  [['shim', 'check']],
  [['shim', 'new']],
  [['replay']],
  [['soak']],
  [['diff']],
  [['merge']],
  [['report']],
  [['perf']],
  [['mutants']],
  [['register']],
])('%j --help has examples', async args => {
  const { exitCode, stdout } = await zmqspec(...args, '--help')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/Examples?:\n {2}zmqspec/)
})

test('list --json is a list of cases', async () => {
  const { exitCode, stdout } = await zmqspec('list', '--run', '37-zmtp-3.1/greeting', '--json')
  expect(exitCode).toBe(0)
  const cases = JSON.parse(stdout) as CaseRecord[]
  expect(cases.length).toBeGreaterThan(0)
  for (const { id, section, clauses } of cases)
    expect([id.startsWith('37-zmtp-3.1/greeting/'), section, clauses.length > 0]).toEqual([true, 'greeting', true])
})
