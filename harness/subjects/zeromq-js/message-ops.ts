// Sending and receiving: one message, or many in a loop that no JSON disturbs.
// Rule: the op's `t` and the socket's own timeout both hold, whichever is shorter; the socket's own is put back.

import { fromFrame, numberedBytes, toReceivedFrame } from '../../control/frames.ts'
import type { Replies, Requests } from '../../control/protocol.ts'
import { factsOf } from '../../control/socket-facts.ts'
import { ShimError } from './error-words.ts'
import type { OpenSocket } from './open-socket.ts'
import type { Attached, Receiving, Sending, ZeromqApi } from './zeromq-api.ts'

// A class without the method cannot; where every class has it (zeromq.js) and it hangs in the wrong direction, the shim refuses.
function receiver({ type, socket, oneWayHangs }: OpenSocket): Receiving {
  const able = 'receive' in socket && (!oneWayHangs || factsOf(type)?.receives)
  if (!able) throw new ShimError('ENOTSUP', `${type} does not receive`)
  return socket as Receiving
}
function sender({ type, socket, oneWayHangs }: OpenSocket): Sending {
  const able = 'send' in socket && (!oneWayHangs || factsOf(type)?.sends)
  if (!able) throw new ShimError('ENOTSUP', `${type} does not send`)
  return socket as Sending
}

const within = (own: number, left: number) => (own < 0 ? left : Math.min(own, left))
const clock = () => performance.now()
const leftUntil = (deadline: number) => Math.max(0, Math.round(deadline - clock()))

/** In turn, with the option `timeout` at what is left of `t`; `work` may change it through the function it is given. */
async function timed<Result>(
  open: OpenSocket,
  way: 'send' | 'receive',
  t: number,
  work: (deadline: number, adjust: (ms?: number) => void) => Promise<Result>,
): Promise<Result> {
  const deadline = clock() + t
  return open.inTurn(way, async () => {
    const property = `${way}Timeout`
    const own = open.socket[property] as number
    const adjust = (ms = leftUntil(deadline)) => {
      open.socket[property] = within(own, ms)
    }
    adjust()
    try {
      return await work(deadline, adjust)
    } finally {
      await open.idle()
      if (!open.socket.closed) open.socket[property] = own
    }
  })
}

/** Not in turn: a socket that lines calls up by itself reads its timeout when it is called. */
async function overlapping<Result>(open: OpenSocket, way: 'send' | 'receive', t: number, op: () => Promise<Result>): Promise<Result> {
  await open.idle()
  const property = `${way}Timeout`
  const own = open.socket[property] as number
  open.socket[property] = within(own, t)
  try {
    return op()
  } finally {
    if (!open.socket.closed) open.socket[property] = own
  }
}

/**
 * One op, tried without waiting before it waits: zeromq.js asks the library only when the socket is ready or the time is over, so
 * EFSM and EHOSTUNREACH, which libzmq reports at once, would come after `t`.
 */
function once<Result>(open: OpenSocket, way: 'send' | 'receive', t: number, op: () => Promise<Result>): Promise<Result> {
  if (open.socket['whenBusy'] === 'queue') return overlapping(open, way, t, op)
  return timed(open, way, t, async (_deadline, adjust) => {
    adjust(0)
    try {
      return await op()
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN' || open.socket.closed || t === 0) throw error
      await open.idle()
      adjust()
      return op()
    }
  })
}

/** What goes with the message, as the class of this type takes it; undefined where it takes nothing. */
function attachmentOf({ type }: OpenSocket, { routing, group }: Pick<Requests['send'], 'routing' | 'group'>): Attached | undefined {
  switch (factsOf(type)?.attached) {
    case 'routing':
      if (routing === undefined) throw new ShimError('EINVAL', `a message of ${type} needs a routing id`)
      return { routingId: routing }
    case 'group':
      if (group === undefined) throw new ShimError('EINVAL', `a message of ${type} needs a group`)
      return { group: fromFrame(group) }
    default:
      if (routing !== undefined || group !== undefined) throw new ShimError('EINVAL', `nothing is attached to a message of ${type}`)
      return undefined
  }
}

/** The frames of a received message, and what came attached. */
function parted(message: readonly (Buffer | Attached)[]): { frames: Buffer[]; attached: Pick<Replies['recv'], 'routing' | 'group'> } {
  const last = message.at(-1)
  if (last instanceof Uint8Array || last === undefined) return { frames: message as Buffer[], attached: {} }
  const { routingId, group } = last
  return {
    frames: message.slice(0, -1) as Buffer[],
    attached: { ...(routingId !== undefined && { routing: routingId }), ...(group && { group: toReceivedFrame(group, true) }) },
  }
}

/** The options of `send` go last, and only where the type has any: zeromq.js counts its arguments. */
const sends = (socket: Sending, attached: Attached | undefined) => (message: Buffer | readonly Buffer[]) =>
  attached === undefined ? socket.send(message) : socket.send(message, attached)

export async function send(open: OpenSocket, request: Requests['send']): Promise<Replies['send']> {
  const { frames, t } = request
  const say = sends(sender(open), attachmentOf(open, request))
  if (frames.length === 0) throw new ShimError('EINVAL', 'a message has at least one frame')
  const message = frames.map(fromFrame)
  await once(open, 'send', t, () => say(message))
  return {}
}

export async function recv(
  open: OpenSocket,
  { t, full, meta }: Requests['recv'],
  metadata: ZeromqApi['metadata'],
): Promise<Replies['recv']> {
  const socket = receiver(open)
  const message = parted(await once(open, 'receive', t, () => socket.receive()))
  const frames = message.frames.map(frame => toReceivedFrame(frame, full === true))
  if (meta === undefined || meta === false) return { frames, ...message.attached }
  const found = metadata?.(message.frames) ?? null
  return { frames, ...message.attached, meta: found && Object.fromEntries(found) }
}

/** Messages between two looks at the clock. */
const stride = 32

/** Runs `step` up to `count` times until `t` is over; what was done by then counts. */
async function loop(
  open: OpenSocket,
  way: 'send' | 'receive',
  { count, t }: { readonly count: number; readonly t: number },
  step: (index: number) => Promise<void>,
): Promise<{ count: number; ms: number }> {
  return timed(open, way, t, async (deadline, adjust) => {
    const started = clock()
    let done = 0
    let adjusted = started
    try {
      for (; done < count; done++) {
        if (done % stride === 0) {
          const now = clock()
          if (now > deadline) break
          if (now - adjusted > 20) {
            adjust()
            adjusted = now
          }
        }
        await step(done)
      }
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN' || open.socket.closed) throw error
    }
    return { count: done, ms: clock() - started }
  })
}

export async function sendmany(open: OpenSocket, request: Requests['sendmany']): Promise<Replies['sendmany']> {
  const say = sends(sender(open), attachmentOf(open, request))
  return loop(open, 'send', request, index => say(numberedBytes(request.seed, index, request.len)))
}

export async function recvmany(open: OpenSocket, request: Requests['recvmany']): Promise<Replies['recvmany']> {
  const socket = receiver(open)
  let mismatch: number | null = null
  const result = await loop(open, 'receive', request, async index => {
    const message = parted(await socket.receive()).frames
    // Envelope frames come first; the body is what was generated.
    if (mismatch === null && !numberedBytes(request.seed, index, request.len).equals(message.at(-1)!)) mismatch = index
  })
  return { ...result, mismatch }
}
