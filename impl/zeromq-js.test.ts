// The same calls on zeromq.js 6.8 and on this implementation: same value, or same error (class, code, errno, message, keys).
// Where we differ on purpose (docs/api.md) the case says what we do; that zeromq.js still differs is checked too.

import { afterAll, describe, expect, it } from 'vitest'
import * as theirs from 'zeromq'
import * as ours from './index.ts'

type Api = typeof ours
// biome-ignore lint/suspicious/noExplicitAny: the cases misuse the API on purpose
type Loose = any
type Case = readonly [name: string, call: (zmq: Loose) => unknown, differs?: unknown]

const opened: Loose[] = []
afterAll(() => {
  for (const socket of opened) socket.close()
})

/** `new zmq.X()` that is closed after the test; the classes themselves stay what they are. */
function watched(zmq: Api | typeof theirs): Loose {
  const classes = Object.entries(zmq).map(([name, member]) => {
    if (typeof member !== 'function' || !(member.prototype instanceof (zmq as Loose).Socket)) return [name, member]
    const proxied = new globalThis.Proxy(member as Loose, {
      construct(target, args) {
        const socket = new target(...args)
        opened.push(socket)
        return socket
      },
    })
    return [name, proxied]
  })
  return Object.fromEntries(classes)
}

async function outcome(call: () => unknown): Promise<unknown> {
  let stage = 'throws'
  try {
    const returned = call()
    stage = 'rejects'
    return { returns: await returned }
  } catch (error) {
    const { message, code, errno, address } = error as Loose
    const kind = error instanceof TypeError ? 'TypeError' : 'Error'
    const own = error instanceof TypeError ? {} : { code, errno }
    return { [stage]: kind, message, ...own, address }
  }
}

const closed = (zmq: Loose) => {
  const socket = new zmq.Dealer()
  socket.close()
  return socket
}
const closedText = 'Socket is closed'
const notSocket = { throws: 'Error', message: closedText, code: 'ENOTSOCK', errno: 88 }
/** The same error there, without its code. */
const invalid = { throws: 'Error', message: 'Invalid argument', code: 'EINVAL', errno: 22 }
const invalidKey = { ...invalid, message: 'A CURVE key is 32 octets, or 40 characters of Z85' }
const typeError = (message: string) => ({ throws: 'TypeError', message })
const returns = (value: unknown) => ({ returns: value })

const construction: Case[] = [
  ['unknown option', zmq => new zmq.Dealer({ unknown: 1 })],
  ['option of another type', zmq => new zmq.Dealer({ mandatory: true })],
  ['read-only option', zmq => new zmq.Dealer({ securityMechanism: 1 })],
  ['no number', zmq => new zmq.Dealer({ linger: 'x' })],
  ['no boolean', zmq => new zmq.Dealer({ immediate: 1 })],
  ['no text', zmq => new zmq.Dealer({ routingId: 1 })],
  ['options no object', zmq => new zmq.Dealer(3)],
  ['options null', zmq => new zmq.Dealer(null)],
  ['type number', zmq => new zmq.Socket(5).type],
  ['type no number', zmq => new zmq.Socket('x')],
  ['type unknown', zmq => new zmq.Socket(99)],
  ['keys', zmq => Object.keys(new zmq.Dealer())],
  ['class name', zmq => new zmq.Dealer().constructor.name],
  ['toString', zmq => String(new zmq.Dealer())],
  ['sealed', zmq => Object.isSealed(new zmq.Dealer())],
  ['context is kept in the options', zmq => 'context' in withContext(zmq), returns(true)],
  ['context', zmq => new zmq.Dealer().context === zmq.context],
  ['without new', zmq => zmq.Dealer()],
  ['PLAIN', zmq => new zmq.Dealer({ plainServer: true }).securityMechanism],
  ['CURVE', zmq => new zmq.Dealer({ curveServer: true }).curveServer],
  ['ZAP', zmq => new zmq.Dealer({ zapDomain: 'x' }).zapDomain],
  ['SOCKS', zmq => new zmq.Dealer({ socksProxy: 'x:1' }).socksProxy],
  ['CURVE client', zmq => new zmq.Dealer({ curveServerKey: zmq.curveKeyPair().publicKey }).securityMechanism],
  ['CURVE key of 39 characters', zmq => new zmq.Dealer({ curveServerKey: 'x'.repeat(39) }), invalidKey],
  ['CURVE key pair', zmq => Object.values(zmq.curveKeyPair()).map(key => (key as string).length)],
  ['no PLAIN', zmq => new zmq.Dealer({ plainServer: false, plainUsername: null }).securityMechanism],
  [
    'verbosity unknown',
    zmq => typeof new zmq.XPublisher({ verbosity: 'foo' }),
    typeError('Option value must be one of null, allSubs, allSubsUnsubs'),
  ],
]
function withContext(zmq: Loose) {
  const options = { context: new zmq.Context() }
  new zmq.Dealer(options)
  return options
}

