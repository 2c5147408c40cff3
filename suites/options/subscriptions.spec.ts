// Options of publishers and subscribers that no RFC rules on (zmq_setsockopt(3)); the older ones are in 29-pubsub.

import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { cancel, message, subscribe } from '../../harness/wire/octets.ts'
import { delivered, guest } from '../28-reqrep/guests.ts'
import { meet } from '../37-zmtp-3.1/meeting.ts'

const { conformance } = section(import.meta.url)

conformance(
  'manual-last-value',
  {
    title: 'XPUB_MANUAL_LAST_VALUE: the message after a subscription was read goes to that subscriber only, the next to all',
    clauses: ['lib/xpub-manual-last-value'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['XPUB'], options: ['xpub_manual_last_value'] },
    kills: ['mut/last-value-to-all', 'mut/last-value-for-ever', 'mut/last-value-is-ignored'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind', { xpub_manual_last_value: true })
    const { socket } = meeting
    const peers: WirePeer[] = []
    for (const at of [0, 1]) {
      const peer = await guest(meeting, 'SUB')
      peers.push(peer)
      await peer.send(subscribe('a'))
      t.check(`subscription ${at}`, await socket.recv(), ['\x01a'])
      await socket.subscribe('a')
    }
    await socket.send(['a for the second'])
    await socket.send(['a for both'])
    t.check('the second', [await peers[1]!.message(), await peers[1]!.message()], [['a for the second'], ['a for both']])
    t.check('the first', await peers[0]!.message(), ['a for both'])
  },
)

conformance(
  'only-first-subscribe',
  {
    title:
      'ONLY_FIRST_SUBSCRIBE: frames behind one that is no subscription are data, whatever their first octet; without it they subscribe',
    clauses: ['lib/only-first-subscribe'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['XPUB'], options: ['only_first_subscribe'] },
    axes: { option: ['on', 'off'] },
    kills: ['mut/any-frame-subscribes', 'mut/only-the-first-frame-subscribes'],
  },
  async t => {
    const on = t.axes.option === 'on'
    const meeting = await meet(t, 'XPUB', 'bind', { only_first_subscribe: on })
    const peer = await guest(meeting, 'XSUB')
    await peer.send([message('data', '\x01topic', 'more', '\x01other', '\x00other'), subscribe('end')])
    const received: string[] = []
    // No rule says whether a subscription is told of before or behind messages.
    while (!received.includes('\x01end') || (on && received.length < 2)) received.push((await meeting.socket.recv()).join(' '))
    if (on) t.check('what arrives', received.toSorted(), ['\x01end', 'data \x01topic more \x01other \x00other'])
    for (const topic of ['topic', 'other', 'end']) await meeting.socket.send([topic])
    const got: string[] = []
    while (got.at(-1) !== 'end') got.push((await peer.message()).join(' '))
    t.check('what the peer is sent', got, on ? ['end'] : ['topic', 'end'])
  },
)

conformance(
  'only-first-subscribe-upstream',
  {
    title:
      'ONLY_FIRST_SUBSCRIBE on XSUB: frames behind one that is no subscription do not subscribe; without it a later publisher is told of them',
    clauses: ['lib/only-first-subscribe'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['XSUB'], options: ['only_first_subscribe'] },
    axes: { option: ['on', 'off'] },
    kills: ['mut/xsub-asks-by-any-frame', 'mut/xsub-asks-by-single-frames'],
  },
  async t => {
    const meeting = await meet(t, 'XSUB', 'connect', { only_first_subscribe: t.axes.option === 'on' })
    const { socket } = meeting
    await guest(meeting, 'XPUB')
    await socket.send(['data', '\x01topic'])
    const later = await guest(meeting, 'XPUB')
    await socket.send('\x01end')
    const topics: string[] = []
    while (topics.at(-1) !== 'end') {
      const { name, data, body } = await later.frame()
      topics.push(`${name === null ? body.subarray(1) : data}`)
    }
    t.check('what a later publisher is told', topics, t.axes.option === 'on' ? ['end'] : ['topic', 'end'])
  },
)

conformance(
  'verbose-unsubscribe',
  {
    title: 'XSUB_VERBOSE_UNSUBSCRIBE: every unsubscription is sent; without it only the last of a topic',
    clauses: ['lib/xsub-verbose-unsubscribe'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['XSUB'], options: ['xsub_verbose_unsubscribe'] },
    axes: { verbose: ['on', 'off'] },
    kills: ['mut/verbose-unsubscribe-is-ignored'],
  },
  async t => {
    const meeting = await meet(t, 'XSUB', 'connect', { xsub_verbose_unsubscribe: t.axes.verbose === 'on' })
    const { socket } = meeting
    const peer = await guest(meeting, 'XPUB')
    for (const prefix of ['\x01a', '\x01a', '\x00a', '\x00a', '\x01end']) await socket.send(prefix)
    const words: string[] = []
    while (words.at(-1) !== 'SUBSCRIBE end') {
      const { name, data, body } = await peer.frame()
      // An XSUB may also send a subscription as the message that it was given.
      words.push(name === null ? `${body[0] === 1 ? 'SUBSCRIBE' : 'CANCEL'} ${body.subarray(1)}` : `${name} ${data}`)
    }
    const cancels = Array(t.axes.verbose === 'on' ? 2 : 1).fill('CANCEL a')
    t.check('what was sent', words, ['SUBSCRIBE a', 'SUBSCRIBE a', ...cancels, 'SUBSCRIBE end'])
  },
)

conformance(
  'topics-count-of-a-publisher',
  {
    title: 'TOPICS_COUNT: how many different topics the peers of a publisher subscribed to',
    clauses: ['lib/topics-count'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['XPUB'], options: ['topics_count'], ops: ['get'] },
    kills: ['mut/topics-are-not-counted', 'mut/topics-counted-twice'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind', { xpub_verboser: true })
    const { socket } = meeting
    t.check('at first', await socket.get('topics_count'), 0)
    const [one, other] = [await guest(meeting, 'SUB'), await guest(meeting, 'SUB')]
    const counts: unknown[] = []
    for (const [peer, octets] of [
      [one, subscribe('a')],
      [other, subscribe('a')],
      [one, subscribe('ab')],
      [one, cancel('a')],
      [other, cancel('a')],
    ] as const) {
      await peer.send(octets)
      await socket.recv()
      counts.push(await socket.get('topics_count'))
    }
    t.check('after a, a again, ab, less a, less the other a', counts, [1, 1, 2, 2, 1])
    one.halfClose()
    t.check('a peer leaves', await socket.recv(), ['\x00ab'])
    t.check('at last', await socket.get('topics_count'), 0)
  },
)

conformance(
  'topics-count-of-a-subscriber',
  {
    title: 'TOPICS_COUNT: how many subscriptions a subscriber has, repeated ones too, with or without a publisher',
    clauses: ['lib/topics-count'],
    mode: 'api',
    obliges: 'receiver',
    needs: { options: ['topics_count'], ops: ['get'] },
    axes: { type: ['SUB', 'XSUB'] },
    kills: ['mut/topics-are-not-counted', 'mut/topics-counted-twice'],
  },
  async t => {
    const socket = await t.subject.open(t.axes.type)
    const counts: unknown[] = [await socket.get('topics_count')]
    for (const [verb, topic] of [
      ['subscribe', 'a'],
      ['subscribe', 'a'],
      ['subscribe', ''],
      ['unsubscribe', 'a'],
      ['unsubscribe', 'a'],
      ['unsubscribe', 'b'],
    ] as const) {
      await socket[verb](topic)
      counts.push(await socket.get('topics_count'))
    }
    t.check('counts', counts, [0, 1, 2, 3, 2, 1, 1])
    t.check('a message', await delivered(socket.recv(0)), 'EAGAIN')
  },
)
