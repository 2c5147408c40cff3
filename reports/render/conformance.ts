// conformance.yaml: the short form of a run, made to be committed beside the version it speaks of.
// Rule: it can be checked: it carries the seed and the digest of results.ndjson.

import { stringify } from 'yaml'
import { chapter, inChapterOrder, rfcOf, rfcsInScope } from './chapters.ts'
import { type Clause, clauseFigures } from './clause-figures.ts'
import type { Run } from './read-run.ts'
import { countVerdicts, isUnexpected, pairTallies, passRate } from './tally.ts'
import { byAttention } from './verdict-look.ts'

/** `sha256`: of the bytes of results.ndjson, hex. */
export function conformance(run: Run, register: readonly Clause[], sha256: string): string {
  const { header, footer, partial } = run
  const document = {
    schema: 1,
    suite: { name: 'zmqspec', ...header.suite },
    date: header.started,
    command: header.command,
    seed: header.seed,
    host: header.host,
    complete: partial === null,
    ...(partial === null ? {} : { partial }),
    seconds: footer?.seconds ?? null,
    results: { file: 'results.ndjson', sha256 },
    subjects: inOrder(run).map(name => subjectOf(run, register, name)),
  }
  const head = partial === null ? '' : `# PARTIAL: ${partial.replaceAll('\n', ' ')}\n`
  return head + stringify(document, { lineWidth: 140 })
}

function subjectOf(run: Run, register: readonly Clause[], name: string) {
  const cases = run.cases.filter(line => line.subject === name)
  const counts = countVerdicts(cases)
  const listed = (wanted: (verdict: (typeof cases)[number]['verdict']) => boolean) =>
    cases.filter(line => wanted(line.verdict)).map(line => ({ case: line.id, peer: line.peer, verdict: line.verdict, reason: line.reason }))
  const cited = cases.flatMap(line => line.clauses.map(rfcOf))
  const chapters = inChapterOrder([...rfcsInScope, ...cited]).map(key => {
    const { title, status } = chapter(key)
    return { chapter: title, status, ...clauseFigures(cases, register, { rfcs: [key] }) }
  })
  const unexpected = listed(isUnexpected)
  return {
    name,
    implementation: run.subjects.find(subject => subject.name === name)?.implementation ?? null,
    result: run.partial !== null ? 'partial' : unexpected.length > 0 ? 'failed' : 'success',
    peers: pairTallies(cases).map(({ peer, counts }) => ({ peer, ...passRate(counts) })),
    verdicts: Object.fromEntries(byAttention.filter(verdict => counts[verdict] > 0).map(verdict => [verdict, counts[verdict]])),
    clauses: clauseFigures(cases, register),
    chapters,
    unexpected,
    known: listed(verdict => verdict === 'xfail' || verdict === 'flaky'),
  }
}

function inOrder(run: Run): readonly string[] {
  return [...new Set(run.cases.map(line => line.subject))]
}
