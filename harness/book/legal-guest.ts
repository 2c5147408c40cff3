// A raw peer that behaves: how the harness learns how fast a subject answers, and whether it still does.
//
//   subject opens and binds what it has ◄── raw peer of a type it must accept: greeting, READY
//
// Rule: the first socket type that the subject declares; null when it has none of them over tcp.

import type { Subject } from '../subjects/subject.ts'
import type { Wire, WirePeer } from '../wire/contract.ts'

const hosts = [
  ['PULL', 'PUSH'],
  ['REP', 'REQ'],
  ['DEALER', 'ROUTER'],
  ['ROUTER', 'DEALER'],
  ['PAIR', 'PAIR'],
  ['SUB', 'PUB'],
  ['PUB', 'SUB'],
] as const

/** A peer whose handshake is done. @throws WireMismatch, SubjectError, SubjectBroken */
export async function legalGuest(subject: Subject, wire: Wire): Promise<WirePeer | null> {
  const { sockets, transports } = subject.capabilities
  const host = hosts.find(([type]) => sockets.includes(type))
  if (host === undefined || !transports.includes('tcp')) return null
  const [type, guest] = host
  const socket = await subject.open(type)
  const peer = await wire.dial(await socket.bind('tcp://127.0.0.1:*'))
  await peer.handshake({ type: guest })
  return peer
}
