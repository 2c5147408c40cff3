// 28/REQREP: ROUTER, which peer a message goes to and what becomes of one that cannot go.

import { edit, type MutantTable } from './mutant.ts'

const router = 'pattern/router.ts'
const chosen = 'const pipe = key === undefined ? undefined : pipes.get(key)'
const strip = 'dropFirst(message, 1)'
const full = 'if (pipe.full) return !options.mandatory'
const unroutable = `if (options.mandatory) throw new ZmqError('EHOSTUNREACH')`
const shifted = 'if (message === undefined) return undefined'

export const routerMutants = {
  'mut/router-without-identity-frame': {
    about: 'delivers a message without the routing id of its peer',
    edits: [edit(router, 'return prepend(id, message)', 'return message')],
  },
  'mut/router-sends-identity-frame': {
    about: 'sends a message with the routing id still before it',
    edits: [edit(router, strip, '')],
  },
  'mut/router-strips-delimiter': {
    about: 'takes an empty first frame off what it receives, as a REP does',
    seen: 'excsn/rzmq#4',
    edits: [edit(router, shifted, `${shifted}\n      if (message.length > 1 && message[0]!.length === 0) message.shift()`)],
  },
  'mut/router-mixes-peers': {
    about: 'sends to the peer it received from last, whatever routing id the message names',
    edits: [
      edit(router, 'let counter = setup.seed', 'let counter = setup.seed\n  let last: Pipe | undefined'),
      edit(router, 'const id = ids.get(pipe)!', 'const id = ids.get(pipe)!\n      last = pipe'),
      edit(router, chosen, 'const pipe = key !== undefined && pipes.has(key) ? (last ?? pipes.get(key)) : undefined'),
    ],
  },
  'mut/router-round-robin': {
    about: 'sends to its peers in turn, as a DEALER does',
    edits: [edit(router, chosen, 'const pipe = key === undefined ? undefined : balance.next()')],
  },
  'mut/router-sends-unknown-to-anybody': {
    about: 'sends a message to a routing id that nobody has to some other peer',
    edits: [edit(router, chosen, `${chosen} ?? pipes.values().next().value`)],
  },
  'mut/router-waits-for-unknown': {
    about: 'waits for a peer with the routing id that a message names',
    edits: [edit(router, `${unroutable}\n        return true`, `${unroutable}\n        return false`)],
  },
  'mut/router-waits-for-full-peer': {
    about: 'waits for room in the queue of a full peer',
    edits: [edit(router, full, 'if (pipe.full) return false')],
  },
  'mut/router-sends-half-a-message': {
    about: 'counts frames: of a message that meets a full queue the first frame goes out and the others do not',
    edits: [edit(router, full, `if (pipe.full && options.mandatory) return false\n      if (pipe.full) message.length = 2`)],
  },
  'mut/router-drops-for-all': {
    about: 'drops messages to every peer when one of them is full',
    edits: [edit(router, full, 'if ([...pipes.values()].some(one => one.full)) return !options.mandatory')],
  },
  'mut/mandatory-is-ignored': {
    about: 'drops what it cannot route under ZMQ_ROUTER_MANDATORY too',
    seen: 'zeromq/libzmq#284',
    edits: [edit(router, unroutable, '')],
  },
  'mut/mandatory-drops-when-full': {
    about: 'drops for a full peer under ZMQ_ROUTER_MANDATORY too',
    edits: [edit(router, full, 'if (pipe.full) return true')],
  },
} as const satisfies MutantTable
