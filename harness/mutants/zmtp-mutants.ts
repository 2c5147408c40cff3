// 13, 15, 23 and 37/ZMTP: greeting, handshake, framing, commands, heartbeats, connections.

import { connectionMutants } from './connection-mutants.ts'
import { frameMutants } from './frame-mutants.ts'
import { greetingMutants } from './greeting-mutants.ts'
import { handshakeMutants } from './handshake-mutants.ts'
import { heartbeatMutants } from './heartbeat-mutants.ts'
import { legacyMutants } from './legacy-mutants.ts'
import { metadataMutants } from './metadata-mutants.ts'
import type { MutantTable } from './mutant.ts'
import { openingMutants } from './opening-mutants.ts'

export const zmtpMutants = {
  ...greetingMutants,
  ...openingMutants,
  ...legacyMutants,
  ...handshakeMutants,
  ...metadataMutants,
  ...frameMutants,
  ...heartbeatMutants,
  ...connectionMutants,
} as const satisfies MutantTable
