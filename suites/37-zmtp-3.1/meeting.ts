// How a raw peer and a socket of the subject come together, whoever of the two binds, and what became of them.
//
//   role bind      socket.bind ◄──── wire.dial          role connect   socket.connect ────► wire.listen
//
// Rule: `next` is always a fresh connection to the same socket; a connecting subject gets a fresh door for it, because a
// refused endpoint need not be tried again.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { oneOf } from '../../harness/book/expectation.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'

export const roles = ['bind', 'connect'] as const
export type Role = (typeof roles)[number]

export type Options = Parameters<CaseContext['subject']['open']>[1]

/** Whose rules a case holds the subject to: its own, or the letter of the RFC where it keeps to that on request only (option `strict`). */
export const rules = ['own', 'letter'] as const

/** The options for it; a subject without the option has one set of rules. */
export function optionsOf({ subject, unsupported }: Pick<CaseContext, 'subject' | 'unsupported'>, rule: (typeof rules)[number]): Options {
  if (rule === 'own') return {}
  if (!subject.capabilities.options.includes('strict')) unsupported(`${subject.name} has no option for the letter of the RFCs`)
  return { strict: true }
}

/** Milliseconds for what the letter asks for: who has promised to keep to it is waited for, of others it is not to be expected. */
export const patience = ({ windows }: Pick<CaseContext, 'windows'>, rule: (typeof rules)[number]): number =>
  rule === 'letter' ? windows.deadline : 4 * windows.reaction

export interface Meeting {
  readonly socket: SubjectSocket
  /** A connection on which nothing was said yet. */
  next(): Promise<WirePeer>
}

/** Opens a socket of the subject that binds or connects. */
export async function meet(t: Pick<CaseContext, 'subject' | 'wire'>, type: string, role: Role, options?: Options): Promise<Meeting> {
  const socket = await t.subject.open(type, options)
  if (role === 'bind') {
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    return { socket, next: () => t.wire.dial(endpoint) }
  }
  const next = async () => {
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    return door.accept()
  }
  return { socket, next }
}

/** A connection with a legal peer of this type: the control before and after something is refused. @throws WireMismatch */
export async function control({ next }: Meeting, type: string): Promise<WirePeer> {
  const peer = await next()
  await peer.handshake({ type })
  await peer.barrier()
  return peer
}

/** The ending of a connection that the subject had to close: FIN and RST are both an end. */
export const ended = oneOf('fin', 'rst')

export type Fate = 'served' | 'closed' | 'silent'

/** What became of a connection in traffic: is PING answered, was it closed, or neither? */
export const fateOf = (peer: WirePeer): Promise<Fate> => fate(peer, () => peer.barrier())

/** The same after this peer's READY: no octet of traffic is sent before the subject's READY is there. */
export const fateOfReady = (peer: WirePeer): Promise<Fate> =>
  fate(peer, async () => {
    await peer.command('READY')
    await peer.barrier()
  })

async function fate(peer: WirePeer, proof: () => Promise<unknown>): Promise<Fate> {
  try {
    await proof()
    return 'served'
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    return (await peer.closed(0)) === 'silence' ? 'silent' : 'closed'
  }
}

/** One octet, or none when nothing comes for the silence window. */
export async function oneMore(peer: WirePeer, { silence }: CaseContext['windows']): Promise<Buffer> {
  try {
    return await peer.raw(1, silence)
  } catch (error) {
    if (error instanceof WireMismatch) return Buffer.alloc(0)
    throw error
  }
}
