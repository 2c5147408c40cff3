// known.yaml: failures an implementation knows of. Kept beside the implementation; docs/verdicts.md has the form.
//
//   include: ../libzmq/known.yaml             another such file, whose entries come after these
//   entries:
//     - cases: 37-zmtp-3.1/greeting/*        path glob, axes in brackets
//       when: { version: <=4.3.5, role: connect }
//       expect: fail                          fail | warn | hang | crash | flaky
//       signature: { check: as-server, got: 0x00 }
//       reason: never sets as-server          mandatory
//       issue: https://…   until: 2027-06-30
//
// Rule: an entry excuses nothing unseen: its cases run, and must fail in this way.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

export interface Signature {
  /** Name of the failing check. */
  readonly check?: string
  /** Its actual value as printed. */
  readonly got?: string
  /** A part of the verdict's reason. */
  readonly reason?: string
}

export const expectations = ['fail', 'warn', 'hang', 'crash', 'flaky'] as const

export interface KnownEntry {
  readonly cases: string
  /** `impl`, `version`, `peer`, or an axis; a list means any of them. */
  readonly when: Readonly<Record<string, readonly string[]>>
  readonly expect: (typeof expectations)[number]
  readonly signature: Signature | null
  readonly reason: string
  readonly issue: string | null
  /** Last day of grace, `YYYY-MM-DD`. */
  readonly until: string | null
  /** Where it stands, `path:line`, for messages. */
  readonly place: string
}

export interface KnownFile {
  readonly path: string
  /** Path of another file as written, relative to this one; null for none. */
  readonly include: string | null
  readonly entries: readonly KnownEntry[]
}

/** The file cannot be used: `path:line: what is wrong`, a line each. */
export class KnownFileError extends Error {}

const fields = new Set(['cases', 'when', 'expect', 'signature', 'reason', 'issue', 'until'])

function entry(value: Record<string, unknown>, place: string, problem: (text: string) => void): KnownEntry {
  const text = (field: string): string | null => {
    const found = value[field]
    if (found === undefined || found === null) return null
    if (typeof found === 'object') problem(`${field} must be text`)
    return String(found)
  }
  const table = (field: string): Record<string, unknown> => {
    const found = value[field] ?? {}
    if (typeof found === 'object' && !Array.isArray(found)) return found as Record<string, unknown>
    problem(`${field} must be a mapping`)
    return {}
  }
  for (const field of Object.keys(value)) if (!fields.has(field)) problem(`unknown field ${field} (known: ${[...fields].join(', ')})`)
  const cases = text('cases')
  const reason = text('reason')
  const expect = text('expect') ?? 'fail'
  const until = text('until')
  if (!cases) problem('cases is missing')
  if (!reason?.trim()) problem('reason is missing')
  if (!(expectations as readonly string[]).includes(expect)) problem(`expect must be one of ${expectations.join(', ')}`)
  if (until !== null && !/^\d{4}-\d\d-\d\d$/.test(until)) problem('until must be a day, YYYY-MM-DD')
  const signature = Object.fromEntries(Object.entries(table('signature')).map(([key, found]) => [key, String(found)]))
  for (const key of Object.keys(signature)) if (!['check', 'got', 'reason'].includes(key)) problem(`unknown signature field ${key}`)
  return {
    cases: cases ?? '',
    when: Object.fromEntries(Object.entries(table('when')).map(([key, found]) => [key, [found].flat().map(String)])),
    expect: expect as KnownEntry['expect'],
    signature: Object.keys(signature).length > 0 ? signature : null,
    reason: reason ?? '',
    issue: text('issue'),
    until,
    place,
  }
}

/** @throws KnownFileError */
export function parseKnown(text: string, path: string): KnownFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' })
  const problems = document.errors.map(error => `${path}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`)
  const entries: KnownEntry[] = []
  const list = isMap(document.contents) ? document.get('entries') : null
  const include = isMap(document.contents) ? document.get('include') : undefined
  if (include !== undefined && typeof include !== 'string') problems.push(`${path}:1: include must be the path of another file`)
  if (document.contents !== null && !isSeq(list) && (list !== undefined || include === undefined))
    problems.push(`${path}:1: the file must be a mapping with a list 'entries'`)
  for (const node of isSeq(list) ? (list.items as Node[]) : []) {
    const { line } = lines.linePos(node.range?.[0] ?? 0)
    const problem = (what: string) => problems.push(`${path}:${line}: ${what}`)
    if (isMap(node)) entries.push(entry(node.toJS(document) as Record<string, unknown>, `${path}:${line}`, problem))
    else problem('an entry must be a mapping')
  }
  if (problems.length > 0) throw new KnownFileError(problems.join('\n'))
  return { path, include: typeof include === 'string' ? include : null, entries }
}

/**
 * The file at `path`, with the entries of what it includes after its own: the first entry that applies counts.
 * @throws KnownFileError for a file that cannot be used or is not there
 */
export function readKnown(path: string, from: readonly string[] = []): KnownFile {
  const place = from.at(-1) === undefined ? path : `${from.at(-1)}:1: include: ${path}`
  if (from.includes(path)) throw new KnownFileError(`${place}: it includes itself`)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new KnownFileError(`${place}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message}`)
  }
  const own = parseKnown(text, path)
  if (own.include === null) return own
  const included = readKnown(join(dirname(path), own.include), [...from, path])
  return { ...own, entries: [...own.entries, ...included.entries] }
}
