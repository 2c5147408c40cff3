// Messages there and back: the loops of `ping` and `echo`.
// Rule: a sample runs from before the send (with `rate`: from when the message was due) until the receive has returned.

import { benchBytes } from '../../../control/bench-bytes.ts'
import type { BenchReply, BenchRequest } from '../../../control/protocol.ts'
import { ShimError } from '../error-words.ts'
import type { OpenSocket } from '../open-socket.ts'
import { guard } from './guard.ts'
import { BenchFault, inlet, meter, nanoseconds, now } from './meter.ts'
import { supply } from './supply.ts'
import { receiver, type SocketOf, sender } from './traffic.ts'

type Request<Role> = Extract<BenchRequest, { role: Role }>

const longest = 2 ** 32 - 1
const base64 = (samples: Uint32Array): string => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64')

export function ping(request: Request<'ping'>, socketOf: SocketOf): Promise<BenchReply> {
  const { s, count, warmup, rate, t } = request
  const open = socketOf(s)
  if (rate !== undefined && !['DEALER', 'PAIR'].includes(open.type)) throw new ShimError('EINVAL', `${open.type} takes turns: no rate`)
  const samples = new Uint32Array(count)
  const trips = trip(request, open, samples)
  return guard({ t, sends: [open], receives: [open], progress: trips.progress }, async () => {
    await trips.closed(0, rate === undefined ? warmup + count : warmup)
    const from = now()
    if (rate !== undefined) await trips.open(warmup, warmup + count, rate)
    const { ns } = rate === undefined ? trips.figures() : { ns: nanoseconds(from, now()) }
    return { count, ns, samples: base64(samples) }
  })
}

function trip(request: Request<'ping'>, open: OpenSocket, samples: Uint32Array) {
  const { warmup, count, len, rate } = request
  const [socket, back] = [sender(open), receiver(open)]
  const bytes = benchBytes(request)
  // One at a time: the answer proves that the message has left its buffer.
  const message = supply(bytes, len, rate === undefined ? 2 : undefined)
  const all = meter(request, 1)
  const answers = inlet(open.type, request, all, bytes)

  const sample = (number: number, since: number) => {
    if (number >= warmup) samples[number - warmup] = Math.min(longest, nanoseconds(since, now()))
  }
  async function closed(from: number, to: number): Promise<void> {
    for (let number = from; number < to; number++) {
      const since = now()
      await socket.send(message(number))
      const parts = await back.receive()
      sample(number, since)
      answers.take(parts)
      all.settle()
    }
  }
  async function openLoop(from: number, to: number, perSecond: number): Promise<void> {
    const start = now()
    const due = (number: number) => start + ((number - from) * 1000) / perSecond
    const sending = async () => {
      for (let number = from; number < to; number++) {
        while (now() < due(number)) await new Promise(setImmediate)
        await socket.send(message(number))
      }
    }
    const receiving = async () => {
      for await (const parts of back) {
        sample(answers.next, due(answers.next))
        answers.take(parts)
        if (answers.next === to) return
      }
      throw new BenchFault(`the socket was closed after ${answers.next} of ${to} round trips`)
    }
    await Promise.all([sending(), receiving()])
  }
  return { closed, open: openLoop, figures: all.figures, progress: () => `${all.received} of ${warmup + count} round trips` }
}

export function echo({ s, count, warmup, len, t }: Request<'echo'>, socketOf: SocketOf): Promise<BenchReply> {
  const open = socketOf(s)
  const [socket, back] = [receiver(open), sender(open)]
  const total = warmup + count
  let [done, started] = [0, 0]
  return guard({ t, sends: [open], receives: [open], progress: () => `${done} of ${total} round trips` }, async () => {
    for await (const parts of socket) {
      const { length } = parts.at(-1)!
      if (length !== len) throw new BenchFault(`message ${done} has ${length} octets, not ${len}`)
      await back.send(parts)
      done++
      if (done === warmup) started = now()
      if (done === total) break
    }
    return { count, ns: nanoseconds(started, now()) }
  })
}
