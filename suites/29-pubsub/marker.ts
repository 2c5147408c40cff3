// Publications have no answer, so a marker takes its place: subscribed to, then published until one arrives.
//
//   publisher   ~1 (dropped: not subscribed yet)   ~2   ~3          subscriber   … ~2 ~3 ▏ all that was published before is here
//
// Rule: a marker proves two things at once: the publisher has taken in every earlier subscription of this connection, and what did not
// arrive before the last marker was not sent. SUBSCRIBE seen on the wire proves neither. (Who subscribed to everything before gets markers
// at once: then they prove the second thing only.)

import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { cancel, type Octets, octets, oldCancel, oldSubscribe, subscribe } from '../../harness/wire/octets.ts'
import { control, type Meeting } from '../37-zmtp-3.1/meeting.ts'

/** How every marker begins; no topic of a case does. */
export const markerTopic = '~marker '
export const isMarker = ([first]: readonly Uint8Array[]): boolean =>
  octets(first!).subarray(0, markerTopic.length).equals(octets(markerTopic))

type Sink = WirePeer | SubjectSocket
const isPeer = (sink: Sink): sink is WirePeer => 'handshake' in sink

/** The next message, or null when none comes within so many milliseconds. */
export async function read(sink: Sink, within: number): Promise<Buffer[] | null> {
  try {
    return isPeer(sink) ? await sink.message(within) : await sink.recv(within)
  } catch (error) {
    if (error instanceof SubjectError && error.err === 'EAGAIN') return null
    if (error instanceof WireMismatch && isPeer(sink) && sink.open && error.actual.startsWith('nothing')) return null
    throw error
  }
}

let markers = 0
/** Milliseconds to go on publishing markers. */
const patience = 4000

/**
 * Subscribes to a marker and publishes it until it arrives; resolves with everything that came before it, in order, foreign markers left out.
 * `old`: subscribes as ZMTP 3.0 does, in messages. @throws WireMismatch when none arrives
 */
export async function arrived(publisher: SubjectSocket, sink: Sink, { old = false }: { readonly old?: boolean } = {}): Promise<Buffer[][]> {
  const prefix = `${markerTopic}${++markers}.`
  if (isPeer(sink)) await sink.send(old ? oldSubscribe(prefix) : subscribe(prefix))
  else await sink.subscribe(prefix)
  const before: Buffer[][] = []
  const begun = performance.now()
  for (let sent = 1, wait = 1; ; sent++, wait = Math.min(2 * wait, 100)) {
    await publisher.send(`${prefix}${sent}`)
    let seen = 0
    // Once a marker is here, those sent after it follow: the queue is in order.
    for (let message = await read(sink, wait); message !== null; message = await read(sink, seen > 0 ? patience : wait)) {
      const text = message[0]!.toString('latin1')
      if (text.startsWith(prefix)) seen = Number(text.slice(prefix.length))
      else if (!isMarker(message)) before.push(message)
      if (seen === sent) {
        if (isPeer(sink)) await sink.send(old ? oldCancel(prefix) : cancel(prefix))
        else await sink.unsubscribe(prefix)
        return before
      }
    }
    if (performance.now() - begun > patience) throw new WireMismatch('a marker', `none of ${sent} arrived within ${patience} ms`)
  }
}

interface SubscriberOptions {
  /** Default SUB. */
  readonly type?: 'SUB' | 'XSUB'
  /** Subscribes as ZMTP 3.0 does. */
  readonly old?: boolean
}

/** A legal raw subscriber whose subscriptions the subject has taken in. */
export async function subscriber(meeting: Meeting, topics: readonly Octets[], { type = 'SUB', old = false }: SubscriberOptions = {}) {
  const peer = old ? await meeting.next() : await control(meeting, type)
  if (old) await peer.handshake({ type, version: [3, 0] })
  await peer.send(topics.map(old ? oldSubscribe : subscribe))
  await arrived(meeting.socket, peer, { old })
  return peer
}

/** First frames as text. */
export const firsts = (messages: readonly (readonly Uint8Array[])[]): string[] =>
  messages.map(([first]) => octets(first!).toString('latin1'))