const calls: Case[] = [
  ['send two', zmq => new zmq.Dealer().send('a', 'b')],
  ['send nothing', zmq => new zmq.Dealer().send()],
  ['receive one', zmq => new zmq.Dealer().receive(1)],
  ['connect nothing', zmq => new zmq.Dealer().connect()],
  ['connect two', zmq => new zmq.Dealer().connect('tcp://127.0.0.1:1', 2)],
  ['bind a number', zmq => new zmq.Dealer().bind(3)],
  ['unbind malformed', zmq => new zmq.Dealer().unbind('tcp:/foo')],
  ['unbind unknown scheme', zmq => new zmq.Dealer().unbind('foo://bar')],
  ['disconnect malformed', zmq => new zmq.Dealer().disconnect('foo-bar')],
  ['unbind unknown', zmq => new zmq.Dealer().unbind('tcp://127.0.0.1:1234')],
  ['disconnect unknown', zmq => new zmq.Dealer().disconnect('tcp://127.0.0.1:1234')],
  ['connect malformed', zmq => new zmq.Dealer().connect('tcp:/foo')],
  ['connect nonsense', zmq => new zmq.Dealer().connect('foo-bar')],
  ['connect unknown scheme', zmq => new zmq.Dealer().connect('foo://bar')],
  ['bind unknown scheme', zmq => new zmq.Dealer().bind('foo://bar')],
  ['bind malformed', zmq => new zmq.Dealer().bind('tcp:/foo')],
  ['bind twice', bindTwice],
  ['receive timeout 0', zmq => new zmq.Dealer({ receiveTimeout: 0 }).receive()],
  ['send timeout 0', zmq => new zmq.Dealer({ sendTimeout: 0 }).send('x')],
  ['receive timeout', zmq => new zmq.Dealer({ receiveTimeout: 3 }).receive()],
  ['send after close', zmq => closed(zmq).send('x')],
  ['receive after close', zmq => closed(zmq).receive()],
  ['bind after close', zmq => closed(zmq).bind('inproc://a')],
  ['connect after close', zmq => closed(zmq).connect('inproc://a')],
  ['close twice', zmq => closed(zmq).close()],
  ['closed', zmq => [closed(zmq).closed, closed(zmq).readable, closed(zmq).writable]],
  ['option after close', zmq => closed(zmq).linger, notSocket],
  ['events after close', zmq => closed(zmq).events, notSocket],
  ['pending at close', pendingAtClose],
  ['second receive', zmq => twice(new zmq.Dealer(), 'receive')],
  ['second send', zmq => twice(new zmq.Dealer(), 'send', 'x')],
  ['during bind', duringBind],
  ['close during bind', closeDuringBind],
  ['publisher receives', zmq => new zmq.Publisher({ linger: 0 }).receive?.name ?? 'none', returns('none')],
  ['subscriber sends', zmq => new zmq.Subscriber().send?.name ?? 'none', returns('none')],
  ['bindSync', bindSync, { throws: 'Error', code: 'ENOTSUP', errno: 95, message: 'bindSync is not available: use await bind()' }],
]
async function bindTwice(zmq: Loose) {
  const socket = new zmq.Dealer()
  await socket.bind('inproc://twice')
  await socket.bind('inproc://twice')
}
function bindSync(zmq: Loose) {
  new zmq.Dealer().bindSync('inproc://sync')
}
async function pendingAtClose(zmq: Loose) {
  const socket = new zmq.Dealer()
  const pending = [socket.receive(), socket.send('x')].map(each => each.catch((error: Loose) => error.code))
  socket.close()
  return Promise.all(pending)
}
function twice(socket: Loose, method: string, ...args: unknown[]) {
  socket[method](...args).catch(() => 0)
  return socket[method](...args)
}
async function duringBind(zmq: Loose) {
  const socket = new zmq.Dealer()
  const binding = socket.bind('tcp://127.0.0.1:*')
  const attempts = [
    () => socket.linger,
    () => (socket.linger = 3),
    () => socket.readable,
    () => socket.closed,
    () => socket.receive(),
    () => socket.send('x'),
    () => socket.connect('tcp://127.0.0.1:9'),
    () => socket.bind('tcp://127.0.0.1:*'),
  ]
  const results = attempts.map(attempt => {
    try {
      return attempt()
    } catch (error) {
      return [(error as Loose).code, (error as Loose).message]
    }
  })
  await binding
  return results
}
async function closeDuringBind(zmq: Loose) {
  const socket = new zmq.Dealer()
  const binding = socket.bind('tcp://127.0.0.1:*')
  socket.close()
  const before = socket.closed
  await binding
  return [before, socket.closed]
}

