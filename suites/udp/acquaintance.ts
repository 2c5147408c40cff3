// How a raw peer of udp and a subject get to know each other: nobody shakes hands, and whoever binds in another thread may bind later than it says.
//
//   raw ──1 2 3 …──► subject      until one is received; then up to the last that was sent, so that nothing of it is left
//
// Rule: nothing here decides; the cases do. They send one datagram at a time and wait for it, because udp promises neither order nor arrival.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import type { DatagramPeer } from '../../harness/wire/datagram-contract.ts'
import { groupDatagram } from '../../harness/wire/datagram-peer.ts'
import { freeUdpEndpoint } from '../../harness/wire/udp-port.ts'
import { delivered } from '../28-reqrep/guests.ts'

type Stage = Pick<CaseContext, 'subject' | 'wire' | 'windows'>

/** Says numbers until one is received, and reads up to the last. @throws WireMismatch when none is */
export async function heard(windows: CaseContext['windows'], say: (text: string) => Promise<void>, socket: SubjectSocket): Promise<void> {
  const until = performance.now() + windows.deadline
  let sent = 0
  let seen = 0
  while (seen === 0) {
    if (performance.now() > until) throw new WireMismatch(`${socket.type} hears a datagram`, `none of ${sent}`)
    await say(`${++sent}`)
    const got = await delivered(socket.recv(20))
    if (typeof got !== 'string') seen = Number(got.at(-1))
  }
  while (seen !== sent) seen = Number((await socket.recv()).at(-1))
}

/** A group of this harness's own, joined by every DISH here. */
const probes = '~probe'

export interface Acquainted {
  readonly socket: SubjectSocket
  /** Where the subject listens. */
  readonly endpoint: string
  readonly raw: DatagramPeer
}

/** A DISH that is bound, has joined these groups, and hears a raw peer. */
export async function boundDish(t: Stage, groups: readonly string[], options: Record<string, number> = {}): Promise<Acquainted> {
  const socket = await t.subject.open('DISH', options)
  const endpoint = await socket.bind(await freeUdpEndpoint())
  for (const group of [...groups, probes]) await socket.join(group)
  const raw = await t.wire.datagrams()
  await heard(t.windows, text => raw.send(groupDatagram(probes, text), endpoint), socket)
  return { socket, endpoint, raw }
}

/** A DGRAM that is bound, and hears a raw peer. */
export async function boundDgram(t: Stage): Promise<Acquainted> {
  const socket = await t.subject.open('DGRAM')
  const endpoint = await socket.bind(await freeUdpEndpoint())
  const raw = await t.wire.datagrams()
  await heard(t.windows, text => raw.send(text, endpoint), socket)
  return { socket, endpoint, raw }
}

/** Group and body of the next message of a DISH. */
export async function grouped(dish: SubjectSocket, t?: number): Promise<readonly (Buffer | null)[]> {
  const { frames, group } = await dish.recvAttached(t)
  return [group, ...frames]
}
