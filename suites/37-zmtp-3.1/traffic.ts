// Messages between a raw peer and a socket of any type: who the partner is, what it must say first, and how a message comes out.
//
//   raw PUSH ──► PULL   raw PUB ──► SUB, XSUB   raw DEALER ──► ROUTER [id, …]   raw DEALER ──► DEALER   raw PAIR ──► PAIR
//
// Rule: when a way is handed out, the subject has seen its peer: the next message is not lost.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message, subscribe } from '../../harness/wire/octets.ts'
import { control, type Meeting, meet, type Role } from './meeting.ts'

type Stage = Pick<CaseContext, 'subject' | 'wire' | 'windows'>

/** For each socket type, a type that it must accept as a peer. */
export const partners = {
  PAIR: 'PAIR',
  PUB: 'SUB',
  SUB: 'PUB',
  XPUB: 'SUB',
  XSUB: 'PUB',
  REQ: 'REP',
  REP: 'REQ',
  DEALER: 'ROUTER',
  ROUTER: 'DEALER',
  PUSH: 'PULL',
  PULL: 'PUSH',
} as const

/** Types that receive from a raw peer that needs no reply and no turn, with the type of that peer. */
const receivers = { PULL: 'PUSH', SUB: 'PUB', XSUB: 'PUB', ROUTER: 'DEALER', DEALER: 'DEALER', PAIR: 'PAIR' } as const
export type Receiver = keyof typeof receivers
export const receiverTypes = Object.keys(receivers) as readonly Receiver[]

export interface Receiving extends Meeting {
  /** The Socket-Type that a raw peer must claim. */
  readonly partner: string
  /** A fresh connection after its handshake. */
  peer(): Promise<WirePeer>
  /** The frames of the next message, as the raw peer sent them. */
  recv(t?: number): Promise<Buffer[]>
}

/** A socket of the subject that takes messages from raw peers. */
export async function receiving(t: Stage, type: Receiver, role: Role, options?: Parameters<typeof meet>[3]): Promise<Receiving> {
  const meeting = await meet(t, type, role, options)
  if (type === 'SUB') await meeting.socket.subscribe('')
  const skip = type === 'ROUTER' ? 1 : 0
  return {
    ...meeting,
    partner: receivers[type],
    peer: () => control(meeting, receivers[type]),
    recv: async within => (await meeting.socket.recv(within)).slice(skip),
  }
}

const senders = { PUSH: 'PULL', DEALER: 'DEALER', PAIR: 'PAIR', ROUTER: 'DEALER', PUB: 'SUB', XPUB: 'SUB' } as const
export type Sender = keyof typeof senders
export const senderTypes = Object.keys(senders) as readonly Sender[]

export interface Sending extends Meeting {
  readonly peer: WirePeer
  /** Sends frames to the raw peer. */
  send(frames: readonly (Uint8Array | string)[]): Promise<void>
}

/** A socket of the subject and a raw peer that gets what it sends; a PUB's and XPUB's peer has subscribed to everything. */
export async function sending(t: Stage, type: Sender, role: Role): Promise<Sending> {
  const meeting = await meet(t, type, role)
  const peer = await meeting.next()
  await peer.handshake(type === 'ROUTER' ? { type: senders[type], identity: 'raw' } : { type: senders[type] })
  const { socket } = meeting
  if (type === 'ROUTER') {
    await peer.send(message('here'))
    await socket.recv()
    return { ...meeting, peer, send: frames => socket.send(['raw', ...frames]) }
  }
  if (type === 'PUB' || type === 'XPUB') {
    await peer.send(subscribe(''))
    await publishes(t, meeting.socket, peer, '')
  }
  return { ...meeting, peer, send: frames => socket.send(frames) }
}

/** The next message, or null when none comes within so many milliseconds. @throws WireMismatch when the connection ended */
export async function messageWithin(peer: WirePeer, milliseconds: number): Promise<Buffer[] | null> {
  try {
    return await peer.message(milliseconds)
  } catch (error) {
    if (error instanceof WireMismatch && peer.open) return null
    throw error
  }
}

/** The next message to arrive while messages are sent; what is sent first may go to a connection whose loss was not noticed yet. */
export async function arriving({ windows }: Stage, peer: WirePeer, send: () => Promise<void>): Promise<Buffer[]> {
  const until = performance.now() + windows.deadline
  while (performance.now() < until) {
    await send()
    const got = await messageWithin(peer, 5)
    if (got !== null) return got
  }
  throw new WireMismatch('a message', 'none of all that were sent')
}

/**
 * Publishes under a topic the peer has subscribed to until a message gets through, and reads everything up to the last one of these.
 * @throws WireMismatch
 */
export async function publishes({ windows }: Stage, socket: Meeting['socket'], peer: WirePeer, topic: Uint8Array | string): Promise<void> {
  const named = (text: string) => Buffer.concat([Buffer.from(topic), Buffer.from(text)])
  const until = performance.now() + windows.deadline
  do {
    if (performance.now() > until) throw new WireMismatch(`a message under the topic ${topic}`, 'none of all that were published')
    await socket.send(named('probe'))
  } while ((await messageWithin(peer, 5)) === null)
  await socket.send(named('probed'))
  while (!(await peer.message()).at(-1)!.equals(named('probed')));
}
