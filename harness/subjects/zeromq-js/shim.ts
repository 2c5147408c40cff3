// The shim of every JavaScript binding with the API of zeromq.js v6: one request in, one reply out.
// Rule: holds no expectations, no sleeps, no retries (docs/zshim.md).

import { readdirSync } from 'node:fs'
import type { LocalShim } from '../../control/call-channel.ts'
import { fromFrame, toFrame } from '../../control/frames.ts'
import type { Capabilities, Implementation, Op, Replies, Requests } from '../../control/protocol.ts'
import { bench } from './bench/bench.ts'
import { ShimError, toFailure } from './error-words.ts'
import { recv, recvmany, send, sendmany } from './message-ops.ts'
import { watchFrames } from './monitor-reader.ts'
import { type OpenSocket, openSocket } from './open-socket.ts'
import { constructorOptions, getOption, offeredOptions, setOption } from './option-table.ts'
import { zapHandler } from './zap-handler.ts'
import {
  classNames,
  type Joining,
  type Monitored,
  type RawOptions,
  type Receiving,
  type Sending,
  type Subscribing,
  type ZeromqApi,
  type ZmqSocket,
} from './zeromq-api.ts'

export interface About {
  readonly impl: Implementation
  readonly transports: readonly string[]
  readonly mechanisms: readonly string[]
  readonly zmtp: readonly string[]
  readonly features: readonly string[]
  /** Whether the process is the subject's own, so that its resource figures mean something. */
  readonly ownProcess: boolean
  /** Whether options that have no property are there by their number. */
  readonly drafts?: boolean
  /** Properties of options that cannot be set where it runs. */
  readonly without?: ReadonlySet<string>
  /** Whether every class has `send` and `receive`, and they hang in the direction that the socket type does not have. */
  readonly oneWayHangs: boolean
}

/** A reply without fields may be left out. */
type Answer<Name extends Op> = Record<never, never> extends Replies[Name] ? Replies[Name] | undefined : Replies[Name]
type Handlers = { readonly [Name in Op]: (fields: Requests[Name]) => Answer<Name> | Promise<Answer<Name>> }

/** ZMQ_SUBSCRIBE and ZMQ_UNSUBSCRIBE, which zeromq.js has no method for on XPUB (manual mode). */
const subscriptionOption = { sub: 6, unsub: 7 } as const

async function changeSubscription(open: OpenSocket, op: 'sub' | 'unsub', prefix: Buffer): Promise<void> {
  await open.idle()
  const { socket, type } = open
  switch (type) {
    case 'SUB':
      return op === 'sub' ? (socket as Subscribing).subscribe(prefix) : (socket as Subscribing).unsubscribe(prefix)
    case 'XSUB':
      return (socket as Sending).send(Buffer.concat([Buffer.of(op === 'sub' ? 1 : 0), prefix]))
    case 'XPUB':
      return (socket as RawOptions).setStringOption(subscriptionOption[op], prefix)
    default:
      throw new ShimError('ENOTSUP', `${type} has no subscriptions`)
  }
}

async function changeMembership(open: OpenSocket, op: 'join' | 'leave', group: Buffer): Promise<void> {
  if (open.type !== 'DISH') throw new ShimError('ENOTSUP', `${open.type} has no groups`)
  await open.idle()
  ;(open.socket as Joining)[op](group)
}

function processFigures(): Replies['stats'] {
  const { user, system } = process.cpuUsage()
  const figures = { rss: process.memoryUsage.rss(), cpu_user_ms: user / 1000, cpu_sys_ms: system / 1000 }
  // The directory handle of the count is one of the entries.
  return process.platform === 'linux' ? { ...figures, fds: readdirSync('/proc/self/fd').length - 1 } : figures
}

function convert(z85: ZeromqApi['z85'], { encode, decode }: Requests['z85']): Replies['z85'] {
  if (z85 === undefined) throw new ShimError('ENOSYS', 'no Z85 functions')
  if ((encode === undefined) === (decode === undefined)) throw new ShimError('EINVAL', 'either encode or decode')
  return encode === undefined ? { data: toFrame(z85.decode(decode!)) } : { text: z85.encode(fromFrame(encode)) }
}

function capabilities(zmq: ZeromqApi, about: About): Capabilities {
  const sockets = Object.entries(classNames).flatMap(([type, name]) => (zmq[name] ? [type] : []))
  const options = offeredOptions(
    Object.values(classNames).flatMap(name => (zmq[name] ? [zmq[name] as { prototype: unknown }] : [])),
    about.mechanisms,
    about.drafts === true,
    about.without,
  )
  const monitored = 'pipesStats' in (zmq.Pair.prototype as object)
  return {
    sockets,
    transports: about.transports,
    mechanisms: about.mechanisms,
    zmtp: about.zmtp,
    options: [...options, 'connect_routing_id'],
    ops: [
      ...['set', 'get', 'unbind', 'disconnect', 'peers', 'monitor', 'sendmany', 'recvmany'],
      ...(zmq.z85 ? ['z85'] : []),
      ...(zmq.Dish ? ['join', 'leave'] : []),
      ...(zmq.Peer ? ['connect_peer'] : []),
      ...(monitored ? ['pipes_stats'] : []),
      ...(about.mechanisms.length > 1 ? ['zap', 'asked'] : []),
      // In a process that others share, neither resources nor times mean anything.
      ...(about.ownProcess ? ['stats', 'bench'] : []),
    ],
    features: [
      ...about.features,
      ...(monitored ? ['monitor-frames', 'monitor-frames-2'] : []),
      ...('sendMany' in (zmq.Push.prototype as object) ? ['bench-batch'] : []),
    ],
    concurrency: 16,
  }
}

