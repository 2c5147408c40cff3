// RFC 26/CurveZMQ, "The WELCOME Command": what a server answers to HELLO, and what a client takes.
//
//   07WELCOME  nonce 16  box 144: S' and cookie 96, from S to C'             168 octets in all
//   cookie     nonce 16  box 80: only its server can read it
//
// A client that is given a wrong one closes: it says no INITIATE, and never ERROR.

import { section } from '../../harness/book/section.ts'
import { agreement } from '../../harness/wire/curve/box.ts'
import { asCommand, type WelcomeOctets } from '../../harness/wire/curve/commands.ts'
import { arriveWelcome, everywhere, flipped, type Hall, metadataFor, needs, openHall, receive, refused, served } from './hall.ts'

const { conformance } = section(import.meta.url)

/** A server that says this WELCOME. */
const saying =
  (hall: Hall, fields: Partial<WelcomeOctets>, change: (body: Buffer) => Buffer = body => body) =>
  async () => {
    const { peer, server } = await receive(hall)
    await peer.send(asCommand(change(server.welcome(fields))))
    return peer
  }
const forbidden = ['INITIATE', 'ERROR', 'MESSAGE'] as const

conformance(
  'own',
  {
    title: "A valid HELLO is answered by WELCOME: 168 octets with a nonce and a box, from S to C', of a key and a cookie",
    clauses: ['26/welcome-1', '26/welcome-2', '26/welcome-3', '26/welcome-4', '26/welcome-5', '26/design-8'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/curve-welcome-prefix', 'mut/curve-welcome-with-a-tail', 'mut/curve-no-welcome', 'mut/curve-welcome-without-nonce'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const { frame, welcome } = await arriveWelcome(hall)
    t.check('flags of its frame', frame.flags, 4)
    t.check('octets', frame.body.length, 168)
    t.check('name', frame.body.subarray(0, 8), '\x07WELCOME')
    t.check('octets of the key', welcome.transient.length, 32)
    t.check('octets of the cookie', welcome.cookie.length, 96)
  },
)

conformance(
  'nonces-and-cookies',
  {
    title: 'Nonces of WELCOME and of cookies never come again, and each WELCOME has a cookie of its own',
    clauses: ['26/welcome-6', '26/welcome-10'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { client: ['same-key', 'other-keys'] },
    kills: ['mut/curve-cookie-nonce-fixed', 'mut/curve-welcome-nonce-fixed', 'mut/curve-one-nonce-for-both'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const transient = hall.keyring.pair()
    const nonces: string[] = []
    const boxes: string[] = []
    const connections = 30
    for (let connection = 0; connection < connections; connection++) {
      const { peer, welcome } = await arriveWelcome(hall, t.axes.client === 'same-key' ? { transient } : {})
      nonces.push(welcome.nonce.toString('hex'), welcome.cookie.toString('hex', 0, 16))
      boxes.push(welcome.cookie.toString('hex', 16))
      await peer.close()
    }
    t.check(`different nonces in ${connections} WELCOMEs and their cookies`, new Set(nonces).size, 2 * connections)
    t.check('different boxes of cookies', new Set(boxes).size, connections)
  },
)

conformance(
  'cookie-of-another-connection',
  {
    title: 'A cookie is forgotten with its handshake: on a second connection it lets nobody in',
    clauses: ['26/welcome-9', '26/initiate-14', '26/initiate-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { first: ['finished', 'unfinished'], second: ['with-hello', 'without-hello'] },
    kills: ['mut/curve-cookie-key-for-ever', 'mut/curve-initiate-without-hello'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const transient = hall.keyring.pair()
    const attack = async () => {
      const { peer: old, client } = await arriveWelcome(hall, { transient })
      const initiate = client.initiate(metadataFor(hall), { counter: 100 })
      if (t.axes.first === 'finished') {
        await old.send(asCommand(client.initiate(metadataFor(hall))))
        await old.command('READY')
      }
      const peer = await hall.connect()
      await peer.greet({ mechanism: 'CURVE' })
      if (t.axes.second === 'with-hello') {
        await peer.send(asCommand(client.hello({ counter: 1 })))
        await peer.command('WELCOME')
      }
      await peer.send(asCommand(initiate))
      return peer
    }
    await refused(t, hall, { cookie: attack }, ['READY'])
  },
)

conformance(
  'size',
  {
    title: 'A client closes on a WELCOME of another size than 168 octets',
    clauses: ['26/welcome-2', '26/welcome-11', '26/welcome-12', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/curve-welcome-any-size', 'mut/curve-welcome-may-be-longer', 'mut/curve-client-sends-error'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const cut = (size: number) => saying(hall, {}, body => Buffer.concat([body, Buffer.alloc(100)]).subarray(0, size))
    const boxed = (octets: number) => async () => {
      const { peer, server } = await receive(hall)
      await peer.send(asCommand(server.welcome({ cookie: hall.keyring.octets(octets) })))
      return peer
    }
    const sizes = [8, 9, 24, 167, 169, 200]
    const attacks = Object.fromEntries(sizes.map(size => [`${size} octets`, cut(size)]))
    await refused(t, hall, { ...attacks, 'a cookie of 95': boxed(95), 'a cookie of 97': boxed(97) }, forbidden)
  },
)

conformance(
  'box',
  {
    title: 'A client closes on a WELCOME of another server, for another client, or under another prefix',
    clauses: ['26/welcome-4', '26/welcome-11', '26/welcome-12', '26/design-4', '26/design-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { box: ['another-server', 'another-client', 'another-prefix', 'zeros'] },
    kills: ['mut/curve-welcome-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const stranger = hall.keyring.pair()
    const attack = async () => {
      const { peer, server, hello } = await receive(hall)
      const fields = {
        'another-server': { key: agreement(hello.transient, stranger.secretKey) },
        'another-client': { key: agreement(stranger.publicKey, hall.server.secretKey) },
        'another-prefix': { prefix: 'COOKIE--' },
        zeros: { box: Buffer.alloc(144) },
      }[t.axes.box]
      await peer.send(asCommand(server.welcome(fields)))
      return peer
    }
    await refused(t, hall, { [t.axes.box]: attack }, forbidden)
  },
)

conformance(
  'no-such-key',
  {
    title: 'A client closes on a WELCOME whose transient key is one that nobody can have the secret of',
    clauses: ['26/welcome-11', '26/welcome-12', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { key: ['zero', 'one'] },
    kills: ['mut/curve-agreement-of-zeros'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const transient = Buffer.alloc(32)
    transient[0] = t.axes.key === 'one' ? 1 : 0
    await refused(t, hall, { [t.axes.key]: saying(hall, { transient }) }, forbidden)
  },
)

conformance(
  'every-octet',
  {
    title: 'A client closes on a WELCOME with any one octet changed',
    clauses: ['26/welcome-11', '26/welcome-12', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 60_000,
    kills: ['mut/curve-welcome-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const changed = (at: number) => saying(hall, {}, body => flipped(body, at))()
    await refused(t, hall, everywhere(0, 167, 1, changed), forbidden)
  },
)

conformance(
  'soft-close',
  {
    title: 'A client whose server closes without ERROR may come again',
    clauses: ['26/design-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
  },
  async t => {
    const hall = await openHall(t, 'client', { options: { reconnect_ivl: 10 } })
    await served(t, hall, 'before')
    const door = await t.wire.listen()
    await hall.socket.connect(door.endpoint)
    const peer = await door.accept()
    await peer.greet({ mechanism: 'CURVE', asServer: true })
    await peer.command('HELLO')
    await peer.close()
    const again = await door.accept().catch(() => null)
    if (again === null) return t.observed('the client does not come again')
    await again.greet({ mechanism: 'CURVE', asServer: true })
    t.check('what it says then', (await again.frame()).name, 'HELLO')
  },
)
