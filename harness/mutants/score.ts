// From hunts to a judgement on the book: which rules have a mutant that a case citing them kills. Pure.
//
//   clause × mutant:  killed   a case that cites the clause and names the mutant noticed it
//                     missed   such a case ran and did not
//
// Rule: the gate is met when at least 95 % of the mutants are killed and every testable MUST and MUST NOT in question has one that is.

import type { Clause } from '../book/clause-register.ts'
import { type Hunt, slugOf } from './hunt.ts'
import type { Mutant } from './mutant.ts'

/** Share of mutants that must be killed. */
export const threshold = 0.95

export interface Citing {
  readonly id: string
  readonly clauses: readonly string[]
}

export interface ClauseRow {
  readonly clause: string
  readonly level: string
  readonly killed: readonly string[]
  readonly missed: readonly string[]
}

export interface Score {
  readonly total: number
  readonly killed: number
  /** Mutants that no case noticed, with the written reason or null. */
  readonly survivors: readonly { readonly id: string; readonly reason: string | null }[]
  /** Mutants that a killing case says nothing about: cases that name a mutant and do not notice it. */
  readonly idle: readonly { readonly mutant: string; readonly cases: readonly string[] }[]
  readonly trouble: readonly { readonly mutant: string; readonly texts: readonly string[] }[]
  readonly rows: readonly ClauseRow[]
  /** Testable MUST and MUST NOT clauses that no killed mutant stands for. */
  readonly bare: readonly string[]
  readonly met: boolean
}

const obliges = ({ level, excluded }: Clause): boolean => excluded === undefined && /^MUST\b/.test(level)

/** @param clauses those in question @param cases the cases hunted with, any combination of each */
export function score(
  hunts: readonly Hunt[],
  mutants: Readonly<Record<string, Mutant>>,
  clauses: readonly Clause[],
  cases: readonly Citing[],
): Score {
  const cited = new Map(cases.map(({ id, clauses }) => [slugOf(id), clauses]))
  const cells = new Map<string, Map<string, boolean>>()
  const mark = (slug: string, mutant: string, killed: boolean) => {
    for (const clause of cited.get(slug) ?? []) {
      const row = cells.get(clause) ?? cells.set(clause, new Map()).get(clause)!
      row.set(mutant, row.get(mutant) === true || killed)
    }
  }
  for (const { id, killers, missed } of hunts) {
    for (const line of killers) mark(slugOf(line.id), id, true)
    for (const slug of missed) mark(slug, id, false)
  }
  const rows = clauses.map(({ id, level }): ClauseRow => {
    const row = [...(cells.get(id) ?? [])]
    const those = (wanted: boolean) => row.filter(([, killed]) => killed === wanted).map(([mutant]) => mutant)
    return { clause: id, level, killed: those(true), missed: those(false) }
  })
  const standing = rows.filter(({ killed }) => killed.length > 0)
  const bare = clauses.filter(clause => obliges(clause) && !standing.some(row => row.clause === clause.id)).map(({ id }) => id)
  const survivors = hunts.filter(({ killers }) => killers.length === 0).map(({ id }) => ({ id, reason: mutants[id]?.survives ?? null }))
  const killed = hunts.length - survivors.length
  return {
    total: hunts.length,
    killed,
    survivors,
    idle: hunts
      .filter(({ killers, missed }) => killers.length > 0 && missed.length > 0)
      .map(({ id, missed }) => ({ mutant: id, cases: missed })),
    trouble: hunts.filter(({ trouble }) => trouble.length > 0).map(({ id, trouble }) => ({ mutant: id, texts: trouble })),
    rows,
    bare,
    met: killed >= threshold * hunts.length && bare.length === 0 && survivors.every(({ reason }) => reason !== null),
  }
}
