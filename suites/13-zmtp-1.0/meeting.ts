// A raw peer of an older version and a socket of the subject that talks to it (RFC 13, RFC 15; octets: harness/wire/profile.ts).
//
//   receiving   raw peer ──► PULL SUB XSUB ROUTER DEALER PAIR          sending   PUSH DEALER PAIR ROUTER PUB XPUB ──► raw peer
//
// Rule: such a peer knows no PING: what it or the subject has understood is seen by messages alone.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { ProfileVersion, WirePeer } from '../../harness/wire/contract.ts'
import { type Octets, octets } from '../../harness/wire/octets.ts'
import { profiles } from '../../harness/wire/profile.ts'
import { type Meeting, meet, type Options, type Role } from '../37-zmtp-3.1/meeting.ts'
import { partners, publishes } from '../37-zmtp-3.1/traffic.ts'

type Stage = Pick<CaseContext, 'subject' | 'wire' | 'windows'>
export type SocketType = keyof typeof partners
export const socketTypes = Object.keys(partners) as readonly SocketType[]

/** A fresh connection of a raw peer of this version, opened and answered in it. @throws WireMismatch */
export async function old({ next }: Pick<Meeting, 'next'>, version: ProfileVersion, type: string, identity?: Octets): Promise<WirePeer> {
  const peer = await next()
  await peer.join(version, identity === undefined ? { type } : { type, identity })
  return peer
}

/** A socket that needs no turn to receive, and the type its raw peer must be of. */
const receivers = { PULL: 'PUSH', SUB: 'PUB', XSUB: 'PUB', ROUTER: 'DEALER', DEALER: 'DEALER', PAIR: 'PAIR' } as const
export type Receiver = keyof typeof receivers
export const receiverTypes = Object.keys(receivers) as readonly Receiver[]

export interface Receiving extends Meeting {
  readonly partner: string
  readonly peer: () => Promise<WirePeer>
  /** The frames of the next message as its raw peer sent them. */
  readonly recv: (within?: number) => Promise<Buffer[]>
}

export async function receiving(t: Stage, version: ProfileVersion, type: Receiver, role: Role, options?: Options): Promise<Receiving> {
  const meeting = await meet(t, type, role, options)
  if (type === 'SUB') await meeting.socket.subscribe('')
  const skip = type === 'ROUTER' ? 1 : 0
  const partner = receivers[type]
  return {
    ...meeting,
    partner,
    peer: () => old(meeting, version, partner),
    recv: async within => (await meeting.socket.recv(within)).slice(skip),
  }
}

const senders = { PUSH: 'PULL', DEALER: 'DEALER', PAIR: 'PAIR', ROUTER: 'DEALER', PUB: 'SUB', XPUB: 'SUB' } as const
export type Sender = keyof typeof senders
export const senderTypes = Object.keys(senders) as readonly Sender[]

export interface Sending extends Meeting {
  readonly peer: WirePeer
  readonly send: (frames: readonly Octets[]) => Promise<void>
}

/** A socket of the subject and a raw peer that gets all it sends. */
export async function sending(t: Stage, version: ProfileVersion, type: Sender, role: Role): Promise<Sending> {
  const meeting = await meet(t, type, role)
  const { socket } = meeting
  const peer = await old(meeting, version, senders[type], type === 'ROUTER' ? 'raw' : undefined)
  if (type === 'ROUTER') {
    await peer.send(profiles[version].message('here'))
    await socket.recv()
    return { ...meeting, peer, send: frames => socket.send(['raw', ...frames]) }
  }
  if (type === 'PUB' || type === 'XPUB') {
    await peer.send(profiles[version].subscribe(''))
    await publishes(t, socket, peer, '')
  }
  return { ...meeting, peer, send: frames => socket.send(frames) }
}

/** `count` octets that are easy to tell apart from their neighbours. */
export const body = (count: number): Buffer => Buffer.from(Array.from({ length: count }, (_, at) => (at * 7 + count) & 0xff))

/** Messages of 1, 2 and 5 parts, short and long ones mixed. */
export const letters: readonly (readonly Buffer[])[] = [
  ['one'],
  ['two', ''],
  ['', 'three', body(254), body(70_000), 'five'],
  [body(255)],
].map(parts => parts.map(octets))
