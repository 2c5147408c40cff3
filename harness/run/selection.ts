// Which cases of the book a command means. The same flags everywhere, and pure.
// Rule: a flag that selects nothing is a mistake, never an empty run.

import type { Mode } from '../book/case-context.ts'
import type { CaseRecord } from '../book/case-record.ts'
import { caseGlob } from '../verdict/case-glob.ts'
import { UsageError, unknown } from './usage-error.ts'

export interface Selection {
  /** Folder names or the number they open with. */
  readonly chapters: readonly string[]
  /** Globs over ids. */
  readonly run: readonly string[]
  /** Clause ids; `*` matches any characters. */
  readonly clauses: readonly string[]
  readonly modes: readonly string[]
  /** This part of that many. */
  readonly shard: readonly [part: number, of: number] | null
}

export const everything: Selection = { chapters: [], run: [], clauses: [], modes: [], shard: null }

export const modes = ['wire', 'pair', 'api', 'diff', 'perf'] as const satisfies readonly Mode[]

/** FNV-1a, 32 bits: the same case falls into the same shard on every machine. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const octet of Buffer.from(text)) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0
  return hash
}

function clausePattern(wanted: string): (id: string) => boolean {
  const pattern = new RegExp(
    `^${wanted
      .split('*')
      .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )
  return id => pattern.test(id)
}

const inChapter = (wanted: string) => (chapter: string) => chapter === wanted || chapter.split('-')[0] === wanted

/** @throws UsageError naming the first flag that matches nothing, with what it may have meant */
export function select(book: readonly CaseRecord[], wanted: Selection, register: Iterable<string>): readonly CaseRecord[] {
  const ids = book.map(({ id }) => id)
  for (const chapter of wanted.chapters)
    if (!book.some(record => inChapter(chapter)(record.chapter)))
      throw unknown(
        'chapter',
        chapter,
        book.map(record => record.chapter),
      )
  for (const glob of wanted.run)
    if (!book.some(caseGlob(glob)))
      throw unknown(
        'case',
        glob,
        ids.flatMap(id => [id, id.replace(/\[.*$/, ''), id.split('/').slice(0, 2).join('/')]),
      )
  const known = [...register]
  for (const clause of wanted.clauses) {
    const matches = clausePattern(clause)
    if (!known.some(matches)) throw unknown('clause', clause, known)
    if (!book.some(record => record.clauses.some(matches))) throw new UsageError(`no case cites clause ${clause}`)
  }
  for (const mode of wanted.modes) if (!(modes as readonly string[]).includes(mode)) throw unknown('mode', mode, modes)

  const any = <T>(tests: readonly ((value: T) => boolean)[], value: T) => tests.length === 0 || tests.some(test => test(value))
  const [chapters, globs, clauses] = [wanted.chapters.map(inChapter), wanted.run.map(caseGlob), wanted.clauses.map(clausePattern)]
  const chosen = book.filter(
    record =>
      any(chapters, record.chapter) &&
      any(globs, record) &&
      (clauses.length === 0 || record.clauses.some(id => any(clauses, id))) &&
      (wanted.modes.length === 0 || wanted.modes.includes(record.mode)),
  )
  if (chosen.length === 0) throw new UsageError('no case matches all of these flags together')
  if (wanted.shard === null) return chosen
  const [part, of] = wanted.shard
  return chosen.filter(({ id }) => fnv1a(id) % of === part - 1)
}
