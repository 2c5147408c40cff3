// All mutants of the reference implementation, by the chapter whose rules they break.

import type { MutantTable } from './mutant.ts'
import { pairMutants } from './pair-mutants.ts'
import { pipelineMutants } from './pipeline-mutants.ts'
import { pubsubMutants } from './pubsub-mutants.ts'
import { reqrepMutants } from './reqrep-mutants.ts'
import { z85Mutants } from './z85-mutants.ts'
import { zmtpMutants } from './zmtp-mutants.ts'

export const mutantTable = {
  ...zmtpMutants,
  ...reqrepMutants,
  ...pubsubMutants,
  ...pipelineMutants,
  ...pairMutants,
  ...z85Mutants,
} as const satisfies MutantTable

export type MutantId = keyof typeof mutantTable
