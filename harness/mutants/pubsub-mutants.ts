// 29/PUBSUB: PUB, SUB, XPUB and XSUB.

import type { MutantTable } from './mutant.ts'

export const pubsubMutants = {} as const satisfies MutantTable
