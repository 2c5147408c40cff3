// Two sockets, each of its own type, that have been introduced: one is bound, the other connects.
//
//   over tcp and ipc   connecter ──► recording relay ──► binder          over inproc   both of one subject
//
// Rule: a connecting side makes one attempt where it can be told so; a refused pair shall be refused once.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { Proxy as FrameProxy } from '../../harness/proxy/contract.ts'
import { type Subject, SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import { admit, type Security, securities } from './secured.ts'
import { routingIds, type SocketType } from './talk.ts'

export interface Introduced {
  readonly mine: SubjectSocket
  readonly theirs: SubjectSocket
  readonly binder: SubjectSocket
  readonly connecter: SubjectSocket
}

export interface Roles {
  readonly subject: SocketType
  readonly partner: SocketType
  readonly binder: 'subject' | 'partner'
}

type Role = 'binder' | 'connecter'

type Stage = Pick<CaseContext, 'unsupported'>

async function open(t: Stage, subject: Subject, type: SocketType, role: Role, both: boolean, security: Security): Promise<SubjectSocket> {
  const { sockets, ops } = subject.capabilities
  if (!sockets.includes(type)) t.unsupported(`${subject.name} does not declare sockets ${type}`)
  if (type === 'DISH' && !ops.includes('join')) t.unsupported(`${subject.name} does not declare ops join`)
  const once = role === 'connecter' && subject.capabilities.options.includes('reconnect_ivl') ? { reconnect_ivl: -1 } : {}
  const id = both ? { routing_id: Buffer.from(routingIds[role]) } : {}
  return subject.open(type, { ...once, ...id, ...securities[security][role === 'binder' ? 'server' : 'client'] })
}

/** Opens the two sockets; two ROUTERs get ids of their own. Who binds is the server. */
export async function introduce(t: Stage, subject: Subject, peer: Subject, roles: Roles, security: Security = 'NULL'): Promise<Introduced> {
  const routers = roles.subject === 'ROUTER' && roles.partner === 'ROUTER'
  const bound = roles.binder === 'subject'
  await admit(bound ? subject : peer, security)
  const mine = await open(t, subject, roles.subject, bound ? 'binder' : 'connecter', routers, security)
  const theirs = await open(t, peer, roles.partner, bound ? 'connecter' : 'binder', routers, security)
  return bound ? { mine, theirs, binder: mine, connecter: theirs } : { mine, theirs, binder: theirs, connecter: mine }
}

/** PEERs can only talk when the one that connects is told how it names the other. */
export function checkNaming(t: Pick<CaseContext, 'unsupported' | 'subject' | 'peer'> & { readonly axes: Roles }): void {
  const connecting = t.axes.binder === 'subject' ? t.peer : t.subject
  if (t.axes.subject === 'PEER' && !connecting.capabilities.ops.includes('connect_peer'))
    t.unsupported(`${connecting.name} does not declare ops connect_peer`)
}

/** ROUTER names the peer it connects to, and PEER is told how it is named, where they can: otherwise they could not speak first. The latter, or 0. */
export async function connect({ connecter }: Pick<Introduced, 'connecter'>, endpoint: string): Promise<number> {
  if (connecter.type === 'PEER' && connecter.subject.capabilities.ops.includes('connect_peer')) return connecter.connectPeer(endpoint)
  const naming = connecter.type === 'ROUTER' && connecter.subject.capabilities.options.includes('connect_routing_id')
  await connecter.connect(endpoint, naming ? Buffer.from(routingIds.binder) : undefined)
  return 0
}

const wildcards = { tcp: 'tcp://127.0.0.1:*', ipc: 'ipc://*' } as const

/** A relay before the bound socket, for the connecting one. */
export const relayTo = async (
  t: Pick<CaseContext, 'proxy'>,
  binder: SubjectSocket,
  transport: keyof typeof wildcards,
): Promise<FrameProxy> => t.proxy(await binder.bind(wildcards[transport]))

/** What a type may say before it was spoken to, in a form that as many types as possible would take for a message. */
const openings: Readonly<Record<SocketType, readonly string[] | null>> = {
  PAIR: ['', 'stray'],
  PUB: ['', 'stray'],
  SUB: null,
  REQ: ['stray'],
  REP: null,
  DEALER: ['', 'stray'],
  ROUTER: [routingIds.binder, '', 'stray'],
  PULL: null,
  PUSH: ['', 'stray'],
  XPUB: ['', 'stray'],
  XSUB: ['', 'stray'],
  SERVER: null,
  CLIENT: ['stray'],
  RADIO: ['stray'],
  DISH: null,
  GATHER: null,
  SCATTER: ['stray'],
  PEER: null,
  CHANNEL: ['stray'],
}

const deaf: readonly string[] = ['PUSH', 'PUB', 'SCATTER', 'RADIO'] satisfies readonly SocketType[]

const refusals: readonly string[] = ['EAGAIN', 'EFSM', 'EHOSTUNREACH']

const unlessRefused = (error: unknown): null => {
  if (error instanceof SubjectError && refusals.includes(error.err)) return null
  throw error
}

/** Says something without waiting; that it cannot be sent is in order. */
export async function speak(socket: SubjectSocket): Promise<void> {
  const frames = openings[socket.type as SocketType]
  if (frames === null) return
  await (socket.type === 'RADIO' ? socket.sendGroup('', frames, 0) : socket.send(frames, 0)).catch(unlessRefused)
}

/** The next message within `t` ms, or null; null also of a type that does not receive. */
export async function listen(socket: SubjectSocket, t: number): Promise<Buffer[] | null> {
  if (deaf.includes(socket.type)) return null
  return socket.recv(t).catch(unlessRefused)
}
