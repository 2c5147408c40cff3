// What messages cost that are kept: the role `retain`.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { benchBytes } from '../../../control/bench-bytes.ts'
import type { BenchReply, BenchRequest } from '../../../control/protocol.ts'
import { guard } from './guard.ts'
import { BenchFault, inlet, meter } from './meter.ts'
import { drain, receiver, type SocketOf } from './traffic.ts'

type Request<Role> = Extract<BenchRequest, { role: Role }>

/** Full collections, so that what is counted is what is held. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  gc()
  gc()
}
function residentAfterCollection(): number {
  collect()
  return process.memoryUsage.rss()
}

export function retain(request: Request<'retain'>, socketOf: SocketOf): Promise<BenchReply> {
  const { s, count, warmup, keep, t } = request
  const open = socketOf(s)
  const total = warmup + count
  const all = meter(request, 1)
  const bytes = benchBytes(request)
  const kept: (readonly Buffer[])[] = []
  let before = 0
  const taken = (next: number, parts: readonly Buffer[]) => {
    const since = next - 1 - warmup
    if (since === -1) before = residentAfterCollection()
    else if (since >= 0 && since % keep === 0) kept.push(parts)
  }
  const into = {
    socket: receiver(open),
    style: 'each',
    total,
    inlet: inlet(open.type, request, all, bytes),
    meter: all,
    taken,
    called: () => {},
  } as const
  return guard({ t, receives: [open], progress: () => `received ${all.received} of ${total}` }, async () => {
    await drain(into)
    const rss = [before, residentAfterCollection()] as const
    for (const [index, parts] of kept.entries()) {
      const fault = bytes.wholeFault(parts.at(-1)!, warmup + index * keep)
      if (fault !== null) throw new BenchFault(`kept ${fault}`)
    }
    return { ...all.figures(), rss }
  })
}
