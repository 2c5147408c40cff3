// RFC 29/PUBSUB, what PUB and XPUB have in common: who gets a message, and what becomes of those who are slow or gone.
//
//   send ─► first frame ─► peers that hold a prefix of it ─► room? ─┬─► unchanged, whole, in order
//                                                                  └─► dropped for this peer alone; the sender never waits
//
// Rule: the cases are written once and declared for both types, each under its own clauses (pub.spec.ts, xpub.spec.ts).

import type { ClauseId } from '../../harness/book/clause-id.ts'
import { atLeast, between, satisfying } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import { cancel, oldCancel, oldSubscribe, subscribe } from '../../harness/wire/octets.ts'
import { control, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arrived, firsts, subscriber } from './marker.ts'
import { matchingCases } from './matching.ts'

/** The clauses of one type. */
export interface PublisherClauses {
  readonly anyNumber: ClauseId
  readonly queuePerPeer: ClauseId
  readonly keptWhileDown: ClauseId
  readonly destroyedWithPeer: ClauseId
  readonly limit: ClauseId
  readonly unchanged: ClauseId
  readonly onlyMatches: ClauseId
  readonly prefix: ClauseId
  readonly dropsWhenFull: ClauseId
  readonly neverBlocks: ClauseId
  readonly takesSubscriptions: ClauseId
}

/** More than TCP buffers hold: octets of one message, and messages. */
const [large, flood] = [65_536, 200]

const numbers = (messages: readonly Buffer[][]): number[] => messages.map(([body]) => Number(body!.readBigUInt64BE()))
const ascending = satisfying('numbers that only grow', (values: readonly number[]) =>
  values.every((n, at) => at === 0 || n > values[at - 1]!),
)

