// What options change about publishing and subscribing (zmq_setsockopt(3)): no RFC has them, all implementations of libzmq's school do.
//
//   VERBOSE VERBOSER   what the application is told        MANUAL        who decides what a subscription is
//   NODROP             who waits at the HWM                WELCOME_MSG   what a newcomer hears first
//   INVERT_MATCHING    who gets a message                  (CONFLATE has a section of its own)
//
// Rule: level MUST for who declares the option: declared and not done is a failure.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { cancel, message, subscribe } from '../../harness/wire/octets.ts'
import { control, meet } from '../37-zmtp-3.1/meeting.ts'
import { arrived, firsts, isMarker, subscriber } from './marker.ts'
import { receivedUpTo, subscribing } from './subscribing.ts'
import { told, toldWithin } from './told.ts'

const { conformance } = section(import.meta.url)

const verbosity = {
  none: { options: {}, hears: ['+a', '-a'] },
  xpub_verbose: { options: { xpub_verbose: true }, hears: ['+a', '+a', '+a', '-a'] },
  xpub_verboser: { options: { xpub_verboser: true }, hears: ['+a', '+a', '+a', '-a', '-a'] },
} as const

conformance(
  'verbosity',
  {
    title:
      'Two peers, one of them twice, subscribe to one topic and cancel: XPUB tells of the first and last, VERBOSE of every subscription, VERBOSER of all',
    clauses: ['lib/xpub-verbose', 'lib/xpub-verboser', '29/xpub-16'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['XPUB'], options: ['xpub_verbose', 'xpub_verboser'] },
    axes: { option: ['none', 'xpub_verbose', 'xpub_verboser'] },
    kills: ['mut/verbose-ignored', 'mut/verbose-tells-unsubscriptions', 'mut/verboser-is-verbose'],
  },
  async t => {
    const { options, hears } = verbosity[t.axes.option]
    const meeting = await meet(t, 'XPUB', 'bind', options)
    const [one, two] = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    const got: string[] = []
    // Each peer waits until the one before it was heard: the order of two connections is nobody's duty.
    const heard = async (mark: string) => got.push(...(await told(meeting.socket, `+${mark}`)).slice(0, -1))
    for (const [at, peer] of [one, one, two].entries()) {
      await peer.send([subscribe('a'), subscribe(`mark ${at}`)])
      await heard(`mark ${at}`)
    }
    for (const [at, peer] of [one, two].entries()) {
      await peer.send([cancel('a'), subscribe(`end ${at}`)])
      await heard(`end ${at}`)
    }
    t.check('told of', got, hears)
  },
)

conformance(
  'manual',
  {
    title:
      'With MANUAL a subscription is only told of: what the application subscribes instead holds, for the peer whose request it read last',
    clauses: ['lib/xpub-manual'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['XPUB'], options: ['xpub_manual'] },
    kills: [
      'mut/manual-applies-by-itself',
      'mut/manual-applies-to-first-peer',
      'mut/manual-applies-to-newest-request',
      'mut/manual-unsubscribe-ignored',
    ],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind', { xpub_manual: true })
    const peers = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    // Both have asked before the first request is read; whose is read first is nobody's duty.
    for (const [at, peer] of peers.entries()) {
      await peer.send(subscribe(`ask ${at}`))
      await peer.barrier()
    }
    const requests: string[] = []
    for (const _ of peers) {
      const [request] = await told(meeting.socket)
      requests.push(request!)
      await meeting.socket.subscribe(`get ${request!.slice('+ask '.length)}`)
      if (request === '+ask 1') await meeting.socket.subscribe('both')
    }
    t.check('requests', requests.toSorted(), ['+ask 0', '+ask 1'])
    for (const topic of ['ask 0', 'ask 1', 'get 0', 'both', 'get 1']) await meeting.socket.send(topic)
    t.check('peer 0', await peers[0]!.message(), ['get 0'])
    t.check('peer 1', [await peers[1]!.message(), await peers[1]!.message()], [['both'], ['get 1']])
    await peers[1]!.send(cancel('ask 1'))
    t.check('cancellation', await told(meeting.socket), ['-ask 1'])
    await meeting.socket.send('get 1')
    t.check('before the application acts on it', await peers[1]!.message(), ['get 1'])
    await meeting.socket.unsubscribe('get 1')
    for (const topic of ['get 1', 'both']) await meeting.socket.send(topic)
    t.check('after', await peers[1]!.message(), ['both'])
  },
)

