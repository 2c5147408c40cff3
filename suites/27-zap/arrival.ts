// A raw peer before a server of the subject that asks its ZAP handler about everybody (27/ZAP, "Architecture").
//
//   NULL    READY ──►                 the question          ◄── READY
//   PLAIN   HELLO ──►                 the question          ◄── WELCOME   INITIATE ──►   ◄── READY
//
// Rule: `knock` goes as far as the question; nothing is said after it before the answer is there.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { satisfying } from '../../harness/book/expectation.ts'
import type { ZapRule } from '../../harness/control/protocol.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { type WireFrame, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { type Octets, readyAs } from '../../harness/wire/octets.ts'
import { hello, initiateAs } from '../24-plain/arrival.ts'
import { type Meeting, meet, type Options, type Role } from '../37-zmtp-3.1/meeting.ts'

/** The options of a server under each mechanism that a raw peer can speak. */
export const guards = {
  NULL: { zap_domain: 'book' },
  PLAIN: { plain_server: true, zap_domain: 'book' },
} as const
export const mechanisms = ['NULL', 'PLAIN'] as const satisfies readonly (keyof typeof guards)[]
export type Guard = keyof typeof guards

export const needs = { sockets: ['PULL'], options: ['zap_domain', 'plain_server'], ops: ['zap', 'asked'] } as const
/** Where a handler is bound. */
export const zapEndpoint = 'inproc://zeromq.zap.01'

type Stage = Pick<CaseContext, 'subject' | 'wire'>

interface Server {
  readonly rules?: readonly ZapRule[]
  readonly as?: 'REP' | 'ROUTER'
  readonly role?: Role
  readonly type?: string
  readonly options?: Options
}

/** A socket of the subject, PULL by default, that is a server, and its handler, which lets everybody in by default. */
export async function serve(t: Stage, guard: Guard, { rules = [{}], as, role = 'bind', type = 'PULL', options = {} }: Server = {}) {
  await t.subject.zap(rules, as)
  return meet(t, type, role, { ...guards[guard], ...options })
}

interface Visitor {
  /** Socket-Type of the raw peer. */
  readonly type?: string
  readonly user?: Octets
  readonly password?: Octets
}

/** A fresh connection, up to where the server asks. */
export async function knock(
  { next }: Pick<Meeting, 'next'>,
  guard: Guard,
  { type = 'PUSH', user, password }: Visitor = {},
): Promise<WirePeer> {
  const peer = await next()
  await peer.greet({ mechanism: guard })
  await peer.send(guard === 'NULL' ? readyAs(type) : hello(user, password))
  return peer
}

/** Who has knocked comes in: the READY of the server. @throws WireMismatch */
export async function enter(peer: WirePeer, guard: Guard, type = 'PUSH'): Promise<WireFrame> {
  if (guard === 'PLAIN') {
    await peer.command('WELCOME')
    await peer.send(initiateAs(type))
  }
  return peer.command('READY')
}

/** The control before and after somebody is refused: a peer that is let in. @throws WireMismatch */
export async function visit(meeting: Pick<Meeting, 'next'>, guard: Guard, visitor: Visitor = {}): Promise<WirePeer> {
  const peer = await knock(meeting, guard, visitor)
  await enter(peer, guard, visitor.type)
  return peer
}

const spell = ({ name, data, body }: WireFrame): string => {
  if (name !== 'ERROR') return name ?? `<${body.toString('hex')}>`
  return data.length > 0 && data[0] === data.length - 1 ? `ERROR ${data.subarray(1).toString('latin1')}` : `ERROR <${data.toString('hex')}>`
}

/** What a peer that has knocked is told: a command's name, ERROR with its reason, `closed` or `silent`. */
export async function answerTo(peer: WirePeer, within?: number): Promise<string> {
  try {
    return spell(await peer.frame(within))
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    return (await peer.closed(0)) === 'silence' ? 'silent' : 'closed'
  }
}

const letIn: readonly string[] = ['WELCOME', 'READY']

/** Somebody is not let in: ERROR, in whatever words, or a closed connection. Which of them is right is for 24 and status.spec.ts to say. */
export const refusal = satisfying('ERROR or closed', (answer: string) => answer !== 'silent' && !letIn.includes(answer))

/** What the handler was asked so far; none when nothing was asked within `t` ms. */
export async function questions({ subject }: Pick<CaseContext, 'subject'>, n: number, t?: number): Promise<readonly (readonly Buffer[])[]> {
  try {
    return await subject.asked(n, t)
  } catch (error) {
    if (error instanceof SubjectError && error.err === 'EAGAIN') return []
    throw error
  }
}

/** The frames of a question, as a ROUTER shows them, by name. */
export const fieldsOf = ([delimiter, version, id, domain, address, identity, mechanism, ...credentials]: readonly Buffer[]) => ({
  delimiter,
  version,
  id,
  domain,
  address,
  identity,
  mechanism,
  credentials,
})
