// The ZAP handler of a shim (RFC 27): it does what its rules say, right or wrong, and writes down what it was asked.
//
//   question ──► first rule that fits ──► reply, several, or a wrong one        no rule, or `hold`: kept until there are other rules
//
// Rule: a handler decides nothing. "Slow" and "dead" are questions that are held: no clock is involved.

import { fromFrame, toFrame } from '../../control/frames.ts'
import type { FrameJson, Replies, Requests, ZapReplyFrame, ZapRule } from '../../control/protocol.ts'
import { ShimError } from './error-words.ts'
import type { Receiving, Sending, ZeromqApi } from './zeromq-api.ts'

const endpoint = 'inproc://zeromq.zap.01'

type Handler = Receiving & Sending & AsyncIterable<Buffer[]>

/** A question: how to send something back, and its frames from the version on. */
interface Question {
  readonly envelope: readonly Buffer[]
  readonly frames: readonly Buffer[]
}

export interface ZapHandler {
  /** Binds if need be and goes by these rules from now on; null: closes. */
  rule(request: Requests['zap']): Promise<void>
  /** Resolves when there were `n` questions. @throws ShimError EAGAIN after `t` ms */
  asked(request: Requests['asked']): Promise<Replies['asked']>
  /** Forgets everything. True when there was a handler: its name may be taken a little longer. */
  reset(): boolean
}

/** `context` gives the one that servers are opened in. */
export function zapHandler(zmq: ZeromqApi, context: () => object): ZapHandler {
  let socket: Handler | null = null
  let type: 'REP' | 'ROUTER' = 'ROUTER'
  let rules: readonly ZapRule[] = []
  let held: Question[] = []
  let questions: FrameJson[][] = []
  const waiting = new Set<() => void>()

  async function answer(question: Question): Promise<void> {
    const rule = rules.find(one => fits(one, question.frames))
    if (rule === undefined || rule.hold === true) {
      held.push(question)
      return
    }
    const frames = replyFrames(rule, question.frames[1] ?? Buffer.alloc(0))
    // REP sends one reply, and puts the delimiter in front itself.
    const times = type === 'REP' ? 1 : (rule.times ?? 1)
    for (let time = 0; time < times; time++) await socket?.send([...question.envelope, ...(type === 'REP' ? frames.slice(1) : frames)])
  }

  async function serve(own: Handler): Promise<void> {
    for await (const message of own) {
      const envelope = type === 'ROUTER' ? message.slice(0, 1) : []
      const seen = message.slice(envelope.length)
      questions.push(seen.map(toFrame))
      await answer({ envelope, frames: type === 'ROUTER' ? seen.slice(1) : seen })
      for (const wake of [...waiting]) wake()
    }
  }

  function close(): boolean {
    const had = socket !== null
    socket?.close()
    socket = null
    held = []
    return had
  }

  return {
    rule: async request => {
      if (request.rules === null) {
        close()
        return
      }
      rules = request.rules
      if (socket === null) {
        type = request.as ?? 'ROUTER'
        const made = new zmq[type === 'REP' ? 'Reply' : 'Router']({ context: context(), linger: 0 }) as Handler
        await made.bind(endpoint)
        socket = made
        void serve(made)
        return
      }
      for (const question of held.splice(0)) await answer(question)
    },
    asked: ({ n, t }) => {
      const result = () => ({ questions })
      if (questions.length >= n) return Promise.resolve(result())
      return new Promise((resolve, reject) => {
        const end = (act: () => void) => {
          clearTimeout(timer)
          waiting.delete(look)
          act()
        }
        const look = () => {
          if (questions.length >= n) end(() => resolve(result()))
        }
        const timer = setTimeout(() => end(() => reject(new ShimError('EAGAIN', `${questions.length} of ${n} questions`))), t)
        waiting.add(look)
      })
    },
    reset: () => {
      rules = []
      questions = []
      return close()
    },
  }
}

/** Frames from the version on: id, domain, address, identity, mechanism, credentials. */
function fits({ domain, address, identity, mechanism, credentials }: ZapRule, frames: readonly Buffer[]): boolean {
  const text = (wanted: string | undefined, at: number) => wanted === undefined || frames[at]?.toString('latin1') === wanted
  const octets = (wanted: FrameJson | undefined, frame: Buffer | undefined) =>
    wanted === undefined || frame?.equals(fromFrame(wanted)) === true
  const shown = frames.slice(6)
  const showed =
    credentials === undefined || (shown.length === credentials.length && credentials.every((one, at) => octets(one, shown[at])))
  return text(domain, 2) && text(address, 3) && octets(identity, frames[4]) && text(mechanism, 5) && showed
}

/** The reply with its delimiter. */
function replyFrames({ frames, status = '200', text = '', user_id = '', metadata }: ZapRule, id: Buffer): Buffer[] {
  const bytes = (frame: ZapReplyFrame): Buffer => ('echo' in frame ? id : fromFrame(frame))
  if (frames !== undefined) return frames.map(bytes)
  const end = metadata === undefined ? Buffer.alloc(0) : fromFrame(metadata)
  return [Buffer.alloc(0), Buffer.from('1.0'), id, Buffer.from(status), Buffer.from(text), Buffer.from(user_id), end]
}
