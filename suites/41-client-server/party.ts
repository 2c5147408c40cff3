// A raw peer of a draft socket type that the subject has taken in, and how the subject speaks to it: plainly, to a routing id, or to a group.
//
//   CLIENT SCATTER CHANNEL   send(body)          SERVER PEER   sendTo(routing, body)          RADIO   sendGroup(group, body)
//
// Rule: when a party is handed out, the subject can reach it: the next message is not lost.

import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { joinGroup, message, type Octets } from '../../harness/wire/octets.ts'
import { guest } from '../28-reqrep/guests.ts'
import type { Meeting } from '../37-zmtp-3.1/meeting.ts'
import { messageWithin } from '../37-zmtp-3.1/traffic.ts'

/** For each draft type, the one that it talks to. */
export const partner = {
  CLIENT: 'SERVER',
  SERVER: 'CLIENT',
  RADIO: 'DISH',
  DISH: 'RADIO',
  SCATTER: 'GATHER',
  GATHER: 'SCATTER',
  PEER: 'PEER',
  CHANNEL: 'CHANNEL',
} as const
export type Draft = keyof typeof partner
export type Sender = Exclude<Draft, 'DISH' | 'GATHER'>
export type Receiver = Exclude<Draft, 'RADIO' | 'SCATTER'>

/** The group of everything that is said here between RADIO and DISH. */
export const group = 'group'

/** The octets with which a raw partner sends one message to a socket of this type. */
export const spoken = (type: Draft, body: Octets): Buffer => (type === 'DISH' ? message(group, body) : message(body))

/** Its next message, as the raw peer of a sender must see it: its body, or all frames when there are others. */
export async function heard(type: Draft, peer: WirePeer, within?: number): Promise<Buffer | readonly Buffer[]> {
  const frames = await peer.message(within)
  if (type === 'RADIO' && frames.length === 2 && frames[0]!.toString() === group) return frames[1]!
  return type !== 'RADIO' && frames.length === 1 ? frames[0]! : frames
}

/**
 * A fresh raw peer for a receiver. A DISH is not asked for a PONG: libzmq's lets go of whoever sends PING (48/dish/answers-ping), and would
 * be judged for that alone everywhere.
 */
export async function source(meeting: Pick<Meeting, 'next'>, type: Receiver): Promise<WirePeer> {
  if (type !== 'DISH') return guest(meeting, partner[type])
  const peer = await meeting.next()
  await peer.handshake({ type: partner[type] })
  return peer
}

/** Whether the connection goes on. Everything that was sent before has been processed then, by a DISH as far as waiting tells. */
export async function stays(peer: WirePeer, type: Receiver, silence: number): Promise<boolean> {
  if (type === 'DISH') return (await peer.closed(silence)) === 'silence'
  try {
    await peer.barrier()
    return true
  } catch (error) {
    if (error instanceof WireMismatch) return false
    throw error
  }
}

/** What a DISH must do before it hears anything. */
export async function prepared<M extends Pick<Meeting, 'socket'>>(meeting: M, type: Draft): Promise<M> {
  if (type === 'DISH') await meeting.socket.join(group)
  return meeting
}

export interface Party {
  readonly peer: WirePeer
  /** At SERVER and PEER: the routing id that the subject gave this peer. */
  readonly routing: number
  /** The subject sends to this peer, among others where its type shares or copies. */
  say(frames: Uint8Array | string | readonly (Uint8Array | string)[], t?: number): Promise<void>
}

/** How a socket of this type sends. */
export function saying(socket: SubjectSocket, type: Draft, routing: number): Party['say'] {
  switch (type) {
    case 'SERVER':
    case 'PEER':
      return (frames, t) => socket.sendTo(routing, frames, t)
    case 'RADIO':
      return (frames, t) => socket.sendGroup(group, frames, t)
    default:
      return (frames, t) => socket.send(frames, t)
  }
}

/** Sends to the group until the raw dish hears it, and reads up to the last of these. @throws WireMismatch when it never does */
export async function admitted(socket: SubjectSocket, peer: WirePeer, to: string = group, patience = 4000): Promise<void> {
  const until = performance.now() + patience
  do {
    if (performance.now() > until) throw new WireMismatch(`a message to the group ${to}`, 'none of all that were sent')
    await socket.sendGroup(to, 'probe')
  } while ((await messageWithin(peer, 5)) === null)
  await socket.sendGroup(to, 'probed')
  while (!(await peer.message()).at(-1)!.equals(Buffer.from('probed')));
}

export async function party(meeting: Pick<Meeting, 'socket' | 'next'>, type: Draft, identity?: string): Promise<Party> {
  const peer = await guest(meeting, partner[type], identity)
  const { socket } = meeting
  let routing = 0
  if (type === 'SERVER' || type === 'PEER') {
    await peer.send(message('hello'))
    routing = (await socket.recvAttached()).routing ?? 0
  }
  if (type === 'RADIO') {
    await peer.send(joinGroup(group))
    await admitted(socket, peer)
  }
  return { peer, routing, say: saying(socket, type, routing) }
}

export async function parties(meeting: Pick<Meeting, 'socket' | 'next'>, type: Draft, count: number): Promise<Party[]> {
  const all: Party[] = []
  while (all.length < count) all.push(await party(meeting, type))
  return all
}