export function publisherCases(section: Section, type: 'PUB' | 'XPUB', clause: PublisherClauses): void {
  const { conformance } = section
  const needs = { sockets: [type] }

  conformance(
    'any-number-of-subscribers',
    {
      title: `Three subscribers, SUB and XSUB, each get every message of a ${type}`,
      clauses: [clause.anyNumber, clause.prefix],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: ['mut/fan-out-first-only', 'mut/fan-out-round-robin'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role)
      const peers = [await subscriber(meeting, ['']), await subscriber(meeting, [''], { type: 'XSUB' }), await subscriber(meeting, [''])]
      for (const text of ['one', 'two', 'three']) await meeting.socket.send(text)
      for (const [at, peer] of peers.entries()) {
        t.check(`subscriber ${at}`, firsts(await arrived(meeting.socket, peer)), ['one', 'two', 'three'])
      }
    },
  )

  conformance(
    'one-slow-subscriber',
    {
      title: `A subscriber that stops reading costs another one nothing, and a ${type} that sends never waits`,
      clauses: [clause.queuePerPeer, clause.dropsWhenFull, clause.neverBlocks],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'], ops: ['sendmany'] },
      kills: ['mut/drops-for-all-when-one-is-full', 'mut/publisher-blocks-at-hwm'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind', { sndhwm: 10 })
      const slow = await subscriber(meeting, [''])
      slow.pause()
      const { count } = await meeting.socket.sendMany(flood, large, t.seed, 5000)
      t.require('messages accepted while nobody reads', count, flood)
      const quick = await subscriber(meeting, ['q'])
      for (let n = 0; n < 5; n++) await meeting.socket.send(`q${n}`, 0)
      t.check(
        'what the other one gets',
        firsts(await arrived(meeting.socket, quick)),
        Array.from({ length: 5 }, (_, n) => `q${n}`),
      )
      slow.resume()
      const got = (await arrived(meeting.socket, slow)).filter(([body]) => body!.length === large)
      t.check('first message', numbers(got)[0], 0)
      t.check('what the slow one gets', numbers(got), ascending)
      t.check('messages dropped for it', flood - got.length, atLeast(1))
      await meeting.socket.send('qafter')
      t.check('served again', firsts(await arrived(meeting.socket, slow)), ['qafter'])
    },
  )

  conformance(
    'queue-limit',
    {
      title: 'The limit of a queue is configurable: ZMQ_SNDHWM 50 holds more for a peer that does not read than 2',
      clauses: [clause.limit],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'], ops: ['sendmany'] },
      kills: ['mut/sndhwm-ignored'],
    },
    async t => {
      const held: number[] = []
      for (const sndhwm of [2, 50]) {
        const meeting = await meet(t, type, 'bind', { sndhwm })
        const peer = await subscriber(meeting, [''])
        peer.pause()
        await meeting.socket.sendMany(100, 4 * large, t.seed, 5000)
        peer.resume()
        held.push((await arrived(meeting.socket, peer)).length)
        await meeting.socket.close(0)
      }
      t.note('messages held with ZMQ_SNDHWM 2 and 50', held)
      t.check('fewer than were sent', held[1]! < 100, true)
      // TCP holds some megabytes of its own, not always the same.
      t.check('what 50 holds more than 2', held[1]! - held[0]!, atLeast(25))
    },
  )

  conformance(
    'overload-drops-whole-messages',
    {
      title: 'Under overload a message of three frames arrives whole or not at all',
      clauses: [clause.dropsWhenFull, clause.unchanged],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'] },
      kills: ['mut/drops-frames-not-messages'],
    },
    async t => {
      const { socket, next } = await meet(t, type, 'bind', { sndhwm: 4 })
      const peer = await subscriber({ socket, next }, [''])
      peer.pause()
      const body = Buffer.alloc(large)
      for (let n = 0; n < flood; n++) await socket.send([`n${n}`, body, `end ${n}`], 0)
      peer.resume()
      const got = await arrived(socket, peer)
      t.check(`messages of ${flood} that came through`, got.length, between(1, flood - 1))
      const broken = got.filter(
        ([n, middle, end, ...more]) => more.length > 0 || middle?.length !== large || end?.toString() !== `end ${n!.toString().slice(1)}`,
      )
      t.check('messages that are not whole', broken, [])
    },
  )

  conformance(
    'nobody-listens',
    {
      title: `A ${type} without any peer, or none that asked, sends without waiting, and drops`,
      clauses: [clause.neverBlocks],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: ['mut/publisher-waits-for-a-peer', 'mut/publisher-keeps-for-late-joiners'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role)
      for (let n = 0; n < 5; n++) await meeting.socket.send(['alone', `${n}`], 0)
      const peer = await meeting.next()
      await peer.handshake({ type: 'SUB' })
      await peer.barrier()
      for (let n = 0; n < 5; n++) await meeting.socket.send(['not asked', `${n}`], 0)
      t.check('before anything was asked for', await arrived(meeting.socket, peer), [])
      await meeting.socket.send('too early')
      await peer.send(subscribe(''))
      t.check('what a late joiner gets of the past', await arrived(meeting.socket, peer), [])
    },
  )

  conformance(
    'queue-kept-while-down',
    {
      title: 'Sending to a peer that was connected to succeeds before its handshake and while the connection is lost; then traffic flows',
      clauses: [clause.keptWhileDown],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['reconnect_ivl'] },
      kills: ['mut/never-reconnects', 'mut/publisher-throws-while-down'],
    },
    async t => {
      const socket = await t.subject.open(type, { reconnect_ivl: 20 })
      await using door = await t.wire.listen()
      await socket.connect(door.endpoint)
      const first = await door.accept()
      await socket.send('before the handshake', 0)
      await first.handshake({ type: 'SUB' })
      await first.send(subscribe(''))
      const early = await arrived(socket, first)
      await socket.send('live')
      t.check('while up', firsts(await arrived(socket, first)), ['live'])
      await first.close()
      for (let n = 0; n < 3; n++) await socket.send(`while down ${n}`, 0)
      const second = await door.accept()
      await second.handshake({ type: 'SUB' })
      await second.send(subscribe(''))
      const late = await arrived(socket, second)
      await socket.send('again')
      t.check('after it came back', firsts(await arrived(socket, second)), ['again'])
      t.note('delivered of what was sent before the handshake', firsts(early))
      t.note('delivered of what was sent while down', firsts(late))
    },
  )

  conformance(
    'queue-destroyed-with-its-peer',
    {
      title: 'What was queued for a subscriber that had connected is gone with it: the next connection gets none of it',
      clauses: [clause.destroyedWithPeer],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, ops: ['sendmany'] },
      axes: { ending: ['fin', 'rst'] },
      kills: ['mut/queue-inherited-by-next-peer'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const first = await subscriber(meeting, [''])
      first.pause()
      await meeting.socket.sendMany(flood, large, t.seed, 5000)
      if (t.axes.ending === 'rst') first.reset()
      else await first.close()
      const second = await control(meeting, 'SUB')
      await second.send(subscribe(''))
      t.check('of the old queue', (await arrived(meeting.socket, second)).length, 0)
      await meeting.socket.send('new')
      t.check('of the present', firsts(await arrived(meeting.socket, second)), ['new'])
    },
  )

  conformance(
    'takes-subscriptions',
    {
      title: 'A topic is delivered from SUBSCRIBE to CANCEL and not before or after, in the form of 3.1 and of 3.0',
      clauses: [clause.takesSubscriptions, '37/pubsub-6'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { form: ['command', 'message'], role: roles },
      kills: ['mut/cancel-ignored', 'mut/old-subscription-ignored', 'mut/cancel-drops-all-topics'],
    },
    async t => {
      const old = t.axes.form === 'message'
      const [ask, end] = old ? [oldSubscribe, oldCancel] : [subscribe, cancel]
      const meeting = await meet(t, type, t.axes.role)
      const peer = await subscriber(meeting, [], { old })
      const after = async (...commands: Buffer[]) => {
        await peer.send(commands)
        await arrived(meeting.socket, peer, { old })
        for (const topic of ['a1', 'b1', 'c1']) await meeting.socket.send(topic)
        return firsts(await arrived(meeting.socket, peer, { old }))
      }
      t.check('nothing asked for', await after(), [])
      t.check('a', await after(ask('a')), ['a1'])
      t.check('a and b', await after(ask('b')), ['a1', 'b1'])
      t.check('a cancelled', await after(end('a')), ['b1'])
      t.check('a again', await after(ask('a')), ['a1', 'b1'])
      t.check('both cancelled', await after(end('a'), end('b')), [])
    },
  )

  conformance(
    'cancel-is-of-one-peer',
    {
      title: 'Of three subscribers to one topic one cancels: the two others go on receiving it',
      clauses: [clause.takesSubscriptions, clause.onlyMatches, '37/pubsub-6'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { canceller: ['0', '1', '2'] },
      kills: ['mut/cancel-ends-it-for-all'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const peers = [await subscriber(meeting, ['a']), await subscriber(meeting, ['a']), await subscriber(meeting, ['a'])]
      const leaver = peers[Number(t.axes.canceller)]!
      await leaver.send(cancel('a'))
      await arrived(meeting.socket, leaver)
      await meeting.socket.send('a1')
      for (const [at, peer] of peers.entries())
        t.check(`subscriber ${at}`, firsts(await arrived(meeting.socket, peer)), peer === leaver ? [] : ['a1'])
    },
  )

  matchingCases(section, type, clause)
}
