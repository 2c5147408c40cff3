// All mutants of the reference implementation, by the chapter whose rules they break.

import { clientServerMutants } from './client-server-mutants.ts'
import { curveMutants } from './curve-mutants.ts'
import { dishMutants } from './dish-mutants.ts'
import { endpointMutants } from './endpoint-mutants.ts'
import { inprocMutants } from './inproc-mutants.ts'
import { kernelMutants } from './kernel-mutants.ts'
import { libzmqMutants } from './libzmq-mutants.ts'
import { monitorMutants } from './monitor-mutants.ts'
import type { MutantTable } from './mutant.ts'
import { optionMutants } from './option-mutants.ts'
import { pairMutants } from './pair-mutants.ts'
import { pipelineMutants } from './pipeline-mutants.ts'
import { plainMutants } from './plain-mutants.ts'
import { pubsubMutants } from './pubsub-mutants.ts'
import { queueMutants } from './queue-mutants.ts'
import { radioMutants } from './radio-mutants.ts'
import { reqrepMutants } from './reqrep-mutants.ts'
import { scatterGatherMutants } from './scatter-gather-mutants.ts'
import { sharingMutants } from './sharing-mutants.ts'
import { streamMutants } from './stream-mutants.ts'
import { threadSafeMutants } from './thread-safe-mutants.ts'
import { udpMutants } from './udp-mutants.ts'
import { waitingMutants } from './waiting-mutants.ts'
import { z85Mutants } from './z85-mutants.ts'
import { zapMutants } from './zap-mutants.ts'
import { zmtpMutants } from './zmtp-mutants.ts'

export const mutantTable = {
  ...zmtpMutants,
  ...reqrepMutants,
  ...pubsubMutants,
  ...pipelineMutants,
  ...queueMutants,
  ...sharingMutants,
  ...pairMutants,
  ...inprocMutants,
  ...threadSafeMutants,
  ...clientServerMutants,
  ...radioMutants,
  ...dishMutants,
  ...scatterGatherMutants,
  ...streamMutants,
  ...udpMutants,
  ...optionMutants,
  ...kernelMutants,
  ...waitingMutants,
  ...endpointMutants,
  ...monitorMutants,
  ...z85Mutants,
  ...plainMutants,
  ...zapMutants,
  ...curveMutants,
  ...libzmqMutants,
} as const satisfies MutantTable

export type MutantId = keyof typeof mutantTable
