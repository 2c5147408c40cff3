// The table of a session's states.

import { expect, it } from 'vitest'
import { nextState, type SessionState, sessionTransitions } from './state.ts'

const states = Object.keys(sessionTransitions) as SessionState[]

it('leads from idle to traffic in order, and from every state to the end', () => {
  expect((['start', 'greeted', 'completed'] as const).reduce(nextState, 'idle' as SessionState)).toBe('traffic')
  for (const state of states) expect(nextState(state, 'end')).toBe('ended')
})

it('ignores a step out of turn', () => {
  expect(nextState('greeting', 'completed')).toBe('greeting')
  for (const step of ['start', 'greeted', 'completed'] as const) expect(nextState('ended', step)).toBe('ended')
})