conformance(
  'manual-vanished',
  {
    title: 'With MANUAL a peer that vanishes takes along what the application subscribed for it, and no other',
    clauses: ['lib/xpub-manual'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['XPUB'], options: ['xpub_manual'] },
    kills: ['mut/manual-hides-the-vanished'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind', { xpub_manual: true })
    const [lost, kept] = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    for (const peer of [lost, kept]) {
      await peer.send(subscribe('ask'))
      t.check('request', await told(meeting.socket), ['+ask'])
      await meeting.socket.subscribe('get')
    }
    await lost.close()
    const end = await toldWithin(meeting.socket, 1, t.windows.deadline)
    // The manual leaves open whether by the name it asked for or the one it got.
    t.check('told of the end of', end, oneOf(['-ask'], ['-get']))
    await meeting.socket.send('get')
    t.check('the other one', await kept.message(), ['get'])
  },
)

const large = 65_536

conformance(
  'nodrop',
  {
    title:
      'With NODROP a send to a full matching subscriber is refused with EAGAIN and reaches nobody; what was accepted arrives without a gap',
    clauses: ['lib/xpub-nodrop'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUB', 'XPUB'], options: ['xpub_nodrop', 'sndhwm'], ops: ['sendmany'] },
    axes: { socket: ['PUB', 'XPUB'] },
    kills: ['mut/nodrop-drops', 'mut/nodrop-sends-to-the-others', 'mut/nodrop-blocked-by-other-topics'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind', { xpub_nodrop: true, sndhwm: 10 })
    // Large messages begin with a number of eight octets, the first of them zero.
    const [slow, other, third] = [
      await subscriber(meeting, ['\0', 'z']),
      await subscriber(meeting, ['z']),
      await subscriber(meeting, ['q']),
    ]
    await arrived(meeting.socket, slow)
    slow.pause()
    const accepted: string[] = []
    const refused: string[] = []
    // How soon it is full is the business of TCP; what counts is that accepted is for all and refused for nobody.
    for (let round = 0; refused.length < 3 && accepted.length < 600; round++) {
      const { count } = await meeting.socket.sendMany(50, large, t.seed, 10)
      accepted.push(...Array.from({ length: count }, (_, n) => `large ${n}`))
      const list = await meeting.socket.send(`z ${round}`, 0).then(
        () => accepted,
        (error: unknown) => {
          if (error instanceof SubjectError && error.err === 'EAGAIN') return refused
          throw error
        },
      )
      list.push(`z ${round}`)
    }
    t.require('sends refused with EAGAIN', refused.length, 3)
    await meeting.socket.send('q', 0)
    t.check('what the full one did not ask for, to a third one', await third.message(), ['q'])
    slow.resume()
    const word = ([body]: readonly Buffer[]) => (body!.length === large ? `large ${body!.readBigUInt64BE()}` : body!.toString())
    const got: string[] = []
    while (got.length < accepted.length) {
      const parts = await slow.message()
      if (!isMarker(parts)) got.push(word(parts))
    }
    const gap = got.findIndex((text, at) => text !== accepted[at])
    t.check('the first that differs from what was accepted', gap < 0 ? 'none' : `${got[gap]} for ${accepted[gap]}`, 'none')
    t.check(
      'of what was accepted, to the other one',
      firsts(await arrived(meeting.socket, other)),
      accepted.filter(text => text.startsWith('z')),
    )
    await meeting.socket.send('z accepted')
    t.check('and then', firsts(await arrived(meeting.socket, other)), ['z accepted'])
  },
)

conformance(
  'welcome',
  {
    title: 'With WELCOME_MSG each new peer gets that message first; set to nothing, it ends',
    clauses: ['lib/xpub-welcome-msg'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['XPUB'], options: ['xpub_welcome_msg'], ops: ['set'] },
    axes: { type: ['SUB', 'XSUB'] },
    kills: ['mut/no-welcome', 'mut/welcome-once-only', 'mut/welcome-never-ends'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind', { xpub_welcome_msg: Buffer.from('welcome\0') })
    for (const at of [0, 1]) {
      const peer = await control(meeting, t.axes.type)
      await peer.send(subscribe(`topic ${at}`))
      // libzmq takes a peer in, and welcomes it, when its application calls the socket.
      t.check(`subscription ${at}`, await told(meeting.socket), [`+topic ${at}`])
      await meeting.socket.send(`topic ${at}`)
      t.check(`first message to peer ${at}`, await peer.message(), ['welcome\0'])
      t.check(`second message to peer ${at}`, await peer.message(), [`topic ${at}`])
    }
    await meeting.socket.set('xpub_welcome_msg', new Uint8Array(0))
    const unwelcome = await control(meeting, t.axes.type)
    t.check('messages without one', firsts(await arrived(meeting.socket, unwelcome)), [])
  },
)

conformance(
  'invert-matching',
  {
    title: 'With INVERT_MATCHING a message goes to those whose subscriptions do not match it',
    clauses: ['lib/invert-matching'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUB', 'XPUB'], options: ['invert_matching'] },
    axes: { socket: ['PUB', 'XPUB'] },
    kills: ['mut/invert-ignored', 'mut/invert-sends-to-all'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind', { invert_matching: true })
    const [a, b] = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    await a.send(subscribe('a'))
    await b.send([subscribe('b'), subscribe('a1')])
    // Taken in when messages for each are held back: a topic is sent until neither gets it.
    const settled = async (peer: typeof a, topic: string) => {
      for (let round = 0; ; round++) {
        for (const text of [topic, `~${round}`]) await meeting.socket.send(text)
        let seen = false
        for (let got = await peer.message(); ; got = await peer.message()) {
          const text = got[0]!.toString()
          if (text === topic) seen = true
          if (text === `~${round}`) break
        }
        if (!seen || round > 200) return
      }
    }
    await settled(a, 'a')
    await settled(b, 'b')
    await settled(b, 'a1')
    for (const text of ['a', 'a1', 'b', 'c', 'done']) await meeting.socket.send(text)
    const upTo = async (peer: typeof a) => {
      const got: string[] = []
      while (got.at(-1) !== 'done') got.push((await peer.message())[0]!.toString())
      return got.filter(text => !text.startsWith('~')).slice(-4)
    }
    t.check('subscribed to a', (await upTo(a)).slice(-3), ['b', 'c', 'done'])
    t.check('subscribed to b and a1', (await upTo(b)).slice(-3), ['a', 'c', 'done'])
  },
)

conformance(
  'invert-matching-at-the-subscriber',
  {
    title: 'A SUB with INVERT_MATCHING delivers what its subscriptions do not match',
    clauses: ['lib/invert-matching'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['SUB'], options: ['invert_matching'] },
    kills: ['mut/sub-invert-ignored'],
  },
  async t => {
    const meeting = await subscribing(t, 'SUB', 'bind', { invert_matching: true }, ['a', 'b1'])
    const peer = await control(meeting, 'PUB')
    await peer.send(['a', 'a1', 'b', 'b1', 'b12', 'c', '', 'end'].map(text => message(text, 'body')))
    t.check('received', firsts(await receivedUpTo(meeting.socket, 'end')), ['b', 'c', ''])
  },
)
