import { expect, test } from 'vitest'
import { alternation, answers, efsm, type Roles } from './alternation.ts'
import { script } from './script.rig.ts'

const roles: Roles = { A: 'REQ', B: 'REP', C: 'REQ' }
const round = ['A sends 0', 'B gets A#0', 'B sends 0', 'A gets B#0']

test('rounds with refusals out of turn are no fault', () => {
  const history = script('A refuses receive', 'B refuses send', ...round, 'A sends 1', 'A refuses send', 'A refuses receive EAGAIN')
  expect(alternation(roles)(history)).toBeNull()
  expect(efsm(roles)(history)).toBeNull()
})

test.each([
  ['a second request', ['A sends 0', 'A sends 1'], 'REQ A could send when its turn was to receive'],
  ['a second receive of REP', ['B gets A#0', 'B gets C#0'], 'REP B could receive when its turn was to send'],
  ['an answer without a question', ['B sends 0'], 'REP B could send when its turn was to receive'],
  ['EFSM in turn', [...round, 'A refuses send EFSM'], 'REQ A refused to send with EFSM when that was its turn'],
])('%s is', (_, lines, text) => {
  expect(alternation(roles)(script(...lines))?.text).toBe(text)
})

test('another word out of turn is a matter of words', () => {
  const history = script('A refuses receive EAGAIN')
  expect(alternation(roles)(history)).toBeNull()
  expect(efsm(roles)(history)?.text).toBe('REQ A refused to receive out of turn with EAGAIN')
})

test('answers go to who asked', () => {
  const crossed = ['A sends 0', 'C sends 0', 'B gets A#0', 'B sends 0', 'B gets C#0', 'B sends 1']
  expect(answers(roles)(script(...crossed, 'C gets B#1', 'A gets B#0'))).toBeNull()
  expect(answers(roles)(script(...crossed, 'C gets B#0'))?.text).toBe('REQ C asked C#0 and received B#0, the answer to A#0')
})

test('an old answer does not pass for the new one', () => {
  expect(answers(roles)(script(...round, 'A sends 1', 'A gets B#0'))?.text).toBe('REQ A asked A#1 and received B#0, the answer to A#0')
})