const numbered: Case[] = [
  ['getBoolOption of an int', zmq => new zmq.Dealer().getBoolOption(17)],
  ['getInt32Option of a flag', zmq => new zmq.Dealer().getInt32Option(39)],
  ['getUint32Option of -1', zmq => new zmq.Dealer().getUint32Option(17)],
  ['getStringOption', zmq => new zmq.Dealer().getStringOption(32)],
  ['getInt64Option', zmq => new zmq.Dealer().getInt64Option(22)],
  ['getInt64Option of an int', zmq => new zmq.Dealer().getInt64Option(17)],
  ['getInt32Option of a long', zmq => new zmq.Dealer().getInt32Option(22)],
  ['unknown number', zmq => new zmq.Dealer().getInt32Option(999)],
  ['no number', zmq => new zmq.Dealer().getBoolOption('x')],
  ['wrong value', zmq => new zmq.Dealer().setInt32Option(39, true)],
  [
    'flag by int',
    zmq =>
      setAndGet(
        new zmq.Dealer(),
        s => s.setInt32Option(39, 1),
        s => s.immediate,
      ),
  ],
  ['other type', zmq => new zmq.Dealer().setBoolOption(33, true)],
  ['subscribe on another type', zmq => new zmq.Dealer().setStringOption(6, 'x')],
  ['subscribe', zmq => new zmq.Subscriber().setStringOption(6, 'x')],
  ['events', zmq => new zmq.Publisher().getInt32Option(15)],
]
function setAndGet(socket: Loose, set: (socket: Loose) => void, get: (socket: Loose) => unknown) {
  set(socket)
  return get(socket)
}

const others: Case[] = [
  ['Proxy front', zmq => new zmq.Proxy(1, 2)],
  ['Proxy back', zmq => new zmq.Proxy(new zmq.Router(), 2)],
  ['Proxy no sockets', zmq => new zmq.Proxy({}, {}), invalid],
  ['Proxy closed', zmq => new zmq.Proxy(closed(zmq), new zmq.Dealer()).run()],
  ['Proxy unbound', zmq => new zmq.Proxy(new zmq.Router(), new zmq.Dealer()).run()],
  ['Proxy pause', zmq => new zmq.Proxy(new zmq.Router(), new zmq.Dealer()).pause()],
  ['Observer', zmq => new zmq.Observer(1)],
  ['second event read', zmq => twice(new zmq.Dealer().events, 'receive')],
  ['emitter', zmq => new zmq.Dealer().events.on('bind', () => 0).constructor.name],
  ['emitter mode', zmq => emitterMode(zmq)],
  ['events are one object', zmq => sameEvents(new zmq.Dealer())],
  ['observer close', observerClose],
  ['end', end],
  ['context defaults', zmq => contextValues(new zmq.Context())],
  ['context unknown option', zmq => new zmq.Context({ foo: 1 })],
  ['context bad value', zmq => new zmq.Context({ ioThreads: -1 })],
  ['context no context', zmq => new zmq.Dealer({ context: {} }), invalid],
  ['context two arguments', zmq => new zmq.Context({}, 2)],
  ['socket three arguments', zmq => new zmq.Socket(1, {}, 2)],
  ['context no object', zmq => new zmq.Context(1)],
  ['context full', contextFull],
  ['context not blocky', zmq => new zmq.Dealer({ context: new zmq.Context({ blocky: false }) }).linger],
  ['context ipv6', zmq => new zmq.Dealer({ context: new zmq.Context({ ipv6: true }) }).ipv6],
  ['linger of subscribers', zmq => [new zmq.Subscriber().linger, new zmq.XSubscriber().linger, new zmq.Pull().linger]],
]
function emitterMode(zmq: Loose) {
  const { events } = new zmq.Dealer()
  events.on('bind', () => 0)
  return events.receive()
}
const sameEvents = (socket: Loose) => new Set([socket.events, socket.events]).size
async function observerClose(zmq: Loose) {
  const { events } = new zmq.Dealer()
  const pending = events.receive().catch((error: Loose) => error.code)
  events.close()
  return [await pending, events.closed, (await outcome(() => events.receive())) as Loose]
}
async function end(zmq: Loose) {
  const socket = new zmq.Dealer()
  const { events } = socket
  socket.close()
  return [events.closed, await events.receive(), events.closed]
}
const contextValues = (context: Loose) => {
  const { ioThreads, maxSockets, maxSocketsLimit, maxMessageSize, ipv6, blocky, threadPriority } = context
  return [ioThreads, maxSockets, maxSocketsLimit, maxMessageSize, ipv6, blocky, threadPriority]
}
function contextFull(zmq: Loose) {
  const context = new zmq.Context({ maxSockets: 1 })
  new zmq.Dealer({ context })
  new zmq.Dealer({ context })
}

const groups = { construction, calls, numbered, others }
for (const [group, cases] of Object.entries<Case[]>(groups)) {
  describe(group, () => {
    for (const [name, call, differs] of cases) {
      it(name, async () => {
        const native = await outcome(() => call(watched(theirs)))
        const own = await outcome(() => call(watched(ours)))
        if (differs === undefined) expect(own).toEqual(native)
        else {
          expect(own).toEqual(expect.objectContaining(differs as object))
          expect(own).not.toEqual(native)
        }
      })
    }
  })
}

it('exports what zeromq.js exports', () => {
  const missing = Object.keys(theirs).filter(name => !(name in ours) && name !== 'default')
  expect(missing).toEqual([])
})
