// Pairs of sockets, over inproc and in general: who may talk to whom, and what inproc does otherwise than a connection.

import { edit, type MutantTable } from './mutant.ts'

const pair = 'socket/inproc-pair.ts'
const marks = 'transport/inproc.ts'
const types = 'wire/socket-type.ts'
const legal = 'return (socketTypes[own].peers as readonly string[]).includes(name)'
const handed = 'this.#hand(far)\n    near.pipe.roomMade()'

export const inprocMutants = {
  'mut/inproc-without-delimiter': {
    about: 'lets a REQ send its request over inproc without the empty frame',
    seen: 'zeromq/libzmq#908',
    edits: [
      edit(
        pair,
        'this.#other.pipe.receive(ownMessage(message))',
        `this.#other.pipe.receive(ownMessage(this.#own.host.type === 'REQ' ? message.slice(1) : message))`,
      ),
    ],
  },
  'mut/inproc-sends-identity-frame': {
    about: 'sends its routing id as the first message over inproc',
    edits: [edit(pair, handed, `far.pipe.receive([Buffer.from(peerOf(near.host).routingId)])\n    ${handed}`)],
  },
  'mut/inproc-ignores-identity': {
    about: 'does not tell its peer its routing id over inproc',
    seen: 'zeromq/netmq#89',
    edits: [edit(pair, 'socketTypes[type].announcesRoutingId ?', 'false ?')],
  },
  'mut/inproc-early-message-loses-a-frame': {
    about: 'loses the first frame of a message that was sent over inproc before anybody was bound',
    seen: 'zeromq/libzmq#872',
    edits: [
      edit(
        pair,
        '!== undefined; ) far.pipe.receive(message)',
        '!== undefined; ) far.pipe.receive(message.length > 1 ? message.slice(1) : message)',
      ),
    ],
  },
  'mut/inproc-has-no-limit': {
    about: 'queues without a limit over inproc',
    edits: [edit(marks, '? 0 : send + receive', '? 0 : 0')],
  },
  'mut/inproc-hwm-of-one-side': {
    about: 'limits an inproc queue by the mark of the sender alone',
    edits: [edit(marks, '? 0 : send + receive', '? 0 : send')],
  },
  'mut/inproc-accepts-any-peer-type': {
    about: 'joins any two sockets over inproc, whatever their types',
    edits: [edit(pair, 'if (!isLegalPeer(this.host.type, bound.type))', 'if (false)')],
  },
  'mut/expects-equal-types': {
    about: 'refuses a peer of another type than its own',
    edits: [edit(types, legal, 'return own === name')],
  },
} as const satisfies MutantTable
