// A raw peer that has spoken CURVE up to READY, and then talks inside MESSAGE (26; 25 for the greeting).
//
//   const talk = await joinServer(peer, client, { type: 'PUSH' })        the subject is the server
//   const talk = await joinClient(peer, server, { type: 'PULL' })        the subject is the client
//   await talk.send(['two', 'frames']); await talk.recv(); await talk.barrier()
//
// Rule: legal throughout; what is illegal is sent with `peer.send` and the speaker's own commands.

import { type WireFrame, WireMismatch, type WirePeer } from '../contract.ts'
import { readMetadata } from '../metadata-reader.ts'
import { command, metadata, type Octets, octets, ping } from '../octets.ts'
import { asCommand, asMessage, COMMAND, MORE, type OuterForm } from './commands.ts'
import type { ReadMessage } from './reading.ts'
import type { CurveClient, CurveServer, Traffic } from './speaker.ts'

export interface CurveFields {
  /** Socket-Type this peer claims. */
  readonly type: string
  /** Further properties. */
  readonly properties?: Readonly<Record<string, Octets>>
  /** Minor version of the greeting; default 1. */
  readonly minor?: number
  /** Frames that carry MESSAGE; default libzmq's. */
  readonly form?: OuterForm
}

export interface CurveTalk {
  readonly peer: WirePeer
  /** The subject's metadata, names in its spelling. */
  readonly properties: ReadonlyMap<string, Buffer>
  /** Sends a message. */
  send(frames: readonly Octets[]): Promise<void>
  /** Sends a command, such as those that octets.ts builds as frames, inside a MESSAGE. */
  say(commandFrame: Uint8Array): Promise<void>
  /** The next frame, opened. @throws WireMismatch */
  next(within?: number): Promise<ReadMessage & { readonly outer: WireFrame }>
  /** The frames of the next message. @throws WireMismatch also for a command */
  recv(within?: number): Promise<Buffer[]>
  /** The data of the next command, which must have this name. @throws WireMismatch */
  command(name: string, within?: number): Promise<Buffer>
  /** PING and its PONG: the subject has processed all that was sent before. @throws WireMismatch for anything else */
  barrier(within?: number): Promise<void>
}

/** What a peer says of itself. */
export const metadataOf = ({ type, properties = {} }: CurveFields): Buffer => metadata({ 'Socket-Type': type, ...properties })

/** The body of a command frame. */
const bodyOf = (frame: Uint8Array): Buffer => Buffer.from(frame.subarray((frame[0]! & 2) === 0 ? 2 : 9))

/** Greeting to READY with a server of the subject. @throws WireMismatch */
export async function joinServer(peer: WirePeer, client: CurveClient, fields: CurveFields): Promise<CurveTalk> {
  await peer.greet({ mechanism: 'CURVE', version: [3, fields.minor ?? 1] })
  await peer.send(asCommand(client.hello()))
  client.welcomed((await peer.command('WELCOME')).body)
  await peer.send(asCommand(client.initiate(metadataOf(fields))))
  const ready = client.readied((await peer.command('READY')).body)
  return talkOver(peer, client, ready.metadata, fields.form)
}

/** Greeting to READY with a client of the subject. @throws WireMismatch */
export async function joinClient(peer: WirePeer, server: CurveServer, fields: CurveFields): Promise<CurveTalk> {
  await peer.greet({ mechanism: 'CURVE', asServer: true, version: [3, fields.minor ?? 1] })
  server.greeted((await peer.command('HELLO')).body)
  await peer.send(asCommand(server.welcome()))
  const initiate = server.initiated((await peer.command('INITIATE')).body)
  await peer.send(asCommand(server.ready(metadataOf(fields))))
  return talkOver(peer, server, initiate.metadata, fields.form)
}

/** The traffic of a connection whose handshake is over. @throws WireMismatch when the metadata is none */
export function talkOver(peer: WirePeer, traffic: Traffic, metadataOctets: Buffer, form?: OuterForm): CurveTalk {
  const { properties, malformed } = readMetadata(metadataOctets)
  if (malformed !== null) throw new WireMismatch('metadata', malformed)
  let barriers = 0
  const talk: CurveTalk = {
    peer,
    properties,
    send: frames =>
      peer.send(frames.map((data, at) => asMessage(traffic.message(data, { flags: at < frames.length - 1 ? MORE : 0 }), form))),
    say: frame => peer.send(asMessage(traffic.message(bodyOf(frame), { flags: COMMAND }), form)),
    async next(within) {
      const outer = await peer.frame(within)
      return { ...traffic.read(outer.body), outer }
    },
    async recv(within) {
      const parts: Buffer[] = []
      for (;;) {
        const { flags, data } = await talk.next(within)
        if ((flags & COMMAND) !== 0) throw new WireMismatch('a message', `a command: ${data.toString('latin1')}`)
        parts.push(data)
        if ((flags & MORE) === 0) return parts
      }
    },
    async command(name, within) {
      const { flags, data } = await talk.next(within)
      const prefix = bodyOf(command(name))
      if ((flags & COMMAND) === 0 || !data.subarray(0, prefix.length).equals(prefix))
        throw new WireMismatch(`command ${name} in a MESSAGE`, `flags ${flags}, ${data.toString('latin1')}`)
      return data.subarray(prefix.length)
    },
    async barrier(within) {
      const context = octets(`barrier ${++barriers}`)
      await talk.say(ping(0, context))
      const answer = await talk.command('PONG', within)
      if (!answer.equals(context)) throw new WireMismatch(`PONG with ${context}`, answer.toString('latin1'))
    },
  }
  return talk
}
