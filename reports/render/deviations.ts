// deviations.md: where the implementations of a run and the RFCs part, case by case, with what was seen. docs/deviations-found.md is one of a run of libzmq and ours.
//
//   ### case ── rule ── each subject that departs: its reason from known.yaml, the checks, the frames ── those that keep the rule
//
// Rule: an entry is a line of the run. The reasons are people's (known.yaml); nothing else here is.

import type { CaseLine, SubjectLine } from '../schema/results.ts'
import { elided, reasonOf } from './case-text.ts'
import { chapter, chapterOf, inChapterOrder } from './chapters.ts'
import type { Clause } from './clause-figures.ts'
import { oneLine } from './printable.ts'
import type { Run } from './read-run.ts'
import { bearing } from './tally.ts'

/** Frames shown of one departure. */
const shown = 14

export function deviations(run: Run, register: readonly Clause[]): string {
  const { header, subjects, partial } = run
  const rules = new Map(register.map(row => [row.id, row]))
  const cases = Map.groupBy(run.cases, line => baseOf(line.id))
  const departing = [...cases].filter(([, lines]) => lines.some(departs))
  const who = subjects.map(titleOf).join(', ')
  const about = `${departing.length} of ${cases.size} cases show a departure from the RFCs. Suite ${header.suite.version}, seed ${header.seed}: ${who}.`
  const blocks = inChapterOrder(departing.map(([base]) => chapterOf(base))).flatMap(key => [
    `## ${chapter(key).title}`,
    ...departing.filter(([base]) => chapterOf(base) === key).map(([base, lines]) => entry(base, lines, subjects, rules)),
  ])
  return `${['# Departures that a run found', ...(partial === null ? [] : [`**Partial run**: ${cell(partial)}.`]), cell(about), ...blocks].join('\n\n')}\n`
}

const departs = ({ verdict }: CaseLine): boolean => bearing[verdict] === 'broken'
const baseOf = (id: string): string => id.split('[', 1)[0]!
const titleOf = ({ name, implementation: { version } }: SubjectLine): string => `${name} ${version}`
/** Markdown takes no part in what a subject says. */
const cell = (text: string): string => oneLine(text).replace(/[\\`*_<>|[\]]/g, '\\$&')

function entry(base: string, lines: readonly CaseLine[], subjects: readonly SubjectLine[], rules: ReadonlyMap<string, Clause>): string {
  const { title, clauses } = lines[0]!
  const cited = clauses.map(id => {
    const rule = rules.get(id)
    return `- ${id}${rule === undefined ? '' : ` (${rule.level}): ${cell(rule.text)}`}`
  })
  const named = [...Map.groupBy(lines, line => line.subject)].flatMap(([name, mine]) => behaviour(nameOf(name, subjects), mine))
  return [`### ${base}`, cell(title), cited.join('\n'), ...named].filter(text => text !== '').join('\n\n')
}

function nameOf(name: string, subjects: readonly SubjectLine[]): string {
  const line = subjects.find(subject => subject.name === name)
  return line === undefined ? name : titleOf(line)
}

function behaviour(name: string, lines: readonly CaseLine[]): readonly string[] {
  const bad = lines.filter(departs)
  if (bad.length === 0) {
    const held = lines.filter(({ verdict }) => bearing[verdict] === 'held').length
    return held === 0 ? [] : [`**${cell(name)}** keeps the rule (${held} of ${held}).`]
  }
  const first = bad[0]!
  const share =
    lines.length === 1
      ? ''
      : ` In ${bad.length} of ${lines.length} combinations; this is ${cell(first.id.slice(baseOf(first.id).length) || 'the case')}.`
  const checks = first.checks
    .filter(({ ok }) => !ok)
    .map(({ name: check, expected, actual }) => `- ${cell(check)}: expected ${cell(expected ?? '—')}, got ${cell(actual ?? '—')}`)
  const frames = elided(first.evidence?.frames ?? [], shown).map(oneLine)
  return [
    `**${cell(name)}**, ${first.verdict}: ${cell(reasonOf(first).replace(/^known: /, ''))}.${share}`,
    checks.join('\n'),
    ...(frames.length === 0 ? [] : [['```text', ...frames, '```'].join('\n')]),
  ]
}
