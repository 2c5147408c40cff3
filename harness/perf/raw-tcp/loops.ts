// The loops of the raw baseline: the roles `send`, `recv`, `ping` and `echo` of the op bench on a plain stream.
// Rule: stamped, verified and timed as every shim's are (docs/zshim.md, "bench"); writes are gathered to 64 KiB, reads are node's.

import type { Socket } from 'node:net'
import { type BenchBytes, benchBytes } from '../../control/bench-bytes.ts'
import type { BenchReply, BenchRequest } from '../../control/protocol.ts'

type Request<Role> = Extract<BenchRequest, { role: Role }>

/** Octets of one write, where messages are smaller; and writes on their way at most. */
const writeLength = 64 * 1024
const writes = 8

export class RawFault extends Error {}
const ns = (from: number, to: number) => Math.round((to - from) * 1e6)
const now = () => performance.now()

/** Calls `message` for each `len` octets of the stream, `read` after each read; until `total` messages came. */
function messages(
  stream: Socket,
  len: number,
  total: number,
  message: (bytes: Buffer, at: number, number: number) => void,
  read: (got: number) => void = () => {},
): Promise<void> {
  const carry = Buffer.allocUnsafe(len)
  let [carried, got] = [0, 0]
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      stream.off('data', take).off('close', closed).pause()
      if (error) reject(error)
      else resolve()
    }
    const closed = () => end(new RawFault(`the stream was closed after ${got} of ${total} messages`))
    const take = (chunk: Buffer) => {
      try {
        let at = 0
        if (carried > 0) {
          at = chunk.copy(carry, carried, 0, len - carried)
          carried += at
          if (carried < len) return
          message(carry, 0, got++)
          carried = 0
        }
        for (; chunk.length - at >= len; at += len) {
          if (got === total) throw new RawFault(`more than ${total} messages`)
          message(chunk, at, got++)
        }
        carried = chunk.copy(carry, 0, at)
        read(got)
        if (got === total) end()
      } catch (error) {
        end(error as Error)
      }
    }
    stream.on('data', take).on('close', closed)
  })
}

export async function send(stream: Socket, request: Request<'send'>): Promise<BenchReply> {
  const { count, warmup, len } = request
  const bytes = benchBytes(request)
  const each = Math.max(1, Math.floor(writeLength / len))
  const total = warmup + count
  const chunks = Array.from({ length: writes }, () => Array.from({ length: each }, () => bytes.fresh())).map(parts => Buffer.concat(parts))
  const free = [...chunks]
  let [started, wake] = [0, () => {}]
  for (let number = 0; number < total; ) {
    if (free.length === 0) await new Promise<void>(resolve => (wake = resolve))
    const chunk = free.pop()!
    const length = Math.min(each, total - number)
    for (let index = 0; index < length; index++) bytes.stamp(chunk.subarray(index * len, (index + 1) * len), number + index)
    number += length
    stream.write(length === each ? chunk : chunk.subarray(0, length * len), () => {
      free.push(chunk)
      wake()
    })
    if (started === 0 && number >= warmup) started = now()
  }
  while (free.length < writes) await new Promise<void>(resolve => (wake = resolve))
  return { count, ns: ns(started, now()) }
}

function verifier(bytes: BenchBytes): (chunk: Buffer, at: number, number: number) => void {
  return (chunk, at, number) => {
    const fault = bytes.faultAt(chunk, at, number)
    if (fault !== null) throw new RawFault(fault)
  }
}

export async function recv(stream: Socket, request: Request<'recv'>): Promise<BenchReply> {
  const { count, warmup, len } = request
  const total = warmup + count
  let [from, started, ended] = [0, 0, 0]
  await messages(stream, len, total, verifier(benchBytes(request)), got => {
    if (from === 0 && got >= warmup) [from, started] = [got, now()]
    if (got === total) ended = now()
  })
  return { count: total - from, ns: ns(started, ended) }
}

export async function ping(stream: Socket, request: Request<'ping'>): Promise<BenchReply> {
  const { count, warmup, len, rate } = request
  const total = warmup + count
  const bytes = benchBytes(request)
  const verify = verifier(bytes)
  const samples = new Uint32Array(count)
  let [since, first, wake] = [0, 0, () => {}]
  const due = (number: number) => (rate === undefined || number < warmup ? since : first + ((number - warmup) * 1000) / rate)
  const answers = messages(stream, len, total, (chunk, at, number) => {
    if (number >= warmup) samples[number - warmup] = Math.min(2 ** 32 - 1, ns(due(number), now()))
    verify(chunk, at, number)
    wake()
  })
  answers.catch(() => wake())
  const answered = () => new Promise<void>(resolve => (wake = resolve))
  for (let number = 0; number < (rate === undefined ? total : warmup); number++) {
    if (number === warmup) first = now()
    since = now()
    const back = answered()
    stream.write(bytes.stamp(bytes.fresh(), number))
    await back
  }
  if (rate !== undefined) {
    first = now()
    for (let number = warmup; number < total; number++) {
      while (now() < due(number)) await new Promise(setImmediate)
      stream.write(bytes.stamp(bytes.fresh(), number))
    }
  }
  await answers
  return { count, ns: ns(first, now()), samples: Buffer.from(samples.buffer).toString('base64') }
}

export function echo(stream: Socket, { count, warmup, len }: Request<'echo'>): Promise<BenchReply> {
  const octets = (warmup + count) * len
  let [done, started] = [0, 0]
  return new Promise((resolve, reject) => {
    const closed = () => reject(new RawFault(`the stream was closed after ${done} of ${octets} octets`))
    const back = (chunk: Buffer) => {
      stream.write(chunk)
      done += chunk.length
      if (started === 0 && done >= warmup * len) started = now()
      if (done < octets) return
      stream.off('data', back).off('close', closed).pause()
      resolve({ count, ns: ns(started, now()) })
    }
    stream.on('data', back).on('close', closed)
  })
}
