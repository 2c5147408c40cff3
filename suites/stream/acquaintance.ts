// How a STREAM comes to know a raw peer, and what it hears of it (zmq_socket(3), "Native pattern"; there is no RFC).
//
//   wire ─connects─► [id (empty)]      wire ─octets─► [id octets]      wire ─leaves─► [id (empty)]
//
// Rule: nothing here decides; the cases do.

import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import type { Meeting } from '../37-zmtp-3.1/meeting.ts'

export interface Known {
  readonly peer: WirePeer
  readonly id: Buffer
}

/** A fresh connection of whose coming the socket has told. */
export async function acquaint({ socket, next }: Meeting): Promise<Known> {
  const peer = await next()
  const [id, nothing, ...rest] = await socket.recv()
  if (id === undefined || nothing?.length !== 0 || rest.length > 0)
    throw new WireMismatch('a routing id and empty octets', `${1 + (nothing === undefined ? 0 : 1) + rest.length} frames`)
  return { peer, id }
}

/** The octets of `id` that come one message after another, until there are `count`. */
export async function octetsOf({ socket }: Pick<Meeting, 'socket'>, id: Buffer, count: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (let size = 0; size < count; ) {
    const [from, chunk] = await socket.recv()
    if (!from?.equals(id) || chunk === undefined || chunk.length === 0)
      throw new WireMismatch(`octets of ${id.toString('hex')}`, `${chunk?.length} octets of ${from?.toString('hex')}`)
    size += chunk.length
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
