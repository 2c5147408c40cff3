// 28/REQREP: REQ, REP, DEALER and ROUTER.

import { dealerMutants } from './dealer-mutants.ts'
import type { MutantTable } from './mutant.ts'
import { repMutants } from './rep-mutants.ts'
import { reqMutants } from './req-mutants.ts'
import { routerMutants } from './router-mutants.ts'
import { routingIdMutants } from './routing-id-mutants.ts'

export const reqrepMutants = {
  ...reqMutants,
  ...repMutants,
  ...dealerMutants,
  ...routerMutants,
  ...routingIdMutants,
} as const satisfies MutantTable
