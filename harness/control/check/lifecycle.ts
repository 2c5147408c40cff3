// Steps about close, reset, options and the optional ops.

import { fromFrame } from '../frames.ts'
import { type CheckContext, CheckFailure, type CheckStep, join, needsOp, needsOption, needsSockets, same } from './step.ts'

const t = 2000
const resets = 100

async function exchangeAt(context: CheckContext, wanted: string): Promise<string> {
  const [push, pull] = [await context.open('PUSH'), await context.open('PULL')]
  const { ep } = await context.ask('bind', { s: push, ep: wanted })
  await context.ask('connect', { s: pull, ep })
  await context.ask('send', { s: push, frames: [{ utf8: 'x' }], t })
  await context.ask('recv', { s: pull, t })
  return ep
}

export const lifecycleSteps: readonly CheckStep[] = [
  {
    id: 'close',
    title: 'After close the name is free, and ops on it are refused with ECLOSED',
    hint: 'Take the socket out of the map before closing it.',
    run: async context => {
      const type = context.caps.sockets[0]!
      await context.ask('open', { s: 'a', type })
      await context.ask('close', { s: 'a' })
      await context.refused(['ECLOSED'], 'connect', { s: 'a', ep: 'tcp://127.0.0.1:1' })
      await context.ask('open', { s: 'a', type })
      return undefined
    },
  },
  {
    id: 'reset-closes',
    title: 'reset closes every socket and frees every name',
    hint: 'Close all sockets with linger 0 and empty the map; the context may stay.',
    run: async context => {
      const type = context.caps.sockets[0]!
      await context.ask('open', { s: 'a', type })
      await context.ask('reset', {})
      await context.refused(['ECLOSED'], 'connect', { s: 'a', ep: 'tcp://127.0.0.1:1' })
      await context.ask('open', { s: 'a', type })
      return undefined
    },
  },
  {
    id: 'reset-frees-addresses',
    title: 'What reset closed is no longer bound: the same tcp address, 20 times over',
    hint: 'Many libraries close listeners on another thread: unbind first and wait for the monitor\'s "closed" event before answering.',
    skip: caps => (caps.transports.includes('tcp') ? needsSockets('PUSH', 'PULL')(caps) : 'tcp not declared'),
    run: async context => {
      let ep = 'tcp://127.0.0.1:*'
      for (let round = 0; round < 20; round++) {
        ep = await exchangeAt(context, ep)
        await context.ask('reset', {})
      }
      return undefined
    },
  },
  {
    id: 'reset-drops-messages',
    title: 'reset drops what was not sent, and is not held up by it',
    hint: 'Linger 0 on every socket, also on those whose peer never came.',
    skip: caps => (caps.transports.includes('tcp') ? needsSockets('PUSH', 'PULL')(caps) : 'tcp not declared'),
    run: async context => {
      const { ep } = await context.ask('bind', { s: await context.open('PULL'), ep: 'tcp://127.0.0.1:*' })
      await context.ask('reset', {})
      const push = await context.open('PUSH')
      await context.ask('connect', { s: push, ep })
      await context.ask('send', { s: push, frames: [{ utf8: 'stale' }], t: 0 })
      await context.ask('reset', {})
      const pull = await context.open('PULL')
      await context.ask('bind', { s: pull, ep })
      await context.refused(['EAGAIN'], 'recv', { s: pull, t: 300 })
      return undefined
    },
  },
  {
    id: 'reset-speed',
    title: 'reset with two open sockets takes 20 ms at most, on average',
    hint: 'It runs before every case. Keep the context; close sockets, do not wait for anything but their listeners.',
    run: async context => {
      const type = context.caps.sockets[0]!
      let ms = 0
      for (let round = 0; round < resets; round++) {
        await context.ask('open', { s: 'a', type })
        await context.ask('open', { s: 'b', type })
        const from = performance.now()
        await context.ask('reset', {})
        ms += performance.now() - from
      }
      if (ms / resets > 20) throw new CheckFailure(`${(ms / resets).toFixed(1)} ms each`)
      return `${(ms / resets).toFixed(2)} ms each`
    },
  },
  {
    id: 'concurrency',
    title: 'With concurrency above 1, a waiting recv does not hold up other requests',
    hint: 'Answer requests in any order, or declare concurrency 1.',
    skip: caps => (caps.concurrency > 1 ? needsSockets('PULL')(caps) : 'concurrency is 1'),
    run: async context => {
      const pull = await context.open('PULL')
      const order: string[] = []
      const waiting = context.refused(['EAGAIN'], 'recv', { s: pull, t: 400 }).then(() => order.push('recv'))
      await context.open('PULL').then(() => order.push('open'))
      await waiting
      same('the order of answers', order, ['open', 'recv'])
      return undefined
    },
  },
  {
    id: 'option-roundtrip',
    title: 'set changes an option, and get reads it back',
    hint: 'Declare in caps.options only what set and open accept.',
    skip: caps => needsOp('set')(caps) ?? needsOp('get')(caps) ?? needsOption('linger')(caps),
    run: async context => {
      const s = await context.open(context.caps.sockets[0]!, { linger: 123 })
      same('linger given to open', (await context.ask('get', { s, option: 'linger' })).value, 123)
      await context.ask('set', { s, option: 'linger', value: 7 })
      same('linger after set', (await context.ask('get', { s, option: 'linger' })).value, 7)
      return undefined
    },
  },
  {
    id: 'option-unknown',
    title: 'An option nobody knows is refused with ENOTSUP or EINVAL, by open too',
    hint: 'Do not ignore unknown options: a case would test something else than it says.',
    run: async context => {
      await context.refused(['ENOTSUP', 'EINVAL'], 'open', { s: 'a', type: context.caps.sockets[0]!, options: { telepathy: 1 } })
      return undefined
    },
  },
  {
    id: 'unbind',
    title: 'unbind frees the address',
    hint: 'Answer when the address can be bound again.',
    skip: caps => (caps.transports.includes('tcp') ? needsOp('unbind')(caps) : 'tcp not declared'),
    run: async context => {
      const type = context.caps.sockets[0]!
      const [first, second] = [await context.open(type), await context.open(type)]
      const { ep } = await context.ask('bind', { s: first, ep: 'tcp://127.0.0.1:*' })
      await context.ask('unbind', { s: first, ep })
      await context.ask('bind', { s: second, ep })
      return undefined
    },
  },
  {
    id: 'disconnect',
    title: 'disconnect of a connected endpoint is accepted, of another refused with EINVAL',
    hint: 'libzmq says ENOENT; in zshim that is EINVAL with the native code beside it.',
    skip: needsOp('disconnect', 'PUSH'),
    run: async context => {
      const s = await context.open('PUSH')
      await context.ask('connect', { s, ep: 'tcp://127.0.0.1:9' })
      await context.ask('disconnect', { s, ep: 'tcp://127.0.0.1:9' })
      await context.refused(['EINVAL'], 'disconnect', { s, ep: 'tcp://127.0.0.1:10' })
      return undefined
    },
  },
  {
    id: 'peers',
    title: 'peers waits for n handshakes over tcp, and answers EAGAIN when t is over',
    hint: 'Count "handshake succeeded" monitor events since open; start monitoring before the first bind or connect.',
    skip: needsOp('peers', 'PUSH', 'PULL'),
    run: async context => {
      const [push, pull] = [await context.open('PUSH'), await context.open('PULL')]
      await join(context, push, pull)
      await context.ask('peers', { s: push, n: 1, t })
      await context.ask('peers', { s: pull, n: 1, t })
      await context.refused(['EAGAIN'], 'peers', { s: push, n: 2, t: 50 })
      return undefined
    },
  },
  {
    id: 'monitor',
    title: 'monitor is accepted, and its event lines are valid',
    hint: 'Event lines have ev, s, event and ep, and no id; docs/zshim.md lists the words.',
    skip: needsOp('monitor', 'PUSH', 'PULL'),
    run: async context => {
      const [push, pull] = [await context.open('PUSH'), await context.open('PULL')]
      await context.ask('monitor', { s: push })
      await join(context, push, pull)
      await context.ask('send', { s: push, frames: [{ utf8: 'x' }], t })
      await context.ask('recv', { s: pull, t })
      return undefined
    },
  },
  {
    id: 'many',
    title: 'sendmany and recvmany carry numbered, generated messages and find a foreign one',
    hint: 'Message i is generated from seed + i, its first 8 octets i in big-endian; compare the last frame.',
    skip: caps => needsOp('sendmany', 'PUSH', 'PULL')(caps) ?? needsOp('recvmany')(caps),
    run: async context => {
      const [push, pull] = [await context.open('PUSH'), await context.open('PULL')]
      await join(context, push, pull)
      const run = { count: 200, len: 40, seed: 11, t }
      const { count } = await context.ask('sendmany', { s: push, ...run })
      const got = await context.ask('recvmany', { s: pull, ...run })
      same('accepted, received and mismatch', [count, got.count, got.mismatch], [200, 200, null])
      await context.ask('send', { s: push, frames: [{ utf8: 'foreign' }], t })
      const foreign = await context.ask('recvmany', { s: pull, ...run, count: 1 })
      same('mismatch of a foreign message', foreign.mismatch, 0)
      return undefined
    },
  },
  {
    id: 'stats',
    title: 'stats answers figures of the process',
    hint: 'Leave out of the reply what the platform cannot tell.',
    skip: needsOp('stats'),
    run: async context => {
      const { fds, rss } = await context.ask('stats', {})
      return `${fds ?? '?'} descriptors, ${rss === undefined ? '?' : Math.round(rss / 1e6)} MB`
    },
  },
  {
    id: 'z85',
    title: 'z85 encodes octets and decodes text, and refuses what is neither',
    hint: 'Answer text to encode and data to decode; EINVAL for lengths and characters that Z85 does not have.',
    skip: needsOp('z85'),
    run: async context => {
      const { text } = await context.ask('z85', { encode: { hex: '864fd26fb559f75b' } })
      same('text', text, 'HelloWorld')
      const { data } = await context.ask('z85', { decode: 'HelloWorld' })
      same('data', data && fromFrame(data).toString('hex'), '864fd26fb559f75b')
      await context.refused(['EINVAL'], 'z85', { decode: 'Hell' })
      return undefined
    },
  },
  {
    id: 'zap',
    title: 'zap answers by the rules it was given, and asked shows the questions',
    hint: 'Bind a ROUTER (or a REP) to inproc://zeromq.zap.01 in the context of the sockets; the first rule that fits decides, none holds.',
    skip: needsOp('zap'),
    run: async context => {
      const pull = await context.open('PULL', { zap_domain: 'check' })
      await context.ask('zap', { rules: [{ domain: 'another', status: '400' }] })
      const { ep } = await context.ask('bind', { s: pull, ep: 'tcp://127.0.0.1:*' })
      const push = await context.open('PUSH')
      await context.ask('connect', { s: push, ep })
      const { questions } = await context.ask('asked', { n: 1, t: 2000 })
      const texts = questions[0]!.map(frame => fromFrame(frame).toString())
      same('domain and mechanism of the question', [texts.includes('check'), texts.at(-1)], [true, 'NULL'])
      await context.refused(['EAGAIN'], 'recv', { s: pull, t: 0 })
      // One property, X-Check with the value yes (RFC 37, "Connection Metadata").
      const property = { hex: '07582d436865636b00000003796573' }
      await context.ask('zap', { rules: [{ domain: 'check', status: '200', user_id: 'joe', metadata: property }] })
      await context.ask('send', { s: push, frames: [{ utf8: 'in' }], t: 2000 })
      const shows = context.caps.features.includes('metadata')
      const { frames, meta } = await context.ask('recv', { s: pull, t: 2000, ...(shows ? { meta: ['X-Check'] } : {}) })
      same(
        'the message',
        frames.map(frame => fromFrame(frame).toString()),
        ['in'],
      )
      if (shows) same('User-Id and X-Check in meta', [meta?.['User-Id'], meta?.['X-Check']], ['joe', 'yes'])
      return undefined
    },
  },
]
