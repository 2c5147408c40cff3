// Counting case lines: by verdict, by subject and peer. Pure; the page, the terminal and the files count with the same functions.
// Rule: a pass rate counts only what was judged. Unsupported, observed, filtered and our own errors are neither passed nor failed.

import { type Verdict, verdicts } from '../../harness/verdict/verdict.ts'
import type { CaseLine } from '../schema/results.ts'
import { byAttention } from './verdict-look.ts'

export type Counts = Readonly<Record<Verdict, number>>

/** What each verdict says about conformance: `held` the rule was kept, `broken` it was not, `silent` the case says neither. */
export const bearing = {
  pass: 'held',
  xpass: 'held',
  fail: 'broken',
  warn: 'broken',
  xfail: 'broken',
  flaky: 'broken',
  hang: 'broken',
  crash: 'broken',
  observed: 'silent',
  unsupported: 'silent',
  error: 'silent',
  filtered: 'silent',
} as const satisfies Readonly<Record<Verdict, 'held' | 'broken' | 'silent'>>

const raw = 'raw peer'
const alone = 'alone'

export interface PairTally {
  readonly subject: string
  /** A subject's name, `raw peer` (wire mode) or `alone` (one subject by itself). */
  readonly peer: string
  readonly cases: readonly CaseLine[]
  readonly counts: Counts
}

export function countVerdicts(cases: Iterable<CaseLine>): Counts {
  const counts = Object.fromEntries(Object.keys(verdicts).map(verdict => [verdict, 0])) as Record<Verdict, number>
  for (const line of cases) counts[line.verdict] += 1
  return counts
}

export function peerOf(line: Pick<CaseLine, 'peer' | 'mode'>): string {
  return line.peer ?? (line.mode === 'wire' ? raw : alone)
}

/** Subjects in order of first appearance; of each, named peers first, then `raw peer` and `alone`. */
export function pairTallies(cases: Iterable<CaseLine>): readonly PairTally[] {
  const subjects = new Map<string, Map<string, CaseLine[]>>()
  for (const line of cases) {
    const peers = subjects.get(line.subject) ?? subjects.set(line.subject, new Map()).get(line.subject)!
    const peer = peerOf(line)
    const of = peers.get(peer) ?? peers.set(peer, []).get(peer)!
    of.push(line)
  }
  const order = peersOf(cases)
  return [...subjects].flatMap(([subject, peers]) =>
    order.filter(peer => peers.has(peer)).map(peer => tally(subject, peer, peers.get(peer)!)),
  )
}

/** Peers in order of first appearance, with `raw peer` and `alone` last. */
export function peersOf(cases: Iterable<CaseLine>): readonly string[] {
  const rank = (peer: string) => (peer === alone ? 2 : peer === raw ? 1 : 0)
  return [...new Set([...cases].map(peerOf))].sort((a, b) => rank(a) - rank(b))
}

function tally(subject: string, peer: string, cases: readonly CaseLine[]): PairTally {
  return { subject, peer, cases, counts: countVerdicts(cases) }
}

export function passRate(counts: Counts): { readonly passed: number; readonly judged: number } {
  const sum = (wanted: string) => byAttention.reduce((total, verdict) => total + (bearing[verdict] === wanted ? counts[verdict] : 0), 0)
  const passed = sum('held')
  return { passed, judged: passed + sum('broken') }
}

/** What a person must look at, whatever known.yaml says: the verdicts that break the gate, and errors of ours. */
export function isUnexpected(verdict: Verdict): boolean {
  const { gate } = verdicts[verdict]
  return gate === 'bad' || gate === 'harness'
}

/** Never rounds up to 100 %: `99.9 %` while one is missing; `—` of nothing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '—'
  if (part === whole) return '100 %'
  return `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`
}

/** `8 412` with a no-break space, so that big counts read at a glance. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, '\u00a0')
}
