// Messages one way: the roles `send`, `recv` and `both`.

import { benchBytes } from '../../../control/bench-bytes.ts'
import type { BenchReply, BenchRequest } from '../../../control/protocol.ts'
import { type Allowance, allowance, lender } from './credit.ts'
import { guard } from './guard.ts'
import { inlet, meter, nanoseconds, now } from './meter.ts'
import { supply } from './supply.ts'
import { drain, type Outgoing, pour, receiver, type SocketOf, sender } from './traffic.ts'

type Request<Role> = Extract<BenchRequest, { role: Role }>

const nothing = () => {}

export function send(request: Request<'send'>, socketOf: SocketOf): Promise<BenchReply> {
  const { s, count, warmup, len, style, credit, window, t } = request
  const [open, from] = [socketOf(s), credit === undefined ? [] : [socketOf(credit)]]
  let started = 0
  const out: Outgoing = {
    socket: sender(open),
    style,
    total: warmup + count,
    message: supply(benchBytes(request), len, window),
    allowed: allowance(from[0] ? receiver(from[0]) : null, window ?? 0),
    sent: 0,
    accepted: sent => {
      if (started === 0 && sent >= warmup) started = now()
    },
  }
  return guard({ t, sends: [open], receives: from, progress: () => `sent ${out.sent} of ${out.total}` }, async () => {
    await pour(out)
    return { count, ns: nanoseconds(started, now()) }
  })
}

export function recv(request: Request<'recv'>, socketOf: SocketOf): Promise<BenchReply> {
  const { ss, count, warmup, style, credit, window, t } = request
  const [opens, to] = [ss.map(socketOf), credit === undefined ? [] : [socketOf(credit)]]
  const total = warmup + count
  const all = meter(request, opens.length)
  const lent = lender(to[0] ? sender(to[0]) : null, window ?? 0, opens.length, total)
  const incoming = opens.map(open => ({
    socket: receiver(open),
    style,
    total,
    inlet: inlet(open.type, request, all),
    meter: all,
    taken: lent.reached,
    called: nothing,
  }))
  const progress = () => `received ${all.received} of ${total * opens.length}`
  return guard({ t, sends: to, receives: opens, progress }, async () => {
    await Promise.all(incoming.map(drain))
    await lent.settled()
    return all.figures()
  })
}

export function both(request: Request<'both'>, socketOf: SocketOf): Promise<BenchReply> {
  const { s, r, count, warmup, len, style, window, t } = request
  const [from, to] = [socketOf(s), socketOf(r)]
  const total = warmup + count
  const all = meter(request, 1)
  let wake: (() => void) | null = null
  const allowed: Allowance = {
    until: window,
    more: () => {
      allowed.until = all.received + window
      if (out.sent < allowed.until) return Promise.resolve()
      return new Promise<void>(resolve => {
        wake = resolve
      }).then(() => void (allowed.until = all.received + window))
    },
  }
  const called = () => {
    if (wake === null || out.sent - all.received > window / 2) return
    wake()
    wake = null
  }
  const message = supply(benchBytes(request), len, window)
  const out: Outgoing = { socket: sender(from), style, total, message, allowed, sent: 0, accepted: nothing }
  const into = { socket: receiver(to), style, total, inlet: inlet(to.type, request, all), meter: all, taken: nothing, called }
  const progress = () => `sent ${out.sent}, received ${all.received} of ${total}`
  return guard({ t, sends: [from], receives: [to], progress }, async () => {
    await Promise.all([pour(out), drain(into)])
    return all.figures()
  })
}
