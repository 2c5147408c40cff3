// 31/EXPAIR: PAIR, and what holds for every pair of sockets.

import type { MutantTable } from './mutant.ts'

export const pairMutants = {} as const satisfies MutantTable
