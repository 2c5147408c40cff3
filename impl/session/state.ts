// The life of a session (RFC 37, "Overall Conversation").
// Rule: this table is the only place that knows which step may follow which.

export type SessionState = 'idle' | 'greeting' | 'handshake' | 'traffic' | 'ended'

/** start: our greeting is out. greeted: the peer's was accepted. completed: the mechanism is done and the peer legal. end: for any reason. */
export type SessionStep = 'start' | 'greeted' | 'completed' | 'end'

export const sessionTransitions = {
  idle: { start: 'greeting', end: 'ended' },
  greeting: { greeted: 'handshake', end: 'ended' },
  handshake: { completed: 'traffic', end: 'ended' },
  traffic: { end: 'ended' },
  ended: {},
} as const satisfies Record<SessionState, Partial<Record<SessionStep, SessionState>>>

/** The state after `step`; a step that the table does not know changes nothing. */
export function nextState(state: SessionState, step: SessionStep): SessionState {
  const steps: Partial<Record<SessionStep, SessionState>> = sessionTransitions[state]
  return steps[step] ?? state
}
