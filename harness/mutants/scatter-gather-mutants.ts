// 49/SCATTERGATHER, 51/P2P and 52/CHANNEL: SCATTER, GATHER, PEER, CHANNEL.

import { edit, type MutantTable } from './mutant.ts'

const scatter = 'pattern/scatter.ts'
const channel = 'pattern/channel.ts'
const peer = 'pattern/peer.ts'
const types = 'wire/socket-type.ts'
const classes = 'socket/draft-classes.ts'
const balance = 'const balance = createLoadBalance()'
const attach = 'attach: balance.attach,'
const write = 'pipe.write(message)'
const only = 'requireFrames(message, 1)'
const sends = 'return pair.send(message)'
const made = "return { ...createServer(setup), type: 'PEER' }"
const constructed = (type: 'GATHER' | 'SCATTER') => `super(socketTypes.${type}.id, options)\n    }\n  },`
const more = (type: 'GATHER' | 'SCATTER', methods: string) => edit(classes, constructed(type), `${constructed(type)}\n  ${methods},`)

export const scatterGatherMutants = {
  'mut/scatter-sends-multipart': {
    about: 'sends a message of two parts through SCATTER',
    edits: [edit(scatter, only, '')],
  },
  'mut/scatter-sends-the-last-part': {
    about: 'sends the last part of a message of two through SCATTER, and drops the other',
    edits: [edit(scatter, only, 'message.splice(0, message.length - 1)')],
  },
  'mut/scatter-splits-long-bodies': {
    about: 'sends a long message of SCATTER in two frames',
    edits: [
      edit(
        scatter,
        write,
        'const [body] = message\n      pipe.write(body!.length > 8192 ? [body!.subarray(0, 8192), body!.subarray(8192)] : message)',
      ),
    ],
  },
  'mut/scatter-always-first': {
    about: 'scatters to one peer as long as that one has room',
    edits: [
      edit(scatter, balance, `${balance}\n  let favourite: Pipe | undefined`),
      edit(scatter, 'const pipe = balance.next()', 'const pipe = favourite?.full === false ? favourite : (favourite = balance.next())'),
    ],
  },
  'mut/scatter-sends-to-all': {
    about: 'scatters every message to every peer',
    edits: [
      edit(scatter, balance, `${balance}\n  const all = new Set<Pipe>()`),
      edit(scatter, attach, 'attach(pipe) {\n      balance.attach(pipe)\n      all.add(pipe)\n    },'),
      edit(scatter, write, 'for (const each of all) if (!each.full) each.write(message)'),
    ],
  },
  'mut/scatter-receives': {
    about: 'delivers what gatherers send',
    edits: [
      more('SCATTER', 'readableMethods'),
      edit(scatter, 'import { createLoadBalance }', "import { createFairQueue } from './fair-queue.ts'\nimport { createLoadBalance }"),
      edit(scatter, balance, `${balance}\n  const queue = createFairQueue({ strict: false })`),
      edit(
        scatter,
        attach,
        'attach(pipe) {\n      balance.attach(pipe)\n      queue.attach(pipe)\n    },\n    readable: queue.activate,\n    canReceive: queue.hasMessage,\n    receive: queue.shift,',
      ),
    ],
  },
  'mut/scatter-refuses-gather': {
    about: 'takes only a SCATTER for the peer of a SCATTER',
    edits: [edit(types, "peers: ['GATHER']", "peers: ['SCATTER']")],
  },
  'mut/gather-sends': {
    about: 'accepts messages for scatterers and sends them',
    edits: [
      more('GATHER', 'writableMethods'),
      edit(
        'pattern/gather.ts',
        'attach: queue.attach,',
        'attach(pipe) {\n      this.peer = pipe\n      queue.attach(pipe)\n    },\n    send(message) {\n      this.peer.write(message)\n      return true\n    },\n    canSend: () => true,',
      ),
    ],
  },
  'mut/channel-sends-multipart': {
    about: 'sends a message of two parts through CHANNEL',
    edits: [edit(channel, only, '')],
  },
  'mut/channel-splits-long-bodies': {
    about: 'sends a long message of CHANNEL in two frames',
    edits: [
      edit(
        channel,
        sends,
        'const [body] = message\n      return pair.send(body!.length > 8192 ? [body!.subarray(0, 8192), body!.subarray(8192)] : message)',
      ),
    ],
  },
  'mut/channel-takes-turns': {
    about: 'sends once through CHANNEL and then waits for a message of its peer',
    edits: [
      edit(channel, 'const pair = createPair(setup)', 'const pair = createPair(setup)\n  let spoken = false'),
      edit(channel, sends, 'if (spoken) return false\n      return (spoken = pair.send(message))'),
      edit(channel, "type: 'CHANNEL',", "type: 'CHANNEL',\n    receive() {\n      spoken = false\n      return pair.receive()\n    },"),
    ],
  },
  'mut/channel-sends-only': {
    about: 'delivers nothing of what comes to a CHANNEL',
    edits: [edit(channel, "type: 'CHANNEL',", "type: 'CHANNEL',\n    receive: () => undefined,")],
  },
  'mut/channel-refuses-channel': {
    about: 'takes only a PAIR for the peer of a CHANNEL',
    edits: [edit(types, "peers: ['CHANNEL']", "peers: ['PAIR']")],
  },
  'mut/peer-takes-turns': {
    about: 'sends once through PEER and then waits for a message',
    edits: [
      edit(
        peer,
        made,
        `const server = createServer(setup)
  let spoken = false
  return {
    ...server,
    type: 'PEER',
    send(message) {
      if (spoken) return false
      return (spoken = server.send(message))
    },
    receive() {
      spoken = false
      return server.receive()
    },
  }`,
      ),
    ],
  },
  'mut/peer-refuses-peer': {
    about: 'takes only a SERVER for the peer of a PEER',
    edits: [edit(types, "peers: ['PEER']", "peers: ['SERVER']")],
  },
  'mut/connect-peer-tells-another-id': {
    about: 'tells of an id that is not that of the peer it connects to',
    edits: [
      edit(
        classes,
        'return routingIdOf(connectPeerParts(partsOf(this), address))',
        'return (routingIdOf(connectPeerParts(partsOf(this), address)) % 0xffff_fff0) + 7',
      ),
    ],
  },
} as const satisfies MutantTable
