// A raw peer before a PLAIN server of the subject, and a raw server before a PLAIN client of it.
//
//   HELLO user password ──►  ◄── WELCOME  INITIATE metadata ──►  ◄── READY metadata
//
// Rule: the subject's ZAP handler knows one user, joe with the password secret; everybody else gets 400.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { oneOf } from '../../harness/book/expectation.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { type WireFrame, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { command, type Octets, octets, property } from '../../harness/wire/octets.ts'

type Context = Pick<CaseContext, 'subject' | 'wire'>

/** What a case needs that plays a client. */
export const serverNeeds = { sockets: ['PULL'], options: ['plain_server', 'zap_domain'], ops: ['zap', 'asked'] } as const
/** What a case needs that plays a server. */
export const clientNeeds = { sockets: ['PUSH'], options: ['plain_username', 'plain_password'] } as const

const sized = (text: Octets): Buffer => Buffer.concat([Buffer.of(octets(text).length), octets(text)])

/** HELLO's data: user and password, each after its length. */
export const credentials = (user: Octets, password: Octets): Buffer => Buffer.concat([sized(user), sized(password)])

export const hello = (user: Octets = 'joe', password: Octets = 'secret'): Buffer => command('HELLO', credentials(user, password))

export const initiateAs = (type: string): Buffer => command('INITIATE', property('Socket-Type', type))

/** A PULL of the subject that is a PLAIN server. */
export async function openServer({ subject }: Context): Promise<{ readonly socket: SubjectSocket; readonly endpoint: string }> {
  await subject.zap([{ mechanism: 'PLAIN', credentials: [{ utf8: 'joe' }, { utf8: 'secret' }] }, { status: '400' }])
  const socket = await subject.open('PULL', { plain_server: true, zap_domain: 'book' })
  return { socket, endpoint: await socket.bind('tcp://127.0.0.1:*') }
}

/** A fresh connection to the server, greetings exchanged. */
export async function arrive({ wire }: Context, endpoint: string): Promise<WirePeer> {
  const peer = await wire.dial(endpoint)
  await peer.greet({ mechanism: 'PLAIN' })
  return peer
}

/** A legal client, all the way to READY. @throws WireMismatch */
export async function join(t: Context, endpoint: string): Promise<WirePeer> {
  const peer = await arrive(t, endpoint)
  await peer.send(hello())
  await peer.command('WELCOME')
  await peer.send(initiateAs('PUSH'))
  await peer.command('READY')
  return peer
}

/** A PUSH of the subject that is a PLAIN client, met by a raw server that has greeted it. */
export async function receiveClient(
  t: Context,
  options: object = {},
): Promise<{ readonly socket: SubjectSocket; readonly peer: WirePeer }> {
  const door = await t.wire.listen()
  const socket = await t.subject.open('PUSH', { plain_username: 'joe', plain_password: 'secret', ...options })
  await socket.connect(door.endpoint)
  const peer = await door.accept()
  await peer.greet({ mechanism: 'PLAIN', asServer: true })
  return { socket, peer }
}

/** The next command, or how the connection ended. */
export async function nextOr(peer: WirePeer): Promise<WireFrame | 'closed' | 'silent'> {
  try {
    return await peer.frame()
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    return (await peer.closed(0)) === 'silence' ? 'silent' : 'closed'
  }
}

export const ended = oneOf('fin', 'rst')
