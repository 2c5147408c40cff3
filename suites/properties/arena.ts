// Where a property is played: all sockets at one subject, or shared between subject and peer.
//
//   api    subject: sender + receiver          over inproc and tcp        properties/x/slug[transport=inproc]
//   pair   subject: one of them, peer: the other          over tcp        properties/x/slug-with-peer[subject=sender]
//          the same under PLAIN and CURVE; who receives is the server     properties/x/slug-secured[subject=sender,security=PLAIN]
//
// Rule: a property says who sends and who receives, never which subject that is.

import type { CaseContext, CaseMeta } from '../../harness/book/case-context.ts'
import type { Property } from '../../harness/book/play-property.ts'
import type { Section } from '../../harness/book/section.ts'
import type { Subject } from '../../harness/subjects/subject.ts'
import { admit, checkOffered, type Security, securities } from '../pairings/secured.ts'
import { type Actor, Journal } from './journal.ts'

export type Side = 'sender' | 'receiver'
const sides = ['sender', 'receiver'] as const satisfies readonly Side[]

type Options = Parameters<Subject['open']>[1]

export interface Arena {
  readonly t: CaseContext
  readonly axes: Readonly<Record<string, string>>
  readonly inproc: boolean
  readonly journal: Journal
  open(side: Side, type: string, options?: Options): Promise<Actor>
  /** Where a socket, bound on first use, is reached: through a proxy when the run is recorded. */
  endpoint(actor: Actor): Promise<string>
  /** Connects, and waits until both sides have finished the handshake (inproc has none). */
  join(binder: Actor, connecter: Actor): Promise<void>
}

let names = 0

function createArena(t: CaseContext, patience: number): Arena {
  const journal = new Journal(t, patience)
  const bound = new Map<string, Promise<string>>()
  const handshakes = new Map<string, number>()
  const inproc = t.axes['transport'] === 'inproc'
  const security = (t.axes['security'] ?? 'NULL') as Security
  let admitting: Promise<void> | null = null

  function endpoint({ name, socket }: Actor): Promise<string> {
    const known = bound.get(name) ?? socket.bind(inproc ? `inproc://properties-${names++}` : 'tcp://127.0.0.1:*').then(t.relayed)
    bound.set(name, known)
    return known
  }
  function shaken({ name, socket }: Actor): Promise<void> {
    const count = (handshakes.get(name) ?? 0) + 1
    handshakes.set(name, count)
    return socket.peers(count)
  }

  return {
    t,
    axes: t.axes,
    inproc,
    journal,
    endpoint,
    open: async (side, type, options) => {
      const atPeer = t.axes['subject'] !== undefined && t.axes['subject'] !== side
      const owner = atPeer ? t.peer : t.subject
      const server = side === 'receiver'
      if (server) await (admitting ??= admit(owner, security))
      const socket = await owner.open(type, { ...options, ...securities[security][server ? 'server' : 'client'] })
      return { name: atPeer ? `peer-${socket.name}` : socket.name, socket }
    },
    join: async (binder, connecter) => {
      await connecter.socket.connect(await endpoint(binder))
      if (!inproc) await Promise.all([shaken(binder), shaken(connecter)])
    },
  }
}

export interface Play<T> {
  readonly arbitrary: Property<T>['arbitrary']
  /** Values to try over inproc; tcp and pairs try a third, secured pairs an eighth. */
  readonly runs: number
  readonly check: (arena: Arena, value: T) => Promise<unknown>
}

type Meta = Omit<CaseMeta, 'mode' | 'except'>

const played = <T>({ arbitrary, runs, check }: Play<T>): Property<T> => ({
  arbitrary,
  runs: axes => (axes['transport'] === 'inproc' ? runs : Math.ceil(runs / (axes['security'] === undefined ? 3 : 8))),
  check: staged(check),
})

/** Milliseconds to wait for what must come: at first, and when a failure is being shrunk (a pass is believed on the majority of runs). */
const [patient, hasty] = [2000, 250]

/** A fresh arena for every run. */
export function staged<T>(check: Play<T>['check']): Property<T>['check'] {
  const failed = new Set<string>()
  return async (t, value) => {
    const combination = JSON.stringify(t.axes)
    const arena = createArena(t, failed.has(combination) ? hasty : patient)
    try {
      await check(arena, value)
    } catch (error) {
      failed.add(combination)
      throw error
    } finally {
      arena.journal.close()
    }
  }
}

/** Declares a property for one subject. */
export function alone<T>({ property }: Section, slug: string, meta: Meta, play: Play<T>, transports = ['inproc', 'tcp']): void {
  property(slug, { ...meta, mode: 'api', axes: { ...meta.axes, transport: transports } } as never, played(play) as never)
}

/** Declares a property for one subject, and for subject and peer sharing the sockets. */
export function everywhere<T>(section: Section, slug: string, meta: Meta, play: Play<T>, transports = ['inproc', 'tcp']): void {
  alone(section, slug, meta, play, transports)
  section.property(`${slug}-with-peer`, { ...meta, mode: 'pair', axes: { ...meta.axes, subject: sides } } as never, played(play) as never)
}

/**
 * The same as `everywhere`, and once more for subject and peer under each mechanism. For properties whose connections are all between
 * a sender and a receiver.
 */
export function everywhereSecured<T>(section: Section, slug: string, meta: Meta, play: Play<T>): void {
  everywhere(section, slug, meta, play)
  const secured = played({ ...play, check: unlessLacking(play.check) })
  const axes = { ...meta.axes, security: ['PLAIN', 'CURVE'] satisfies readonly Security[], subject: sides }
  section.property(`${slug}-secured`, { ...meta, mode: 'pair', axes } as never, secured as never)
}

/** Unsupported where one side does not offer the mechanism. */
const unlessLacking =
  <T>(check: Play<T>['check']): Play<T>['check'] =>
  (arena, value) => {
    checkOffered(arena.t, arena.axes['security'] as Security, [arena.t.subject, arena.t.peer])
    return check(arena, value)
  }

/** One turn of the event loop: a subject in this process gets to read its connections. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** What `make` makes, `count` times. */
export const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
