// Each program that `shim new` writes passes the self-test of shims, where its tools are at hand; where they are not, the test says what is missing.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { checkShim } from '../control/shim-check.ts'
import { root } from '../run/runner.ts'
import type { templates } from './shim-new.ts'

const folder = mkdtempSync(join(tmpdir(), 'zmqspec-shim-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const zmqspec = (...args: readonly string[]) =>
  execa(process.execPath, [`${root}harness/cli/zmqspec.mjs`, ...args], { cwd: folder, reject: false })
const works = (command: string, ...args: readonly string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** ZMQSPEC_PYTHON names a Python that has pyzmq, as in a virtual environment. */
const python = process.env['ZMQSPEC_PYTHON'] ?? 'python3'
const header = ['-x', 'c', '-fsyntax-only', '-include', 'zmq.h', '/dev/null']

/** What is missing on this machine, or how to run what was written. */
const tools = {
  python: { missing: works(python, '-c', 'import zmq') ? null : `${python} has no pyzmq`, run: file => `${python} ${file}` },
  c: {
    missing: works('cc', ...header) ? null : 'no C compiler with zmq.h',
    run: file => {
      execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-O1', '-o', `${file}.out`, file, '-lzmq'])
      return `${file}.out`
    },
  },
  javascript: {
    missing: null,
    run: file => {
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
      return `${process.execPath} ${file}`
    },
  },
} as const satisfies Record<keyof typeof templates, { missing: string | null; run: (file: string) => string }>

test.for(Object.entries(tools))('%s', { timeout: 240_000 }, async ([language, { missing, run }], { skip }) => {
  const { exitCode, stdout } = await zmqspec('shim', 'new', language)
  expect(exitCode).toBe(0)
  const [, name = ''] = /^wrote (\S+); next:\n.*\n {2}zmqspec shim check -- \S+/.exec(stdout) ?? []
  const file = join(folder, name)
  expect(readFileSync(file, 'utf8')).toContain('zshim/1')
  const again = await zmqspec('shim', 'new', language)
  expect(again).toMatchObject({ exitCode: 2, stderr: `zmqspec: ${name} is there already: name another one with --out` })
  if (missing !== null) return skip(`not checked: ${missing}`)
  const steps = await checkShim(`exec:${run(file)}`, () => {}, { timeScale: 4 })
  expect(steps.filter(({ verdict }) => verdict === 'fail')).toEqual([])
  expect(steps.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(50)
})
