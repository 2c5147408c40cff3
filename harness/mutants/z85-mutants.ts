// 32/Z85.

import type { MutantTable } from './mutant.ts'

export const z85Mutants = {} as const satisfies MutantTable
