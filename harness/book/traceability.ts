// Every testable clause has a case, or a written reason why not. Pure.
//
//   register ⊇ in scope ⊇ testable = covered + waived + elsewhere
//
// Rule: what is wrong is a sentence that names the clause and what to do; waivers stay below 3 % of what is testable.

import type { Clause } from './clause-register.ts'
import type { Waivers } from './waivers.ts'

export const waiverShare = 0.03

export interface Trace {
  readonly testable: readonly string[]
  readonly covered: readonly string[]
  readonly waived: readonly string[]
  readonly elsewhere: readonly string[]
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[]
}

export interface Book {
  /** Clauses that each case cites, by the id of the case. */
  readonly citations: ReadonlyMap<string, readonly string[]>
  /** RFC numbers of the chapters that there are. */
  readonly chapters: ReadonlySet<string>
}

const rfcOf = (id: string): string => id.slice(0, id.indexOf('/'))

/** `scope`: RFC numbers whose clauses must be covered. */
export function trace(register: ReadonlyMap<string, Clause>, book: Book, waivers: Waivers, scope: readonly string[]): Trace {
  const problems: string[] = []
  const cited = new Set<string>()
  for (const [id, clauses] of book.citations) {
    for (const clause of clauses) {
      cited.add(clause)
      const row = register.get(clause)
      if (row === undefined) problems.push(`${id} cites ${clause}, which is not in the register`)
      else if (row.excluded !== undefined)
        problems.push(`${id} cites ${clause}, which the register excludes (${row.excluded}): take one of the two back`)
    }
  }
  const due = new Set<string>()
  const excused = new Map<string, 'waived' | 'elsewhere'>()
  const excuse = (how: 'waived' | 'elsewhere', { clauses, reason }: Waivers['waived'][number]): void => {
    if (reason.trim().length < 20) problems.push(`the waiver of ${clauses.join(', ')} gives no reason: say why no case can be written`)
    for (const clause of clauses) {
      const row = register.get(clause)
      if (row === undefined) problems.push(`a waiver names ${clause}, which is not in the register`)
      else if (row.excluded !== undefined) problems.push(`${clause} is waived and excluded: delete its waiver`)
      if (excused.has(clause)) problems.push(`${clause} is waived twice`)
      excused.set(clause, how)
    }
  }
  for (const entry of waivers.waived) excuse('waived', entry)
  for (const entry of waivers.elsewhere) {
    excuse('elsewhere', entry)
    const begun = entry.chapters.filter(chapter => book.chapters.has(chapter))
    if (begun.length > 0) for (const clause of entry.clauses) due.add(clause)
  }

  const testable = [...register.values()]
    .filter(({ id, excluded }) => excluded === undefined && scope.includes(rfcOf(id)))
    .map(({ id }) => id)
  const covered: string[] = []
  const waived: string[] = []
  const elsewhere: string[] = []
  for (const id of testable) {
    const how = excused.get(id)
    if (cited.has(id)) {
      covered.push(id)
      if (how !== undefined) problems.push(`${id} has a case and a waiver: delete the waiver`)
    } else if (how === undefined) problems.push(`${id} has neither case nor waiver: ${register.get(id)!.text}`)
    else if (due.has(id)) problems.push(`${id} is due: the chapter it was left to has begun. Write its case, or waive it`)
    else if (how === 'waived') waived.push(id)
    else elsewhere.push(id)
  }
  if (waived.length >= waiverShare * testable.length && waived.length > 0) {
    problems.push(`${waived.length} of ${testable.length} testable clauses are waived: 3 % and more`)
  }
  return { testable, covered, waived, elsewhere, problems }
}
