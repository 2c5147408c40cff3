// 28/REQREP: REP, the envelope it keeps and the peer it answers.

import { edit, type MutantTable } from './mutant.ts'

const rep = 'pattern/rep.ts'
const kept = 'message.slice(0, end + 1)'
const malformed = 'if (end < 0) continue'
const sendInTurn = `if (!replying) throw new ZmqError('EFSM')`
const turnOver = 'replying = false\n      const pipe = asker'
const reply = 'envelope === null ? prepend(delimiter, message) : [...envelope, ...message]'
const sent = `if (pipe !== null && !pipe.full) pipe.write(${reply})`
const attach = 'attach: queue.attach,'
const state = 'let replying = false'

export const repMutants = {
  'mut/rep-drops-envelope': {
    about: 'sends the reply as the application gave it, without envelope and delimiter',
    edits: [edit(rep, `pipe.write(${reply})`, 'pipe.write(message)')],
  },
  'mut/rep-delivers-envelope': {
    about: 'delivers a request with its envelope',
    edits: [edit(rep, 'dropFirst(message, end + 1)', '')],
  },
  'mut/rep-keeps-one-hop': {
    about: 'keeps the last hop of an envelope and loses those before it',
    edits: [edit(rep, kept, 'message.slice(Math.max(0, end - 1), end + 1)')],
  },
  'mut/rep-reverses-hops': {
    about: 'puts the hops of an envelope back as from a stack, last one first',
    edits: [edit(rep, kept, '[...message.slice(0, end).toReversed(), delimiter]')],
  },
  'mut/rep-mixes-envelopes': {
    about: 'keeps one envelope for each connection, that of its first request',
    edits: [
      edit(rep, state, `${state}\n  const envelopes = new Map<Pipe, Message | null>()`),
      edit(
        rep,
        `envelope = end === 0 ? null : ${kept}`,
        `if (!envelopes.has(pipe)) envelopes.set(pipe, end === 0 ? null : ${kept})\n      envelope = envelopes.get(pipe)!`,
      ),
    ],
  },
  'mut/rep-splits-at-last-empty-frame': {
    about: 'takes the last empty frame of a request for the delimiter',
    edits: [edit(rep, 'for (let index = 0; index < last; index++)', 'for (let index = last - 1; index >= 0; index--)')],
  },
  'mut/rep-needs-no-delimiter': {
    about: 'delivers a request that has no empty frame',
    edits: [edit(rep, malformed, '')],
  },
  'mut/rep-delivers-nothing': {
    about: 'delivers an empty frame for a request that ends with its delimiter',
    edits: [
      edit(rep, 'index < last; index++', 'index <= last; index++'),
      edit(rep, 'dropFirst(message, end + 1)', 'dropFirst(message, Math.min(end + 1, message.length - 1))'),
    ],
  },
  'mut/rep-stuck-after-malformed-request': {
    about: 'delivers nothing more after a request without delimiter',
    seen: 'zeromq/libzmq#431',
    edits: [
      edit(rep, state, `${state}\n  let stuck = false`),
      edit(rep, malformed, 'if (end < 0) stuck = true\n      if (stuck) return undefined'),
    ],
  },
  'mut/rep-sends-unasked': {
    about: 'accepts a reply that nobody has asked for, and drops it',
    edits: [edit(rep, sendInTurn, 'if (!replying) return true')],
  },
  'mut/rep-sends-twice': {
    about: 'sends a second reply to one request',
    edits: [
      edit(rep, sendInTurn, sendInTurn.replace('!replying', '!replying && asker === null')),
      edit(rep, 'const pipe = asker\n      asker = null', 'const pipe = asker'),
    ],
  },
  'mut/rep-receives-twice': {
    about: 'delivers the next request before the reply to the one before',
    edits: [edit(rep, `if (replying) throw new ZmqError('EFSM')`, '')],
  },
  'mut/rep-answers-last-connected': {
    about: 'sends every reply to the peer that connected last',
    edits: [
      edit(rep, state, `${state}\n  let newest: Pipe | null = null`),
      edit(rep, attach, 'attach(pipe) {\n      newest = pipe\n      queue.attach(pipe)\n    },'),
      edit(rep, turnOver, turnOver.replace('asker', 'newest')),
    ],
  },
  'mut/rep-reply-goes-to-next-peer': {
    about: 'sends the reply to another peer when the one that asked has gone',
    edits: [
      edit(rep, state, `${state}\n  const others = new Set<Pipe>()`),
      edit(rep, attach, 'attach(pipe) {\n      others.add(pipe)\n      queue.attach(pipe)\n    },'),
      edit(rep, turnOver, turnOver.replace('asker', 'asker?.ended ? ([...others].find(other => !other.ended) ?? null) : asker')),
    ],
  },
  'mut/rep-waits-for-gone-peer': {
    about: 'waits with the reply until the peer that asked is back',
    edits: [edit(rep, turnOver, `if (asker?.ended) return false\n      ${turnOver}`)],
  },
  'mut/rep-waits-for-full-peer': {
    about: 'waits with the reply until the peer that asked has room',
    edits: [edit(rep, turnOver, `if (asker?.ended === false && asker.full) return false\n      ${turnOver}`)],
  },
  'mut/rep-sends-half-a-reply': {
    about: 'counts frames: of a reply that meets a full queue the first frames go out and the last does not',
    edits: [
      edit(
        rep,
        sent,
        `if (pipe !== null && !pipe.ended) {\n        const whole = ${reply}\n        pipe.write(pipe.full ? whole.slice(0, -1) : whole)\n      }`,
      ),
    ],
  },
} as const satisfies MutantTable
