// The last thing a run prints: counts per subject and peer, then what failed, why, and how to run it again.
// Rule: a pure string. What subjects said is made printable, so no peer can steer the terminal.

import colors from 'picocolors'
import { reasonOf, reproduceOf } from './case-text.ts'
import { oneLine } from './printable.ts'
import type { Run } from './read-run.ts'
import { type Counts, countVerdicts, grouped, isUnexpected, pairTallies, passRate, percent } from './tally.ts'
import { byAttention, compareVerdicts, looks, type Tone } from './verdict-look.ts'

export interface TerminalOptions {
  /** Default: what picocolors finds out about stdout. */
  readonly color?: boolean
  /** Failures listed, worst first; default 10. */
  readonly failures?: number
}

type Palette = ReturnType<typeof colors.createColors>
type Paint = (text: string) => string

export function terminalSummary(run: Run, options: TerminalOptions = {}): string {
  const palette = colors.createColors(options.color ?? colors.isColorSupported)
  const blocks = [
    ...(run.partial === null ? [] : [palette.yellow(`PARTIAL: ${oneLine(run.partial)}`)]),
    countTable(run, palette),
    ...failureList(run, palette, options.failures ?? 10),
    ...knownLine(run, palette),
  ]
  return `${blocks.join('\n\n')}\n`
}

function countTable(run: Run, palette: Palette): string {
  const tallies = pairTallies(run.cases)
  if (tallies.length === 0) return 'no results'
  const total = countVerdicts(run.cases)
  const used = byAttention.filter(verdict => total[verdict] > 0)
  const row = (subject: string, peer: string, counts: Counts) => {
    const { passed, judged } = passRate(counts)
    return [
      subject,
      peer,
      `${grouped(passed)}/${grouped(judged)}`,
      percent(passed, judged),
      ...used.map(verdict => grouped(counts[verdict])),
    ]
  }
  const head = ['subject', 'peer', 'passed', '', ...used.map(verdict => `${looks[verdict].symbol} ${verdict}`)]
  const body = tallies.map(({ subject, peer, counts }) => row(oneLine(subject), oneLine(peer), counts))
  const rows = [head, ...body, row('all', '', total)]
  const widths = head.map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)))
  const paints: readonly Paint[] = [palette.bold, same, same, palette.dim, ...used.map(verdict => paint(palette, looks[verdict].tone))]
  return rows
    .map((cells, at) => {
      const padded = cells.map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      if (at === 0) return palette.dim(padded.join('  ').trimEnd())
      return padded.map((text, column) => (text.trim() === '0' ? palette.dim(text.replace('0', '·')) : paints[column]!(text))).join('  ')
    })
    .join('\n')
}

function failureList(run: Run, palette: Palette, limit: number): string[] {
  const bad = run.cases.filter(line => isUnexpected(line.verdict)).sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const listed = bad.slice(0, limit).map(line => {
    const { symbol, tone } = looks[line.verdict]
    const where = `${line.subject}${line.peer === null ? '' : ` × ${line.peer}`}`
    return [
      `${paint(palette, tone)(`${symbol} ${line.verdict}`)}  ${palette.bold(oneLine(line.id))}  ${palette.dim(oneLine(where))}`,
      `  ${oneLine(line.title)}${line.clauses.length > 0 ? palette.dim(` (${line.clauses.map(oneLine).join(', ')})`) : ''}`,
      `  ${oneLine(reasonOf(line))}`,
      `  ${palette.cyan(oneLine(reproduceOf(line, run.header, run.subjects)))}`,
    ].join('\n')
  })
  const rest =
    bad.length > listed.length ? [palette.dim(`… and ${grouped(bad.length - listed.length)} more failures: see report.html`)] : []
  return [...listed, ...rest]
}

function knownLine(run: Run, palette: Palette): string[] {
  const { xfail, flaky } = countVerdicts(run.cases)
  return xfail + flaky === 0 ? [] : [palette.dim(`${grouped(xfail + flaky)} failed as known.yaml says they do`)]
}

function paint(palette: Palette, tone: Tone): Paint {
  const paints = {
    bad: palette.red,
    known: palette.magenta,
    soft: palette.yellow,
    note: palette.blue,
    good: palette.green,
    idle: palette.dim,
  } as const satisfies Readonly<Record<Tone, Paint>>
  return paints[tone]
}

function same(text: string): string {
  return text
}
