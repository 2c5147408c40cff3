// Whether an entrant can take a side of a scenario: what its hello declares, against what the scenario needs.

import type { Capabilities } from '../control/protocol.ts'
import type { Transport } from './arena.ts'
import type { Side } from './player.ts'
import type { Scenario } from './scenario.ts'
import type { Mechanism } from './security.ts'

/** Why not, or null. */
export function unsupported(
  scenario: Scenario,
  side: Side,
  { transport, mechanism }: { readonly transport: Transport; readonly mechanism: Mechanism },
  { caps, raw }: { caps: Capabilities; raw: boolean },
): string | null {
  const ops = ['bench', ...scenario.ops[side]].filter(op => !caps.ops.includes(op))
  if (ops.length > 0) return `the op ${ops.join(', ')} is not offered`
  if (!caps.transports.includes(transport)) return `${transport} is not offered`
  if (!caps.mechanisms.includes(mechanism)) return `${mechanism} is not offered`
  const sockets = raw ? [] : scenario.sockets[side].filter(type => !caps.sockets.includes(type))
  return sockets.length > 0 ? `${sockets.join(', ')} is not offered` : null
}
