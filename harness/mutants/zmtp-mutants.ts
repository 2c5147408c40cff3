// 23 and 37/ZMTP: greeting, handshake, framing, commands, heartbeats, subscriptions on the wire.

import type { MutantTable } from './mutant.ts'

export const zmtpMutants = {} as const satisfies MutantTable
