// Does the register still fit the RFC texts? Section names, RFC by RFC, against a checkout of the RFC repository (github.com/zeromq/rfc).
//
//   content/docs/rfcs/13/README.md   ## headings ◄── "section" of each row          front matter status ◄── the book's chapter table
//
// Rule: what the register adds to a section name stands in parentheses at its end. Nothing of the texts is kept.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest, UsageError } from '../run/usage-error.ts'
import type { Clause } from './clause-register.ts'

export interface RfcText {
  readonly headings: readonly string[]
  /** `stable`, `draft`, … ; null when the text does not say. */
  readonly status: string | null
}

/** Headings without their marks; `**NEW:** The Resource Property` is "The Resource Property". */
export function readRfcText(markdown: string): RfcText {
  const lines = markdown.split(/\r?\n/)
  const headings = lines
    .filter(line => /^#{1,6} /.test(line))
    .map(line =>
      line
        .replace(/^#+\s+/, '')
        .replace(/^\*\*[^*]*\*\*\s*/, '')
        .trim(),
    )
  const matter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(markdown)?.[1] ?? ''
  return { headings, status: /^status:\s*(\S+)/m.exec(matter)?.[1]?.toLowerCase() ?? null }
}

const named = (section: string): string => section.replace(/\s*\([^()]*\)$/, '')
const rfcOf = (id: string): string => id.slice(0, id.indexOf('/'))

/** What does not fit, a sentence each. `statuses`: what the book says of each RFC. */
export function drift(
  rows: Iterable<Clause>,
  texts: ReadonlyMap<string, RfcText>,
  statuses: ReadonlyMap<string, string>,
): readonly string[] {
  const problems: string[] = []
  const sections = new Map<string, string[]>()
  for (const row of rows) {
    const key = `${rfcOf(row.id)}\n${row.section}`
    sections.set(key, [...(sections.get(key) ?? []), row.id])
  }
  for (const [key, ids] of sections) {
    const [rfc = '', section = ''] = key.split('\n')
    const text = texts.get(rfc)
    if (text === undefined || text.headings.includes(named(section))) continue
    const near = nearest(named(section), text.headings)
    const hint = near.length === 0 ? 'it has no heading like it' : `did it become ${near.map(name => `"${name}"`).join(' or ')}?`
    problems.push(`RFC ${rfc} has no section "${named(section)}" (${ids.length} rows, ${ids[0]} the first): ${hint}`)
  }
  for (const [rfc, text] of texts) {
    const ours = statuses.get(rfc)
    if (ours !== undefined && text.status !== null && ours !== text.status)
      problems.push(`RFC ${rfc} is ${text.status}; the book says ${ours}`)
  }
  return problems
}

/** The texts of these RFCs. @throws UsageError when the folder is no checkout */
export function readRfcTexts(folder: string, rfcs: readonly string[]): ReadonlyMap<string, RfcText> {
  const place = join(folder, 'content', 'docs', 'rfcs')
  if (!existsSync(place))
    throw new UsageError(
      `${folder} is no checkout of the RFC repository: it has no content/docs/rfcs (git clone https://github.com/zeromq/rfc)`,
    )
  const texts = new Map<string, RfcText>()
  for (const rfc of rfcs) {
    const path = join(place, rfc, 'README.md')
    texts.set(rfc, existsSync(path) ? readRfcText(readFileSync(path, 'utf8')) : { headings: [], status: null })
  }
  return texts
}
