// How a session ends (RFC 37, "Error Handling").
// Rule: this table is the only place that knows whether a connecting side may try again.

import { ZmtpError } from '../error.ts'
import type { SessionEnd } from './session-sink.ts'

/** Whether a connecting side may try again: after a fault of the peer it would only meet it again. */
const retries = {
  protocol: false,
  'error-command': false,
  mechanism: false,
  'handshake-timeout': true,
  'heartbeat-timeout': true,
  closed: true,
} as const satisfies Record<SessionEnd['reason'], boolean>

/** What an end needs to say; the rest follows from its reason. */
export type Ending = Pick<SessionEnd, 'reason' | 'error'> & Partial<SessionEnd>

export const sessionEnd = (ending: Ending, duringHandshake: boolean): SessionEnd => ({
  duringHandshake,
  retry: retries[ending.reason],
  ...ending,
})

/** The peer broke a rule. A bug of ours is not its fault and goes on its way. */
export function faultEnding(fault: unknown): Ending {
  if (!(fault instanceof ZmtpError)) throw fault
  return { reason: fault.code === 'ERR_ZMTP_MECHANISM_MISMATCH' ? 'mechanism' : 'protocol', error: fault }
}

/** The peer sent ERROR. */
export function rejectionEnding(reason: string): Ending {
  const error = new ZmtpError('ERR_ZMTP_UNSPECIFIED', '37/3.1 error handling', `the peer refused the connection: ${reason}`)
  return { reason: 'error-command', error, refusal: reason }
}
