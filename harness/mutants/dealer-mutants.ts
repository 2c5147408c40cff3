// 28/REQREP: DEALER.

import { edit, type MutantTable } from './mutant.ts'

const dealer = 'pattern/dealer.ts'
const queue = 'const queue = createFairQueue(setup.options)'
const next = 'const pipe = balance.next()'
const write = 'pipe.write(message)'
const receive = 'receive: queue.shift,'
const attach = 'balance.attach(pipe)'

export const dealerMutants = {
  'mut/dealer-adds-delimiter': {
    about: 'puts an empty frame before every message, as a REQ does',
    edits: [edit(dealer, write, 'pipe.write([new Uint8Array(0), ...message])')],
  },
  'mut/dealer-strips-delimiter': {
    about: 'takes an empty first frame off every message, as a REQ does',
    edits: [
      edit(
        dealer,
        receive,
        'receive() {\n      const message = queue.shift()\n      if (message !== undefined && message.length > 1 && message[0]!.length === 0) message.shift()\n      return message\n    },',
      ),
    ],
  },
  'mut/dealer-drops-unasked': {
    about: 'drops what comes before it has sent anything, as if it were a reply to nothing',
    edits: [
      edit(dealer, queue, `${queue}\n  let spoken = false`),
      edit(dealer, write, `spoken = true\n      ${write}`),
      edit(dealer, receive, 'receive() {\n      if (!spoken) while (queue.shift() !== undefined);\n      return queue.shift()\n    },'),
    ],
  },
  'mut/dealer-always-the-same-peer': {
    about: 'sends to one peer as long as that one has room',
    edits: [
      edit(dealer, queue, `${queue}\n  let favourite: Pipe | undefined`),
      edit(dealer, next, 'const pipe = favourite?.full === false ? favourite : (favourite = balance.next())'),
    ],
  },
  'mut/dealer-sends-to-all': {
    about: 'sends every message to every peer',
    seen: 'zeromq/libzmq#1712',
    edits: [
      edit(dealer, queue, `${queue}\n  const all = new Set<Pipe>()`),
      edit(dealer, attach, `${attach}\n      all.add(pipe)`),
      edit(dealer, write, 'for (const each of all) if (!each.full) each.write(message)'),
    ],
  },
  'mut/dealer-accepts-without-peer': {
    about: 'drops a message when there is nobody to send it to',
    edits: [edit(dealer, 'if (pipe === undefined) return false', 'if (pipe === undefined) return true')],
  },
  'mut/dealer-keeps-gone-peer': {
    about: 'goes on giving a peer that has gone its turn, and drops what falls to it',
    seen: 'zeromq/zmq.rs#216',
    edits: [
      edit(dealer, 'balance.detach(pipe)', ''),
      edit('socket/pipe.ts', 'if (this.ended) return true', 'if (this.ended) return false'),
    ],
  },
} as const satisfies MutantTable
