import { expect, test } from 'vitest'
import { records } from '../book/case-record.ts'
import { type Asked, type Duel, plan } from './plan.ts'

const place = { chapter: '30-pipeline', section: 'push' }
const cases = (['api', 'wire', 'pair', 'perf'] as const).flatMap(mode =>
  records(place, mode, { title: 't', clauses: ['30/push-2'], mode }, false),
)
const facts = {
  book: '/book',
  command: 'c',
  name: 'n',
  seed: 1,
  strict: false,
  out: null,
  where: '/',
  timeoutScale: 1,
  runsScale: 1,
  env: {},
  rig: null,
}
const jobs = (duels: readonly Duel[], chosen = cases) => {
  const catalogue = { cases, files: new Map(cases.map(({ id }) => [id, 'push.spec.ts'])) }
  return plan({ ...facts, catalogue, chosen, duels } satisfies Asked).jobs.map(job => [
    job.settings.subject,
    job.settings.peer,
    job.cases.map(({ mode }) => mode).join(),
  ])
}
const duel = (subject: string, peer: string | null): Duel => ({ subject, peer, known: null })

test('what needs no peer runs once per subject, pair cases once per ordered pair, perf never', () =>
  expect(jobs([duel('a', 'a'), duel('a', 'b'), duel('b', 'a'), duel('b', 'b')])).toEqual([
    ['a', 'a', 'api,wire,pair'],
    ['a', 'b', 'pair'],
    ['b', 'a', 'api,wire,pair'],
    ['b', 'b', 'pair'],
  ]))

test('without pair cases one job per subject is enough', () =>
  expect(jobs([duel('a', 'a'), duel('a', 'b')], cases.slice(0, 2))).toEqual([['a', 'a', 'api,wire']]))

test('a shim that listens is one subject and has one worker; others have as many as asked', () => {
  const catalogue = { cases, files: new Map() }
  const duels = [duel('a', 'b'), duel('tcp:127.0.0.1:5000', 'b'), duel('a', 'tcp:127.0.0.1:5000')]
  const { jobs } = plan({ ...facts, catalogue, chosen: cases, duels, workers: 4 })
  expect(jobs.map(({ workers }) => workers)).toEqual([4, 1, 1])
})

test('pair cases alone need a peer', () => expect(() => jobs([duel('a', null)], [cases[2]!])).toThrow('need a peer'))
