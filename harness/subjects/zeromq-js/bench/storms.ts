// Many of something at once: the loops of `subscribe` and `connect`.

import { topicBytes } from '../../../control/bench-bytes.ts'
import type { BenchReply, BenchRequest } from '../../../control/protocol.ts'
import { ShimError } from '../error-words.ts'
import type { OpenSocket } from '../open-socket.ts'
import type { RawOptions, Subscribing } from '../zeromq-api.ts'
import { guard } from './guard.ts'
import { nanoseconds, now } from './meter.ts'
import type { SocketOf } from './traffic.ts'

type Request<Role> = Extract<BenchRequest, { role: Role }>

/** ZMQ_SNDHWM: libzmq drops subscriptions beyond it. */
const sendHighWaterMark = 23
/** Subscriptions without a turn of the event loop. */
const stretch = 512

export function subscribe({ s, topics, seed, t }: Request<'subscribe'>, socketOf: SocketOf): Promise<BenchReply> {
  const open = socketOf(s)
  if (open.type !== 'SUB') throw new ShimError('EINVAL', `${open.type} does not subscribe`)
  const socket = open.socket as Subscribing & RawOptions
  const { n, len } = topics
  let done = 0
  return guard({ t, receives: [open], progress: () => `${done} of ${n} subscriptions` }, async () => {
    socket.setInt32Option(sendHighWaterMark, 0)
    const from = now()
    for (; done < n; done++) {
      socket.subscribe(topicBytes(seed, len, done))
      if (done % stretch === stretch - 1) await new Promise(setImmediate)
    }
    return { count: n, ns: nanoseconds(from, now()) }
  })
}

/** @param make opens a socket under a name, as the op `open` does */
export async function connect(
  { s, type, ep, n, options }: Request<'connect'>,
  make: (name: string, type: string, options: NonNullable<Request<'connect'>['options']>) => OpenSocket,
): Promise<BenchReply> {
  const from = now()
  for (let index = 0; index < n; index++) make(`${s}${index}`, type, options ?? {}).socket.connect(ep)
  return { count: n, ns: nanoseconds(from, now()) }
}
