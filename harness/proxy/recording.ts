// What passed over the relayed connections of one proxy: frames, lines, and how far each connection got.
//   #0 1.2ms → READY 26 Socket-Type="PUSH"          → connecter to binder, ← binder to connecter
// Rule: it records in the order of arrival and forgets nothing.

import type { Socket } from 'node:net'
import type { Leg, Side } from '../capture/leg.ts'
import { createTape, type Places } from '../capture/tape.ts'
import { type Bell, createBell } from '../wire/bell.ts'
import { isTcp, resetSocket } from '../wire/ending.ts'
import { createFrameReader, type FrameReader, type WireItem } from '../wire/frame-reader.ts'
import { listingLine, showItem, showOctets } from '../wire/listing.ts'
import type { RelayedFrame } from './contract.ts'
import { showFault } from './fault.ts'
import type { RelayWatcher } from './relay.ts'

interface Connection {
  /** The sides that have sent their last command of the handshake. */
  readonly ready: ReadonlySet<Side>
  /** The first FIN or RST; `proxy` when the proxy itself ended it or could not reach the target. */
  readonly ending: { readonly by: Side; readonly how: 'fin' | 'rst' } | { readonly by: 'proxy'; readonly how: string } | null
  /** Both sides are closed. */
  readonly gone: boolean
}

export interface Recording {
  readonly bell: Bell
  readonly frames: readonly RelayedFrame[]
  readonly log: readonly string[]
  readonly connections: readonly Connection[]
  /** Faults that really happened, as the log tells them. */
  readonly fired: readonly string[]
  /** What passed, as conversations; octets beyond the limit are left out. */
  legs(): readonly Leg[]
  /** Adds a connection and returns its watcher. `gone` is called when both of its sockets are closed. */
  begin(gone: () => void, treated: boolean): RelayWatcher
  /** Resets a connection that is not relayed. */
  turnedAway(socket: Socket): void
  /** Notes that all open connections became black holes. */
  swallowed(): void
  /** Notes that the proxy ended all connections that were open. */
  stopped(why: string): void
}

const arrows: Readonly<Record<Side, '→' | '←'>> = { connecter: '→', binder: '←' }

/** READY of NULL and of the servers of PLAIN and CURVE, INITIATE of their clients (37/null, 24, 26). */
const lastCommands: ReadonlySet<string | null> = new Set(['READY', 'INITIATE'])

export function createRecording(places: Places): Recording {
  const bell = createBell()
  const frames: RelayedFrame[] = []
  const log: string[] = []
  const fired: string[] = []
  const tape = createTape(places)
  const connections: { ready: Set<Side>; ending: Connection['ending']; gone: boolean }[] = []

  function begin(gone: () => void, treated: boolean): RelayWatcher {
    const connection = connections.length
    const state: (typeof connections)[number] = { ready: new Set(), ending: null, gone: false }
    connections.push(state)
    const start = performance.now()
    const reel = tape.begin(treated)
    const now = (): number => performance.now() - start
    const list = (arrow: string, text: string): number => log.push(`#${connection} ${listingLine(now(), arrow, text)}`)
    const readers: Record<Side, FrameReader> = {
      connecter: createFrameReader({ other: () => readers.binder.major }),
      binder: createFrameReader({ other: () => readers.connecter.major }),
    }

    function record(from: Side, item: WireItem): void {
      list(arrows[from], showItem(item))
      if (item.kind !== 'frame') return
      frames.push({ ...item.frame, from, connection })
      if (item.frame.command && lastCommands.has(item.frame.name)) state.ready.add(from)
    }

    function ending(arrow: string, text: string, value: Connection['ending']): void {
      list(arrow, text)
      state.ending ??= value
      bell.ring()
    }

    list('·', 'connected')
    bell.ring()
    return {
      connected: reel.connected,
      heard: reel.heard,
      octets(from, chunk) {
        reel.told(from, chunk)
        for (const item of readers[from].feed(chunk, now())) record(from, item)
        bell.ring()
      },
      ended(by, how) {
        const left = readers[by].unfinished()
        if (left.length > 0) list(arrows[by], `unfinished ${showOctets(left)}`)
        reel.ended(by, how)
        ending(arrows[by], how.toUpperCase(), { by, how })
      },
      fired(cut, from) {
        const text = `fault: ${showFault({ ...cut, from })}`
        fired.push(text)
        if (cut.kind !== 'black-hole') reel.cut(cut.kind === 'reset' ? 'rst' : 'fin', from)
        if (cut.kind === 'black-hole') list(arrows[from], text)
        else ending(arrows[from], text, { by: 'proxy', how: text })
        bell.ring()
      },
      refused: code => ending('·', `target not reached: ${code}`, { by: 'proxy', how: `target not reached: ${code}` }),
      gone() {
        list('·', 'closed')
        state.gone = true
        gone()
        bell.ring()
      },
    }
  }

  return {
    bell,
    frames,
    log,
    connections,
    fired,
    legs: tape.legs,
    begin,
    turnedAway(socket) {
      socket.on('error', () => {})
      isTcp(socket)
      resetSocket(socket)
      const text = 'fault: a connection refused'
      fired.push(text)
      log.push(`· ${text}`)
      bell.ring()
    },
    swallowed() {
      fired.push('fault: black hole')
      log.push('· fault: black hole')
      bell.ring()
    },
    stopped(why) {
      log.push(`· ${why}`)
      for (const state of connections) state.ending ??= { by: 'proxy', how: why }
      bell.ring()
    },
  }
}
