// A SUB or XSUB of the subject that has subscribed, and what raw publishers see of it.
//
//   role bind, connect   see meeting.ts: every `next` is a publisher of its own
//   role door            connects once: every `next` is its next connection to the same publisher
//
// Rule: a subject may take in a peer, or the loss of one, only when its application calls it (libzmq does): `stir` is such a call.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import type { WireFrame, WirePeer } from '../../harness/wire/contract.ts'
import { type Meeting, meet, type Options, type Role } from '../37-zmtp-3.1/meeting.ts'

/** A receive that waits for nothing. */
export async function stir(socket: SubjectSocket): Promise<void> {
  try {
    const message = await socket.recv(0)
    throw new Error(`a message came unexpectedly: ${message.join(' ')}`)
  } catch (error) {
    if (!(error instanceof SubjectError) || error.err !== 'EAGAIN') throw error
  }
}

/** Opens a SUB or XSUB with subscriptions, default to everything. Role door reconnects within some 20 ms. */
export async function subscribing(
  t: Pick<CaseContext, 'subject' | 'wire'>,
  type: 'SUB' | 'XSUB',
  role: Role | 'door',
  options: Options = {},
  topics: readonly string[] = [''],
): Promise<Meeting> {
  const meeting = role === 'door' ? await oneDoor(t, type, options) : await meet(t, type, role, options)
  for (const topic of topics) await meeting.socket.subscribe(topic)
  return meeting
}

async function oneDoor({ subject, wire }: Pick<CaseContext, 'subject' | 'wire'>, type: string, options: Options): Promise<Meeting> {
  const socket = await subject.open(type, { reconnect_ivl: 20, ...options })
  const door = await wire.listen()
  await socket.connect(door.endpoint)
  return { socket, next: () => door.accept() }
}

function sign({ command, name, data, body, more }: WireFrame): string {
  if (command) return `${name === 'SUBSCRIBE' ? '+' : name === 'CANCEL' ? '-' : `${name} `}${data.toString('latin1')}`
  if (more || body.length === 0 || body[0]! > 1) return `message ${body.toString('latin1')}`
  return `${body[0] === 1 ? '+' : '-'}${body.toString('latin1', 1)}`
}

/** The next `count` subscriptions in short, whatever their form: `+topic` for SUBSCRIBE or 01 topic, `-topic` for CANCEL or 00 topic. */
export async function told(peer: WirePeer, count: number): Promise<string[]> {
  const signs: string[] = []
  while (signs.length < count) signs.push(sign(await peer.frame()))
  return signs
}

/** The same up to and including `last`. */
export async function toldUpTo(peer: WirePeer, last: string): Promise<string[]> {
  const signs: string[] = []
  while (signs.at(-1) !== last) signs.push(sign(await peer.frame()))
  return signs
}

/** Everything there is, up to a message that says `end`. */
export async function receivedUpTo(socket: SubjectSocket, end: string): Promise<Buffer[][]> {
  const got: Buffer[][] = []
  for (;;) {
    const parts = await socket.recv()
    if (parts[0]!.toString() === end) return got
    got.push(parts)
  }
}

/** What waits to be received, until nothing comes for `within` ms. */
export async function waiting(socket: SubjectSocket, within: number): Promise<Buffer[][]> {
  const got: Buffer[][] = []
  try {
    for (;;) got.push(await socket.recv(within))
  } catch (error) {
    if (error instanceof SubjectError && error.err === 'EAGAIN') return got
    throw error
  }
}
