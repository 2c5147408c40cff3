// How a verdict looks wherever people read it: a symbol beside the word, so that colour never carries the meaning alone.
// The order of this table is the order of attention: what needs a person first comes first.

import type { Verdict } from '../../harness/verdict/verdict.ts'

export type Tone = 'bad' | 'known' | 'soft' | 'note' | 'good' | 'idle'

export const looks = {
  crash: { symbol: '†', tone: 'bad' },
  hang: { symbol: '∞', tone: 'bad' },
  fail: { symbol: '✗', tone: 'bad' },
  xpass: { symbol: '⊕', tone: 'bad' },
  error: { symbol: '?', tone: 'bad' },
  warn: { symbol: '!', tone: 'soft' },
  flaky: { symbol: '≈', tone: 'known' },
  xfail: { symbol: '⊘', tone: 'known' },
  observed: { symbol: '○', tone: 'note' },
  pass: { symbol: '✓', tone: 'good' },
  unsupported: { symbol: '–', tone: 'idle' },
  filtered: { symbol: '·', tone: 'idle' },
} as const satisfies Readonly<Record<Verdict, { readonly symbol: string; readonly tone: Tone }>>

export const byAttention = Object.keys(looks) as readonly Verdict[]

const ranks = Object.fromEntries(byAttention.map((verdict, rank) => [verdict, rank])) as Readonly<Record<Verdict, number>>

/** Negative when `a` needs attention before `b`. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return ranks[a] - ranks[b]
}

export function worst(verdicts: Iterable<Verdict>): Verdict | null {
  let found: Verdict | null = null
  for (const verdict of verdicts) if (found === null || compareVerdicts(verdict, found) < 0) found = verdict
  return found
}
