// CTRF 1.0 (ctrf.io), the JSON that test dashboards and pull-request actions read.

import type { Verdict } from '../../harness/verdict/verdict.ts'
import type { CaseLine } from '../schema/results.ts'
import { caseText, reasonOf, reproduceOf } from './case-text.ts'
import { chapter, chapterOf } from './chapters.ts'
import type { Run } from './read-run.ts'
import { countVerdicts, pairTallies, peerOf } from './tally.ts'

type Status = 'passed' | 'failed' | 'skipped' | 'pending' | 'other'

const statuses = {
  pass: 'passed',
  warn: 'passed',
  observed: 'passed',
  unsupported: 'skipped',
  xfail: 'skipped',
  flaky: 'skipped',
  filtered: 'skipped',
  fail: 'failed',
  xpass: 'failed',
  hang: 'failed',
  crash: 'failed',
  error: 'other',
} as const satisfies Readonly<Record<Verdict, Status>>

export function ctrf(run: Run): string {
  const { header, footer, partial } = run
  const tests = [...run.cases.map(line => test(run, line)), ...(partial === null ? [] : [incomplete(partial)])]
  const count = (status: Status) => tests.filter(one => one.status === status).length
  const start = Date.parse(header.started)
  const spent = footer === null ? run.cases.reduce((total, line) => total + line.ms, 0) : footer.seconds * 1000
  const report = {
    reportFormat: 'CTRF',
    specVersion: '1.0.0',
    timestamp: header.started,
    generatedBy: 'zmqspec',
    results: {
      tool: { name: 'zmqspec', version: header.suite.version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        flaky: countVerdicts(run.cases).flaky,
        suites: pairTallies(run.cases).length,
        start,
        stop: Math.round(start + spent),
        duration: Math.round(spent),
        extra: { partial, verdicts: countVerdicts(run.cases) },
      },
      tests,
      environment: {
        ...(header.suite.commit === null ? {} : { commit: header.suite.commit }),
        osPlatform: header.host.os,
        extra: {
          seed: header.seed,
          host: header.host,
          subjects: run.subjects.map(({ name, implementation }) => ({ name, implementation })),
        },
      },
    },
  }
  return `${JSON.stringify(report, null, 1)}\n`
}

function test(run: Run, line: CaseLine) {
  const status: Status = statuses[line.verdict]
  const loud = line.verdict !== 'pass'
  return {
    name: line.id,
    status,
    duration: Math.round(line.ms),
    suite: [line.subject, peerOf(line), chapter(chapterOf(line.id)).title],
    rawStatus: line.verdict,
    tags: [line.level, line.mode, ...line.clauses],
    type: 'conformance',
    ...(loud ? { message: reasonOf(line) } : {}),
    ...(status === 'failed' || status === 'other' ? { trace: caseText(line, reproduceOf(line, run.header, run.subjects)) } : {}),
    ...(line.verdict === 'flaky' ? { flaky: true } : {}),
    parameters: { ...line.axes },
    extra: { title: line.title },
  }
}

function incomplete(partial: string) {
  return { name: 'the run is complete', status: 'failed' as const, duration: 0, suite: ['zmqspec'], rawStatus: 'partial', message: partial }
}
