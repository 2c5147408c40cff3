// The raw baseline as a shim: zshim/1 with one socket type, RAW, over node:net. What every implementation on this machine is measured beside.
// Rule: offers just what `zmqspec perf` asks of it.

import type { LocalShim } from '../../control/call-channel.ts'
import type { BenchReply, BenchRequest, Capabilities, Replies } from '../../control/protocol.ts'
import { ShimError, toFailure } from '../../subjects/zeromq-js/error-words.ts'
import { serve } from '../../subjects/zeromq-js/serve.ts'
import { echo, ping, RawFault, recv, send } from './loops.ts'
import { type RawEnd, rawEnd } from './stream.ts'

const caps: Capabilities = {
  sockets: ['RAW'],
  transports: ['tcp', 'ipc'],
  mechanisms: ['NULL'],
  zmtp: [],
  options: [],
  ops: ['peers', 'stats', 'bench'],
  features: [],
  concurrency: 16,
}

function rawShim(): LocalShim {
  const ends = new Map<string, RawEnd>()
  const endOf = (name: string): RawEnd => {
    const end = ends.get(name)
    if (!end) throw new ShimError('ECLOSED', `no open socket ${name}`)
    return end
  }
  const closeAll = async () => {
    const all = [...ends.values()]
    ends.clear()
    await Promise.all(all.map(end => end.close()))
  }

  async function run(request: BenchRequest): Promise<BenchReply> {
    if (request.role === 'connect') {
      const from = performance.now()
      for (let index = 0; index < request.n; index++) {
        const end = rawEnd()
        ends.set(`${request.s}${index}`, end)
        end.connect(request.ep)
      }
      return { count: request.n, ns: Math.round((performance.now() - from) * 1e6) }
    }
    const name = request.role === 'recv' ? request.ss[0]! : request.s
    const end = endOf(name)
    await end.peers(1)
    const stream = end.streams[0]!
    switch (request.role) {
      case 'send':
        return send(stream, request)
      case 'recv':
        return recv(stream, request)
      case 'ping':
        return ping(stream, request)
      case 'echo':
        return echo(stream, request)
      default:
        throw new ShimError('ENOTSUP', `${request.role} on a raw stream`)
    }
  }

  async function bench(request: BenchRequest): Promise<BenchReply> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ShimError('EAGAIN', `not done within ${request.t} ms`)), request.t)
    })
    try {
      return await Promise.race([run(request), late])
    } catch (error) {
      if (error instanceof RawFault) return { count: 0, ns: 0, fault: error.message }
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  const handlers: Readonly<Record<string, (fields: never) => unknown>> = {
    hello: () => ({ protocol: 1, impl: { name: 'raw-tcp', version: process.versions.node, language: 'JavaScript' }, caps }),
    open: ({ s }: { s: string }) => void ends.set(s, rawEnd()),
    bind: async ({ s, ep }: { s: string; ep: string }) => ({ ep: await endOf(s).bind(ep) }),
    connect: ({ s, ep }: { s: string; ep: string }) => endOf(s).connect(ep),
    peers: async ({ s, n, t }: { s: string; n: number; t: number }): Promise<Replies['peers']> => {
      const expired = AbortSignal.timeout(t)
      const late = new Promise<never>((_, reject) =>
        expired.addEventListener('abort', () => reject(new ShimError('EAGAIN', `fewer than ${n} streams`))),
      )
      await Promise.race([endOf(s).peers(n), late])
      return { n }
    },
    stats: (): Replies['stats'] => {
      const { user, system } = process.cpuUsage()
      return { rss: process.memoryUsage.rss(), cpu_user_ms: user / 1000, cpu_sys_ms: system / 1000 }
    },
    bench,
    close: async ({ s }: { s: string }) => {
      const end = endOf(s)
      ends.delete(s)
      await end.close()
    },
    reset: closeAll,
    bye: closeAll,
  }

  return {
    handle: async request => {
      const { id, op, ...fields } = request as { id: number; op: string }
      const handler = Object.hasOwn(handlers, op) ? handlers[op] : undefined
      if (!handler) return { id, ok: false, err: 'ENOSYS', msg: `no op ${op}` }
      try {
        const answer = (await handler(fields as never)) as object | undefined
        return { id, ok: true, ...answer }
      } catch (error) {
        return { id, ok: false, ...toFailure(error, false) }
      }
    },
    dispose: closeAll,
  }
}

await serve(rawShim)
