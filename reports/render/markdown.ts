// summary.md: what a CI job's summary page shows. Three figures, the matrix, the first failures.
// Rule: whatever a subject said is escaped; a pipe or a tag in it changes no table.

import type { CaseLine, PerfLine } from '../schema/results.ts'
import { caseText, reasonOf, reproduceOf } from './case-text.ts'
import { chapter, chapterOf, inChapterOrder } from './chapters.ts'
import { type Clause, clauseFigures } from './clause-figures.ts'
import { octets, ratio, short, spread } from './perf-text.ts'
import { oneLine, printable } from './printable.ts'
import type { Run } from './read-run.ts'
import { type Counts, countVerdicts, isUnexpected, pairTallies, passRate, percent } from './tally.ts'
import { byAttention, compareVerdicts, looks } from './verdict-look.ts'

const shown = 20

export function markdown(run: Run, register: readonly Clause[]): string {
  const { header, footer, partial } = run
  const when = `${header.started.slice(0, 16).replace('T', ' ')} UTC`
  const facts = [
    `suite ${header.suite.version}${header.suite.commit === null ? '' : ` (${header.suite.commit.slice(0, 12)})`}`,
    when,
    `seed ${header.seed}`,
    ...(footer === null ? [] : [`${footer.seconds.toFixed(1)} s`]),
    `${header.host.os}, ${header.host.cores} × ${header.host.cpu}, Node ${header.host.node}`,
  ]
  const measured = run.cases.length === 0 && run.perf.length > 0
  const blocks = [
    `# ZeroMQ ${measured ? 'performance' : 'conformance'}`,
    ...(partial === null ? [] : [`> [!WARNING]\n> **Partial run**: ${cell(partial)}.`]),
    facts.map(cell).join(' · '),
    table(['Subject', 'Implementation', 'Address'], run.subjects.map(subjectRow)),
    ...(measured
      ? []
      : [
          table(['Clause coverage', 'Pass rate', 'Mutation score'], [figures(run, register)]),
          '## Subjects and peers',
          table(['Subject', 'Peer', 'Passed', 'Rate', 'Other verdicts'], pairTallies(run.cases).map(pairRow)),
          '## Chapters',
          table(['Chapter', 'RFC status', 'Passed', 'Rate', 'Other verdicts'], chapterRows(run)),
          ...failures(run),
        ]),
    ...(run.perf.length === 0 ? [] : ['## Performance', table(perfHead, run.perf.map(perfRow))]),
  ]
  return `${blocks.join('\n\n')}\n`
}

const perfHead = ['Scenario', 'Size', 'Subject → peer', 'Style', 'Metric', 'Value', '× raw TCP', '× zeromq.js', '× libzmq']

function perfRow(line: PerfLine): string[] {
  const { scenario, transport, size, subject, peer, style, metric, value, unit, ratios, verdict, reason } = line
  const front = [`${scenario} ${transport}`, size === 0 ? '—' : octets(size), `${subject} → ${peer}`, style, metric]
  if (value === null) return [...front, `${verdict}: ${reason ?? ''}`, '', '', '']
  return [...front, `${short(value)} ${unit} ${spread(line)}`, ratio(ratios.rawTcp), ratio(ratios['zeromq-js']), ratio(ratios.libzmq)]
}

function subjectRow({ name, address, implementation: { name: of, version, language, binding } }: Run['subjects'][number]): string[] {
  return [name, `${of} ${version} (${language}${binding === undefined ? '' : `, ${binding}`})`, address]
}

function figures(run: Run, register: readonly Clause[]): string[] {
  const { testable, covered } = clauseFigures(run.cases, register)
  const subjects = [...new Set(run.cases.map(line => line.subject))]
  const rates = subjects.map(name => {
    const { passed, judged } = passRate(countVerdicts(run.cases.filter(line => line.subject === name)))
    return `${name} ${passed} of ${judged} (${percent(passed, judged)})`
  })
  return [`${covered} of ${testable} (${percent(covered, testable)})`, rates.join(' · ') || '—', mutationScore(run.header)]
}

function mutationScore({ suite: { mutants } }: Run['header']): string {
  return mutants === undefined ? '—' : `${mutants.killed} of ${mutants.total} (${percent(mutants.killed, mutants.total)})`
}

function pairRow({ subject, peer, counts }: { subject: string; peer: string; counts: Counts }): string[] {
  return [subject, peer, ...countCells(counts)]
}

function chapterRows(run: Run): string[][] {
  return inChapterOrder(run.cases.map(line => chapterOf(line.id))).map(key => {
    const { title, status } = chapter(key)
    return [title, status ?? '—', ...countCells(countVerdicts(run.cases.filter(line => chapterOf(line.id) === key)))]
  })
}

function countCells(counts: Counts): string[] {
  const { passed, judged } = passRate(counts)
  const others = byAttention.filter(verdict => verdict !== 'pass' && counts[verdict] > 0)
  return [
    `${passed} of ${judged}`,
    percent(passed, judged),
    others.map(verdict => `${looks[verdict].symbol} ${counts[verdict]} ${verdict}`).join(', '),
  ]
}

function failures(run: Run): string[] {
  const bad = run.cases.filter(line => isUnexpected(line.verdict)).sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  if (bad.length === 0) return ['No unexpected failures.']
  const rest = bad.length > shown ? [`… and ${bad.length - shown} more: see report.html.`] : []
  return [`## Unexpected (${bad.length})`, ...bad.slice(0, shown).map(line => failure(run, line)), ...rest]
}

function failure(run: Run, line: CaseLine): string {
  const body = caseText(line, reproduceOf(line, run.header, run.subjects), { lines: 30 })
  const ticks = [...printable(body).matchAll(/`{3,}/g)].map(([run]) => run.length)
  const fence = '`'.repeat(Math.max(3, 1 + Math.max(0, ...ticks)))
  const title = `${looks[line.verdict].symbol} ${line.verdict} · ${line.subject} × ${line.peer ?? '—'} · ${line.id}`
  return `<details><summary>${html(title)}<br>${html(reasonOf(line))}</summary>\n\n${fence}text\n${line.title}\n\n${body}\n${fence}\n\n</details>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(row => line(row.map(cell)))].join('\n')
}

function cell(text: string): string {
  return html(text).replace(/[\\`*_|[\]~]/g, '\\$&')
}

function html(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
