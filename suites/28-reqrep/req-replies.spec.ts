// RFC 28, "The REQ Socket Type", incoming messages: whose reply counts, and what is one.
//
//   REQ ──request──► A      only what A now sends is a reply; B is not heard, whatever it says, whenever it says it
//       ◄──reply──── B ✗
//
// A is alone when the request is sent, so it is A that is asked. What B said has been processed when B's PING is answered.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { fateOf, meet, type Role, roles } from '../37-zmtp-3.1/meeting.ts'
import { delivered, guest, leave, serve } from './guests.ts'

const { conformance } = section(import.meta.url)

/** A REQ that has asked one peer, with another beside it. */
async function askedOneOfTwo(t: Omit<CaseContext, 'axes'> & { readonly axes: { readonly role: Role; readonly peers: 'REP' | 'ROUTER' } }) {
  const meeting = await meet(t, 'REQ', t.axes.role)
  const asked = await guest(meeting, t.axes.peers)
  await meeting.socket.send('question')
  t.check('the request', await asked.message(), ['', 'question'])
  const other = await guest(meeting, t.axes.peers)
  return { meeting, asked, other }
}

conformance(
  'other-peer',
  {
    title: 'A reply from a peer that was not asked is dropped silently',
    clauses: ['28/req-9', '28/req-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    axes: { role: roles, peers: ['REP', 'ROUTER'] },
    kills: ['mut/req-takes-any-reply', 'mut/req-closes-on-foreign-reply'],
  },
  async t => {
    const { meeting, asked, other } = await askedOneOfTwo(t)
    await other.send(message('', 'nobody asked you'))
    await other.barrier()
    await asked.send(message('', 'answer'))
    t.check('the reply', await meeting.socket.recv(), ['answer'])
    await other.barrier()
  },
)

conformance(
  'other-peer-asked-later',
  {
    title: 'What a peer said before it was asked is not its reply when it is asked',
    clauses: ['28/req-9', '28/req-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    axes: { role: roles },
    kills: ['mut/req-keeps-foreign-replies'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', t.axes.role)
    serve(await guest(meeting, 'REP'))
    await meeting.socket.send('0')
    const other = await guest(meeting, 'REP')
    await other.send([message('', 'early'), message('', 'too')])
    await other.barrier()
    const requests = serve(other)
    t.check('the reply to 0', await meeting.socket.recv(), ['0'])
    for (const request of ['1', '2', '3']) {
      await meeting.socket.send(request)
      t.check(`the reply to ${request}`, await meeting.socket.recv(), [request])
    }
    t.check('the other peer was asked in its turn', requests.length > 0, true)
  },
)

conformance(
  'asked-peer-gone',
  {
    title: 'When the peer that was asked is gone, another peer cannot reply in its place',
    clauses: ['28/req-9', '28/req-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    kills: ['mut/req-takes-any-reply-when-alone'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', 'bind')
    const asked = await guest(meeting, 'REP')
    await meeting.socket.send('question')
    t.check('the request', await asked.message(), ['', 'question'])
    await leave(asked)
    const other = await guest(meeting, 'REP')
    for (const word of ['nobody', 'asked', 'you']) {
      await other.send(message('', word))
      await other.barrier()
      const received = await delivered(meeting.socket.recv(t.windows.silence))
      t.check(`delivered after the other peer said '${word}'`, received, 'EAGAIN')
    }
  },
)

conformance(
  'second-reply',
  {
    title: 'A second reply to one request is not the reply to the next',
    clauses: ['lib/req-early-reply'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    axes: { role: roles },
    kills: ['mut/req-keeps-second-reply'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', t.axes.role)
    const peer = await guest(meeting, 'REP')
    await meeting.socket.send('one')
    t.check('the request', await peer.message(), ['', 'one'])
    await peer.send([message('', 'reply one'), message('', 'reply one, again')])
    await peer.barrier()
    t.check('the reply', await meeting.socket.recv(), ['reply one'])
    await meeting.socket.send('two')
    t.check('the next request', await peer.message(), ['', 'two'])
    await peer.send(message('', 'reply two'))
    t.check('its reply', await meeting.socket.recv(), ['reply two'])
  },
)

const shapes: Record<string, readonly string[]> = {
  'one-frame': ['body'],
  'delimiter-not-first': ['body', '', 'body'],
  'delimiter-not-empty': ['x', 'body'],
  'nothing-after-delimiter': [''],
}

conformance(
  'malformed-reply',
  {
    title: 'A reply without its empty frame, or with nothing after it, is not delivered',
    clauses: ['28/req-3', '28/req-4', '28/req-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    axes: { reply: ['one-frame', 'delimiter-not-first', 'delimiter-not-empty', 'nothing-after-delimiter'] },
    kills: ['mut/req-needs-no-delimiter', 'mut/req-strips-up-to-first-empty-frame', 'mut/req-delivers-nothing'],
  },
  async t => {
    const meeting = await meet(t, 'REQ', 'bind')
    const peer = await guest(meeting, 'ROUTER')
    serve(peer, () => shapes[t.axes.reply]!)
    await meeting.socket.send('question')
    t.check('delivered', await delivered(meeting.socket.recv(t.windows.silence)), 'EAGAIN')
    const fresh = await meet(t, 'REQ', 'bind')
    serve(await guest(fresh, 'ROUTER'))
    await fresh.socket.send('question')
    t.check('the reply of a legal peer', await fresh.socket.recv(), ['question'])
  },
)

conformance(
  'after-malformed-reply',
  {
    title: 'After a malformed reply the asked peer may still reply, or is disconnected: which of the two is recorded',
    clauses: ['28/req-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
  },
  async t => {
    const meeting = await meet(t, 'REQ', 'bind')
    const peer = await guest(meeting, 'ROUTER')
    await meeting.socket.send('question')
    t.check('the request', await peer.message(), ['', 'question'])
    await peer.send(message('no', 'delimiter'))
    const fate = await fateOf(peer)
    t.observed(`the peer is ${fate}`)
    if (fate !== 'served') return
    await peer.send(message('', 'answer'))
    t.check('the reply', await meeting.socket.recv(), ['answer'])
  },
)

conformance(
  'other-peer-malformed',
  {
    title: 'A message without an empty frame from a peer that was not asked is dropped silently too: that peer stays',
    clauses: ['28/req-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['REQ'] },
    axes: { role: roles, peers: ['REP', 'ROUTER'] },
    kills: ['mut/req-closes-on-foreign-reply'],
  },
  async t => {
    const { meeting, asked, other } = await askedOneOfTwo(t)
    await other.send(message('no delimiter', 'at all'))
    t.check('the other peer', await fateOf(other), 'served')
    await asked.send(message('', 'answer'))
    t.check('the reply', await meeting.socket.recv(), ['answer'])
    t.check('the other peer afterwards', await fateOf(other), 'served')
  },
)
