// Testable clauses that have no case, and why (fixtures/waivers.json).
// Rule: a waiver has a reason; what is said to belong elsewhere is due as soon as the book has a chapter of that place.

import { readFileSync } from 'node:fs'

export interface Waivers {
  readonly waived: readonly { readonly clauses: readonly string[]; readonly reason: string }[]
  /** `chapters`: RFC numbers; the clauses are due as soon as the book has one of them. */
  readonly elsewhere: readonly { readonly clauses: readonly string[]; readonly chapters: readonly string[]; readonly reason: string }[]
}

export const readWaivers = (): Waivers =>
  JSON.parse(readFileSync(new URL('../../fixtures/waivers.json', import.meta.url), 'utf8')) as Waivers
