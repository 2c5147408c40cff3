// One case as plain text, for JUnit, CTRF, Markdown and terminals. What it shows, in this order:
// reason · checks that failed · history · frames · stderr · how to run it again.

import type { CaseLine, Check, HeaderLine, SubjectLine } from '../schema/results.ts'
import { printable } from './printable.ts'

export interface TextLimits {
  /** Lines kept of each list; the middle is left out. */
  readonly lines: number
}

/** Reason in one line, never empty. */
export function reasonOf(line: CaseLine): string {
  if (line.reason !== null && line.reason !== '') return printable(line.reason)
  const broken = line.checks.filter(check => !check.ok).map(check => check.name)
  if (broken.length > 0) return printable(`checks that did not hold: ${broken.join(', ')}`)
  return `${line.verdict}, no reason given`
}

/** The command that repeats the case: the run's own, else one made from the line. */
export function reproduceOf(line: CaseLine, header: HeaderLine, subjects: readonly SubjectLine[] = []): string {
  const given = line.evidence?.reproduce
  if (given !== undefined && given !== '') return printable(given)
  const address = (name: string) => subjects.find(subject => subject.name === name)?.address ?? name
  const peer = line.peer === null ? [] : ['--peer', address(line.peer)]
  const words = ['npx', 'zmqspec', 'run', address(line.subject), ...peer, '--run', line.id, '--seed', String(header.seed)]
  return printable(words.map(quoted).join(' '))
}

export function caseText(line: CaseLine, reproduce: string, limits: TextLimits = { lines: 120 }): string {
  const { frames = [], history = [], stderr = '', seed, path, runs, repeats, captures = [] } = line.evidence ?? {}
  const blocks = [
    [`${line.verdict}: ${reasonOf(line)}`, ...(line.clauses.length > 0 ? [`clauses: ${line.clauses.join(', ')} (${line.level})`] : [])],
    line.disputed === undefined ? [] : [`disputed: ${line.disputed.reason} (${line.disputed.link})`],
    line.checks.filter(check => !check.ok).flatMap(checkText),
    seed === undefined
      ? []
      : [`property: seed ${seed}, path ${path ?? '—'}, ${runs ?? '?'} runs${repeats === undefined ? '' : `, fails ${repeats} times`}`],
    titled('history:', elided(history, limits.lines)),
    titled('frames:', elided(frames, limits.lines)),
    titled('stderr, last lines:', stderr.trimEnd() === '' ? [] : stderr.trimEnd().split('\n').slice(-20)),
    titled('captures:', captures),
    [`reproduce: ${reproduce}`],
  ]
  return blocks
    .filter(block => block.length > 0)
    .map(block => block.map(printable).join('\n'))
    .join('\n\n')
}

/** First and last lines, and how many stand between them. */
export function elided(lines: readonly string[], limit: number): readonly string[] {
  if (lines.length <= limit) return lines
  const half = Math.floor(limit / 2)
  const gap = `… ${lines.length - 2 * half} lines left out here; results.ndjson has them all …`
  return [...lines.slice(0, half), gap, ...lines.slice(lines.length - half)]
}

function checkText(check: Check): string[] {
  const values = [
    ...(check.expected === undefined ? [] : [`    expected ${indented(check.expected)}`]),
    ...(check.actual === undefined ? [] : [`    actual   ${indented(check.actual)}`]),
  ]
  return [`check "${check.name}" did not hold`, ...values]
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n             ')
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map(line => `  ${line}`)]
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
