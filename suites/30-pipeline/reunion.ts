// A socket of the subject and raw peers that come and go at one and the same endpoint, whoever of the two binds.
//
//   role bind      every `next` dials what the socket bound          role connect   `next` is the socket's next connection to one door
//
// Rule: a queue belongs to an endpoint that was connected to, or to one connection that was accepted; here both can be told apart.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { Monitor } from '../../harness/subjects/subject.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { guest } from '../28-reqrep/guests.ts'
import type { Meeting, Options, Role } from '../37-zmtp-3.1/meeting.ts'

/** Milliseconds between attempts of a connecting subject: short, so that nobody waits for it. */
const again = { reconnect_ivl: 20 } as const

/** What `reunion` needs of a subject. */
export const reunionNeeds = { options: ['reconnect_ivl'], ops: ['monitor'] } as const

export interface Reunion extends Meeting {
  readonly monitor: Monitor
}

/** Opens a monitored socket of the subject that binds or connects once. */
export async function reunion(t: Pick<CaseContext, 'subject' | 'wire'>, type: string, role: Role, options: Options = {}): Promise<Reunion> {
  const socket = await t.subject.open(type, { ...again, ...options })
  const monitor = await socket.monitor()
  if (role === 'bind') {
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    return { socket, monitor, next: () => t.wire.dial(endpoint) }
  }
  const door = await t.wire.listen()
  await socket.connect(door.endpoint)
  return { socket, monitor, next: () => door.accept() }
}

export interface Away extends Reunion {
  /** Cuts what is there, and refuses connections until `back`. */
  leave(): void
  /** Lets the subject in again. */
  back(): Promise<void>
}

/** A connecting socket of the subject and an endpoint that refuses it at first. */
export async function away(t: Pick<CaseContext, 'subject' | 'wire' | 'proxy'>, type: string): Promise<Away> {
  const door = await t.wire.listen()
  const relay = await t.proxy(door.endpoint)
  relay.cut(true)
  const socket = await t.subject.open(type, again)
  const monitor = await socket.monitor()
  await socket.connect(relay.endpoint)
  return { socket, monitor, next: () => door.accept(), leave: () => relay.cut(true), back: () => relay.restore() }
}

/** The peer is gone and the subject says so. */
export async function part(peer: WirePeer, monitor: Monitor): Promise<void> {
  peer.reset()
  await monitor.wait('disconnected')
}

/** Takes in a peer and reads the next messages that the subject sends it. */
export async function reads(meeting: Meeting, type: string, count: number): Promise<Buffer[][]> {
  const peer = await guest(meeting, type)
  const read: Buffer[][] = []
  while (read.length < count) read.push(await peer.message())
  return read
}
