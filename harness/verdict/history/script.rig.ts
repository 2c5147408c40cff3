// Records in short words, for the tests of the checkers:  script('A sends 0', 'B gets A#0', 'ready B C')

import { type HistoryEvent, type StampedMessage, stamped } from './event.ts'

const message = (stamp: string, rest: readonly string[] = []): StampedMessage => stamped([stamp, ...rest].map(text => Buffer.from(text)))

/** `A sends 0 [frame …]`, `B gets A#0 [frame …]`, `B refuses send EFSM`, `B subscribes a`, `B unsubscribes a`, `ready [B …]`; `_` is an empty frame. */
function event(line: string): HistoryEvent {
  const [who = '', verb = '', what = '', ...more] = line.split(' ')
  const rest = more.map(text => (text === '_' ? '' : text))
  if (who === 'ready') return { kind: 'ready', peers: [verb, what, ...rest].filter(name => name !== '') }
  switch (verb) {
    case 'sends':
      return { kind: 'sent', at: who, message: message(`${who}#${what}`, rest) }
    case 'gets':
      return { kind: 'received', at: who, message: message(what, rest) }
    case 'publishes':
      return { kind: 'sent', at: who, message: stamped([Buffer.from(what), Buffer.from(`${who}#${rest[0]}`)]) }
    case 'refuses':
      return { kind: 'refused', at: who, op: what === 'send' ? 'send' : 'receive', word: rest[0] ?? 'EFSM' }
    case 'subscribes':
      return { kind: 'subscribed', at: who, prefix: what }
    case 'unsubscribes':
      return { kind: 'unsubscribed', at: who, prefix: what }
    default:
      throw new Error(`no such line: ${line}`)
  }
}

export const script = (...lines: readonly string[]): readonly HistoryEvent[] => lines.map(event)
