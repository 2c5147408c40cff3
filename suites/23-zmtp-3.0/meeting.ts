// A raw peer of ZMTP 3.0: its greeting says 3.0, and it knows READY, ERROR and messages, nothing else (RFC 23, "Commands").
// Rule: what such a peer has understood is seen by messages, never by PING.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { type Meeting, meet, type Role } from '../37-zmtp-3.1/meeting.ts'

export const version = [3, 0] as const

/** A fresh connection of a 3.0 peer of this type, after its handshake. @throws WireMismatch */
export async function old({ next }: Meeting, type: string, identity?: Uint8Array | string): Promise<WirePeer> {
  const peer = await next()
  await peer.handshake({ type, version, ...(identity !== undefined && { identity }) })
  return peer
}

/** A subscriber that was told of its 3.0 publisher: some learn of a peer only while they receive. */
export async function subscriber(
  t: Pick<CaseContext, 'subject' | 'wire'>,
  type: 'SUB' | 'XSUB',
  role: Role,
): Promise<Meeting & { peer: WirePeer }> {
  const meeting = await meet(t, type, role)
  if (type === 'SUB') await meeting.socket.subscribe('here')
  const peer = await old(meeting, 'PUB')
  await peer.send(Buffer.from('\0\x04here'))
  await meeting.socket.recv()
  if (type === 'SUB') await peer.message()
  return { ...meeting, peer }
}
