// 27/ZAP: requests, replies, and what follows.

import type { MutantTable } from './mutant.ts'
import { zapReplyMutants } from './zap-reply-mutants.ts'
import { zapRequestMutants } from './zap-request-mutants.ts'

export const zapMutants = { ...zapRequestMutants, ...zapReplyMutants } as const satisfies MutantTable
