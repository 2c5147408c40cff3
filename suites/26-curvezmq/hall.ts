// A socket of the subject under CURVE and raw peers that know the keys of both sides, whoever of the two is the server.
//
//   role server   socket.bind ◄── wire.dial, a raw client         role client   socket.connect ──► wire.listen, a raw server
//
// Rule: a refusal counts only between two legal peers that were served; what is delivered tells whether anything was smuggled in.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { oneOf, satisfying } from '../../harness/book/expectation.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { type Ending, type WireFrame, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { createKeyring, type KeyPair, type Keyring } from '../../harness/wire/curve/box.ts'
import { asCommand } from '../../harness/wire/curve/commands.ts'
import { type CurveFields, type CurveTalk, joinClient, joinServer, metadataOf } from '../../harness/wire/curve/conversation.ts'
import { type CurveClient, type CurveServer, createCurveClient, createCurveServer } from '../../harness/wire/curve/speaker.ts'
import { z85 } from '../../harness/wire/z85.ts'

export type Stage = Omit<CaseContext, 'axes'>

/** The part of the subject in the handshake. */
export const roles = ['server', 'client'] as const
export type Role = (typeof roles)[number]

const keyOptions = ['curve_server', 'curve_secretkey', 'curve_publickey', 'curve_serverkey'] as const
export const needs = { sockets: ['PULL'], options: keyOptions } as const
export const sendingNeeds = { sockets: ['DEALER'], options: keyOptions } as const
export const askingNeeds = { ...needs, ops: ['zap', 'asked'] } as const

/** Types that a raw peer claims towards the subject's. */
const partners = { PULL: 'PUSH', PUSH: 'PULL', DEALER: 'DEALER', ROUTER: 'DEALER', SUB: 'PUB', XPUB: 'SUB' } as const
export type HallType = keyof typeof partners

export interface Hall {
  readonly role: Role
  readonly socket: SubjectSocket
  readonly keyring: Keyring
  /** S and C, the pairs of the legal server and client. */
  readonly server: KeyPair
  readonly client: KeyPair
  /** The Socket-Type a raw peer claims. */
  readonly partner: string
  /** A connection on which nothing was said. */
  connect(): Promise<WirePeer>
}

type Options = Parameters<CaseContext['subject']['open']>[1]

interface HallFields {
  readonly type?: HallType
  readonly options?: Options
}

export async function openHall(
  t: Pick<Stage, 'subject' | 'wire' | 'seed' | 'unsupported'>,
  role: Role,
  { type = 'PULL', options }: HallFields = {},
): Promise<Hall> {
  if (!t.subject.capabilities.mechanisms.includes('CURVE')) t.unsupported(`${t.subject.name} does not offer CURVE`)
  const keyring = createKeyring(t.seed)
  const [server, client] = [keyring.pair(), keyring.pair()]
  const socket = await t.subject.open(type, { ...optionsOf(role, server, client), ...options })
  const hall = { role, socket, keyring, server, client, partner: partners[type] }
  if (role === 'server') {
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    return { ...hall, connect: () => t.wire.dial(endpoint) }
  }
  const connect = async () => {
    // A door each: a client that was let down need not come back to the same.
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    return door.accept()
  }
  return { ...hall, connect }
}

/** The options of a socket that is the server, or a client of it. */
export const optionsOf = (role: Role, server: KeyPair, client: KeyPair): Exclude<Options, undefined> =>
  role === 'server'
    ? { curve_server: true, curve_secretkey: z85(server.secretKey) }
    : { curve_serverkey: z85(server.publicKey), curve_publickey: z85(client.publicKey), curve_secretkey: z85(client.secretKey) }

export interface ClientFields {
  /** C. */
  readonly keys?: KeyPair
  /** C'. */
  readonly transient?: KeyPair
}

/** A raw client before a server of the subject, greetings exchanged. */
export async function arrive(hall: Hall, { keys = hall.client, transient }: ClientFields = {}) {
  const { server, keyring } = hall
  const client = createCurveClient({ server: server.publicKey, keys, keyring, ...(transient && { transient }) })
  const peer = await hall.connect()
  await peer.greet({ mechanism: 'CURVE' })
  return { peer, client }
}

/** The same with its HELLO said and the WELCOME taken. @throws WireMismatch */
export async function arriveWelcome(hall: Hall, fields: ClientFields = {}) {
  const { peer, client } = await arrive(hall, fields)
  await peer.send(asCommand(client.hello()))
  const frame = await peer.command('WELCOME')
  return { peer, client, frame, welcome: client.welcomed(frame.body) }
}

