// The harness's end of zshim/1: sends requests, matches replies, keeps deadlines.
//   t + 250 ms: late, noted      t + 2 s: hang, the shim is ended
// Rule: what the subject refuses is a SubjectError; what the shim breaks is a SubjectBroken. After any break but
// `capability` this client is done.

import { randomBytes } from 'node:crypto'
import manifest from '../../package.json' with { type: 'json' }
import { SubjectBroken, SubjectError } from '../subjects/subject.ts'
import { type CallResult, callQueue, shorten } from './call-queue.ts'
import { brokenPromise, isOffered } from './capability-rule.ts'
import type { Channel, OpenChannel } from './channel.ts'
import type { Failure, MonitorLine, Op, Replies, Requests } from './protocol.ts'
import { eventFault, replyFault, requestFault } from './validator.ts'

/** Milliseconds: until hello; tolerated beyond `t`; until it counts as hung; allowed to ops without `t`; from bye to force. */
export const deadlines = { start: 10_000, late: 250, hang: 2000, withoutT: 3000, stop: 1000 } as const

export interface ClientOptions {
  /** How messages call the subject. */
  readonly label: string
  readonly seed: number
  /** Multiplies the tolerances, never `t` itself. Default 1. */
  readonly timeScale?: number
  readonly onEvent?: (event: MonitorLine) => void
  /** An answer came after t + 250 ms; `over` is milliseconds after t. */
  readonly onLate?: (op: Op, over: number) => void
}

export interface Client {
  readonly hello: Replies['hello']
  /** Why this client is of no more use, or null. */
  readonly broken: SubjectBroken | null
  /** Whether a caller was told of `broken`; a shim may also break while nobody asks it anything. */
  readonly told: boolean
  readonly stderr: string
  /** @throws SubjectError when refused or not offered; SubjectBroken; TypeError for a request that the schema forbids */
  call<Name extends Op>(op: Name, fields: Requests[Name]): Promise<Replies[Name]>
  /** `bye`, end of input, then force. Resolves when nothing is left of it. */
  stop(): Promise<void>
}

const stderrTail = (text: string) => (text.trim() === '' ? '' : `\nits standard error ended:\n${text.trimEnd().slice(-2000)}`)

