// The raw peer: expectations over one connection (contract.ts says what each promises).
// Rule: what does not match is a WireMismatch that names both sides; a PING met on the way to something else is answered.

import { waitFor } from './bell.ts'
import {
  type HandshakeFields,
  type Joined,
  type ProfileVersion,
  type Windows,
  type WireFrame,
  WireMismatch,
  type WirePeer,
  type WireReady,
} from './contract.ts'
import type { Line } from './line.ts'
import { listingLine, showItem, showOctets } from './listing.ts'
import { propertyOf, readMetadata } from './metadata-reader.ts'
import { greeting, octets, ping, pong, property, ready } from './octets.ts'
import { profiles } from './profile.ts'

export function createWirePeer(line: Line, windows: Windows): WirePeer {
  let barriers = 0

  const fate = (): string | null =>
    line.ending &&
    `${line.ending.by === 'peer' ? 'this peer closed:' : 'the subject closed:'} ${listingLine(line.ending.at, '', line.ending.how.toUpperCase())}`

  /** What `look` finds, or a mismatch that tells what came instead. An ended connection can still hold items. */
  async function expect<T>(what: string, within: number, look: () => T | null): Promise<T> {
    const found = await waitFor(line.bell, within, () => {
      const seen = look()
      if (seen !== null) return { seen }
      const broken = line.items[0]?.kind === 'malformed' ? showItem(line.items[0]) : null
      const gone = broken ?? fate()
      return gone === null ? null : { gone }
    })
    if (found === null)
      throw new WireMismatch(what, `nothing within ${Math.round(within)} ms${line.untaken > 0 ? ` (${line.untaken} octets unread)` : ''}`)
    if ('gone' in found) throw new WireMismatch(what, found.gone)
    return found.seen
  }

  const nextFrame = (): WireFrame | null => {
    const item = line.items[0]
    if (item?.kind !== 'frame') return null
    line.drop(0)
    return item.frame
  }

  /** Answers and removes PINGs that wait, wherever they are in the queue. */
  function answerPings(): void {
    for (let place = 0; place < line.items.length; place++) {
      const item = line.items[place]!
      if (item.kind !== 'frame' || item.frame.name !== 'PING') continue
      line.drop(place--)
      void line.send(pong(item.frame.data.subarray(2, 18)), 'burst').catch(() => {})
    }
  }

  const answering =
    <T>(look: () => T | null) =>
    (): T | null => {
      answerPings()
      return look()
    }

  async function older(version: ProfileVersion): Promise<Joined> {
    const greeted = version === '1.0' ? null : await peer.greeting()
    const typeOctet = greeted?.bytes[11] ?? null
    if (greeted !== null && greeted.bytes.length !== 12)
      throw new WireMismatch('a greeting of 12 octets (2.0)', `${greeted.bytes.length} octets`)
    const identityFrame = await peer.frame()
    return { socketType: null, typeOctet, identity: identityFrame.body, identityFrame }
  }

  async function later(): Promise<Joined> {
    const { socketType, identity } = readyFrom(await peer.greeting(), await peer.command('READY'))
    return { socketType, typeOctet: null, identity, identityFrame: null }
  }
  /** Parts of a message whose last one did not come in time. */
  const unfinished: Buffer[] = []

  const peer: WirePeer = {
    log: line.log,
    get open() {
      return line.ending === null
    },
    async send(bytes, pacing = 'burst') {
      await line.send(Buffer.concat(bytes instanceof Uint8Array ? [bytes] : bytes), pacing)
    },
    async greet(fields = {}) {
      await peer.send(greeting(fields), fields.pacing)
      return peer.greeting()
    },
    greeting: (within = windows.deadline) => expect('a greeting', within, line.takeGreeting),
    async handshake(fields) {
      const greeted = await peer.greet(fields)
      await peer.send(readyOf(fields), fields.pacing)
      const frame = await peer.command('READY')
      return readyFrom(greeted, frame)
    },
    async speak1(bytes, pacing) {
      line.unversioned()
      await peer.send(bytes, pacing)
    },
    async join(version, fields) {
      if (version === '1.0') line.unversioned()
      await peer.send(profiles[version].opening(fields), fields.pacing)
      return version === '1.0' || version === '2.0' ? older(version) : later()
    },
    frame: (within = windows.deadline) => expect('a frame', within, nextFrame),
    async command(name, within = windows.deadline) {
      const look = name === 'PING' ? nextFrame : answering(nextFrame)
      const frame = await expect(`command ${name}`, within, look)
      if (frame.name !== name) throw new WireMismatch(`command ${name}`, showItem({ kind: 'frame', frame, end: 0 }))
      return frame
    },
    async message(within = windows.deadline) {
      const until = performance.now() + within
      for (;;) {
        const what = unfinished.length === 0 ? 'a message' : `part ${unfinished.length + 1} of a message`
        const frame = await expect(what, Math.max(0, until - performance.now()), answering(nextFrame))
        if (frame.command) throw new WireMismatch(what, showItem({ kind: 'frame', frame, end: 0 }))
        unfinished.push(frame.body)
        if (!frame.more) return unfinished.splice(0)
      }
    },
    async raw(count, within = windows.deadline) {
      const enough = await waitFor(line.bell, within, () => (line.untaken >= count || line.ending !== null ? true : null))
      if (enough === null)
        throw new WireMismatch(`${count} octets`, `${line.untaken} within ${within} ms: ${showOctets(line.take(line.untaken))}`)
      return line.take(count)
    },
    async closed(within = windows.deadline) {
      await waitFor(line.bell, within, () => {
        line.take(line.untaken)
        return line.ending
      })
      if (line.ending?.by === 'peer') throw new WireMismatch('the subject to end the connection', fate()!)
      return line.ending?.how ?? 'silence'
    },
    async silent(within = windows.silence) {
      const heard = await waitFor(
        line.bell,
        within,
        answering(() => (line.items[0] ? showItem(line.items[0]) : fate())),
      )
      if (heard !== null) throw new WireMismatch(`silence for ${Math.round(within)} ms`, heard)
    },
    async barrier(within = windows.deadline) {
      const context = Buffer.from(`barrier ${++barriers}`)
      await peer.send(ping(0, context))
      const isAnswer = (at: number): boolean => {
        const item = line.items[at]!
        return item.kind === 'frame' && item.frame.name === 'PONG' && item.frame.data.equals(context)
      }
      await expect(
        'PONG',
        within,
        answering(() => {
          const place = line.items.findIndex((_, at) => isAnswer(at))
          if (place < 0) return null
          line.drop(place)
          return true
        }),
      )
    },
    pause: line.pause,
    resume: line.resume,
    halfClose: line.halfClose,
    reset: line.reset,
    close: line.close,
  }
  return peer
}

function readyOf({ type, identity, properties = [] }: HandshakeFields): Buffer {
  const named = identity === undefined ? [] : [property('Identity', identity)]
  return ready([property('Socket-Type', type), ...named, ...properties.map(([name, value]) => property(name, octets(value)))])
}

function readyFrom(greeting: WireReady['greeting'], frame: WireFrame): WireReady {
  const { properties, malformed } = readMetadata(frame.data)
  if (malformed !== null) throw new WireMismatch('metadata in READY', malformed)
  const socketType = propertyOf(properties, 'Socket-Type')?.toString('latin1') ?? ''
  return { greeting, properties, socketType, identity: propertyOf(properties, 'Identity') }
}
