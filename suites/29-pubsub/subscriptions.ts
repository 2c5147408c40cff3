// RFC 29/PUBSUB and 37/ZMTP 3.1: how a SUB or XSUB tells its publishers what it wants.
//
//   application   subscribe a   subscribe a   unsubscribe a   unsubscribe a          connection made or lost
//   wire          SUBSCRIBE a   (again?)      -               CANCEL a               SUBSCRIBE for all that holds
//
// Rule: 29 leaves it to the transport whether anything is sent; over ZMTP 3.1 (37/pubsub) it is these two commands.

import type { ClauseId } from '../../harness/book/clause-id.ts'
import type { Section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { control, roles } from '../37-zmtp-3.1/meeting.ts'
import { stir, subscribing, told, toldUpTo } from './subscribing.ts'

export function subscriptionCases({ conformance }: Section, type: 'SUB' | 'XSUB', clauses: readonly ClauseId[]): void {
  const needs = { sockets: [type] }

  conformance(
    'sends-subscriptions',
    {
      title: 'subscribe and unsubscribe, with their topic of any octets, are passed on to every publisher, in order',
      clauses: [...clauses, '37/pubsub-8'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: ['mut/cancel-without-topic', 'mut/subscribes-at-first-publisher-only', 'mut/topic-ends-at-nul', 'mut/topic-as-text'],
    },
    async t => {
      const meeting = await subscribing(t, type, t.axes.role, {}, [])
      const peers = [await control(meeting, 'PUB'), await control(meeting, 'XPUB')]
      await stir(meeting.socket)
      for (const text of ['a', '', '\0', 'a\0b', '\xff\xfe', 'c'.repeat(245), 'd'.repeat(246), 'e'.repeat(256)]) {
        const topic = Buffer.from(text, 'latin1')
        const name = topic.length > 4 ? `${topic.length} octets` : `<${topic.toString('hex')}>`
        await meeting.socket.subscribe(topic)
        for (const [at, peer] of peers.entries()) t.check(`publisher ${at}, subscribe ${name}`, await told(peer, 1), [`+${text}`])
        await meeting.socket.unsubscribe(topic)
        for (const [at, peer] of peers.entries()) t.check(`publisher ${at}, unsubscribe ${name}`, await told(peer, 1), [`-${text}`])
      }
    },
  )

  conformance(
    'old-publisher',
    {
      title: 'A publisher that speaks ZMTP 3.0 gets subscriptions as messages: octet 01 or 00, and the topic',
      clauses: [...clauses, '23/delta-8', '23/delta-9'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: ['mut/speaks-3.1-to-3.0'],
    },
    async t => {
      const meeting = await subscribing(t, type, t.axes.role, {}, ['early'])
      const peer = await meeting.next()
      await peer.handshake({ type: 'PUB', version: [3, 0] })
      // Without PING in 3.0 the first subscription tells that the peer was taken in.
      const first = peer.message()
      first.catch(() => {})
      await meeting.socket.recv(t.windows.reaction).catch(() => {})
      t.check('what held before', await first, ['\x01early'])
      await meeting.socket.subscribe('late')
      t.check('subscribe', await peer.message(), ['\x01late'])
      await meeting.socket.unsubscribe('early')
      t.check('unsubscribe', await peer.message(), ['\0early'])
    },
  )

  conformance(
    'counts-subscriptions',
    {
      title: 'After two subscriptions to one topic the first unsubscribe ends nothing; one that fits no subscription is ignored',
      clauses: ['lib/subscribe-counts'],
      level: 'MUST',
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/first-unsubscribe-ends-all', 'mut/cancel-never-sent-after-repeat', 'mut/unknown-unsubscribe-sent'],
    },
    async t => {
      const meeting = await subscribing(t, type, 'connect', {}, [])
      const peer = await control(meeting, 'PUB')
      const cancels = async (last: string) => (await toldUpTo(peer, last)).filter(sign => sign.startsWith('-'))
      for (const topic of ['a', 'a', 'b']) await meeting.socket.subscribe(topic)
      for (const topic of ['never', 'a']) await meeting.socket.unsubscribe(topic)
      await meeting.socket.subscribe('mark 1')
      t.check('CANCEL after the first unsubscribe', await cancels('+mark 1'), [])
      await meeting.socket.unsubscribe('a')
      await meeting.socket.subscribe('mark 2')
      t.check('CANCEL after the second', await cancels('+mark 2'), ['-a'])
      await meeting.socket.unsubscribe('a')
      await meeting.socket.subscribe('mark 3')
      t.check('CANCEL after the third', await cancels('+mark 3'), [])
    },
  )

  conformance(
    'subscribes-again',
    {
      title: 'A publisher that is new, or back, is sent each subscription that holds, and none that was ended',
      clauses: [...clauses, '37/pubsub-2'],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['reconnect_ivl'] },
      axes: { role: ['bind', 'door'] },
      kills: ['mut/forgets-subscriptions-on-reconnect', 'mut/subscribes-only-on-first-connection', 'mut/replays-ended-subscriptions'],
    },
    async t => {
      const meeting = await subscribing(t, type, t.axes.role, {}, ['a', 'ab', 'gone', 'a', ''])
      await meeting.socket.unsubscribe('gone')
      const held = async (peer: WirePeer, mark: string) => {
        const topics = new Set<string>()
        for (const sign of await toldUpTo(peer, `+${mark}`)) sign.startsWith('+') ? topics.add(sign.slice(1)) : topics.delete(sign.slice(1))
        return [...topics].toSorted()
      }
      const first = await control(meeting, 'PUB')
      await stir(meeting.socket)
      await meeting.socket.subscribe('mark 1')
      t.check('held by the first', await held(first, 'mark 1'), ['', 'a', 'ab', 'mark 1'])
      await first.close()
      await meeting.socket.subscribe('new')
      await meeting.socket.unsubscribe('ab')
      const second = await control(meeting, 'PUB')
      await stir(meeting.socket)
      await meeting.socket.subscribe('mark 2')
      t.check('held by the second', await held(second, 'mark 2'), ['', 'a', 'mark 1', 'mark 2', 'new'])
    },
  )

  conformance(
    'as-commands',
    {
      title: 'To a publisher that speaks ZMTP 3.1 a subscription is the command SUBSCRIBE, its end the command CANCEL',
      clauses: ['37/pubsub-2', '37/pubsub-3'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles, moment: ['early', 'late'] },
      kills: ['mut/speaks-3.0-to-all'],
    },
    async t => {
      const early = t.axes.moment === 'early'
      const meeting = await subscribing(t, type, t.axes.role, {}, early ? ['a'] : [])
      const peer = await control(meeting, 'PUB')
      await stir(meeting.socket)
      if (!early) await meeting.socket.subscribe('a')
      const subscribed = await peer.frame()
      t.check('subscribe', [subscribed.command, subscribed.body], [true, '\x09SUBSCRIBEa'])
      if (early) return
      await meeting.socket.unsubscribe('a')
      const cancelled = await peer.frame()
      t.check('unsubscribe', [cancelled.command, cancelled.body], [true, '\x06CANCELa'])
    },
  )
}
