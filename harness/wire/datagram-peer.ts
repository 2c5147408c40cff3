// A socket of udp that says and hears datagrams as they are (contract: datagram-contract.ts).
// Rule: what comes is kept in order until it is asked for; closing is all the case has to do, and `Wire.close` does it too.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createBell, waitFor } from './bell.ts'
import { type Windows, WireMismatch } from './contract.ts'
import type { DatagramPeer, Membership, RawDatagram } from './datagram-contract.ts'
import type { Octets } from './octets.ts'
import { octets } from './octets.ts'

/** What RADIO sends and DISH hears: group length (or a lie about it), group, body. */
export function groupDatagram(group: Octets, body: Octets, groupLength?: number): Buffer {
  const name = octets(group)
  return Buffer.concat([Buffer.of(groupLength ?? name.length), name, octets(body)])
}

/** `udp://127.0.0.1:5555`, `127.0.0.1:5555`. */
function placeOf(to: string): { readonly host: string; readonly port: number } {
  const match = /^(?:udp:\/\/)?([\d.]+):(\d+)\0?$/.exec(to)
  if (match === null) throw new TypeError(`no unicast place of udp: ${JSON.stringify(to)}`)
  return { host: match[1]!, port: Number(match[2]) }
}

const shown = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.subarray(0, 32)).toString('hex')
  return `${bytes.length} octets ${hex}${bytes.length > 32 ? '…' : ''}`
}

export async function openDatagramPeer(windows: Windows, membership: Membership | null): Promise<DatagramPeer> {
  const socket = createSocket({ type: 'udp4', reuseAddr: membership !== null })
  const bell = createBell()
  const came: RawDatagram[] = []
  const log: string[] = []
  const begun = performance.now()
  const note = (text: string): void => void log.push(`${(performance.now() - begun).toFixed(1)} ms ${text}`)
  socket.on('message', (bytes, { address, port }) => {
    note(`◄ ${address}:${port} ${shown(bytes)}`)
    came.push({ octets: bytes, from: `${address}:${port}` })
    bell.ring()
  })
  socket.bind(0, membership === null ? '127.0.0.1' : '0.0.0.0')
  await once(socket, 'listening')
  socket.on('error', error => note(`! ${error.message}`))
  if (membership !== null) socket.addMembership(membership.group, membership.via)
  const { port } = socket.address() as AddressInfo
  const address = `${membership === null ? '127.0.0.1' : membership.group}:${port}`
  let closing: Promise<void> | null = null
  return {
    address,
    endpoint: `udp://${membership === null ? '' : `${membership.via};`}${address}`,
    log,
    send(what, to) {
      const bytes = octets(what)
      const place = placeOf(to)
      note(`► ${place.host}:${place.port} ${shown(bytes)}`)
      return new Promise((resolve, reject) => {
        socket.send(bytes, place.port, place.host, error => (error === null ? resolve() : reject(error)))
      })
    },
    async datagram(within = windows.deadline) {
      const found = await waitFor(bell, within, () => came.shift() ?? null)
      if (found === null) throw new WireMismatch(`a datagram at ${address}`, `none within ${Math.round(within)} ms`)
      return found
    },
    async silent(within = windows.silence) {
      const found = await waitFor(bell, within, () => came.shift() ?? null)
      if (found !== null) throw new WireMismatch('no datagram', shown(found.octets))
    },
    close: () => (closing ??= new Promise(resolve => socket.close(() => resolve()))),
  }
}
