// RFC 28, "The REP Socket Type": what it makes of a request, and of the reply.
//
//   wire  [ hop … │ (empty) │ body … ] ──► application [ body … ] ──► [ reply … ] ──► wire [ hop … │ (empty) │ reply … ]

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { fateOf, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { didNotWait, guest, guests, leave, outcome, promptly, refused } from './guests.ts'

const { conformance, property } = section(import.meta.url)

conformance(
  'envelope',
  {
    title: 'Frames up to the first empty one are kept from the application and put back before its reply',
    clauses: ['28/rep-4', '28/rep-5', '28/rep-6', '28/rep-8', '28/rep-9', '28/rep-11', '28/rep-12'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REP'] },
    axes: { role: roles, hops: ['0', '1', '2', '5'] },
    kills: [
      'mut/rep-drops-envelope',
      'mut/rep-delivers-envelope',
      'mut/rep-keeps-one-hop',
      'mut/rep-reverses-hops',
      'mut/rep-splits-at-last-empty-frame',
    ],
  },
  async t => {
    const hops = Array.from({ length: Number(t.axes.hops) }, (_, at) => `hop ${at}`)
    const meeting = await meet(t, 'REP', t.axes.role)
    const peer = await guest(meeting, hops.length === 0 ? 'REQ' : 'DEALER')
    await peer.send(message(...hops, '', 'question', '', 'more of it'))
    t.check('the request', await meeting.socket.recv(), ['question', '', 'more of it'])
    await meeting.socket.send(['answer', '', 'more of it'])
    t.check('the reply on the wire', await peer.message(), [...hops, '', 'answer', '', 'more of it'])
  },
)

const frames = (least: number) => fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: least, maxLength: 4 })

property(
  'any-envelope',
  {
    title: 'Whatever hops and bodies: the application sees the body, the peer gets its envelope back',
    clauses: ['28/rep-2', '28/rep-4', '28/rep-5', '28/rep-6', '28/rep-8', '28/rep-9', '28/rep-11'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REP'] },
    kills: [
      'mut/rep-drops-envelope',
      'mut/rep-delivers-envelope',
      'mut/rep-keeps-one-hop',
      'mut/rep-reverses-hops',
      'mut/rep-splits-at-last-empty-frame',
    ],
  },
  {
    arbitrary: fc.record({
      hops: fc.array(fc.uint8Array({ minLength: 1, maxLength: 255 }), { maxLength: 5 }),
      body: frames(1),
      reply: frames(1),
    }),
    runs: 25,
    check: async (t, { hops, body, reply }) => {
      const meeting = await meet(t, 'REP', 'bind')
      const peer = await guest(meeting, 'DEALER')
      await peer.send(message(...hops, '', ...body))
      t.check('the request', await meeting.socket.recv(), body)
      await meeting.socket.send(reply)
      t.check('the reply on the wire', await peer.message(), [...hops, Buffer.alloc(0), ...reply])
    },
  },
)

const shapes: Record<string, readonly string[]> = {
  'one-frame': ['body'],
  'no-empty-frame': ['hop', 'body'],
  'nothing-after-delimiter': ['hop', ''],
  'delimiter-alone': [''],
}

conformance(
  'malformed-request',
  {
    title: 'A request without an empty frame, or with nothing after it, is dropped, and the next one served',
    clauses: ['28/rep-5', '28/rep-6', '28/rep-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REP'] },
    axes: { request: ['one-frame', 'no-empty-frame', 'nothing-after-delimiter', 'delimiter-alone'] },
    kills: ['mut/rep-needs-no-delimiter', 'mut/rep-delivers-nothing', 'mut/rep-stuck-after-malformed-request'],
  },
  async t => {
    const meeting = await meet(t, 'REP', 'bind')
    const before = await guest(meeting, 'DEALER')
    await before.send(message('', 'before'))
    t.check('a legal request before', await meeting.socket.recv(), ['before'])
    await meeting.socket.send('reply')
    const peer = await guest(meeting, 'DEALER')
    await peer.send(message(...shapes[t.axes.request]!))
    await fateOf(peer)
    const after = await guest(meeting, 'DEALER')
    await after.send(message('hop', '', 'after'))
    t.check('the next request delivered', await meeting.socket.recv(), ['after'])
    await meeting.socket.send('reply')
    t.check('its reply', await after.message(), ['hop', '', 'reply'])
  },
)

