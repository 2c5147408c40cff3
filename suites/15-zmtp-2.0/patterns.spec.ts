// RFC 15/ZMTP 2.0, "Socket Compatibility" and "Publish-Subscribe": who may meet whom, and how one subscribes.
//
//   octet 11 ──► legal: served          illegal: the connection ends without another octet
//   SUB ── 00 n │ 01 topic ──► PUB      00 n │ 00 topic          as messages

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { message, oldCancel, oldSubscribe } from '../../harness/wire/octets.ts'
import { greetingOf2, identityOf2, typeOctets } from '../../harness/wire/old-octets.ts'
import { old, socketTypes } from '../13-zmtp-1.0/meeting.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { publishes } from '../37-zmtp-3.1/traffic.ts'

const { conformance, property } = section(import.meta.url)
const needs = { zmtp: ['2.0'] } as const

const legalPeers: Record<string, readonly string[]> = {
  PAIR: ['PAIR'],
  PUB: ['SUB'],
  SUB: ['PUB'],
  XPUB: ['SUB'],
  XSUB: ['PUB'],
  REQ: ['REP', 'ROUTER'],
  REP: ['REQ', 'DEALER'],
  DEALER: ['REP', 'DEALER', 'ROUTER'],
  ROUTER: ['REQ', 'DEALER', 'ROUTER'],
  PULL: ['PUSH'],
  PUSH: ['PULL'],
}
const oldTypes = Object.keys(typeOctets) as (keyof typeof typeOctets)[]

conformance(
  'legal-types',
  {
    title: 'Peers of every legal type are taken in',
    clauses: ['15/v2-7', '15/v2-2'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { socket: socketTypes },
    kills: ['mut/2.0-types-off-by-one'],
  },
  async t => {
    for (const type of legalPeers[t.axes.socket]!) {
      // A PAIR has one peer in its life.
      const peer = await old(await meet(t, t.axes.socket, 'bind'), '2.0', type)
      t.check(`connection of a ${type}`, await peer.closed(0), 'silence')
    }
  },
)

conformance(
  'illegal-types',
  {
    title: 'A peer of an illegal type, or of a number that is none, is let go',
    clauses: ['15/v2-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/2.0-any-type-taken'],
  },
  async t => {
    const octets = [...oldTypes.map(type => typeOctets[type]), 0x0b, 0x80, 0xff]
    await Promise.all(
      socketTypes.map(async socket => {
        const legal = legalPeers[socket]!.map(type => typeOctets[type as keyof typeof typeOctets])
        const meeting = await meet(t, socket, 'bind')
        await Promise.all(
          octets
            .filter(octet => !(legal as number[]).includes(octet))
            .map(async octet => {
              const peer = await meeting.next()
              await peer.send([greetingOf2(octet), identityOf2()])
              t.check(`${socket}: the connection of a peer of type ${octet}`, await peer.closed(), ended)
            }),
        )
      }),
    )
  },
)

conformance(
  'let-go-in-silence',
  {
    title: 'A peer of an illegal type hears nothing but the end, none of its messages is delivered, and a legal one is served',
    clauses: ['15/v2-8', '15/v2-7'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, type: ['PULL', 'PUB', 'REQ', 'PAIR'] },
    except: ({ role, type }) => role === 'connect' && type !== 'PUB',
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    await peer.send([greetingOf2(t.axes.type), identityOf2(), message('smuggled')])
    const heard = await peer.greeting().then(
      ({ bytes }) => bytes.length,
      () => 0,
    )
    t.check('the connection', await peer.closed(), ended)
    t.check('octets of a greeting, at the most', heard <= 12, true)
    await (await old(meeting, '2.0', 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await meeting.socket.recv(), ['legal'])
  },
)

const topics = { empty: '', letter: 'A', words: 'a topic of some length' } as const

conformance(
  'subscribe-and-cancel',
  {
    title: 'To a publisher of 2.0 subscribing is a message of 01 and the topic, cancelling one of 00 and the topic',
    clauses: ['15/v2-10'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: ['SUB', 'XSUB'], role: roles, topic: ['empty', 'letter', 'words'] },
    kills: ['mut/cancel-as-01'],
  },
  async t => {
    const { socket, next } = await meet(t, t.axes.socket, t.axes.role)
    if (t.axes.socket === 'SUB') await socket.subscribe('here')
    const peer = await old({ next }, '2.0', 'PUB')
    await peer.send(message('here'))
    await socket.recv()
    if (t.axes.socket === 'SUB') t.check('what it had subscribed to before', await peer.message(), ['\x01here'])
    const topic = topics[t.axes.topic]
    await socket.subscribe(topic)
    t.check('subscribing', await peer.message(), [`\x01${topic}`])
    await socket.unsubscribe(topic)
    t.check('cancelling', await peer.message(), [`\x00${topic}`])
  },
)

conformance(
  'taken-by-publisher',
  {
    title: 'A publisher takes 01 and 00 of a subscriber of 2.0 as subscription and cancellation, and sends what matches alone',
    clauses: ['15/v2-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { socket: ['PUB', 'XPUB'], role: roles },
    kills: ['mut/old-subscription-ignored', 'mut/old-cancellation-ignored'],
  },
  async t => {
    const { socket, next } = await meet(t, t.axes.socket, t.axes.role)
    const peer = await old({ next }, '2.0', 'SUB')
    const passed = async (mark: string, octets: readonly Buffer[]) => {
      await peer.send([...octets, oldSubscribe(mark)])
      await publishes(t, socket, peer, mark)
      for (const first of ['A', 'AB', 'B', `${mark}end`]) await socket.send([first, 'rest'])
      const seen: string[] = []
      for (let got = `${(await peer.message())[0]}`; got !== `${mark}end`; got = `${(await peer.message())[0]}`) seen.push(got)
      return seen
    }
    t.check('with A', await passed('mark one ', [oldSubscribe('A')]), ['A', 'AB'])
    t.check('with B too', await passed('mark two ', [oldSubscribe('B')]), ['A', 'AB', 'B'])
    t.check('without A', await passed('mark three ', [oldCancel('A')]), ['B'])
  },
)

property(
  'any-topic',
  {
    title: 'Topics of any octets travel both ways as messages',
    clauses: ['15/v2-10'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['SUB', 'XPUB'] },
  },
  {
    arbitrary: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    runs: 12,
    check: async (t, topic) => {
      const sub = await meet(t, 'SUB', 'bind')
      await sub.socket.subscribe(topic)
      const publisher = await old(sub, '2.0', 'PUB')
      await publisher.send(message(topic))
      t.check('delivered', await sub.socket.recv(), [topic])
      t.check('subscription', await publisher.message(), [Buffer.concat([Buffer.of(1), topic])])
      const xpub = await meet(t, 'XPUB', 'bind')
      const subscriber = await old(xpub, '2.0', 'SUB')
      await subscriber.send(oldSubscribe(topic))
      t.check('notification', await xpub.socket.recv(), [Buffer.concat([Buffer.of(1), topic])])
    },
  },
)
