// How a session ends, and what follows from what was decided about its peer (RFC 37, "Error Handling"; RFC 27, "Status codes").
// Rule: these tables are the only place that knows whether a connecting side may try again.

import { ZmtpError } from '../error.ts'
import { encodeError } from '../wire/command.ts'
import type { SessionEnd, Verdict } from './session-sink.ts'

/** Whether a connecting side may try again: after a fault of the peer it would only meet it again. */
const retries = {
  protocol: false,
  'error-command': false,
  mechanism: false,
  authentication: false,
  'no-handler': true,
  'handshake-timeout': true,
  'heartbeat-timeout': true,
  closed: true,
  left: false,
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

/** The end of a peer that may not come in, and the commands it is told so with. 300 is for later: the peer is told nothing, and tries again. */
export function verdictEnding(verdict: Exclude<Verdict, { kind: 'accepted' }>): {
  readonly send: readonly Uint8Array[]
  readonly ending: Ending
} {
  switch (verdict.kind) {
    case 'refused': {
      const later = verdict.status === 300
      const ending: Ending = { reason: 'authentication', error: null, status: verdict.status, retry: later }
      return { send: later ? [] : [encodeError(`${verdict.status}`)], ending }
    }
    case 'failed':
      return { send: [], ending: { reason: 'protocol', error: verdict.error } }
    case 'unanswered':
      return { send: [], ending: { reason: 'no-handler', error: null } }
    default:
      return verdict satisfies never
  }
}
