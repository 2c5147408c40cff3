// REQ and REP take turns (RFC 28, "REQ": send then receive; "REP": receive then send).
//
//   REQ   ready ──sent──► asked ──received──► ready          REP   ready ──received──► asked ──sent──► ready
//
// Rule: out of turn everything is refused, in turn nothing is refused as out of turn (EFSM), and an answer answers the question.

import { type Checker, type Fault, type HistoryEvent, type Stamp, showStamp } from './event.ts'

type Turn = 'send' | 'receive'
type Op = Extract<HistoryEvent, { kind: 'sent' | 'received' | 'refused' }>

const verbOf = (event: Op): Turn => (event.kind === 'refused' ? event.op : event.kind === 'sent' ? 'send' : 'receive')
const first = { REQ: 'send', REP: 'receive' } as const satisfies Record<string, Turn>
const other = { send: 'receive', receive: 'send' } as const satisfies Record<Turn, Turn>

export type Roles = Readonly<Record<string, 'REQ' | 'REP'>>

/** Walks through the ops of the sockets in `roles`, each with whose turn it was. */
function* turns(history: readonly HistoryEvent[], roles: Roles): Generator<{ event: Op; turn: Turn }> {
  const turn = new Map<string, Turn>(Object.entries(roles).map(([socket, role]) => [socket, first[role]]))
  for (const event of history) {
    if (event.kind !== 'sent' && event.kind !== 'received' && event.kind !== 'refused') continue
    const now = turn.get(event.at)
    if (now === undefined) continue
    yield { event, turn: now }
    if (event.kind !== 'refused') turn.set(event.at, other[verbOf(event)])
  }
}

export const alternation =
  (roles: Roles): Checker =>
  history => {
    for (const { event, turn } of turns(history, roles)) {
      const verb = verbOf(event)
      if (event.kind !== 'refused' && verb !== turn)
        return { rule: 'alternation', text: `${roles[event.at]} ${event.at} could ${verb} when its turn was to ${turn}` }
      if (event.kind === 'refused' && verb === turn && event.word === 'EFSM')
        return { rule: 'alternation', text: `${roles[event.at]} ${event.at} refused to ${verb} with EFSM when that was its turn` }
    }
    return null
  }

/** The word of every refusal out of turn is EFSM (zmq_send(3), zmq_recv(3)). */
export const efsm =
  (roles: Roles): Checker =>
  history => {
    for (const { event, turn } of turns(history, roles))
      if (event.kind === 'refused' && verbOf(event) !== turn && event.word !== 'EFSM')
        return { rule: 'efsm', text: `${roles[event.at]} ${event.at} refused to ${event.op} out of turn with ${event.word}` }
    return null
  }

/** A REQ receives only what a REP sent right after it had received this REQ's last request. */
export const answers =
  (roles: Roles): Checker =>
  history => {
    const asked = new Map<string, Stamp | null>()
    const answered = new Map<string, string>()
    for (const event of history) {
      if (event.kind !== 'sent' && event.kind !== 'received') continue
      const role = roles[event.at]
      if (role === 'REP' && event.kind === 'received') asked.set(event.at, event.message.stamp)
      if (role === 'REP' && event.kind === 'sent') answered.set(showStamp(event.message.stamp), showStamp(asked.get(event.at) ?? null))
      if (role === 'REQ' && event.kind === 'sent') asked.set(event.at, event.message.stamp)
      if (role !== 'REQ' || event.kind !== 'received') continue
      const fault = wrongAnswer(event.at, event.message.stamp, asked.get(event.at) ?? null, answered)
      if (fault !== null) return fault
    }
    return null
  }

function wrongAnswer(at: string, reply: Stamp | null, question: Stamp | null, answered: ReadonlyMap<string, string>): Fault | null {
  const [got, mine] = [showStamp(reply), showStamp(question)]
  const theirs = answered.get(got)
  if (theirs === mine) return null
  const what = theirs === undefined ? 'which answers nothing' : `the answer to ${theirs}`
  return { rule: 'answers', text: `REQ ${at} asked ${mine} and received ${got}, ${what}` }
}
