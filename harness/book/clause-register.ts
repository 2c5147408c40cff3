// The clause register (fixtures/requirements/*.json) as values: what each RFC asks, and how strongly.
// Rule: levels are the RFC's words; three of them remain here: MUST (grammar too), SHOULD, MAY (practice too).

import { readdirSync, readFileSync } from 'node:fs'
import type { Level } from './case-context.ts'

export interface Clause {
  readonly id: string
  readonly section: string
  /** As the RFC words it: `MUST NOT`, `should (lc)`, `grammar`, `practice`, … */
  readonly level: string
  /** Paraphrase. */
  readonly text: string
  /** Why no black-box case can test it. */
  readonly excluded?: string
}

let register: ReadonlyMap<string, Clause> | null = null

/** All clauses by id; read once. */
export function clauses(): ReadonlyMap<string, Clause> {
  if (register !== null) return register
  const folder = new URL('../../fixtures/requirements/', import.meta.url)
  const rows = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .toSorted()
    .flatMap(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Clause[])
  return (register = new Map(rows.map(row => [row.id, row])))
}

const order = ['MAY', 'SHOULD', 'MUST'] as const satisfies readonly Level[]

function levelOf(words: string): Level {
  if (words === 'grammar' || /^must/i.test(words)) return 'MUST'
  return /^should/i.test(words) ? 'SHOULD' : 'MAY'
}

/** The strongest level among clauses. @throws Error naming an unknown id */
export function strongestLevel(ids: readonly string[]): Level {
  const ranks = ids.map(id => {
    const clause = clauses().get(id)
    if (clause === undefined) throw new Error(`unknown clause ${id}`)
    return order.indexOf(levelOf(clause.level))
  })
  return order[Math.max(...ranks)] ?? 'MAY'
}
