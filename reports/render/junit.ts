// JUnit XML, for CI systems: one suite per subject and peer, one testcase per case line.
// Rule: a case that ran is never lost in a skip: only what was expected (xfail, flaky) or not asked (unsupported, filtered) is skipped.

import junitReportBuilder, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder'
import type { Verdict } from '../../harness/verdict/verdict.ts'
import type { CaseLine } from '../schema/results.ts'
import { caseText, reasonOf, reproduceOf } from './case-text.ts'
import { oneLine } from './printable.ts'
import type { Run } from './read-run.ts'
import { pairTallies } from './tally.ts'

const outcomes = {
  pass: 'passed',
  warn: 'passed',
  observed: 'passed',
  unsupported: 'skipped',
  xfail: 'skipped',
  flaky: 'skipped',
  filtered: 'skipped',
  fail: 'failure',
  xpass: 'failure',
  hang: 'failure',
  crash: 'failure',
  error: 'error',
} as const satisfies Readonly<Record<Verdict, 'passed' | 'skipped' | 'failure' | 'error'>>

// The package exports the builder itself; its types say `{ default: builder }`.
const reports = junitReportBuilder as unknown as Builder

export function junit(run: Run): string {
  const builder = reports.newBuilder()
  builder.name(run.partial === null ? 'zmqspec' : 'zmqspec (partial)')
  for (const { subject, peer, cases } of pairTallies(run.cases)) {
    const suite = builder
      .testSuite()
      .name(oneLine(`${subject} × ${peer}`))
      .timestamp(new Date(run.header.started))
    suite.time(seconds(cases.reduce((total, line) => total + line.ms, 0)))
    addProperties(suite, run, subject)
    for (const line of cases) addCase(suite, run, line, peer)
  }
  if (run.partial !== null) {
    const whole = builder.testSuite().name('zmqspec').testCase().className('zmqspec').name('the run is complete')
    whole.error(oneLine(run.partial), 'partial')
  }
  return builder.build()
}

function addProperties(suite: TestSuite, run: Run, name: string): void {
  const { header, subjects } = run
  const { implementation } = subjects.find(subject => subject.name === name) ?? {}
  suite.property('suite', oneLine(header.suite.version))
  suite.property('seed', String(header.seed))
  if (implementation !== undefined) suite.property('subject', oneLine(`${implementation.name} ${implementation.version}`))
}

function addCase(suite: TestSuite, run: Run, line: CaseLine, peer: string): void {
  const [folder = '', file = ''] = line.id.replace(/\[.*/s, '').split('/')
  const testCase = suite.testCase().name(oneLine(line.id)).time(seconds(line.ms))
  testCase.className(oneLine([`${line.subject}--${peer}`.replace(/[.\s]/g, '-'), folder, file].join('.')))
  const message = `${line.verdict}: ${oneLine(reasonOf(line))}`
  const outcome = outcomes[line.verdict]
  if (outcome === 'skipped') finish(testCase.skipped(), element => part(element, 'skipped')?.att('message', message))
  if (outcome === 'failure') finish(testCase.failure(message, line.verdict), element => part(element, 'failure')?.txt(text(run, line)))
  if (outcome === 'error') finish(testCase.error(message, line.verdict), element => part(element, 'error')?.txt(text(run, line)))
  if (outcome === 'passed' && line.verdict !== 'pass') finish(testCase, element => element.ele('system-out').txt(message))
}

function text(run: Run, line: CaseLine): string {
  return `${line.title}\n\n${caseText(line, reproduceOf(line, run.header, run.subjects))}`
}

type Element = ReturnType<TestCase['build']>

// The builder knows <skipped/> without a message only, and its CDATA breaks at the second "]]>".
function finish(testCase: TestCase, add: (element: Element) => void): void {
  const build = testCase.build.bind(testCase)
  testCase.build = parent => {
    const element = build(parent)
    add(element)
    return element
  }
}

function part(element: Element, name: string): Element | undefined {
  return element.children.find(child => 'name' in child && child.name === name) as Element | undefined
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000
}
