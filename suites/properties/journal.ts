// The record of a run: what each socket sent and received, as the checkers of harness/verdict/history read it.
//
//   send ──► sent, or refused with its word          recv, stand ──► received          judge ──► the first fault ends the run
//
// Rule: a send is recorded when it is asked for, so that nothing is received before it was sent.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { SubjectBroken, SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import {
  type Checker,
  type HistoryEvent,
  judgeHistory,
  type StampedMessage,
  stamped,
  stampText,
} from '../../harness/verdict/history/event.ts'

export interface Actor {
  /** Unique in the run: `A`, and `peer-A` for a socket of the peer. */
  readonly name: string
  readonly socket: SubjectSocket
}

type Frame = Uint8Array | string
const octets = (frames: readonly Frame[]) => frames.map(frame => (typeof frame === 'string' ? Buffer.from(frame) : frame))

export interface SendOptions {
  /** Frames before the stamp: a topic, a delimiter, part of the body. */
  readonly before?: readonly Frame[]
  readonly after?: readonly Frame[]
  /** A routing id, which the record leaves out. */
  readonly to?: Uint8Array
  readonly t?: number
}

/** A standing receiver asks again after this many milliseconds. */
const standing = 2000

export class Journal {
  readonly events: HistoryEvent[] = []
  /** Milliseconds to wait for what must come. */
  readonly patience: number
  readonly #t: CaseContext
  readonly #counts = new Map<string, number>()
  readonly #waiting = new Set<() => void>()
  #received = 0
  #over = false

  constructor(t: CaseContext, patience: number) {
    this.#t = t
    this.patience = patience
  }

  /** Messages received so far by all sockets. */
  get received(): number {
    return this.#received
  }

  note(event: HistoryEvent): void {
    this.events.push(event)
    if (event.kind !== 'received') return
    this.#received += 1
    for (const wake of [...this.#waiting]) wake()
  }

  /** Sends the next stamped message of `actor`. Resolves with `sent` or the word of the refusal. @throws SubjectBroken */
  async send({ name, socket }: Actor, { before = [], after = [], to, t = this.patience }: SendOptions = {}): Promise<string> {
    const number = this.#counts.get(name) ?? 0
    this.#counts.set(name, number + 1)
    const message = stamped(octets([...before, stampText({ from: name, number }), ...after]))
    const index = this.events.push({ kind: 'sent', at: name, message }) - 1
    try {
      await socket.send(to === undefined ? message.frames : [to, ...message.frames], t)
      return 'sent'
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error
      this.events[index] = { kind: 'refused', at: name, op: 'send', word: error.err }
      return error.err
    }
  }

  /** Receives; `strip` frames that the pattern put before the message stay out of the record. Resolves with the message or the word of the refusal. */
  async recv({ name, socket }: Actor, t = this.patience, strip = 0): Promise<StampedMessage | string> {
    try {
      const message = stamped((await socket.recv(t)).slice(strip))
      this.note({ kind: 'received', at: name, message })
      return message
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error
      this.events.push({ kind: 'refused', at: name, op: 'receive', word: error.err })
      return error.err
    }
  }

  /** Receives up to `count` messages, and fails the run when one does not come. */
  async take(actor: Actor, count: number, strip = 0): Promise<void> {
    for (let taken = 0; taken < count; taken++) {
      const got = await this.recv(actor, undefined, strip)
      if (typeof got === 'string') this.#t.fail(`${actor.name} received ${taken} of ${count} messages, then ${got}`)
    }
  }

  /** Receives whatever comes until the run is over; `answer` is called with each message. */
  stand(actor: Actor, answer?: (message: StampedMessage) => Promise<unknown>): void {
    const loop = async () => {
      while (!this.#over) {
        try {
          const message = stamped(await actor.socket.recv(standing))
          if (this.#over) return
          this.note({ kind: 'received', at: actor.name, message })
          await answer?.(message)
        } catch (error) {
          if (error instanceof SubjectBroken || (error instanceof SubjectError && error.err !== 'EAGAIN')) return
          if (!(error instanceof SubjectError)) throw error
        }
      }
    }
    void loop()
  }

  /** Whether `total` messages have been received within `ms`. */
  arrived(total: number, ms: number): Promise<boolean> {
    if (this.#received >= total) return Promise.resolve(true)
    return new Promise(resolve => {
      const end = (done: boolean) => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(done)
      }
      const look = () => this.#received >= total && end(true)
      const timer = setTimeout(() => end(false), ms)
      this.#waiting.add(look)
    })
  }

  /** Ends the run as failed with the first fault that a checker finds. */
  judge(...checkers: readonly Checker[]): void {
    const fault = judgeHistory(this.events, checkers)
    if (fault !== null) this.#t.fail(`${fault.rule}: ${fault.text}`)
    this.#t.check('the history', 'in order', 'in order')
  }

  /** No standing receiver asks again. */
  close(): void {
    this.#over = true
  }
}
