// The self-test passes what keeps the rules and names what does not.

import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type CheckOptions, checkShim, type Step } from './shim-check.ts'

const fixture = (name: string) => `exec:${process.execPath} ${fileURLToPath(new URL(`../../fixtures/shims/${name}.mjs`, import.meta.url))}`

async function check(address: string, options: CheckOptions = {}): Promise<ReadonlyMap<string, Step>> {
  const told: Step[] = []
  const steps = await checkShim(address, step => told.push(step), options)
  expect(told).toEqual(steps)
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length)
  return new Map(steps.map(step => [step.id, step]))
}

test.each(['libzmq', 'ours'])('%s passes every step', { timeout: 30_000 }, async name => {
  // Other tests run meanwhile.
  const steps = await check(name, { timeScale: 4 })
  expect([...steps.values()].filter(({ verdict }) => verdict === 'fail')).toEqual([])
  expect(steps.size).toBeGreaterThan(60)
  expect(steps.get('ipc/XSUB-PUB')).toMatchObject({ verdict: 'pass' })
})

describe('what is wrong is named, with a way out, and the steps after it go on', () => {
  test.each([
    ['garbage', 'tcp/PULL-PUSH', /the shim broke \(protocol\): .*no JSON: "DEBUG: pipe/],
    ['dies', 'send-deadline', /the shim broke \(crash\): .*exited with code 3/],
    ['hangs', 'recv-deadline', /the shim broke \(hang\): .*no answer to recv/],
    ['late', 'recv-at-once', /with t = 0 it answered after \d{3} ms/],
    ['no-endpoint', 'bind-wildcard', /the shim broke \(protocol\): .*required property 'ep'/],
    ['lies', 'open-each', /the shim broke \(capability\): .*ROUTER is declared/],
    ['stubborn', 'end-of-input', /still there 2 s after the end of its input/],
  ])('%s: %s', { timeout: 15_000 }, async (name, id, detail) => {
    const wanted = ['open-each', id, 'close', 'end-of-input']
    const steps = await check(fixture(name), { select: step => wanted.includes(step), timeScale: name === 'hangs' ? 0.1 : 1 })
    expect(steps.get(id)).toMatchObject({ verdict: 'fail', detail: expect.stringMatching(detail), hint: expect.stringMatching(/\w{3}/) })
    expect(steps.get('open-each')?.verdict).toBe(id === 'open-each' ? 'fail' : 'pass')
    expect(steps.get('end-of-input')?.verdict).toBe(name === 'stubborn' ? 'fail' : 'pass')
    expect([...steps.keys()].toSorted()).toEqual([...new Set(wanted)].toSorted())
  })

  test('a shim that cannot even greet ends the check at that step', async () => {
    const steps = await check(fixture('no-enosys'))
    expect([...steps.values()].map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'start pass',
      'hello pass',
      'version pass',
      'unknown-op fail',
    ])
  })

  test('a program that is no shim fails at the first step, with its standard error', async () => {
    const steps = await check(`exec:${process.execPath} -e "console.error('usage: frobnicate')"`)
    expect([...steps.values()]).toMatchObject([
      { id: 'start', verdict: 'fail', detail: expect.stringMatching(/exited with code 0 .*usage: frobnicate/) },
    ])
  })
})
