import { expect, test } from 'vitest'
import { UsageError } from '../run/usage-error.ts'
import { choose } from './plan.ts'
import { scenarioNames, scenarioTable } from './scenario-table.ts'

const nothing = { scenarios: [], transports: [], mechanisms: [], sizes: [], rounds: null }
const names = (bouts: ReturnType<typeof choose>) =>
  bouts.map(({ name, transport, mechanism, size }) => `${name} ${transport}${mechanism === 'NULL' ? '' : ` ${mechanism}`} ${size}`)

test('each profile has every scenario; the full one has all sizes and transports of the table', () => {
  for (const profile of ['short', 'full'] as const) {
    const bouts = choose({ profile, ...nothing })
    expect(new Set(bouts.map(({ name }) => name))).toEqual(new Set(scenarioNames))
    expect(new Set(names(bouts)).size).toBe(bouts.length)
  }
  const full = names(choose({ profile: 'full', ...nothing }))
  for (const size of [16, 256, 1024, 65_536, 1_048_576])
    expect(full).toEqual(expect.arrayContaining([`push-pull tcp ${size}`, `push-pull ipc ${size}`, `inproc inproc ${size}`]))
})

test('globs, transports and sizes narrow it down, also to what only the full profile has', () => {
  expect(names(choose({ ...nothing, profile: 'short', scenarios: ['fan-*'], transports: [], sizes: [] }))).toEqual([
    'fan-out-8 tcp 16',
    'fan-out-64 tcp 16',
  ])
  expect(names(choose({ ...nothing, profile: 'short', scenarios: ['push-pull'], transports: ['ipc'], sizes: [256] }))).toEqual([
    'push-pull ipc 256',
  ])
  expect(names(choose({ ...nothing, profile: 'short', scenarios: ['push-pull', '*-pull'], transports: [], sizes: [16] }))).toEqual([
    'push-pull tcp 16',
  ])
})

test('the full profile measures a mechanism over tcp only; what is named is measured', () => {
  const secured = (choice: object) => names(choose({ profile: 'short', ...nothing, ...choice })).filter(name => name.includes('CURVE'))
  expect(secured({ profile: 'full' })).toEqual([
    ...[16, 256, 1024, 65_536, 1_048_576].map(size => `push-pull tcp CURVE ${size}`),
    'connections tcp CURVE 0',
  ])
  expect(secured({})).toEqual([])
  expect(secured({ mechanisms: ['CURVE'], transports: ['ipc'], sizes: [16] })).toEqual(['push-pull ipc CURVE 16'])
})

test.each([
  [{ mechanisms: ['CURVES'] }, /unknown mechanism CURVES; did you mean CURVE/],
  [{ scenarios: ['push-pul'] }, /unknown scenario push-pul; did you mean push-pull/],
  [{ transports: ['udp'] }, /unknown transport udp/],
  [{ sizes: [17] }, /unknown size 17; did you mean 16/],
  [{ scenarios: ['inproc'], transports: ['tcp'] }, /this selection leaves no scenario/],
])('%j selects nothing, and that is told', (choice, message) => {
  const ask = () => choose({ profile: 'short', ...nothing, ...choice })
  expect(ask).toThrow(UsageError)
  expect(ask).toThrow(message)
})

test('a scenario that is not timed says how much it does', () => {
  for (const { count } of Object.values(scenarioTable)) {
    if (typeof count === 'string') continue
    expect(count.full.count).toBeGreaterThanOrEqual(count.short.count)
  }
})

test('rounds are those of the profile, fewer where each measurement starts new processes, or those that were asked for', () => {
  const roundsOf = (name: string, rounds: number | null) => choose({ ...nothing, profile: 'short', scenarios: [name], rounds })[0]!.rounds
  expect([roundsOf('push-pull', null), roundsOf('connections', null)]).toEqual([4, 2])
  expect([roundsOf('push-pull', 3), roundsOf('connections', 3)]).toEqual([3, 3])
})
