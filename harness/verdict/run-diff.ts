// Two runs side by side: what got worse, what got better, what else changed. Pure.
//
//   pass → fail  worse      fail → pass  fixed      warn → observed  changed      new and failing  worse
//
// Rule: only what breaks the gate in the second run and did not in the first is worse.

import type { CaseLine } from '../../reports/schema/results.ts'
import { breaksGate } from './exit-code.ts'
import type { Verdict } from './verdict.ts'

export interface Change {
  readonly id: string
  readonly subject: string
  readonly peer: string | null
  /** null: not in that run. */
  readonly before: Verdict | null
  readonly after: Verdict | null
  readonly reason: string | null
}

export interface RunDiff {
  readonly worse: readonly Change[]
  readonly fixed: readonly Change[]
  readonly changed: readonly Change[]
  /** In the second run only, and not failing. */
  readonly added: readonly Change[]
  /** In the first run only. */
  readonly gone: readonly Change[]
  /** Cases with the same verdict in both. */
  readonly same: number
}

type Kind = Exclude<keyof RunDiff, 'same'>

function kindOf(before: Verdict | null, after: Verdict | null, strict: boolean): Kind | 'same' {
  const [broke, breaks] = [before !== null && breaksGate(before, strict), after !== null && breaksGate(after, strict)]
  if (after === null) return 'gone'
  if (breaks && !broke) return 'worse'
  if (before === null) return 'added'
  if (broke && !breaks) return 'fixed'
  return before === after ? 'same' : 'changed'
}

/** @param sameSubject whether the name of the subject counts: not when two implementations are compared */
export function diffRuns(
  before: readonly CaseLine[],
  after: readonly CaseLine[],
  options: { strict: boolean; sameSubject: boolean },
): RunDiff {
  const key = ({ id, subject, peer }: CaseLine) =>
    JSON.stringify(options.sameSubject ? [id, subject, peer] : [id, peer === subject ? '=' : peer])
  const first = new Map(before.map(line => [key(line), line]))
  const second = new Map(after.map(line => [key(line), line]))
  const kinds: Record<Kind, Change[]> = { worse: [], fixed: [], changed: [], added: [], gone: [] }
  let same = 0
  for (const place of new Set([...first.keys(), ...second.keys()])) {
    const [old, fresh] = [first.get(place), second.get(place)]
    const kind = kindOf(old?.verdict ?? null, fresh?.verdict ?? null, options.strict)
    const { id, subject, peer, reason } = (fresh ?? old)!
    if (kind === 'same') same += 1
    else kinds[kind].push({ id, subject, peer, before: old?.verdict ?? null, after: fresh?.verdict ?? null, reason })
  }
  return { ...kinds, same }
}
