// Which cases the list shows. The filter lives in the address (`#verdict=fail&subject=ours`), so a view can be sent as a link.

import { type Verdict, verdicts } from '../../../harness/verdict/verdict.ts'
import type { Row } from './model.ts'

export interface Filter {
  readonly text: string
  /** Empty: all. */
  readonly verdicts: readonly Verdict[]
  readonly subject: string
  readonly peer: string
  readonly chapter: string
  readonly level: string
  readonly clause: string
}

export const everything: Filter = { text: '', verdicts: [], subject: '', peer: '', chapter: '', level: '', clause: '' }

/** All words of the text must occur, in any order. */
export function matching(rows: readonly Row[], filter: Filter): readonly Row[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const wanted = new Set(filter.verdicts)
  return rows.filter(
    ({ line, peer, chapter, haystack }) =>
      (wanted.size === 0 || wanted.has(line.verdict)) &&
      (filter.subject === '' || line.subject === filter.subject) &&
      (filter.peer === '' || peer === filter.peer) &&
      (filter.chapter === '' || chapter === filter.chapter) &&
      (filter.level === '' || line.level === filter.level) &&
      (filter.clause === '' || line.clauses.includes(filter.clause)) &&
      words.every(word => haystack.includes(word)),
  )
}

export function isEverything(filter: Filter): boolean {
  return toHash(filter) === ''
}

export function toHash(filter: Filter): string {
  const { text, verdicts: words, ...fields } = filter
  const set = new URLSearchParams(Object.entries({ text, verdict: words.join(','), ...fields }).filter(([, value]) => value !== ''))
  return set.toString()
}

export function fromHash(hash: string): Filter {
  const set = new URLSearchParams(hash.replace(/^#/, ''))
  const get = (name: string) => set.get(name) ?? ''
  const words = get('verdict').split(',')
  return {
    text: get('text'),
    verdicts: words.filter((word): word is Verdict => word in verdicts),
    subject: get('subject'),
    peer: get('peer'),
    chapter: get('chapter'),
    level: get('level'),
    clause: get('clause'),
  }
}
