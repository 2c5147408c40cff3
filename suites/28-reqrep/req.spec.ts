// RFC 28, "The REQ Socket Type": one request, then its reply, to each peer in turn.
//
//   application  [body …]        wire  [ (empty) │ body … ]        send ─► recv ─► send ─► recv

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { guest, guests, outcome, refused, serve, spread } from './guests.ts'

const { conformance, property } = section(import.meta.url)

const bodies: Record<string, readonly string[]> = {
  'one-frame': ['body'],
  'many-frames': ['one', 'two', 'three'],
  'one-empty-frame': [''],
  'empty-frames-between': ['', 'a', '', 'b', ''],
}

conformance(
  'envelope',
  {
    title: 'A request is an empty frame and the body; a reply loses its empty frame and nothing else',
    clauses: ['28/req-3', '28/req-4', '28/req-5'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'] },
    axes: { role: roles, body: ['one-frame', 'many-frames', 'one-empty-frame', 'empty-frames-between'] },
    kills: ['mut/req-without-delimiter', 'mut/req-delivers-delimiter', 'mut/req-strips-all-empty-frames'],
  },
  async t => {
    const body = bodies[t.axes.body]!
    const meeting = await meet(t, 'REQ', t.axes.role)
    const peer = await guest(meeting, 'REP')
    await meeting.socket.send(body)
    t.check('the request on the wire', await peer.message(), ['', ...body])
    await peer.send(message('', ...body))
    t.check('the reply', await meeting.socket.recv(), body)
  },
)

property(
  'any-body',
  {
    title: 'Whatever the frames of request and reply: the delimiter is added and taken off, the rest is untouched',
    clauses: ['28/req-3', '28/req-4', '28/req-5'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'] },
    kills: ['mut/req-without-delimiter', 'mut/req-delivers-delimiter', 'mut/req-strips-all-empty-frames'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 2 }),
    runs: 20,
    check: async (t, [request = [], reply = []]) => {
      const meeting = await meet(t, 'REQ', 'bind')
      const peer = await guest(meeting, 'ROUTER')
      await meeting.socket.send(request)
      t.check('the request on the wire', await peer.message(), [Buffer.alloc(0), ...request])
      await peer.send(message('', ...reply))
      t.check('the reply', await meeting.socket.recv(), reply)
    },
  },
)

conformance(
  'alternation',
  {
    title: 'Receiving before sending, sending twice and receiving twice are refused, and nothing of it reaches the peer',
    clauses: ['28/req-2'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'] },
    axes: { role: roles },
    kills: ['mut/req-sends-twice', 'mut/req-receives-twice'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REQ', t.axes.role)
    const peer = await guest({ next }, 'REP')
    t.check('receiving first', await outcome(socket.recv(0)), refused)
    await socket.send('one')
    t.check('sending again before the reply', await outcome(socket.send('too early', 0)), refused)
    t.check('the only request', await peer.message(), ['', 'one'])
    await peer.send([message('', 'reply one'), message('', 'reply nobody asked for')])
    t.check('the reply', await socket.recv(), ['reply one'])
    t.check('receiving again', await outcome(socket.recv(0)), refused)
    await socket.send('two')
    t.check('the next request', await peer.message(), ['', 'two'])
  },
)

conformance(
  'out-of-turn-error',
  {
    title: 'An operation out of turn reports EFSM',
    clauses: ['lib/efsm'],
    mode: 'wire',
    needs: { sockets: ['REQ', 'REP'] },
    axes: { socket: ['REQ', 'REP'] },
    kills: ['mut/out-of-turn-waits'],
  },
  async t => {
    const socket = await t.subject.open(t.axes.socket)
    const peer = await t.wire.dial(await socket.bind('tcp://127.0.0.1:*'))
    await peer.handshake({ type: t.axes.socket === 'REQ' ? 'REP' : 'REQ' })
    const first = t.axes.socket === 'REQ' ? socket.recv(t.windows.reaction) : socket.send('unasked', t.windows.reaction)
    t.check('the first operation out of turn', await outcome(first), 'EFSM')
  },
)

property(
  'any-order',
  {
    title: 'Whatever the application tries: requests and replies alternate, each reply that of its request',
    clauses: ['28/req-2'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['REQ'] },
    kills: ['mut/req-sends-twice'],
  },
  {
    arbitrary: fc.array(fc.constantFrom('send', 'recv'), { minLength: 2, maxLength: 12 }),
    runs: 20,
    check: async (t, ops) => {
      const meeting = await meet(t, 'REQ', 'bind')
      const seen = serve(await guest(meeting, 'REP'))
      const sent: string[] = []
      let waiting = false
      for (const [at, op] of ops.entries()) {
        const legal = (op === 'recv') === waiting
        if (!legal)
          t.check(`${op} out of turn`, await outcome(op === 'send' ? meeting.socket.send('bad', 0) : meeting.socket.recv(0)), refused)
        else if (op === 'send') await meeting.socket.send(sent[sent.push(`request ${at}`) - 1]!)
        else t.check('the reply to the last request', await meeting.socket.recv(), [sent.at(-1)!])
        if (legal) waiting = !waiting
      }
      if (waiting) await meeting.socket.recv()
      t.check(
        'requests on the wire',
        seen,
        sent.map(body => ['', body]),
      )
    },
  },
)

conformance(
  'round-robin',
  {
    title: 'Seven requests to three peers: no peer gets two more than another',
    clauses: ['28/req-1', '28/req-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REQ'] },
    axes: { role: roles, peers: ['REP', 'ROUTER'] },
    kills: ['mut/req-always-the-same-peer', 'mut/ignores-a-peer'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', t.axes.role)
    const served = (await guests(meeting, t.axes.peers, 3)).map(peer => serve(peer))
    for (let at = 0; at < 7; at++) {
      await meeting.socket.send(`request ${at}`)
      t.check('the reply', await meeting.socket.recv(), [`request ${at}`])
    }
    const counts = served.map(requests => requests.length)
    t.note('requests per peer', counts)
    t.check('difference between the most and the least asked', spread(counts), 1)
  },
)

conformance(
  'no-peer',
  {
    title: 'Without a peer a send waits or fails, and what was refused is not sent later',
    clauses: ['28/req-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REQ'] },
    axes: { endpoint: ['none', 'bound'] },
    kills: ['mut/req-accepts-without-peer', 'mut/refused-send-is-kept'],
  },
  async t => {
    const socket = await t.subject.open('REQ')
    const early = t.axes.endpoint === 'bound' ? await socket.bind('tcp://127.0.0.1:*') : null
    t.check('sending without a peer', await outcome(socket.send('refused', t.windows.reaction)), refused)
    const endpoint = early ?? (await socket.bind('tcp://127.0.0.1:*'))
    const peer = await guest({ next: () => t.wire.dial(endpoint) }, 'REP')
    await socket.send('accepted')
    t.check('the first request a peer sees', await peer.message(), ['', 'accepted'])
  },
)

conformance(
  'pending-send',
  {
    title: 'A send that waits for a peer is not lost: it fails, or the first peer gets the request',
    clauses: ['28/req-7', '28/req-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REQ'] },
    kills: ['mut/req-accepts-without-peer', 'mut/loses-pending-send'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REQ', 'bind')
    const sending = outcome(socket.send('patience'))
    const peer = await guest({ next }, 'REP')
    const word = await sending
    t.check('the send', word, oneOf('accepted', 'EAGAIN', 'EHOSTUNREACH'))
    if (word !== 'accepted') return
    t.check('the request', await peer.message(), ['', 'patience'])
    await peer.send(message('', 'reply'))
    t.check('the reply', await socket.recv(), ['reply'])
  },
)

conformance(
  'accepted-before-handshake',
  {
    title: 'A request accepted while the connection is being made arrives when it is there',
    clauses: ['28/req-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REQ'] },
    axes: { scheme: ['tcp', 'ipc'] },
    kills: ['mut/queue-lost-with-connection'],
  },
  async t => {
    const socket = await t.subject.open('REQ')
    const door = await t.wire.listen(t.axes.scheme)
    await socket.connect(door.endpoint)
    const peer = await door.accept()
    const sending = outcome(socket.send('early'))
    await peer.handshake({ type: 'REP' })
    t.check('the send', await sending, oneOf('accepted', 'EAGAIN', 'EHOSTUNREACH'))
    if ((await sending) === 'accepted') t.check('the request', await peer.message(), ['', 'early'])
  },
)
