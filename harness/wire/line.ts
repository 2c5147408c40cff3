// One connection as the raw peer holds it: what came (as octets and as items), what was sent, how it ended, all listed.
//   socket ─► octets ─► reader ─► items, log          send ─► segments ─► socket, log
// Rule: it observes and never judges; what to expect is the peer's business.

import type { Socket } from 'node:net'
import type { Side } from '../capture/leg.ts'
import type { Reel } from '../capture/tape.ts'
import { type Bell, createBell } from './bell.ts'
import { type Pacing, type Windows, type WireGreeting, WireMismatch } from './contract.ts'
import { closeSocket, endingOf, isTcp, resetSocket } from './ending.ts'
import { createFrameReader, type WireItem } from './frame-reader.ts'
import { createInbox } from './inbox.ts'
import { listingLine, showItem, showOctets } from './listing.ts'
import { segments } from './pacing.ts'

export interface Line {
  readonly bell: Bell
  readonly log: readonly string[]
  /** The subject's greeting, as often as asked; its octets count as taken then. */
  takeGreeting(): WireGreeting | null
  /** Items that nobody took yet; the greeting is not among them. */
  readonly items: readonly Exclude<WireItem, { kind: 'greeting' }>[]
  /** Who ended the connection first, and how. */
  readonly ending: { readonly by: 'subject' | 'peer'; readonly how: 'fin' | 'rst'; readonly at: number } | null
  /** From the first octet on, both directions are frames of ZMTP 1.0 (13/framing). */
  unversioned(): void
  /** Takes the item at this place of `items`. */
  drop(place: number): void
  /** Up to `count` octets that nobody took yet. */
  take(count: number): Buffer
  readonly untaken: number
  /** Resolves when the kernel took all, or the connection is gone. @throws WireMismatch when the subject stops reading */
  send(bytes: Buffer, pacing: Pacing): Promise<void>
  pause(): void
  resume(): void
  halfClose(): void
  reset(): void
  close(): Promise<void>
}

/** `reel` keeps the octets for a capture; `peer` is the side of it that this peer is. */
export function createLine(socket: Socket, windows: Windows, reel: Reel, peer: Side): Line {
  const start = performance.now()
  const now = (): number => performance.now() - start
  const log: string[] = []
  const bell = createBell()
  const inbox = createInbox()
  const outgoing = createFrameReader({ other: () => incoming.major })
  const incoming = createFrameReader({ other: () => outgoing.major })
  let greeting: Extract<WireItem, { kind: 'greeting' }> | null = null
  let ending: Line['ending'] = null
  let tail: Promise<unknown> = Promise.resolve()
  const tcp = isTcp(socket)
  const subject: Side = peer === 'connecter' ? 'binder' : 'connecter'
  reel.connected({ connecter: 0, binder: 0, [peer]: socket.localPort ?? 0, [subject]: socket.remotePort ?? 0 })

  const list = (arrow: '←' | '→', text: string): number => log.push(listingLine(now(), arrow, text))

  function end(by: 'subject' | 'peer', how: 'fin' | 'rst', text: string): void {
    if (by === 'subject' && incoming.unfinished().length > 0) list('←', `unfinished ${showOctets(incoming.unfinished())}`)
    list(by === 'subject' ? '←' : '→', text)
    ending ??= { by, how, at: now() }
    reel.ended(by === 'subject' ? subject : peer, how)
    bell.ring()
  }

  socket.on('data', came)

  function came(chunk: Buffer): void {
    reel.told(subject, chunk)
    const items = incoming.feed(chunk, now())
    for (const item of items) {
      list('←', showItem(item))
      if (item.kind === 'greeting') greeting = item
    }
    inbox.add(chunk, items)
    bell.ring()
  }
  socket.on('end', () => end('subject', 'fin', 'FIN'))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (ending === null)
      end(
        'subject',
        endingOf(error),
        endingOf(error) === 'fin' ? 'FIN (seen by a write)' : `RST ${error.code === 'ECONNRESET' ? '' : error.code}`.trimEnd(),
      )
  })
  socket.on('close', () => bell.ring())

  async function sendNow(bytes: Buffer, pacing: Pacing): Promise<void> {
    let sent = 0
    for (const segment of segments(bytes, pacing)) {
      if (!socket.writable) {
        list('→', `not sent, the connection is gone: ${showOctets(bytes.subarray(sent))}`)
        return
      }
      for (const item of outgoing.feed(segment, now())) list('→', showItem(item))
      reel.told(peer, segment)
      sent += segment.length
      await written(segment)
    }
    const unfinished = outgoing.unfinished()
    if (unfinished.length > 0) list('→', `so far ${showOctets(unfinished)}`)
  }

  function written(segment: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new WireMismatch(`the subject to read ${segment.length} octets`, `it did not within ${windows.deadline} ms`)),
        windows.deadline,
      )
      // Failed or not: how the connection ended is told by its ending. A turn of the loop lets the segment leave alone.
      socket.write(segment, () => {
        clearTimeout(late)
        setImmediate(resolve)
      })
    })
  }

  return {
    bell,
    log,
    takeGreeting() {
      if (greeting !== null) inbox.takeTo(greeting.end)
      return greeting?.greeting ?? null
    },
    get items() {
      return inbox.items
    },
    get ending() {
      return ending
    },
    get untaken() {
      return inbox.untaken
    },
    unversioned() {
      outgoing.unversioned()
      incoming.unversioned()
      came(Buffer.alloc(0))
    },
    drop: inbox.drop,
    take: inbox.take,
    send(bytes, pacing) {
      const done = tail.then(() => sendNow(bytes, pacing))
      tail = done.catch(() => {})
      return done
    },
    pause() {
      list('→', '(stops reading)')
      socket.pause()
    },
    resume() {
      list('→', '(reads again)')
      socket.resume()
    },
    halfClose() {
      if (!socket.writable) return
      list('→', 'FIN')
      reel.ended(peer, 'fin')
      socket.end()
    },
    reset() {
      if (socket.destroyed) return
      end('peer', 'rst', tcp ? 'RST' : 'closed (ipc knows no RST)')
      resetSocket(socket)
    },
    async close() {
      if (socket.writable && ending === null) end('peer', 'fin', 'FIN')
      await closeSocket(socket, windows.reaction)
    },
  }
}
