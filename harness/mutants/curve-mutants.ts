// 25/ZMTP-CURVE and 26/CurveZMQ.

import { curveClientMutants } from './curve-client-mutants.ts'
import { curveServerMutants } from './curve-server-mutants.ts'
import { curveTrafficMutants } from './curve-traffic-mutants.ts'
import type { MutantTable } from './mutant.ts'

export const curveMutants = { ...curveClientMutants, ...curveServerMutants, ...curveTrafficMutants } as const satisfies MutantTable