/** Opens a channel, shakes hands, and makes sure that an op nobody knows is refused. @throws SubjectBroken */
export async function connectClient(open: OpenChannel, options: ClientOptions): Promise<Client> {
  const scale = options.timeScale ?? 1
  const types = new Map<string, string>()
  let broken: SubjectBroken | null = null
  let hello: Replies['hello'] | null = null
  let told = false
  let stopping = false
  let channel: Channel | null = null

  function breakWith(kind: SubjectBroken['kind'], message: string): SubjectBroken {
    if (broken) return broken
    broken = new SubjectBroken(hello || kind === 'protocol' ? kind : 'start', `${options.label}: ${message}`)
    told = calls.fail(broken) > 0
    if (!stopping) channel?.destroy()
    return broken
  }

  const calls = callQueue(
    request => channel!.send(request),
    (call, limit) => breakWith('hang', `no answer to ${call} within ${Math.round(limit)} ms; it was ended${stderrTail(channel!.stderr)}`),
  )

  const sink = {
    message: (value: unknown) => {
      if (broken) return
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        breakWith('protocol', `a line that is no object: ${shorten(JSON.stringify(value))}`)
      } else if ('ev' in value) {
        const fault = eventFault(value)
        if (fault) breakWith('protocol', `invalid event ${shorten(JSON.stringify(value))}: ${fault}`)
        else options.onEvent?.(value as unknown as MonitorLine)
      } else if (!calls.settle(value as CallResult)) {
        breakWith('protocol', `a reply to no open request: ${shorten(JSON.stringify(value))}`)
      }
    },
    garbage: (line: string) => void breakWith('protocol', `a line that is no JSON: ${JSON.stringify(shorten(line))}`),
    closed: (why: string) => {
      const during = calls.inFlight()
      breakWith('crash', `it ${why}${during ? ` during ${during}` : ''}${stderrTail(channel?.stderr ?? '')}`)
    },
  }

  async function call<Name extends Op>(op: Name, fields: Requests[Name]): Promise<Replies[Name]> {
    const fault = requestFault(op, { id: 0, op, ...fields })
    if (fault) throw new TypeError(`invalid request ${op}: ${fault}`)
    if (broken) {
      told = true
      throw broken
    }
    if (hello && !isOffered(hello.caps, op)) throw new SubjectError('ENOSYS', op, 'not offered by this subject')
    const record = fields as Readonly<Record<string, unknown>>
    // With one request at a time the reset waits its turn; otherwise what was not sent is void.
    if (op === 'reset') calls.dropWaiting(lost => new SubjectError('ECLOSED', lost, 'reset before it was sent'))
    const t = typeof record['t'] === 'number' ? record['t'] : deadlines.withoutT
    const limit = op === 'hello' ? deadlines.start * scale : t + deadlines.hang * scale
    const reply = await calls.push({ op, fields, limit }, op === 'reset')
    if (op !== 'hello' && reply.took > t + deadlines.late * scale) options.onLate?.(op, Math.round(reply.took - t))
    const wrong = replyFault(op, reply)
    if (wrong) {
      breakWith('protocol', `invalid reply to ${op}: ${wrong}: ${shorten(JSON.stringify(reply))}`)
      told = true
      throw broken!
    }
    if (reply['ok'] === false) throw refusal(op, record, reply as unknown as Failure)
    if (op === 'open') types.set(String(record['s']), String(record['type']))
    if (op === 'reset') types.clear()
    const { id: _id, ok: _ok, took: _took, ...answer } = reply
    return answer as unknown as Replies[Name]
  }

  function refusal(op: Op, request: Readonly<Record<string, unknown>>, { err, msg, native }: Failure): Error {
    const promise = hello ? brokenPromise(hello.caps, op, request, types.get(String(request['s'])) ?? '', err) : null
    return promise
      ? new SubjectBroken(
          'capability',
          `${options.label}: ${promise} is declared in hello, but ${op} answers ${err} (${msg ?? native ?? 'no message'})`,
        )
      : new SubjectError(err, op, msg ?? '', native)
  }

  async function greet(): Promise<Replies['hello']> {
    const answer = await call('hello', { protocol: 1, suite: manifest.version, seed: options.seed })
    const unknown = `x-${randomBytes(4).toString('hex')}`
    const reply = await calls.push({ op: unknown, fields: {}, limit: deadlines.withoutT + deadlines.hang * scale })
    if (reply['ok'] !== false || reply['err'] !== 'ENOSYS') {
      throw breakWith('protocol', `the op ${unknown}, which nobody knows, must be answered ENOSYS, not ${shorten(JSON.stringify(reply))}`)
    }
    calls.setLimit(answer.caps.concurrency)
    return answer
  }

  async function stop(): Promise<void> {
    if (!channel) return
    if (!broken && !stopping) {
      stopping = true
      const timeout = AbortSignal.timeout(deadlines.stop * scale)
      await Promise.race([
        call('bye', {}).catch(() => {}),
        channel.gone,
        new Promise(resolve => timeout.addEventListener('abort', resolve)),
      ])
    }
    stopping = true
    channel.end()
    const force = setTimeout(() => channel?.destroy(), deadlines.stop * scale)
    await channel.gone
    clearTimeout(force)
  }

  const giveUp = new AbortController()
  const started = setTimeout(() => {
    // A channel that is not open yet says itself what it waited for.
    if (channel === null) giveUp.abort(new Error('too late'))
    else breakWith('start', `no hello within ${deadlines.start * scale} ms${stderrTail(channel.stderr)}`)
  }, deadlines.start * scale)
  try {
    channel = await open(sink, giveUp.signal)
    hello = await greet()
  } catch (error) {
    channel?.destroy()
    await channel?.gone
    throw broken ?? new SubjectBroken('start', `${options.label}: ${(error as Error).message}`)
  } finally {
    clearTimeout(started)
  }

  return {
    hello,
    call,
    stop,
    get broken() {
      return broken
    },
    get told() {
      return told
    },
    get stderr() {
      return channel?.stderr ?? ''
    },
  }
}
