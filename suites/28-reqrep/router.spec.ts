// RFC 28, "The ROUTER Socket Type": the first frame is the identity of a peer; the wire never sees it.
//
//   peer "A" ──[ body ]──► recv() = [ "A" │ body ]        send([ "A" │ body ]) ──[ body ]──► peer "A"

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { didNotWait, guest, guests, introduced, outcome, promptly } from './guests.ts'

const { conformance, property } = section(import.meta.url)

conformance(
  'identity-frame',
  {
    title: 'A message is delivered behind the identity of its peer, and goes out without it, otherwise unchanged',
    clauses: ['28/router-1', '28/router-9', '28/router-10', '28/router-11', '28/router-12'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['ROUTER'] },
    axes: { role: roles, peer: ['REQ', 'DEALER', 'ROUTER'], identity: ['announced', 'none'] },
    kills: ['mut/router-without-identity-frame', 'mut/router-sends-identity-frame', 'mut/router-strips-delimiter'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', t.axes.role)
    const peer = await guest({ next }, t.axes.peer, t.axes.identity === 'announced' ? 'A' : undefined)
    const frames = ['', 'question', '', 'more']
    await peer.send(message(...frames))
    const [identity, ...rest] = await socket.recv()
    t.check('behind the identity', rest, frames)
    if (t.axes.identity === 'announced') t.check('the identity', identity, 'A')
    for (const reply of [
      ['', 'answer'],
      ['', 'another', ''],
    ]) {
      await socket.send([identity!, ...reply])
      t.check('on the wire', await peer.message(), reply)
    }
  },
)

property(
  'to-whom-it-names',
  {
    title: 'Whatever is sent to whomever: each peer gets what was addressed to it, in order, and nothing else',
    clauses: ['28/router-1', '28/router-9', '28/router-11', '28/router-12'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['ROUTER'] },
    axes: { role: roles },
    kills: ['mut/router-mixes-peers', 'mut/router-round-robin'],
  },
  {
    arbitrary: fc.array(
      fc.record({ to: fc.nat({ max: 3 }), body: fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 3 }) }),
      {
        minLength: 1,
        maxLength: 15,
      },
    ),
    runs: 15,
    check: async (t, letters) => {
      const { socket, next } = await meet(t, 'ROUTER', t.axes.role)
      const peers = await guests({ next }, 'DEALER', 4)
      const identities: Buffer[] = []
      for (const [at, peer] of peers.entries()) {
        await peer.send(message(`I am ${at}`))
        const [identity, name] = await socket.recv()
        t.check('who spoke', name, `I am ${at}`)
        identities.push(identity!)
      }
      for (const { to, body } of letters) await socket.send([identities[to]!, ...body])
      for (const identity of identities) await socket.send([identity, 'end'])
      for (const [at, peer] of peers.entries()) {
        for (const { to, body } of letters) if (to === at) t.check(`letter to peer ${at}`, await peer.message(), body)
        t.check('then the end', await peer.message(), ['end'])
      }
    },
  },
)

