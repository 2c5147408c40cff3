// 29/PUBSUB, PUB and XPUB: bugs in who gets a message.
//
//   send ─► first frame ─► peers that hold a prefix of it ─► room? ─► sent, or dropped for this peer alone

import { edit, type MutantTable } from './mutant.ts'

const table = 'pattern/subscription-table.ts'
const trie = 'pattern/prefix-trie.ts'
const fanOut = 'pattern/fan-out.ts'
const publication = 'pattern/publication.ts'
const pipe = 'socket/pipe.ts'
const pub = 'pattern/pub.ts'
const select = 'subscriptions.select(message[0]!, fanOut)'
const deliver = 'fanOut.deliver(message)'
const eachTarget = 'for (let index = 0; index < length; index++) {'
const write = 'if (!pipe.full) pipe.write(message)'
const drain = 'while (pipe.shift() !== undefined);'
/** CANCEL ends other subscriptions of the same peer too. */
const alsoEnds = (condition: string) =>
  edit(
    table,
    'nodes.delete(node)\n',
    `const starts = (long: Uint8Array, short: Uint8Array) => short.every((octet, at) => octet === long[at])
      for (const [other, place] of [...nodes]) {
        const held = other === node ? topic : trie.prefix(other)
        if (other === node || !(${condition})) continue
        nodes.delete(other)
        release(other, pipe, place)
      }
      nodes.delete(node)\n`,
  )

