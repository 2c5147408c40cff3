// zmq_setsockopt(3), ZMQ_REQ_RELAXED, ZMQ_REQ_CORRELATE and ZMQ_PROBE_ROUTER: no RFC rules on them.
//
//   correlate   wire [ request id, 4 octets │ (empty) │ body … ], and the same before the reply
//   relaxed     send ─► send ─► recv: the reply to the second; the first is abandoned

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { delivered, guest, outcome, serve } from './guests.ts'

const { conformance } = section(import.meta.url)

const fourOctets = satisfying('four octets', (id: Buffer) => id.length === 4)

conformance(
  'correlate',
  {
    title: 'REQ_CORRELATE: a fresh request id goes before the empty frame; only a reply that repeats it is delivered',
    clauses: ['lib/req-correlate'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'], options: ['req_correlate'] },
    axes: { role: roles },
    kills: ['mut/correlate-is-ignored', 'mut/correlate-finds-no-reply', 'mut/correlate-takes-any-id', 'mut/correlate-repeats-ids'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', t.axes.role, { req_correlate: true })
    const peer = await guest(meeting, 'ROUTER')
    const ids: Buffer[] = []
    for (const body of ['one', 'two', 'three']) {
      await meeting.socket.send(body)
      const [id, ...rest] = await peer.message()
      t.check('the request id', id, fourOctets)
      t.check('the rest of the request', rest, ['', body])
      const wrong = Buffer.from(id!)
      wrong[3]! ^= 0x55
      await peer.send(
        [message(wrong, '', 'another request'), message('', 'no request id'), message(id!, '', `reply ${body}`)].slice(
          body === 'two' ? 0 : 2,
        ),
      )
      t.check('the reply', await meeting.socket.recv(), [`reply ${body}`])
      ids.push(id!)
    }
    t.check('different ids', new Set(ids.map(id => id.toString('hex'))).size, 3)
  },
)

conformance(
  'relaxed',
  {
    title: 'REQ_RELAXED: a second request may go before the reply to the first, whose reply is then dropped',
    clauses: ['lib/req-relaxed'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'], options: ['req_relaxed'] },
    axes: { late: ['before-second-request', 'after-second-request'] },
    kills: ['mut/relaxed-is-ignored', 'mut/relaxed-delivers-abandoned-reply', 'mut/relaxed-ends-the-asked-peer'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REQ', 'connect', { req_relaxed: true })
    const [first, second] = [await guest({ next }, 'REP'), await guest({ next }, 'REP')]
    await socket.send('one')
    t.check('the first request', await first.message(), ['', 'one'])
    const late = async () => {
      await first.send(message('', 'reply one'))
      await first.barrier()
    }
    if (t.axes.late === 'before-second-request') await late()
    await socket.send('two')
    t.check('the second request, to the next peer', await second.message(), ['', 'two'])
    if (t.axes.late === 'after-second-request') await late()
    await second.send(message('', 'reply two'))
    t.check('the reply', await socket.recv(), ['reply two'])
    t.check('receiving again', await outcome(socket.recv(0)), 'EFSM')
    await first.barrier()
    await socket.send('three')
    t.check('the third request, to the first peer again', await first.message(), ['', 'three'])
  },
)

conformance(
  'relaxed-and-correlated',
  {
    title: 'Both: of three requests to one peer only the reply to the last is delivered',
    clauses: ['lib/req-relaxed', 'lib/req-correlate'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'], options: ['req_relaxed', 'req_correlate'] },
    axes: { role: roles },
    kills: ['mut/correlate-takes-any-id', 'mut/relaxed-delivers-abandoned-reply'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', t.axes.role, { req_relaxed: true, req_correlate: true })
    const peer = await guest(meeting, 'ROUTER')
    const requests: Buffer[][] = []
    for (const body of ['one', 'two', 'three']) {
      await meeting.socket.send(body)
      requests.push(await peer.message())
    }
    await peer.send(requests.map(request => message(...request, 'replied')))
    t.check('the reply', await meeting.socket.recv(), ['three', 'replied'])
    t.check('receiving again', await delivered(meeting.socket.recv(0)), 'EFSM')
  },
)

conformance(
  'relaxed-after-loss',
  {
    title: 'REQ_RELAXED: when the peer that was asked is gone, the next request goes to another',
    clauses: ['lib/req-relaxed'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REQ'], options: ['req_relaxed'] },
    kills: ['mut/relaxed-is-ignored'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', 'bind', { req_relaxed: true })
    const gone = await guest(meeting, 'REP')
    await meeting.socket.send('lost')
    t.check('the first request', await gone.message(), ['', 'lost'])
    const requests = serve(await guest(meeting, 'REP'))
    await gone.close()
    // Until the subject has noticed, a request may still go to the peer that left.
    for (let at = 0; requests.length === 0 && at < 20; at++) {
      await meeting.socket.send(`request ${at}`)
      const reply = await delivered(meeting.socket.recv(t.windows.reaction))
      if (reply !== 'EAGAIN') t.check('the reply', reply, [`request ${at}`])
    }
    t.check('another peer was asked', requests.length > 0, true)
  },
)

for (const [type, guestType] of [
  ['REQ', 'ROUTER'],
  ['DEALER', 'ROUTER'],
  ['ROUTER', 'ROUTER'],
] as const)
  conformance(
    `probe-router-${type.toLowerCase()}`,
    {
      title: `PROBE_ROUTER: a ${type} sends one empty message on a new connection, before anything else`,
      clauses: ['lib/probe-router'],
      mode: 'wire',
      obliges: 'sender',
      needs: { sockets: [type], options: ['probe_router'] },
      axes: { role: roles },
      kills: ['mut/probe-is-not-sent', 'mut/probe-has-delimiter', 'mut/probe-after-first-message'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role, { probe_router: true })
      for (const identity of ['first', 'second']) {
        const peer = await guest(meeting, guestType, identity)
        // Some take in an accepted peer only when the application calls.
        await outcome(type === 'REQ' ? meeting.socket.send('request') : meeting.socket.recv(0))
        t.check(`the first message of connection ${identity}`, await peer.message(), [''])
        if (type !== 'REQ') continue
        t.check('then the request', await peer.message(), ['', 'request'])
        await peer.send(message('', 'reply'))
        t.check('the reply', await meeting.socket.recv(), ['reply'])
        return
      }
    },
  )
