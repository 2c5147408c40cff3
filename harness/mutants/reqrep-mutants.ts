// 28/REQREP: REQ, REP, DEALER and ROUTER.

import type { MutantTable } from './mutant.ts'

export const reqrepMutants = {} as const satisfies MutantTable