export const publisherMutants = {
  'mut/publisher-does-not-filter': {
    about: 'sends every message to every subscriber, which may filter for itself',
    edits: [edit(publication, select, 'fanOut.invert()')],
  },
  'mut/topic-must-be-equal': {
    about: 'compares topics whole instead of by prefix',
    edits: [
      edit(table, 'trie.match(topic, Number.POSITIVE_INFINITY)', '(node => (node < 0 ? 0 : ((trie.hits[0] = node), 1)))(trie.find(topic))'),
    ],
  },
  'mut/empty-topic-matches-nothing': {
    about: 'takes no message for one that begins with the empty topic',
    edits: [edit(trie, 'if (nodes.isMarked(node)) {', 'if (node !== root && nodes.isMarked(node)) {')],
  },
  'mut/empty-topic-cannot-be-cancelled': {
    about: 'does not find the empty topic when it is cancelled',
    edits: [edit(trie, 'return nodes.isMarked(node) ? node : -1', 'return node !== root && nodes.isMarked(node) ? node : -1')],
  },
  'mut/trie-forgets-on-split': {
    about: 'loses a topic when another one branches off inside of it',
    edits: [edit(trie, 'edges.insert(child)\n    return upper', 'edges.insert(child)\n    nodes.mark(child, false)\n    return upper')],
  },
  'mut/matches-last-frame': {
    about: 'compares topics with the last frame of a message',
    edits: [edit(publication, select, select.replace('message[0]!', 'message.at(-1)!'))],
  },
  'mut/matches-anywhere': {
    about: 'finds a topic anywhere in the first frame',
    edits: [
      edit(publication, select, 'for (let at = 0; at <= message[0]!.length; at++) subscriptions.select(message[0]!.subarray(at), fanOut)'),
    ],
  },
  'mut/matches-without-case': {
    about: 'compares topics without regard to case',
    edits: [
      edit(
        publication,
        select,
        select.replace('message[0]!', 'message[0]!.map(octet => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet))'),
      ),
    ],
  },
  'mut/one-copy-for-each-topic': {
    about: 'sends a message once for each topic it matches',
    edits: [edit(fanOut, 'if (index < 0 || marks[index] === round) return', 'if (index < 0) return')],
  },
  'mut/subscriptions-shared': {
    about: 'keeps one set of topics for all subscribers',
    edits: [
      edit(
        table,
        'for (let hit = 0; hit < count; hit++) {',
        'if (count > 0) return fanOut.invert()\n      for (let hit = 0; hit < count; hit++) {',
      ),
    ],
  },
  'mut/second-subscriber-forgotten': {
    about: 'keeps the first subscriber of a topic only',
    edits: [edit(table, 'holders[node] = [list, pipe]', 'holders[node] = list')],
  },
  'mut/leaving-removes-topics-of-others': {
    about: 'ends a topic for everybody when one of its subscribers leaves',
    edits: [edit(table, 'const topic = trie.prefix(node)', 'holders[node] = pipe\n        const topic = trie.prefix(node)')],
  },
  'mut/cancel-ignored': {
    about: 'takes subscriptions and never ends one',
    edits: [edit(table, `if (node < 0) return 'none'`, `if (node >= -1) return 'some'`)],
    seen: 'zeromq/jeromq#56',
  },
  'mut/cancel-ends-it-for-all': {
    about: 'ends a topic for everybody when one of its subscribers cancels it',
    edits: [
      edit(
        table,
        'if (!Array.isArray(list)) {',
        'if (Array.isArray(list)) for (const other of list) held.get(other)?.delete(node)\n    if (list !== undefined) {',
      ),
    ],
  },
  'mut/cancel-drops-all-topics': {
    about: 'ends all subscriptions of a peer with its first CANCEL',
    edits: [alsoEnds('held')],
  },
  'mut/cancel-of-empty-drops-all': {
    about: 'takes CANCEL of the empty topic for CANCEL of everything',
    edits: [alsoEnds('topic.length === 0')],
  },
  'mut/cancel-drops-longer-topics': {
    about: 'ends with a topic all longer ones that begin with it',
    edits: [alsoEnds('starts(held, topic)')],
  },
  'mut/cancel-drops-shorter-topics': {
    about: 'ends with a topic all shorter ones it begins with',
    edits: [alsoEnds('starts(topic, held)')],
  },
  'mut/strict-does-not-count': {
    about: 'keeps a set of topics for each subscriber also when it was asked to count',
    edits: [edit(table, 'if (options.strict) repeat(node, pipe)', '')],
  },
  'mut/fan-out-first-only': {
    about: 'sends to the first of its peers only',
    edits: [edit(fanOut, eachTarget, eachTarget.replace('index < length', 'index < Math.min(1, length)'))],
    seen: 'zeromq/libzmq#3323',
  },
  'mut/fan-out-round-robin': {
    about: 'sends each message to one peer, in turn',
    edits: [
      edit(fanOut, eachTarget, 'for (let index = length > 0 ? round % length : 0, once = true; once && index < length; once = false) {'),
    ],
  },
  'mut/fan-out-joins-frames': {
    about: 'sends the frames of a message as one',
    edits: [edit(fanOut, write, write.replace('(message)', '([Buffer.concat(message)])'))],
  },
  'mut/fan-out-skips-the-disconnected': {
    about: 'drops what is sent to a peer whose connection is not there',
    edits: [edit(fanOut, write, `if (pipe.connected) ${write}`)],
  },
  'mut/drops-for-all-when-one-is-full': {
    about: 'drops a message for everybody when one peer cannot take it',
    edits: [edit(fanOut, 'const length = count', 'const length = this.blocked() ? 0 : count')],
  },
  'mut/drops-frames-not-messages': {
    about: 'counts frames against the high-water mark, and drops the rest of a message in the middle of which it is reached',
    edits: [
      edit(
        pipe,
        'if (this.ended) return\n    const outlet = this.#outlet',
        'if (this.ended) return\n    const room = this.#sendLimit - this.unsent\n    if (room > 0 && room < message.length) message = message.slice(0, room)\n    const outlet = this.#outlet',
      ),
    ],
  },
  'mut/publisher-blocks-at-hwm': {
    about: 'waits for a full subscriber',
    edits: [edit(publication, 'options.noDrop && fanOut.blocked()', 'fanOut.blocked()')],
  },
  'mut/publisher-waits-for-a-peer': {
    about: 'waits until somebody is there to send to',
    edits: [edit(publication, 'fanOut.begin()', 'if (fanOut.pipes.length === 0) return false\n      fanOut.begin()')],
  },
  'mut/publisher-throws-while-down': {
    about: 'refuses to send while a connection is lost',
    edits: [
      edit(
        publication,
        'fanOut.begin()',
        `if (fanOut.pipes.some(pipe => !pipe.connected)) throw new Error('not connected')\n      fanOut.begin()`,
      ),
    ],
  },
  'mut/publisher-keeps-for-late-joiners': {
    about: 'sends a new subscriber the messages of the past',
    edits: [
      edit(publication, 'let blocked = false', 'let blocked = false\n  const past: Message[] = []'),
      edit(publication, 'fanOut.begin()', 'past.push(message.slice())\n      fanOut.begin()'),
      edit(
        publication,
        'const welcome = options.welcomeMessage',
        'for (const message of past) if (!pipe.full) pipe.write(message)\n      const welcome = options.welcomeMessage',
      ),
    ],
  },
  'mut/publisher-strips-topic': {
    about: 'sends a message without the frame that was its topic',
    edits: [edit(publication, deliver, deliver.replace('message', 'message.length > 1 ? message.slice(1) : message'))],
  },
  'mut/sndhwm-ignored': {
    about: 'queues without a limit',
    edits: [edit(pipe, 'limit > 0 && this.unsent >= limit', 'false')],
    seen: 'JustinTulloss/zeromq.node#37',
  },
  'mut/drops-below-hwm': {
    about: 'takes a peer for full at an eighth of its high-water mark',
    edits: [edit(pipe, 'this.unsent >= limit', 'this.unsent >= limit / 8')],
  },
  'mut/queue-inherited-by-next-peer': {
    about: 'sends what was queued for a peer that has gone to the next one',
    edits: [
      edit(pipe, 'const nobody = new Uint8Array(0)', 'const nobody = new Uint8Array(0)\nconst estate: Message[] = []'),
      edit(
        pipe,
        'this.lost()\n    this.#outgoing.clear()',
        'for (let message: Message | undefined; (message = this.#outgoing.shift()) !== undefined; ) estate.push(message)\n    this.lost()',
      ),
      edit(
        pipe,
        'this.connected = true',
        'this.connected = true\n    for (const message of estate.splice(0)) this.#outgoing.push(message)',
      ),
    ],
  },
  'mut/pub-receives': {
    about: 'lets the application of a PUB receive, which gets nothing',
    edits: [
      edit(
        'socket/socket-classes.ts',
        'super(socketTypes.PUB.id, options)\n    }\n  },',
        'super(socketTypes.PUB.id, options)\n    }\n  },\n  readableMethods,',
      ),
      edit(pub, 'readable: drain,', 'readable: drain,\n    receive: () => undefined,\n    canReceive: () => false,'),
    ],
  },
  'mut/pub-delivers-subscriptions': {
    about: 'lets the application of a PUB receive the subscriptions',
    edits: [
      edit(
        'socket/socket-classes.ts',
        'super(socketTypes.PUB.id, options)\n    }\n  },',
        'super(socketTypes.PUB.id, options)\n    }\n  },\n  readableMethods,',
      ),
      edit(
        pub,
        'if (!publication.has(pipe)) return',
        'if (!publication.has(pipe)) return\n      seen.push([Buffer.of(Number(subscribe), ...topic)])',
      ),
      edit(pub, 'readable: drain,', 'readable: drain,\n    receive: () => seen.shift(),\n    canReceive: () => seen.length > 0,'),
      edit(
        pub,
        'const publication = createPublication(setup)',
        'const publication = createPublication(setup)\n  const seen: Uint8Array[][] = []',
      ),
    ],
  },
  'mut/pub-closes-on-upstream-message': {
    about: 'takes a message of a subscriber for a fault',
    edits: [edit(pub, drain, 'while (pipe.shift() !== undefined) pipe.terminate()')],
  },
  'mut/pub-reflects-upstream': {
    about: 'publishes what its subscribers send',
    edits: [edit(pub, drain, 'for (let message = pipe.shift(); message !== undefined; message = pipe.shift()) publication.send(message)')],
  },
  'mut/upstream-fills-a-queue': {
    about: 'queues what subscribers send, and stops reading, subscriptions too, when the queue is full',
    edits: [edit(pub, 'readable: drain,', 'readable() {},')],
  },
  'mut/conflate-ignored': {
    about: 'keeps every message under ZMQ_CONFLATE',
    edits: [edit('socket/engine.ts', 'this.options.conflate && conflating.has(this.type)', 'false')],
  },
  'mut/conflate-keeps-first': {
    about: 'keeps the oldest message under ZMQ_CONFLATE',
    edits: [edit(pipe, 'if (this.conflate) incoming.clear()', 'if (this.conflate && incoming.length > 0) return true')],
  },
} as const satisfies MutantTable
