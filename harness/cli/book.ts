// The book that comes with this package, and the cases of it that a command means.

import { join } from 'node:path'
import type { CaseRecord } from '../book/case-record.ts'
import { clauses } from '../book/clause-register.ts'
import { type Catalogue, readBook } from '../run/catalogue.ts'
import { root } from '../run/runner.ts'
import { select } from '../run/selection.ts'
import { type SelectionFlags, selectionOf } from './selection-flags.ts'

export const bookFolder = join(root, 'suites')

/** @throws UsageError, BookError */
export async function choose(flags: SelectionFlags): Promise<{ catalogue: Catalogue; chosen: readonly CaseRecord[] }> {
  const catalogue = await readBook(bookFolder)
  return { catalogue, chosen: select(catalogue.cases, selectionOf(flags), clauses().keys()) }
}
