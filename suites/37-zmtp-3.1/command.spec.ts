// RFC 37/ZMTP 3.1, "Commands": one frame of a name and data, made by the implementation and seen by no application.
//
//   04 size │ name length │ name, letters │ data          no terminator: the name is as long as its length octet says
//
// Rule: what a receiver does with a command outside the grammar is recorded; that it takes no harm is required.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { command, frame, hex, message, ping, subscribe } from '../../harness/wire/octets.ts'
import { control, fateOf, meet, roles } from './meeting.ts'
import { publishes, receiverTypes, receiving } from './traffic.ts'

const { conformance } = section(import.meta.url)

conformance(
  'names-sent',
  {
    title: 'SUBSCRIBE, PONG and CANCEL are the length of their name, its letters and their data, with nothing between',
    clauses: ['37/command-1', '37/command-3', '37/greeting-10', '37/wire-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    kills: ['mut/nul-after-command-name', 'mut/command-name-in-small-letters'],
  },
  async t => {
    const { socket, next } = await meet(t, 'SUB', 'connect')
    const peer = await next()
    await peer.handshake({ type: 'PUB' })
    await socket.subscribe('A')
    t.check('SUBSCRIBE', (await peer.frame()).body, '\x09SUBSCRIBEA')
    await peer.send(ping(0, 'context'))
    t.check('PONG', (await peer.frame()).body, '\x04PONGcontext')
    await socket.unsubscribe('A')
    t.check('CANCEL', (await peer.frame()).body, '\x06CANCELA')
  },
)

conformance(
  'ping-sent',
  {
    title: 'PING is 04 "PING", the time to live and a context of 16 octets at most, in a short frame',
    clauses: ['37/command-1', '37/command-3', '37/mechanism-7', '37/wire-4'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl'] },
    kills: ['mut/nul-after-command-name', 'mut/command-always-long'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', 'bind', { heartbeat_ivl: 20, heartbeat_timeout: 1000 })
    const peer = await next()
    await peer.handshake({ type: 'PUSH' })
    const { flags, body } = await peer.command('PING')
    t.check('flags', flags, 4)
    t.check('name', body.subarray(0, 5), '\x04PING')
    t.check('octets', body.length, oneOf(...Array.from({ length: 17 }, (_, context) => 7 + context)))
  },
)

conformance(
  'long-form-received',
  {
    title: 'A command is understood in the long form too, however small it is',
    clauses: ['37/frame-8', '37/frame-11', '37/greeting-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['XPUB'] },
    axes: { role: roles },
    kills: ['mut/long-commands-ignored', 'mut/long-form-only-above-255'],
  },
  async t => {
    const { socket, next } = await meet(t, 'XPUB', t.axes.role)
    const peer = await next()
    await peer.handshake({ type: 'SUB' })
    await peer.send(command('PING', hex('0000 61'), { long: true }))
    t.check('PONG', (await peer.frame()).data, 'a')
    await peer.send(command('SUBSCRIBE', 'A', { long: true }))
    t.check('SUBSCRIBE', await socket.recv(), ['\x01A'])
    await peer.send(command('CANCEL', 'A', { long: true }))
    t.check('CANCEL', await socket.recv(), ['\x00A'])
  },
)

/** Names that begin as a known one does, or are spelled as no command is. */
const strangers = {
  PIN: command('PIN', 'G\0\0strange'),
  PINGS: command('PINGS', '\0\0strange'),
  ping: command('ping', '\0\0strange'),
  FOO: command('FOO', '\0'),
  X: command('X', 'X'.repeat(300)),
  'name-of-255': command('N'.repeat(255), ''),
} as const

conformance(
  'unknown',
  {
    title: 'A command of an unknown name is no PING, is not delivered, and does no harm; ignoring it is what others do',
    clauses: ['37/command-3', '37/command-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { name: Object.keys(strangers) as (keyof typeof strangers)[] },
    kills: ['mut/command-name-compared-by-prefix', 'mut/unknown-command-delivered'],
  },
  async t => {
    const way = await receiving(t, 'PULL', 'bind')
    const peer = await way.peer()
    await peer.send([strangers[t.axes.name], ping(0, 'known'), message('behind')])
    const fate = await fateOf(peer)
    if (fate === 'served') {
      t.check('the first answer', (await peer.frame()).data, 'known')
      t.check('the first message', await way.recv(), ['behind'])
    } else t.observed(`the peer is ${fate}`)
    await (await way.peer()).send(message('legal'))
    t.check('a message of another peer', await way.recv(), ['legal'])
  },
)

conformance(
  'unknown-at-every-type',
  {
    title: 'An unknown command never reaches the application, whatever the socket type',
    clauses: ['37/command-4'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: receiverTypes },
    kills: ['mut/unknown-command-delivered'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const peer = await way.peer()
    await peer.send([message('before'), command('FOO', 'bar'), message('behind')])
    t.check('before', await way.recv(), ['before'])
    const fate = await fateOf(peer)
    if (fate === 'served') t.check('behind', await way.recv(), ['behind'])
    else t.observed(`the peer is ${fate}`)
  },
)

const malformed = {
  empty: frame({ command: true }),
  'name-length-0': command('', 'PING\0\0strange'),
  'name-length-0-alone': frame({ command: true, body: hex('00') }),
  'name-behind-the-end': command('PING', '', { nameLength: 5 }),
  'name-of-255-in-12': command('PING', '\0\0strange', { nameLength: 255 }),
  'no-letters': command('PI G', '\0\0strange'),
  'nul-in-name': command('PING\0', '\0\0strange'),
  'high-octets': command(hex('d0 c9 ce c7'), '\0\0strange'),
} as const

conformance(
  'malformed',
  {
    title: 'A command whose name is missing, too long or not made of letters is answered by nothing and delivered to nobody',
    clauses: ['37/greeting-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { body: Object.keys(malformed) as (keyof typeof malformed)[] },
    kills: ['mut/command-name-length-ignored'],
  },
  async t => {
    const way = await receiving(t, 'PULL', 'bind')
    const peer = await way.peer()
    await peer.send([malformed[t.axes.body], ping(0, 'known')])
    const fate = await fateOf(peer)
    t.note('the peer is', fate)
    if (fate === 'served') t.check('the first answer', (await peer.frame()).data, 'known')
    else t.check('the peer is', fate, 'closed')
    await (await way.peer()).send(message('legal'))
    t.check('the first message delivered', await way.recv(), ['legal'])
  },
)

conformance(
  'misplaced',
  {
    title: 'SUBSCRIBE, CANCEL, JOIN and LEAVE to a socket that publishes nothing: what it does is recorded, nothing is delivered',
    clauses: ['37/command-1', '37/command-4'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { name: ['SUBSCRIBE', 'CANCEL', 'JOIN', 'LEAVE', 'PONG'] },
  },
  async t => {
    const way = await receiving(t, 'PULL', 'bind')
    const peer = await way.peer()
    await peer.send(command(t.axes.name, 'A'))
    t.observed(`the peer is ${await fateOf(peer)}`)
    await (await control(way, 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await way.recv(), ['legal'])
  },
)

/** What comes next: a whole message of two frames, or a command. */
async function kindOf(peer: WirePeer): Promise<string> {
  const first = await peer.frame()
  if (first.command) return `${first.name} ${first.data}`
  return first.more && !(await peer.frame()).command ? 'message' : 'broken message'
}

conformance(
  'between-messages',
  {
    title: 'Commands that a publisher gets while it publishes change no message',
    clauses: ['37/greeting-8', '37/command-1'],
    mode: 'wire',
    obliges: 'both',
    axes: { socket: ['PUB', 'XPUB'] },
    kills: ['mut/subscription-published'],
  },
  async t => {
    const { socket, next } = await meet(t, t.axes.socket, 'bind')
    const peer = await control({ socket, next }, 'SUB')
    await peer.send(subscribe('A'))
    await publishes(t, socket, peer, 'A')
    for (let at = 0; at < 10; at++) {
      await peer.send([subscribe(`B${at}`), ping(0, `${at}`)])
      await socket.send([`A${at}`, 'rest'])
      t.check(`message ${at}, then PONG or the other way round`, [await kindOf(peer), await kindOf(peer)].sort(), [`PONG ${at}`, 'message'])
    }
  },
)

conformance(
  'not-delivered',
  {
    title: 'SUBSCRIBE, CANCEL, JOIN, LEAVE and PONG never reach the application of a socket that has no use for them',
    clauses: ['37/command-5', '37/greeting-8'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: receiverTypes, name: ['SUBSCRIBE', 'CANCEL', 'JOIN', 'LEAVE', 'PONG'] },
    except: ({ socket, name }) => socket !== 'PULL' && name !== 'SUBSCRIBE',
    kills: ['mut/misplaced-subscription-delivered'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const peer = await way.peer()
    await peer.send([message('before'), command(t.axes.name, 'A')])
    t.check('the message before it', await way.recv(), ['before'])
    const fate = await fateOf(peer)
    t.note('the peer is', fate)
    await (fate === 'served' ? peer : await way.peer()).send(message('legal'))
    t.check('the next message', await way.recv(), ['legal'])
  },
)
