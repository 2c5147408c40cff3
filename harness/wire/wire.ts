// The raw side of one case: peers that dial the subject, doors it dials, their logs, and one way to close them all.
// Rule: a case leaves nothing open; what it forgot, `close` closes.

import { connect, type Socket } from 'node:net'
import { createTape } from '../capture/tape.ts'
import { type Windows, type Wire, type WireDoor, WireMismatch, type WirePeer } from './contract.ts'
import { openDatagramPeer } from './datagram-peer.ts'
import { type Place, placeOf } from './endpoint.ts'
import { createLine } from './line.ts'
import { openDoor } from './wire-door.ts'
import { createWirePeer } from './wire-peer.ts'

export function createWire(windows: Windows): Wire {
  const peers: { readonly title: string; readonly peer: Pick<WirePeer, 'log' | 'close'> }[] = []
  const doors: WireDoor[] = []
  const tape = createTape({ near: 'raw peer', far: 'subject' })
  const add = (peer: Pick<WirePeer, 'log' | 'close'>, how: string): number => peers.push({ title: `peer ${peers.length + 1} ${how}`, peer })

  return {
    async dial(endpoint) {
      const socket = await dialed(placeOf(endpoint), endpoint, windows.deadline)
      const peer = createWirePeer(createLine(socket, windows, tape.begin(false), 'connecter'), windows)
      add(peer, `dialed ${endpoint}`)
      return peer
    },
    async listen(scheme = 'tcp') {
      const door = await openDoor(scheme, windows, tape, (peer, endpoint) => add(peer, `was dialed at ${endpoint}`))
      doors.push(door)
      return door
    },
    async datagrams(membership) {
      const peer = await openDatagramPeer(windows, membership ?? null)
      add(peer, `of udp at ${peer.endpoint}`)
      return peer
    },
    get logs() {
      return peers.flatMap(({ title, peer }) => [title, ...peer.log.map(entry => `  ${entry}`)])
    },
    legs: () => tape.legs(),
    async close() {
      await Promise.all(doors.map(door => door.close()))
      await Promise.all(peers.map(({ peer }) => peer.close()))
    },
  }
}

function dialed(place: Place, endpoint: string, within: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, allowHalfOpen: true, noDelay: true })
    const fail = (why: string): void => {
      clearTimeout(late)
      socket.destroy()
      reject(new WireMismatch(`a connection to ${endpoint}`, why))
    }
    const refused = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message)
    const late = setTimeout(() => fail(`none within ${within} ms`), within)
    socket.once('error', refused)
    socket.once('connect', () => {
      clearTimeout(late)
      socket.off('error', refused)
      resolve(socket)
    })
  })
}