export function createShim(zmq: ZeromqApi, about: About, emit: (event: object) => void): LocalShim {
  const sockets = new Map<string, OpenSocket>()
  // A context of its own: two instances in one process must not meet over inproc.
  let context = new zmq.Context()
  const zap = zapHandler(zmq, () => context)
  const socketOf = (name: string): OpenSocket => {
    const open = sockets.get(name)
    if (!open) throw new ShimError('ECLOSED', `no open socket ${name}`)
    return open
  }
  function make(name: string, type: string, options: NonNullable<Requests['open']['options']>): OpenSocket {
    if (sockets.has(name)) throw new ShimError('EINVAL', `${name} is open already`)
    if (!Object.hasOwn(classNames, type)) throw new ShimError('ENOTSUP', `no socket type ${type}`)
    const SocketClass = zmq[classNames[type as keyof typeof classNames]]
    if (SocketClass === undefined) throw new ShimError('ENOTSUP', `no socket type ${type}`)
    const { native, numbered } = constructorOptions(SocketClass, options)
    const open = openSocket(name, type, new SocketClass({ ...native, context }) as ZmqSocket, about.oneWayHangs)
    try {
      for (const [option, value] of numbered) setOption(open.socket, option, value)
    } catch (error) {
      open.socket.close()
      throw error
    }
    sockets.set(name, open)
    return open
  }
  async function closeAll(): Promise<number> {
    const all = [...sockets.values()]
    sockets.clear()
    for (const open of all) open.hush()
    const handled = zap.reset()
    const leaked = await Promise.all(all.map(open => open.close(0)))
    // libzmq gives the name of a closed handler free some time later; in another context it is free now.
    if (handled) context = new zmq.Context()
    return leaked.reduce((sum, count) => sum + count, 0)
  }

  const handlers: Handlers = {
    hello: () => ({ protocol: 1, impl: about.impl, caps: capabilities(zmq, about) }),
    open: ({ s, type, options = {} }) => {
      make(s, type, options)
    },
    bind: async ({ s, ep }) => ({ ep: await socketOf(s).bind(ep) }),
    connect: async ({ s, ep, routing_id }) => {
      const open = socketOf(s)
      if (routing_id && open.type !== 'ROUTER' && open.type !== 'STREAM')
        throw new ShimError('EINVAL', `${open.type} gives peers no routing id`)
      await open.connect(ep, routing_id && { routingId: fromFrame(routing_id) })
    },
    sub: async ({ s, prefix }) => {
      await changeSubscription(socketOf(s), 'sub', fromFrame(prefix))
    },
    unsub: async ({ s, prefix }) => {
      await changeSubscription(socketOf(s), 'unsub', fromFrame(prefix))
    },
    send: request => send(socketOf(request.s), request),
    recv: request => recv(socketOf(request.s), request, zmq.metadata),
    sendmany: request => sendmany(socketOf(request.s), request),
    recvmany: request => recvmany(socketOf(request.s), request),
    close: async ({ s, linger }) => {
      const open = socketOf(s)
      sockets.delete(s)
      await open.close(linger)
    },
    reset: async () => ({ leaked: await closeAll() }),
    bye: async () => {
      await closeAll()
    },
    set: async ({ s, option, value }) => {
      const open = socketOf(s)
      await open.idle()
      setOption(open.socket, option, value)
    },
    get: async ({ s, option }) => {
      const open = socketOf(s)
      await open.idle()
      return { value: getOption(open.socket, option) }
    },
    unbind: async ({ s, ep }) => {
      await socketOf(s).unbind(ep)
    },
    disconnect: async ({ s, ep }) => {
      const open = socketOf(s)
      await open.idle()
      open.socket.disconnect(ep)
    },
    join: async ({ s, group }) => {
      await changeMembership(socketOf(s), 'join', fromFrame(group))
    },
    leave: async ({ s, group }) => {
      await changeMembership(socketOf(s), 'leave', fromFrame(group))
    },
    connect_peer: async ({ s, ep }) => ({ routing: await socketOf(s).connectPeer(ep) }),
    peers: async ({ s, n, t }) => ({ n: await socketOf(s).handshakes(n, t) }),
    monitor: async ({ s, frames }) => {
      if (frames === undefined) socketOf(s).watch(emit)
      else await watchFrames(socketOf(s), new zmq.Pair({ context }) as Receiving, frames, emit)
    },
    pipes_stats: ({ s }) => {
      const { socket } = socketOf(s)
      if (!('pipesStats' in socket)) throw new ShimError('ENOSYS', 'no pipes_stats')
      ;(socket as Monitored).pipesStats()
    },
    stats: processFigures,
    z85: request => convert(zmq.z85, request),
    zap: async request => {
      await zap.rule(request)
    },
    asked: request => zap.asked(request),
    bench: request => bench(request, socketOf, make),
  }

  async function handle(request: unknown): Promise<object> {
    const { id, op, ...fields } = request as { id: number; op: string; s?: string }
    if (!Object.hasOwn(handlers, op)) return { id, ok: false, err: 'ENOSYS', msg: `no op ${op}` }
    const open = fields.s === undefined ? undefined : sockets.get(fields.s)
    try {
      const answer = await (handlers[op as Op] as (fields: object) => object | Promise<object>)(fields)
      return { id, ok: true, ...answer }
    } catch (error) {
      return { id, ok: false, ...toFailure(error, open?.socket.closed === true) }
    }
  }

  return { handle, dispose: async () => void (await closeAll()) }
}
