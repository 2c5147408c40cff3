// 28/REQREP: REQ, its options, and what holds for a request and its reply.

import { edit, type MutantTable } from './mutant.ts'

const req = 'pattern/req.ts'
const probe = 'pattern/probe.ts'
const taken = 'const message = pipe.shift()'
const strip = 'dropFirst(message, correlated ? 2 : 1)'
const isReply = 'if (!correlated) return message.length > 1 && message[0]!.length === 0'
const sameId = 'readInt32(message[0]!, 0) === requestId'
const fromAsked = 'if (pipe !== asked ||'
const flush = 'while (queue.shift() !== undefined);'
const sendInTurn = `if (waiting && !options.relaxed) throw new ZmqError('EFSM')`
const receiveInTurn = `if (!waiting) throw new ZmqError('EFSM')`
const next = 'const pipe = balance.next()'
const write = 'pipe.write([newFrame(View, 0)])'

export const reqMutants = {
  'mut/req-without-delimiter': {
    about: 'sends a request without the empty frame before it',
    edits: [edit(req, 'const request = prepend(delimiter, message)', 'const request = message')],
  },
  'mut/req-delivers-delimiter': {
    about: 'delivers a reply with the empty frame before it',
    seen: 'excsn/rzmq#4',
    edits: [edit(req, strip, '')],
  },
  'mut/req-strips-all-empty-frames': {
    about: 'takes every empty frame of a reply for a delimiter',
    edits: [
      edit(
        req,
        `${strip}\n      return message`,
        `${strip}\n      return message.some(frame => frame.length > 0) ? message.filter(frame => frame.length > 0) : message`,
      ),
    ],
  },
  'mut/req-strips-up-to-first-empty-frame': {
    about: 'takes an empty frame anywhere in a reply for the delimiter, as a REP may',
    edits: [
      edit(req, isReply, 'if (!correlated) return message.slice(0, -1).some(frame => frame.length === 0)'),
      edit(req, strip, 'dropFirst(message, correlated ? 2 : message.findIndex(frame => frame.length === 0) + 1)'),
    ],
  },
  'mut/req-needs-no-delimiter': {
    about: 'takes the empty frame off a reply that has one, and delivers a reply that has none',
    edits: [edit(req, isReply, 'if (!correlated) return true'), edit(req, strip, `if (correlated || message[0]!.length === 0) ${strip}`)],
  },
  'mut/req-delivers-nothing': {
    about: 'delivers an empty frame for a reply of nothing but its delimiter',
    edits: [
      edit(req, isReply, isReply.replace('message.length > 1', 'message.length > 0')),
      edit(req, strip, `if (message.length > 1) ${strip}`),
    ],
  },
  'mut/req-sends-twice': {
    about: 'sends a second request before the reply to the first',
    edits: [edit(req, sendInTurn, '')],
  },
  'mut/req-receives-twice': {
    about: 'delivers a second reply to one request',
    edits: [edit(req, receiveInTurn, ''), edit(req, 'waiting = false\n        asked = null', 'waiting = false')],
  },
  'mut/out-of-turn-waits': {
    about: 'waits with what is out of turn until its turn comes, instead of refusing it with EFSM',
    edits: [
      edit(req, receiveInTurn, 'if (!waiting) return undefined'),
      edit(req, sendInTurn, 'if (waiting && !options.relaxed) return false'),
      edit('pattern/rep.ts', `if (!replying) throw new ZmqError('EFSM')`, 'if (!replying) return false'),
      edit('pattern/rep.ts', `if (replying) throw new ZmqError('EFSM')`, 'if (replying) return undefined'),
    ],
  },
  'mut/req-takes-any-reply': {
    about: 'takes a reply from whatever peer it comes',
    edits: [edit(req, fromAsked, 'if (')],
  },
  'mut/req-takes-any-reply-when-alone': {
    about: 'takes a reply from any peer when the one that was asked has gone',
    edits: [edit(req, fromAsked, 'if ((pipe !== asked && asked?.ended === false) ||')],
  },
  'mut/req-closes-on-foreign-reply': {
    about: 'takes a message of a peer that was not asked for a fault, and closes the connection',
    edits: [edit(req, taken, `${taken}\n      if (pipe !== asked) pipe.terminate()`)],
  },
  'mut/req-keeps-foreign-replies': {
    about: 'leaves what a peer sent unasked in its queue, where it passes for the reply when that peer is asked',
    edits: [
      edit(
        req,
        'for (let pipe = queue.next(); pipe !== undefined; pipe = queue.next()) {',
        'for (const pipe = asked; pipe !== null && pipe.readable > 0; ) {',
      ),
      edit(req, flush, ''),
    ],
  },
  'mut/req-keeps-second-reply': {
    about: 'takes the second reply to one request for the reply to the next',
    edits: [edit(req, flush, '')],
  },
  'mut/req-accepts-without-peer': {
    about: 'accepts a request with nobody to send it to, and waits for the reply',
    edits: [edit(req, 'if (!balance.hasRoom()) return false', 'if (!balance.hasRoom()) return (waiting = true)')],
  },
  'mut/req-always-the-same-peer': {
    about: 'asks the peer that it asked first as long as that one has room',
    seen: 'zeromq/zmq.rs#54',
    edits: [
      edit(req, 'let waiting = false\n', 'let waiting = false\n  let favourite: Pipe | undefined\n'),
      edit(req, next, 'const pipe = favourite?.full === false ? favourite : (favourite = balance.next())'),
    ],
  },
  'mut/correlate-is-ignored': {
    about: 'does nothing for ZMQ_REQ_CORRELATE',
    edits: [edit(req, 'correlated = options.correlate', 'correlated = false')],
  },
  'mut/correlate-takes-any-id': {
    about: 'sends a request id and does not compare the one of the reply',
    edits: [edit(req, sameId, 'true')],
  },
  'mut/correlate-repeats-ids': {
    about: 'sends the same request id with every request',
    seen: 'zeromq/libzmq#1695',
    edits: [edit(req, 'requestId = (requestId + 1) | 0', 'requestId |= 0')],
  },
  'mut/correlate-finds-no-reply': {
    about: 'compares request ids and finds none equal',
    seen: 'zeromq/jeromq#442',
    edits: [edit(req, sameId, sameId.replace('0) ===', '0) >>> 8 ==='))],
  },
  'mut/relaxed-ends-the-asked-peer': {
    about: 'closes the connection to the peer whose reply it does not wait for any more',
    seen: 'zeromq/libzmq#1690',
    edits: [
      edit(
        req,
        'waiting = false\n      asked = null\n      reply.clear()',
        'waiting = false\n      asked?.terminate()\n      asked = null\n      reply.clear()',
      ),
    ],
  },
  'mut/relaxed-is-ignored': {
    about: 'does nothing for ZMQ_REQ_RELAXED',
    seen: 'zeromq/libzmq#1690',
    edits: [edit(req, 'if (waiting && !options.relaxed)', 'if (waiting)')],
  },
  'mut/relaxed-delivers-abandoned-reply': {
    about: 'takes the reply to a request that it has abandoned for the reply to the next',
    seen: 'zeromq/libzmq#1695',
    edits: [
      edit(req, 'let waiting = false\n', 'let waiting = false\n  const askedBefore = new Set<Pipe>()\n'),
      edit(req, 'asked = pipe\n', 'asked = pipe\n      askedBefore.add(pipe)\n'),
      edit(req, fromAsked, 'if (!askedBefore.has(pipe) ||'),
      edit(req, flush, ''),
      edit(req, sameId, 'readInt32(message[0]!, 0) <= requestId'),
    ],
  },
  'mut/probe-is-not-sent': {
    about: 'does nothing for ZMQ_PROBE_ROUTER',
    edits: [edit(probe, 'if (options.probeRouter', 'if (false')],
  },
  'mut/probe-has-delimiter': {
    about: 'sends two empty frames as its probe',
    edits: [edit(probe, write, 'pipe.write([newFrame(View, 0), newFrame(View, 0)])')],
  },
  'mut/probe-after-first-message': {
    about: 'sends its probe behind the first message of the application',
    edits: [
      edit(
        probe,
        `if (options.probeRouter && !pipe.full) ${write}`,
        `if (!options.probeRouter) return
    const write = pipe.write.bind(pipe)
    pipe.write = message => {
      pipe.write = write
      write(message)
      ${write}
    }`,
      ),
    ],
  },
} as const satisfies MutantTable
