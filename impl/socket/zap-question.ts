// One question to the ZAP handler of this context (RFC 27): a connection of its own, for one request and one reply.
//
//   link ──ask──► Question ══ inproc pair ══► handler's socket (REP or ROUTER, bound to inproc://zeromq.zap.01)
//
// Rule: the first reply counts. With its connection goes everything a question left behind: an unread request is taken back, a late or
// second reply finds nobody, and no reply can ever meet another question.

import { ZmtpError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import { decodeZapReply, encodeZapRequest, ZAP_ENDPOINT, type ZapReply, type ZapRequest } from '../wire/zap.ts'
import type { EngineContext } from './engine-context.ts'
import type { EngineHost } from './engine-host.ts'
import { InprocConnection } from './inproc-pair.ts'
import { defaultOptions, type Options } from './options.ts'
import { type Carrier, SocketPipe } from './pipe.ts'

/** `absent`: nobody is bound there. `gone`: the handler went away before it replied. */
export type ZapAnswer =
  | { readonly kind: 'reply'; readonly reply: ZapReply }
  | { readonly kind: 'malformed'; readonly error: ZmtpError }
  | { readonly kind: 'absent' }
  | { readonly kind: 'gone' }

/** As in libzmq, where each question has its own pipe: nothing has to be told apart. */
const requestId = Uint8Array.of(0x31)
const options: Options = { ...defaultOptions, sendHighWaterMark: 0, receiveHighWaterMark: 0 }

class Question implements EngineHost {
  readonly type = 'DEALER'
  readonly sharedFrames = null
  readonly closed = false
  readonly options = options
  readonly context: EngineContext
  readonly #connection: InprocConnection
  readonly #answer: (answer: ZapAnswer) => void
  #pipe: SocketPipe | null = null
  #open = true

  constructor(context: EngineContext, answer: (answer: ZapAnswer) => void) {
    this.context = context
    this.#answer = answer
    this.#connection = new InprocConnection(this, ZAP_ENDPOINT, null, () => {})
  }

  ask(handler: EngineHost, request: Omit<ZapRequest, 'id'>): void {
    this.#connection.join(handler)
    this.#pipe?.write(encodeZapRequest({ ...request, id: requestId }))
  }

  cancel(): void {
    if (!this.#open) return
    this.#open = false
    this.#connection.withdraw()
  }

  createPipe(carrier: Carrier): SocketPipe {
    this.#pipe = new SocketPipe(this, carrier, null, false)
    return this.#pipe
  }

  pipeReadable(pipe: SocketPipe): void {
    const message = pipe.shift()
    if (message !== undefined) this.#settle(read(message))
  }

  endPipe(pipe: SocketPipe): void {
    pipe.end(false)
    this.#settle({ kind: 'gone' })
  }

  emit(): void {}
  attach(): void {}
  connected(): void {}
  disconnected(): void {}
  leaving(): void {}
  subscription(): void {}
  lingered(): void {}
  pipeWritable(): void {}

  // Later, because it is called from within what the handler's socket is doing.
  #settle(answer: ZapAnswer): void {
    if (!this.#open) return
    this.#open = false
    process.nextTick(() => {
      this.#connection.withdraw()
      this.#answer(answer)
    })
  }
}

/** Asks; `answer` follows later, once, unless the returned function was called before: it takes the question back. */
export function askZap(context: EngineContext, request: Omit<ZapRequest, 'id'>, answer: (answer: ZapAnswer) => void): () => void {
  let wanted = true
  const reply = (what: ZapAnswer): void => {
    if (wanted) answer(what)
  }
  const handler = context.inproc.find(ZAP_ENDPOINT)
  let question: Question | null = null
  if (handler === undefined) process.nextTick(reply, { kind: 'absent' })
  else if (handler.type !== 'REP' && handler.type !== 'ROUTER') {
    const error = new ZmtpError(
      'ERR_ZAP_UNSPECIFIED',
      '27 socket types',
      `a ${handler.type} cannot be a ZAP handler; bind a REP or a ROUTER`,
      'local',
    )
    process.nextTick(reply, { kind: 'malformed', error })
  } else {
    question = new Question(context, reply)
    question.ask(handler, request)
  }
  return () => {
    wanted = false
    question?.cancel()
  }
}

function read(message: Message): ZapAnswer {
  try {
    return { kind: 'reply', reply: decodeZapReply(message, requestId) }
  } catch (fault) {
    if (!(fault instanceof ZmtpError)) throw fault
    return { kind: 'malformed', error: fault }
  }
}
