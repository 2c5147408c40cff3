// 29/PUBSUB and 37/ZMTP 3.1, "The Publish-Subscribe Pattern": bugs in how subscriptions are told.
//
//   application ─► SUB, XSUB ─► SUBSCRIBE, CANCEL or 01, 00 ─► PUB, XPUB

import { edit, type MutantTable } from './mutant.ts'

const set = 'pattern/subscription-set.ts'
const traffic = 'session/traffic.ts'
const link = 'socket/link.ts'
const told = 'for (const pipe of pipes.slice()) pipe.subscribe(topic)'
const cancelled = 'for (const pipe of pipes.slice()) pipe.cancel(topic)'
const sent = 'this.#session.subscription(subscribe, topic)'
const taken = 'this.#host.subscription(pipe, subscribe, topic)'
const replay = 'replay(pipe) {'
/** The topic on its way out and on its way in. */
const topicAs = (change: string) => [edit(link, sent, sent.replace('topic', change)), edit(link, taken, taken.replace('topic', change))]

export const subscriptionMutants = {
  'mut/empty-topic-not-sent': {
    about: 'sends no SUBSCRIBE for the empty topic',
    edits: [edit(set, told, 'if (topic.length > 0) for (const pipe of pipes.slice()) pipe.subscribe(topic)')],
  },
  'mut/cancel-not-sent': {
    about: 'ends a subscription for itself and leaves the publisher sending',
    edits: [edit(set, cancelled, '')],
  },
  'mut/cancel-without-topic': {
    about: 'sends CANCEL without the topic',
    edits: [edit(set, cancelled, cancelled.replace('cancel(topic)', 'cancel(topic.subarray(0, 0))'))],
  },
  'mut/xsub-leaves-in-silence': {
    about: 'closes a connection without a CANCEL for what it had subscribed to',
    edits: [edit('pattern/xsub.ts', '    leaving: subscriptions.withdraw,\n', '')],
  },
  'mut/subscribes-at-first-publisher-only': {
    about: 'tells its first publisher what it wants, and no other',
    edits: [edit(set, told, 'pipes[0]?.subscribe(topic)')],
  },
  'mut/subscriptions-not-replayed': {
    about: 'sends a new publisher nothing of what was subscribed to before',
    edits: [edit(set, 'node < trie.capacity && pipe.connected', 'false')],
    seen: 'zeromq/libzmq#1362',
  },
  'mut/subscribes-only-on-first-connection': {
    about: 'sends what was subscribed to before on the first connection of the socket only',
    edits: [
      edit(set, 'const counts: number[] = []', 'const counts: number[] = []\n  let replayed = false'),
      edit(set, replay, `${replay}\n      if (replayed) return\n      replayed = true`),
    ],
  },
  'mut/forgets-subscriptions-on-reconnect': {
    about: 'does not subscribe again when a connection that was lost is made again',
    edits: [
      edit(set, 'const counts: number[] = []', 'const counts: number[] = []\n  const known = new WeakSet()'),
      edit(set, replay, `${replay}\n      if (known.has(pipe)) return\n      known.add(pipe)`),
    ],
    seen: 'zeromq/libzmq#916',
  },
  'mut/replays-ended-subscriptions': {
    about: 'sends a new publisher also what is cancelled already',
    edits: [edit(set, 'trie.remove(node)', 'void 0')],
  },
  'mut/first-unsubscribe-ends-all': {
    about: 'does not count: the first unsubscribe ends a topic that was subscribed to twice',
    edits: [edit(set, 'counts[node]! -= 1', 'counts[node] = 0')],
  },
  'mut/cancel-never-sent-after-repeat': {
    about: 'counts up and never down: a topic that was subscribed to twice cannot be ended',
    edits: [edit(set, 'counts[node]! -= 1', 'counts[node]! -= counts[node] === 1 ? 1 : 0')],
  },
  'mut/unknown-unsubscribe-sent': {
    about: 'sends CANCEL for what was never subscribed to',
    edits: [edit(set, 'if (node < 0 && !options.verboseUnsubscribe) return', `if (node < 0) ${cancelled}\n      if (node < 0) return`)],
  },
  'mut/topic-ends-at-nul': {
    about: 'handles topics as C strings',
    edits: topicAs('(topic.includes(0) ? topic.subarray(0, topic.indexOf(0)) : topic)'),
  },
  'mut/topic-as-text': {
    about: 'handles topics as UTF-8 text',
    edits: topicAs('Buffer.from(Buffer.from(topic).toString())'),
  },
  'mut/long-topic-cut': {
    about: 'sends 255 octets of a longer topic',
    edits: [edit(link, sent, sent.replace('topic', 'topic.subarray(0, 255)'))],
  },
  'mut/topic-of-255-at-most': {
    about: 'takes no subscription to a topic of more than 255 octets',
    edits: [edit(link, taken, `topic.length < 256 && ${taken}`)],
  },
  'mut/topic-compared-with-255': {
    about: 'chooses the form of a subscription by the size of the topic, not of the whole body',
    edits: [
      edit(
        'wire/frame-encoder.ts',
        'const length = prefix.length + data.length\n    if (this.#referred >= 0) this.#refer()\n    if (length > SHORT_BODY)',
        'const length = prefix.length + data.length\n    if (this.#referred >= 0) this.#refer()\n    if (data.length > SHORT_BODY)',
      ),
    ],
    seen: 'zeromq/libzmq#4367',
  },
  'mut/long-command-as-two-frames': {
    about: 'sends a command that does not fit the short form in two frames',
    edits: [
      edit(
        'wire/frame-encoder.ts',
        'const length = prefix.length + data.length\n    if (this.#referred >= 0) this.#refer()\n    if (length > SHORT_BODY)',
        'const length = prefix.length + data.length\n    if (this.#referred >= 0) this.#refer()\n    if (length > SHORT_BODY) {\n      this.frame(flags | 1, prefix)\n      this.frame(flags, data)\n      return\n    }\n    if (length > SHORT_BODY)',
      ),
    ],
  },
  'mut/cancel-as-01': {
    about: 'cancels at a 3.0 publisher with 01',
    edits: [edit('session/traffic-command.ts', 'oldCancelPrefix = Uint8Array.of(0)', 'oldCancelPrefix = Uint8Array.of(1)')],
  },
  'mut/old-subscription-ignored': {
    about: 'knows SUBSCRIBE and takes no message for a subscription',
    edits: [edit(traffic, 'body.length > 0 && body[0]! <= 1', 'false')],
  },
  'mut/old-cancellation-ignored': {
    about: 'takes a message of 01 for a subscription, and none of 00 for its end',
    edits: [edit(traffic, 'body.length > 0 && body[0]! <= 1', 'body[0] === 1')],
  },
  'mut/upstream-message-read-as-subscription': {
    about: 'takes every message of a subscriber for a subscription, whatever its first octet',
    edits: [
      edit(traffic, 'body.length > 0 && body[0]! <= 1', 'body.length > 0'),
      edit(traffic, 'this.#sink.subscription(body[0] === 1,', 'this.#sink.subscription(body[0] !== 0,'),
    ],
  },
  'mut/every-frame-may-subscribe': {
    about: 'takes a frame of 00 or 01 for a subscription wherever it stands in a message, whatever it was told',
    edits: [edit(traffic, 'return form && (', 'return form || (false && ')],
    seen: 'zeromq/netmq#504',
  },
  'mut/subscription-published': {
    about: 'sends the topic of a subscription to its subscribers',
    edits: [
      edit(
        'socket/engine.ts',
        'this.#pattern.subscription(pipe, subscribe, topic)',
        'this.#pattern.subscription(pipe, subscribe, topic)\n    this.#pattern.send([Buffer.from(topic)])',
      ),
    ],
  },
  'mut/conflate-eats-subscriptions': {
    about: 'keeps the newest subscription of a peer only, under ZMQ_CONFLATE',
    edits: [
      edit(
        'socket/engine.ts',
        'this.#pattern.subscription(pipe, subscribe, topic)',
        'if (pipe.conflate) this.#pattern.disconnected(pipe)\n    this.#pattern.subscription(pipe, subscribe, topic)',
      ),
    ],
  },
} as const satisfies MutantTable