/** A raw server that a client of the subject has said its HELLO to. @throws WireMismatch */
export async function receive(hall: Hall) {
  const server = createCurveServer({ keys: hall.server, keyring: hall.keyring })
  const peer = await hall.connect()
  await peer.greet({ mechanism: 'CURVE', asServer: true })
  const frame = await peer.command('HELLO')
  return { peer, server, frame, hello: server.greeted(frame.body) }
}

/** The same after WELCOME, with its INITIATE taken. @throws WireMismatch */
export async function receiveInitiate(hall: Hall) {
  const { peer, server } = await receive(hall)
  await peer.send(asCommand(server.welcome()))
  const frame = await peer.command('INITIATE')
  return { peer, server, frame, initiate: server.initiated(frame.body) }
}

/** Legal metadata of the raw peer. */
export const metadataFor = (hall: Hall): Buffer => metadataOf({ type: hall.partner })

export interface Joined {
  readonly peer: WirePeer
  readonly speaker: CurveClient | CurveServer
  readonly talk: CurveTalk
}

/** A legal peer, all the way to READY. @throws WireMismatch */
export async function join(hall: Hall, fields: Partial<CurveFields> = {}): Promise<Joined> {
  const all = { type: hall.partner, ...fields }
  const { keyring } = hall
  const peer = await hall.connect()
  if (hall.role === 'server') {
    const speaker = createCurveClient({ server: hall.server.publicKey, keys: hall.client, keyring })
    return { peer, speaker, talk: await joinServer(peer, speaker, all) }
  }
  const speaker = createCurveServer({ keys: hall.server, keyring })
  return { peer, speaker, talk: await joinClient(peer, speaker, all) }
}

/** A legal peer is served, and nothing else was delivered before its message. */
export async function served(t: Pick<Stage, 'check'>, hall: Hall, text: string): Promise<void> {
  const { talk, peer } = await join(hall)
  await talk.send([text])
  t.check(`delivered next: ${text}, of a legal peer`, await hall.socket.recv(), [text])
  await peer.close()
}

const nameOf = ({ name, body }: WireFrame): string => name ?? (body.toString('latin1', 0, 8) === '\x07MESSAGE' ? 'MESSAGE' : 'a frame')

/** What still comes, by name, and how the connection ends. */
export async function rest(peer: WirePeer, within?: number): Promise<{ readonly frames: readonly string[]; readonly ending: Ending }> {
  const frames: string[] = []
  for (;;) {
    try {
      frames.push(nameOf(await peer.frame(within)))
    } catch (error) {
      if (!(error instanceof WireMismatch)) throw error
      // What is malformed ends the reading, not yet the connection.
      return { frames, ending: await peer.closed(error.actual.startsWith('malformed') ? within : 0) }
    }
  }
}

export const ended = oneOf('fin', 'rst')

/** What an attacker does; the connection that has to end. */
export type Attack = () => Promise<WirePeer>

const none = (forbidden: readonly string[]) =>
  satisfying(`no ${forbidden.join(', no ')}`, (frames: readonly string[]) => !frames.some(name => forbidden.includes(name)))

const together = 6

/**
 * Each attack ends its connection without one of the `forbidden` commands, nothing of it is delivered, and legal peers are served before and
 * afterwards.
 */
export async function refused(
  t: Pick<Stage, 'check'>,
  hall: Hall,
  attacks: Readonly<Record<string, Attack>>,
  forbidden: readonly string[],
): Promise<void> {
  await served(t, hall, 'before')
  const all = Object.entries(attacks)
  for (let at = 0; at < all.length; at += together) {
    const batch = all.slice(at, at + together).map(async ([name, attack]) => {
      const peer = await attack()
      const { frames, ending } = await rest(peer)
      t.check(`${name}: what comes back`, frames, none(forbidden))
      t.check(`${name}: the connection`, ending, ended)
      await peer.close()
    })
    await Promise.all(batch)
  }
  await served(t, hall, 'afterwards')
}

/** The octets with one of them changed. */
export function flipped(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at]! ^= 1
  return changed
}

/** One attack for each place from `first` to `last`, at every `step`. */
export const everywhere = (first: number, last: number, step: number, attack: (at: number) => Promise<WirePeer>): Record<string, Attack> =>
  Object.fromEntries(
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, place) => {
      const at = first + place * step
      return [`octet ${at} changed`, () => attack(at)]
    }),
  )