conformance(
  'alternation',
  {
    title: 'Sending before receiving, receiving twice and sending twice are refused, and nothing of it reaches the peer',
    clauses: ['28/rep-3', '28/rep-10'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REP'] },
    axes: { role: roles },
    kills: ['mut/rep-sends-twice', 'mut/rep-receives-twice', 'mut/rep-sends-unasked'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REP', t.axes.role)
    const peer = await guest({ next }, 'DEALER')
    t.check('sending first', await outcome(socket.send('unasked', 0)), refused)
    await peer.send([message('a', '', 'one'), message('b', '', 'two')])
    await peer.barrier()
    t.check('the first request', await socket.recv(), ['one'])
    t.check('receiving again before the reply', await outcome(socket.recv(0)), refused)
    await socket.send('reply one')
    t.check('sending again', await outcome(socket.send('again', 0)), refused)
    t.check('the first reply', await peer.message(), ['a', '', 'reply one'])
    t.check('the second request', await socket.recv(), ['two'])
    await socket.send('reply two')
    t.check('the second reply', await peer.message(), ['b', '', 'reply two'])
  },
)

property(
  'to-whoever-asked',
  {
    title: 'Whoever asks in whatever order: each peer gets the replies to its own requests, in their order, in their envelopes',
    clauses: ['28/rep-1', '28/rep-3', '28/rep-11', '28/rep-12'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REP'] },
    axes: { role: roles },
    kills: ['mut/rep-answers-last-connected', 'mut/rep-mixes-envelopes'],
  },
  {
    arbitrary: fc.array(
      fc.record({ who: fc.nat({ max: 3 }), hops: fc.array(fc.uint8Array({ minLength: 1, maxLength: 5 }), { maxLength: 3 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
    runs: 15,
    check: async (t, requests) => {
      const meeting = await meet(t, 'REP', t.axes.role)
      const peers = await guests(meeting, 'DEALER', 4)
      for (const [at, { who, hops }] of requests.entries()) await peers[who]!.send(message(...hops, '', `request ${at}`))
      for (const _ of requests) await meeting.socket.send([...(await meeting.socket.recv()), 'answered'])
      for (const [at, { who, hops }] of requests.entries())
        t.check(
          `reply ${at} at peer ${who}`,
          await peers[who]!.message(),
          [...hops, Buffer.alloc(0), `request ${at}`, 'answered'].map(part => Buffer.from(part)),
        )
    },
  },
)

conformance(
  'asker-gone',
  {
    title: 'A reply to a peer that is gone is dropped or refused without waiting, and goes to nobody else',
    clauses: ['28/rep-12', '28/rep-13', '28/rep-14'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REP'] },
    axes: { ending: ['fin', 'rst'] },
    kills: ['mut/rep-waits-for-gone-peer', 'mut/rep-reply-goes-to-next-peer'],
  },
  async t => {
    const meeting = await meet(t, 'REP', 'bind')
    const gone = await guest(meeting, 'REQ')
    await gone.send(message('', 'question'))
    t.check('the request', await meeting.socket.recv(), ['question'])
    const other = await guest(meeting, 'REQ')
    await other.send(message('', 'other question'))
    await other.barrier()
    if (t.axes.ending === 'rst') gone.reset()
    else await leave(gone)
    t.check(
      'the reply to the peer that is gone',
      await promptly(within => meeting.socket.send('lost', within), t.windows.deadline),
      didNotWait,
    )
    t.check('the other request', await meeting.socket.recv(), ['other question'])
    await meeting.socket.send('answer')
    t.check('all that the other peer gets', await other.message(), ['', 'answer'])
  },
)

conformance(
  'asker-does-not-read',
  {
    title: 'A reply to a peer whose queue is full is dropped or refused without waiting; others are served',
    clauses: ['28/rep-13', '28/rep-14'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REP'], options: ['sndhwm'] },
    kills: ['mut/rep-waits-for-full-peer', 'mut/rep-sends-half-a-reply'],
  },
  async t => {
    const meeting = await meet(t, 'REP', 'bind', { sndhwm: 1 })
    const deaf = await guest(meeting, 'DEALER')
    const reply = Buffer.alloc(300_000, 7)
    deaf.pause()
    const count = 30
    for (let at = 0; at < count; at++) await deaf.send(message('', `${at}`))
    for (let at = 0; at < count; at++) {
      await meeting.socket.recv()
      t.require(`reply ${at}`, await promptly(within => meeting.socket.send([`${at}`, reply], within), t.windows.deadline), didNotWait)
    }
    const other = await guest(meeting, 'REQ')
    await other.send(message('', 'question'))
    t.check('the request of another peer', await meeting.socket.recv(), ['question'])
    await meeting.socket.send('answer')
    t.check('its reply', await other.message(), ['', 'answer'])
    deaf.resume()
    const first = await deaf.message()
    t.check('the first reply, late and whole', first, ['', '0', reply])
    // Each round takes a reply out of the queue, so that the marker fits at last.
    for (let at = '0'; at !== 'end'; ) {
      await deaf.send(message('', 'last question'))
      await meeting.socket.recv()
      await meeting.socket.send(['end', reply])
      const parts = await deaf.message()
      at = `${parts[1]}`
      t.require(`reply ${at}, whole`, parts, ['', at, reply])
    }
  },
)

conformance(
  'namesakes',
  {
    title: 'Two clients that announce the same identity are both served: at a REP it names nobody',
    clauses: ['37/identity-2', '28/rep-1', '28/rep-12'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REP'] },
    axes: { type: ['REQ', 'DEALER'] },
    kills: ['mut/duplicate-identity-refused-everywhere'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REP', 'bind')
    const twins = [await guest({ next }, t.axes.type, 'twin'), await guest({ next }, t.axes.type, 'twin')]
    for (const [at, twin] of twins.entries()) {
      await twin.send(message('', `request ${at}`))
      t.check(`request ${at}`, await socket.recv(), [`request ${at}`])
      await socket.send(`reply ${at}`)
      t.check(`reply ${at}`, await twin.message(), ['', `reply ${at}`])
    }
  },
)
