// One socket of the shim: its turns, its handshakes, its addresses.
// zeromq.js refuses a second receive or send while one is pending, and everything while a bind is: here they take turns.
// Rule: close answers when the addresses are free again. zmq_close alone returns earlier, so listeners are unbound first and
// their `close` event is awaited; not under a pending send or receive: zeromq.js unbinds on another thread, and libzmq then aborts.

import type { ErrorWord, MonitorLine } from '../../control/protocol.ts'
import { ShimError } from './error-words.ts'
import { eventWords, monitorLine } from './monitor-words.ts'
import type { ConnectingPeer, ZmqEvent, ZmqSocket } from './zeromq-api.ts'

/** Milliseconds a listener may take to go away before it counts as leaked. */
const unbindTime = 250

type Turn = 'send' | 'receive' | 'endpoint'

/** Transports whose endpoints libzmq tells no events of. */
const quiet = (endpoint: string): boolean => /^(?:inproc|udp):/.test(endpoint)

export interface OpenSocket {
  readonly name: string
  readonly type: string
  readonly socket: ZmqSocket
  /** See `About.oneWayHangs`. */
  readonly oneWayHangs: boolean
  /** Runs `work` after the earlier ones of its kind; sends and receives also wait for a pending bind. */
  inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T>
  /** Resolves when no bind or unbind is pending. */
  idle(): Promise<void>
  bind(endpoint: string): Promise<string>
  unbind(endpoint: string): Promise<void>
  connect(endpoint: string, options?: object): Promise<void>
  /** PEER: resolves with the routing id of the peer. @throws ShimError ENOTSUP on other types */
  connectPeer(endpoint: string): Promise<number>
  /** Starts counting handshakes; must come before the first connection. */
  watch(report?: (line: MonitorLine) => void): void
  /** No event is told any more: what libzmq still has to say would go to the next socket of this name. */
  hush(): void
  /** Resolves with the number of handshakes once there are `n`. @throws ShimError EAGAIN after `t` ms */
  handshakes(n: number, t: number): Promise<number>
  /** Resolves with the number of listeners that did not go away. */
  close(linger?: number): Promise<number>
}

interface Waiter {
  readonly until: (event: ZmqEvent | null) => boolean
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export function openSocket(name: string, type: string, socket: ZmqSocket, oneWayHangs: boolean): OpenSocket {
  const turns: Record<Turn, Promise<unknown>> = { send: Promise.resolve(), receive: Promise.resolve(), endpoint: Promise.resolve() }
  const bound = new Set<string>()
  let pending = 0
  const waiters = new Set<Waiter>()
  let watching = false
  let report: ((line: MonitorLine) => void) | null = null
  let shaken = 0

  /** Resolves when `until` holds of an event (at once when it holds of none), rejects with `word` after `t` ms. */
  function when(until: Waiter['until'], t: number, word: ErrorWord, what: string): Promise<void> {
    if (until(null)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer)
        waiters.delete(waiter)
        act()
      }
      const waiter: Waiter = { until, resolve: () => end(resolve), reject: error => end(() => reject(error)) }
      const timer = setTimeout(() => waiter.reject(new ShimError(word, what)), t)
      waiters.add(waiter)
    })
  }

  function hear(event: ZmqEvent): void {
    if (event.type === 'handshake') shaken++
    report?.(monitorLine(name, event))
    for (const waiter of [...waiters]) if (waiter.until(event)) waiter.resolve()
  }

  function watch(): void {
    if (watching) return
    watching = true
    for (const event of Object.keys(eventWords)) socket.events.on(event, hear)
  }

  async function inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    const before = turns[turn]
    const { promise, resolve } = Promise.withResolvers<void>()
    turns[turn] = before.then(() => promise)
    await before
    if (turn !== 'endpoint') await turns.endpoint
    if (turn !== 'endpoint') pending++
    try {
      return await work()
    } finally {
      if (turn !== 'endpoint') pending--
      resolve()
    }
  }

  async function release(endpoint: string): Promise<void> {
    bound.delete(endpoint)
    const gone = watching && !quiet(endpoint)
    const closed = gone
      ? when(event => event?.type === 'close' && event.address === endpoint, unbindTime, 'EINTERNAL', `${endpoint} is still bound`)
      : Promise.resolve()
    closed.catch(() => {})
    await socket.unbind(endpoint)
    await closed
  }

  return {
    name,
    type,
    socket,
    oneWayHangs,
    inTurn,
    idle: async () => void (await turns.endpoint),
    bind: endpoint =>
      inTurn('endpoint', async () => {
        if (!quiet(endpoint)) watch()
        await socket.bind(endpoint)
        const last = socket.lastEndpoint ?? endpoint
        // Over udp libzmq shows the address alone, as it was given.
        const resolved = last.includes('://') ? last : endpoint
        bound.add(resolved)
        return resolved
      }),
    unbind: endpoint => inTurn('endpoint', () => (bound.has(endpoint) ? release(endpoint) : socket.unbind(endpoint))),
    connect: (endpoint, options) =>
      inTurn('endpoint', async () => {
        if (!quiet(endpoint)) watch()
        if (options) socket.connect(endpoint, options)
        else socket.connect(endpoint)
      }),
    connectPeer: endpoint =>
      inTurn('endpoint', async () => {
        if (!('connectPeer' in socket)) throw new ShimError('ENOTSUP', `${type} learns no routing id when it connects`)
        if (!quiet(endpoint)) watch()
        return (socket as ConnectingPeer).connectPeer(endpoint)
      }),
    watch: listener => {
      watch()
      if (listener) report = listener
    },
    hush: () => {
      report = null
    },
    handshakes: async (n, t) => {
      watch()
      await when(() => shaken >= n, t, 'EAGAIN', `${shaken} of ${n} handshakes`)
      return shaken
    },
    close: async linger => {
      await turns.endpoint
      if (socket.closed) return 0
      const listeners = pending === 0 ? [...bound] : []
      const results = await Promise.allSettled(listeners.map(endpoint => inTurn('endpoint', () => release(endpoint))))
      if (linger !== undefined) socket.linger = linger
      socket.close()
      for (const waiter of [...waiters]) waiter.reject(new ShimError('ECLOSED', 'the socket was closed'))
      return results.filter(({ status }) => status === 'rejected').length
    },
  }
}
