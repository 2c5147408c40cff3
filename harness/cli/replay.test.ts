// A failure across processes, from the first generated value to the replay of the smallest one: the broken subject is
// fixtures/shims/drops-fifth.ts, which swallows every fifth message of a socket with two peers.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CaseLine } from '../../reports/schema/results.ts'
import { type Replay, readReplay } from '../replay/replay-file.ts'
import { root } from '../run/runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'zmqspec-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const zmqspec = (...args: readonly string[]) =>
  execa(process.execPath, [`${root}harness/cli/zmqspec.mjs`, ...args], { cwd: root, reject: false })

const [pipes, balance] = ['properties/pipes/push-pull[transport=tcp]', 'properties/balance/req[transport=tcp]']
const out = join(folder, 'run')
const captures = join(out, 'captures')
let files: Readonly<Record<string, { readonly path: string; readonly replay: Replay }>> = {}

beforeAll(async () => {
  const broken = 'exec:node fixtures/shims/drops-fifth.ts'
  const { exitCode, stderr } = await zmqspec('run', broken, '--run', `${pipes},${balance}`, '--out', out)
  expect(exitCode, stderr).toBe(1)
  const paths = readdirSync(captures).filter(name => name.endsWith('.replay.json'))
  const read = paths.map(name => ({ path: join(captures, name), replay: readReplay(join(captures, name)) }))
  files = Object.fromEntries(read.map(file => [file.replay.case, file]))
}, 300_000)

test.each([pipes, balance])('%s: shrunk to 6 commands at most, failing every time', id => {
  const { replay } = files[id]!
  const commands = JSON.parse(replay.property!.value) as unknown[]
  expect(commands.length).toBeLessThanOrEqual(6)
  expect(replay.reason).toContain('fails 5 of 5 times')
  expect(replay.history.some(line => line.includes('send'))).toBe(true)
  expect(replay.captures).toHaveLength(1)
  expect(readFileSync(join(captures, replay.captures[0]!)).readUInt32LE(0)).toBe(0x0a0d0d0a)
  const [line] = readFileSync(join(out, 'results.ndjson'), 'utf8')
    .split('\n')
    .filter(text => text.includes(`"id":"${id}"`))
    .map(text => JSON.parse(text) as CaseLine)
  expect(line!.evidence).toMatchObject({
    path: replay.property!.path,
    repeats: '5 of 5',
    captures: [expect.stringMatching(/^captures\//), expect.anything()],
  })
})

describe('zmqspec replay', () => {
  test('fails again, with the same value and the history', async () => {
    const { path, replay } = files[pipes]!
    const { exitCode, stdout } = await zmqspec('replay', path, '--out', join(folder, 'again'))
    expect(exitCode).toBe(1)
    expect(stdout).toContain(`no-loss: E#4 was accepted, but nobody received it; with ${replay.property!.value} (replayed`)
    expect(stdout).toMatch(/history:\n {2}[\d.]+ms drops-fifth A open PULL/)
    expect(stdout).toContain('.pcapng')
  })

  test('passes for a subject that does it right', async () => {
    const { exitCode, stdout } = await zmqspec('replay', files[pipes]!.path, '--subject', 'libzmq', '--out', join(folder, 'right'))
    expect(stdout).toContain('passes 5 of 5 times')
    expect(exitCode).toBe(0)
  })

  const spoilt = (change: (replay: Replay) => object): string => {
    const path = join(folder, `spoilt-${readdirSync(folder).length}.json`)
    writeFileSync(path, JSON.stringify({ ...files[pipes]!.replay, ...change(files[pipes]!.replay) }, null, 1))
    return path
  }
  test.each<[string, () => string, string, ...string[]]>([
    ['no such file', () => join(folder, 'none.json'), 'none.json: no such file'],
    [
      'a torn file',
      () => {
        writeFileSync(join(folder, 'torn.json'), '{\n "zmqspec": "rep')
        return join(folder, 'torn.json')
      },
      'torn.json:2: not JSON',
    ],
    ['a wrong field', () => spoilt(() => ({ seed: -1 })), ':8: seed must be >= 0'],
    [
      'a case of another book',
      () => spoilt(() => ({ case: 'properties/pipes/push-pul' })),
      'unknown case properties/pipes/push-pul; did you mean properties/pipes',
    ],
    ['a case that is no property', () => spoilt(() => ({ property: null })), `property: ${pipes} is a property in this book`],
    [
      'a value of another property',
      () => spoilt(({ property }) => ({ property: { ...property, value: '[1]' } })),
      'not to [1]: the property changed since',
    ],
    [
      'a path that leads nowhere',
      () => spoilt(({ property }) => ({ property: { ...property, path: '0:9999' } })),
      'the property changed since',
    ],
    ['no traffic', () => spoilt(() => ({ traffic: [] })), 'traffic: none was recorded', '--raw', 'tcp://127.0.0.1:1'],
    ['no subject', () => files[pipes]!.path, 'did you mean libzmq', '--subject', 'libzm'],
  ])('%s: exit 2, saying what is wrong', async (_name, path, message, ...flags) => {
    const { exitCode, stderr, stdout } = await zmqspec('replay', path(), '--out', join(folder, 'spoilt-run'), ...flags)
    expect(stderr).toContain(message)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })
})
