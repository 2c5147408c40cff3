// A bout on real processes: honest ones give figures in every round, liars give none, and whatever happens nothing is left running.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { type Bout, type Outcome, runBout, type Terms } from './bout.ts'
import { entrant, rawEntrant } from './entrant.ts'
import { noiseOf, rowsOf } from './rows.ts'
import type { Scenario } from './scenario.ts'
import { scenarioTable } from './scenario-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'zmqspec-bout-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const liar = (how: string) =>
  `exec:${process.execPath} ${fileURLToPath(new URL('../../fixtures/shims/bench-liar.mjs', import.meta.url))} ${how}`

const terms = (subject: string, more: Partial<Terms> = {}): Terms => ({
  subject: entrant(subject, process.env),
  references: [],
  raw: rawEntrant(process.env),
  other: null,
  profile: 'short',
  seconds: 0.01,
  rate: 1000,
  folder,
  seed: 3,
  timeScale: 1,
  ...more,
})
const bout = (name: keyof typeof scenarioTable, size = 16, more: Partial<Scenario> = {}, rounds = 2): Bout => {
  const scenario: Scenario = { ...scenarioTable[name], ...more }
  return { name, scenario, transport: scenario.transports.short[0]!, mechanism: 'NULL', size, rounds }
}
const steps: string[] = []
const events = { step: (what: string) => void steps.push(what), subject: () => {} }
const never = new AbortController().signal
const briefly = (outcomes: readonly Outcome[]) => outcomes.map(({ pairing, verdict }) => `${pairing.key}: ${verdict}`)

test('all pairings, each measured in every round, forth and back; rows with ratios and noise', { timeout: 60_000 }, async () => {
  steps.length = 0
  const zeromqJs = entrant('zeromq-js', process.env)
  const contest = bout('push-pull')
  const outcomes = await runBout(contest, terms('ours', { references: [zeromqJs], other: zeromqJs }), events, never)
  expect(outcomes.flatMap(({ reason }) => reason ?? [])).toEqual([])
  expect(briefly(outcomes)).toEqual([
    'ours–ours each: measured',
    'ours–ours batch: measured',
    'ours–zeromq-js batch: measured',
    'zeromq-js–ours batch: measured',
    'zeromq-js–zeromq-js each: measured',
    'raw-tcp–raw-tcp each: measured',
    'ours–ours each again: measured',
  ])
  for (const { rounds } of outcomes) expect(rounds.map(round => round?.['throughput'] ?? 0).every(value => value > 100)).toBe(true)
  const rows = rowsOf(contest, outcomes, 3)
  expect(rows).toHaveLength(6)
  expect(rows[0]).toMatchObject({ subject: 'ours', peer: 'ours', style: 'each', verdict: 'measured', unit: 'messages/s' })
  expect(rows[0]!.ratios).toMatchObject({ rawTcp: expect.any(Number), 'zeromq-js': expect.any(Number), libzmq: null })
  expect(noiseOf(contest, outcomes)).toMatchObject([{ metric: 'throughput', spread: expect.any(Number) }])
  const order = (round: number) => steps.flatMap(step => (step.endsWith(`round ${round} of 2`) ? [step.replace(/, round.*/, '')] : []))
  expect(order(1)).toEqual(outcomes.map(({ pairing }) => pairing.key))
  expect(order(2)).toEqual(order(1).toReversed())
})

test.each([
  ['loses', /^not verified: recv: message 61 has sequence number 62$/],
  ['doubles', /^not verified: recv: message 62 has sequence number 61$/],
  ['swaps', /^not verified: recv: message 61 has sequence number 62$/],
  ['spoils', /^not verified: recv: message 61 differs at octet 15$/],
  ['dies', /it exited with code 9/],
])('a shim that %s a message has no figure, and the row says why', { timeout: 60_000 }, async (how, reason) => {
  const contest = bout('push-pull')
  const outcomes = await runBout(contest, terms(liar(how), how === 'loses' ? {} : { raw: null }), events, never)
  const [first] = outcomes
  const again = outcomes.at(-1)
  expect(first).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(reason) })
  // The others are not held up by it.
  if (how === 'loses') expect(outcomes[1]).toMatchObject({ pairing: { key: 'raw-tcp–raw-tcp each' }, verdict: 'measured' })
  expect(again!.verdict).not.toBe('measured')
  expect(rowsOf(contest, outcomes, 1)[0]).toMatchObject({ verdict: 'failed', value: null, ci: null, rounds: [], reason: first!.reason })
})

test('what a subject does not offer is unsupported, with the reason', { timeout: 30_000 }, async () => {
  const outcomes = await runBout({ ...bout('push-pull'), transport: 'ipc' }, terms(liar('loses')), events, never)
  expect(outcomes[0]).toMatchObject({ verdict: 'unsupported', reason: expect.stringMatching(/ipc is not offered/) })
  const inProcess = await runBout(
    bout('push-pull'),
    terms(`exec:${process.execPath} ${fileURLToPath(new URL('../../fixtures/shims/honest.mjs', import.meta.url))}`),
    events,
    never,
  )
  expect(inProcess[0]).toMatchObject({ verdict: 'unsupported', reason: expect.stringMatching(/the op bench is not offered/) })
})

test('a subject that does not start fails, and says how', { timeout: 30_000 }, async () => {
  const outcomes = await runBout(bout('inproc'), terms(`exec:${process.execPath} -e process.exit(3)`), events, never)
  expect(outcomes[0]).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(/exited with code 3/) })
})

const small = { count: { short: { count: 300, warmup: 20 }, full: { count: 300, warmup: 20 } } } as const
test.each([
  ['dealer-router', 65_536, {}],
  ['fan-out-8', 16, {}],
  ['req-rep', 16, {}],
  ['open-loop', 16, {}],
  ['inproc', 1024, {}],
  ['subscriptions', 16, small],
  ['connections', 0, { count: { short: { count: 30, warmup: 0 }, full: { count: 30, warmup: 0 } } }],
  ['retained', 16, small],
] as const)('%s %i gives every metric of its table', { timeout: 90_000 }, async (name, size, more) => {
  const contest = bout(name, size, more, 1)
  const outcomes = await runBout(contest, terms('ours', { raw: null }), events, never)
  const rows = rowsOf(contest, outcomes, 1)
  expect(rows.filter(({ verdict }) => verdict !== 'measured')).toEqual([])
  expect(new Set(rows.map(({ metric }) => metric))).toEqual(new Set(Object.keys(contest.scenario.metrics)))
})

test('an interruption ends a bout at once', { timeout: 30_000 }, async () => {
  const stop = new AbortController()
  const begun = Promise.withResolvers<void>()
  const running = runBout(
    bout('push-pull'),
    terms('ours', { seconds: 30, raw: null }),
    { ...events, step: () => begun.resolve() },
    stop.signal,
  )
  await begun.promise
  stop.abort()
  const outcomes = await running
  expect(outcomes.every(({ rounds }) => rounds.every(round => round === null))).toBe(true)
})