conformance(
  'unknown-identity',
  {
    title: 'A message to an identity that nobody has is dropped or refused without waiting, and goes to nobody',
    clauses: ['28/router-13', '28/router-14'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'] },
    axes: { peers: ['none', 'one'] },
    kills: ['mut/router-waits-for-unknown', 'mut/router-sends-unknown-to-anybody'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind')
    const early = t.axes.peers === 'one' ? await guest({ next }, 'DEALER', 'known') : null
    const word = await promptly(within => socket.send(['nobody', 'lost'], within), t.windows.deadline)
    t.check('sending to nobody', word, didNotWait)
    const peer = early ?? (await guest({ next }, 'DEALER', 'known'))
    await peer.send(message('here I am'))
    t.check('received', await socket.recv(), ['known', 'here I am'])
    await socket.send(['known', 'found'])
    t.check('all that the peer gets', await peer.message(), ['found'])
  },
)

conformance(
  'full-queue',
  {
    title: 'A message to a peer whose queue is full is dropped or refused without waiting; other peers are served',
    clauses: ['28/router-13', '28/router-14'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'], options: ['sndhwm'] },
    kills: ['mut/router-waits-for-full-peer', 'mut/router-sends-half-a-message'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind', { sndhwm: 1 })
    const deaf = await introduced({ socket, next }, 'deaf')
    const other = await introduced({ socket, next }, 'other')
    deaf.pause()
    const body = Buffer.alloc(300_000, 7)
    for (let at = 0; at < 30; at++)
      t.require(`message ${at}`, await promptly(within => socket.send(['deaf', `${at}`, body], within), t.windows.deadline), didNotWait)
    await socket.send(['other', 'served'])
    t.check('the other peer', await other.message(), ['served'])
    deaf.resume()
    t.check('the first message, late and whole', await deaf.message(), ['0', body])
    // Each round takes a message out of the queue, so that the marker fits at last.
    for (let at = '0'; at !== 'end'; ) {
      await socket.send(['deaf', 'end', body])
      const parts = await deaf.message()
      at = `${parts[0]}`
      t.require(`message ${at}, whole`, parts.slice(1), [body])
    }
  },
)

conformance(
  'identity-alone',
  {
    title: 'A message of an identity and nothing else: what becomes of it is recorded; nothing of it is in the next message',
    clauses: ['28/router-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'] },
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind')
    const peer = await introduced({ socket, next }, 'A')
    const word = await outcome(socket.send(['A'], t.windows.reaction))
    await socket.send(['A', 'next'])
    const [first] = await peer.message()
    t.observed(`the send is ${word}, ${first?.length === 0 ? 'an empty message' : 'nothing'} is sent`)
    t.check('the message after it', first?.length === 0 ? await peer.message() : [first], ['next'])
  },
)

conformance(
  'mandatory',
  {
    title: 'With ROUTER_MANDATORY an unknown identity is EHOSTUNREACH, a full queue EAGAIN; room again, and it goes on',
    clauses: ['28/router-13', 'lib/router-mandatory'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'], options: ['router_mandatory', 'sndhwm'] },
    kills: ['mut/mandatory-is-ignored', 'mut/mandatory-drops-when-full'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind', { router_mandatory: true, sndhwm: 2 })
    t.check('sending to nobody', await outcome(socket.send(['A', 'x'])), 'EHOSTUNREACH')
    const peer = await introduced({ socket, next }, 'A')
    t.check('sending to another than is there', await outcome(socket.send(['B', 'x'])), 'EHOSTUNREACH')
    await socket.send(['A', 'x'])
    t.check('sending to the peer', await peer.message(), ['x'])
    peer.pause()
    const body = Buffer.alloc(65_536)
    let accepted = 0
    while (accepted < 600 && (await outcome(socket.send(['A', `${accepted}`, body], t.windows.reaction))) === 'accepted') accepted++
    t.check('sending to a full queue', await outcome(socket.send(['A', 'x'], 0)), 'EAGAIN')
    peer.resume()
    for (let at = 0; at < accepted; at++) t.require(`message ${at}`, `${(await peer.message())[0]}`, `${at}`)
    await socket.send(['A', 'room again'])
    t.check('the next message', await peer.message(), ['room again'])
  },
)

conformance(
  'mandatory-does-not-wait',
  {
    title: 'With ROUTER_MANDATORY a message to a full queue is refused at once: a ROUTER never waits',
    clauses: ['28/router-13', '28/router-14'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'], options: ['router_mandatory', 'sndhwm'] },
    axes: { rule: rules },
    kills: ['mut/mandatory-waits-when-full'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind', { router_mandatory: true, sndhwm: 2, ...optionsOf(t, t.axes.rule) })
    // Alone: with another peer that has room some bindings find that a ROUTER is ready to send.
    const deaf = await introduced(meeting, 'deaf')
    deaf.pause()
    const body = Buffer.alloc(300_000, 7)
    const words: string[] = []
    while (words.length < 60 && !['waited', 'EAGAIN'].includes(words.at(-1) ?? ''))
      words.push(await promptly(within => meeting.socket.send(['deaf', body], within), t.windows.deadline))
    t.check('sending to a full queue', words.at(-1), 'EAGAIN')
    const other = await introduced(meeting, 'other')
    await meeting.socket.send(['other', 'served'])
    t.check('another peer', await other.message(), ['served'])
  },
)
