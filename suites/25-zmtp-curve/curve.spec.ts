// RFC 25/ZMTP-CURVE: how CurveZMQ (26) travels in ZMTP: roles in the greeting, commands in frames, and after READY nothing but MESSAGE.
//
//   greeting  mechanism "CURVE", as-server 01 or 00          04 C8 HELLO · 04 A8 WELCOME · 04/06 INITIATE · 04/06 READY

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { asCommand, asMessage, COMMAND } from '../../harness/wire/curve/commands.ts'
import { talkOver } from '../../harness/wire/curve/conversation.ts'
import { cancel, frame, greeting, message, ping, property, subscribe } from '../../harness/wire/octets.ts'
import {
  arrive,
  arriveWelcome,
  ended,
  join,
  metadataFor,
  needs,
  openHall,
  receive,
  receiveInitiate,
  refused,
  roles,
  served,
} from '../26-curvezmq/hall.ts'

const { conformance } = section(import.meta.url)

conformance(
  'as-server',
  {
    title: 'The server says as-server in its greeting, the client does not',
    clauses: ['25/zmtpcurve-1'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/curve-client-as-server', 'mut/curve-as-server-never'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const peer = await hall.connect()
    const { bytes, mechanism } = await peer.greet({ mechanism: 'CURVE', asServer: t.axes.role === 'client' })
    t.check('mechanism', mechanism, 'CURVE')
    t.check('octet 32', bytes[32], t.axes.role === 'server' ? 1 : 0)
    await served(t, hall, 'afterwards')
  },
)

conformance(
  'as-server-not-needed',
  {
    title: 'A peer whose greeting does not say its role, as none of libzmq does, is served all the same',
    clauses: ['25/zmtpcurve-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/curve-as-server-required'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    if (t.axes.role === 'server') {
      await served(t, hall, 'of a client that says 0')
      return
    }
    const { peer, server } = await (async () => {
      const raw = await hall.connect()
      await raw.greet({ mechanism: 'CURVE', asServer: false })
      const { server: speaker } = await receive(hall)
      speaker.greeted((await raw.command('HELLO')).body)
      return { peer: raw, server: speaker }
    })()
    await peer.send(asCommand(server.welcome()))
    server.initiated((await peer.command('INITIATE')).body)
    await peer.send([asCommand(server.ready(metadataFor(hall))), asMessage(server.message('of a server that says 0'))])
    t.check('the message', await hall.socket.recv(), ['of a server that says 0'])
  },
)

conformance(
  'silent-until-hello',
  {
    title: 'The server says nothing behind its greeting until a client says HELLO',
    clauses: ['25/zmtpcurve-2'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/curve-server-speaks-first'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const { peer, client } = await arrive(hall)
    await peer.silent()
    await peer.send(asCommand(client.hello()))
    t.check('octets of the cookie', client.welcomed((await peer.command('WELCOME')).body).cookie.length, 96)
    await peer.silent()
  },
)

conformance(
  'command-frames',
  {
    title: 'The commands of the handshake travel in command frames whose size is that of the command: short to 255 octets, then long',
    clauses: ['25/zmtpcurve-3', '26/grammar-1'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['DEALER'] },
    axes: { role: roles, identity: ['none', '255-octets'] },
    kills: ['mut/curve-handshake-as-messages'],
  },
  async t => {
    const options = t.axes.identity === 'none' ? {} : { routing_id: 'i'.repeat(255) }
    const hall = await openHall(t, t.axes.role, { type: 'DEALER', options })
    if (t.axes.role === 'client') {
      const { frame: hello } = await receive(hall)
      t.check('HELLO: flags and size', [hello.flags, hello.body.length], [4, 200])
      const { frame: initiate } = await receiveInitiate(hall)
      t.check('INITIATE: flags', initiate.flags, 6)
      return
    }
    const { frame: welcome, peer, client } = await arriveWelcome(hall)
    t.check('WELCOME: flags and size', [welcome.flags, welcome.body.length], [4, 168])
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    const ready = await peer.command('READY')
    t.check('READY: flags', ready.flags, ready.body.length > 255 ? 6 : 4)
  },
)

conformance(
  'long-frames',
  {
    title: 'Handshake commands in frames of the long form are taken, however short they are',
    clauses: ['25/zmtpcurve-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const long = (body: Buffer) => frame({ body, command: true, long: true })
    if (t.axes.role === 'server') {
      const { peer, client } = await arrive(hall)
      await peer.send(long(client.hello()))
      client.welcomed((await peer.command('WELCOME')).body)
      await peer.send(long(client.initiate(metadataFor(hall))))
      client.readied((await peer.command('READY')).body)
      await peer.send(asMessage(client.message('served')))
    } else {
      const { peer, server } = await receive(hall)
      await peer.send(long(server.welcome()))
      server.initiated((await peer.command('INITIATE')).body)
      await peer.send([long(server.ready(metadataFor(hall))), asMessage(server.message('served'))])
    }
    t.check('the message', await hall.socket.recv(), ['served'])
  },
)

conformance(
  'all-traffic-in-message',
  {
    title: 'After READY messages, PING, PONG and subscriptions all travel in MESSAGE, both ways',
    clauses: ['25/zmtpcurve-4'],
    mode: 'wire',
    needs: { ...needs, sockets: ['PULL', 'XPUB'] },
    axes: { role: roles },
    kills: ['mut/curve-commands-in-clear'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'XPUB' })
    const { talk, peer, speaker } = await join(hall)
    await talk.say(subscribe('a'))
    t.check('the subscription', await hall.socket.recv(), ['\x01a'])
    await talk.say(ping(0, 'x'))
    const pong = await talk.next()
    t.check('the answer to PING, opened', [pong.flags, pong.data], [COMMAND, Buffer.from('\x04PONGx')])
    await hall.socket.send(['a message'])
    const published = await peer.frame()
    t.check('flags outside', published.flags, oneOf(0, 4))
    t.check('the message, opened', speaker.read(published.body).data, 'a message')
    await talk.say(cancel('a'))
    t.check('the cancellation', await hall.socket.recv(), ['\0a'])
  },
)

conformance(
  'mismatch',
  {
    title: 'A peer with another mechanism is let go after the greetings, whichever part the subject has',
    clauses: ['25/zmtpcurve-2', '25/zmtpcurve-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, mechanism: ['NULL', 'PLAIN', 'GSSAPI', 'CURVEX'] },
    kills: ['mut/mechanism-not-compared'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const handshake = {
      NULL: frame({ body: Buffer.concat([Buffer.from('\x05READY'), property('Socket-Type', hall.partner)]), command: true }),
      PLAIN: frame({ body: t.axes.role === 'server' ? '\x05HELLO\x03joe\x06secret' : '\x07WELCOME', command: true }),
      GSSAPI: frame({ body: '\x08INITIATEx', command: true }),
      CURVEX: frame({ body: '\x05HELLO', command: true }),
    }[t.axes.mechanism]
    const attack = async () => {
      const peer = await hall.connect()
      await peer.send([greeting({ mechanism: t.axes.mechanism, asServer: t.axes.role === 'client' }), handshake, message('smuggled')])
      return peer
    }
    await refused(t, hall, { [t.axes.mechanism]: attack }, ['READY', 'HELLO', 'INITIATE', 'WELCOME', 'MESSAGE'])
  },
)

conformance(
  'two-of-a-kind',
  {
    title: 'Two clients, or two servers, get nowhere with each other',
    clauses: ['25/zmtpcurve-1', '25/zmtpcurve-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    await served(t, hall, 'before')
    const peer = await hall.connect()
    await peer.greet({ mechanism: 'CURVE', asServer: t.axes.role === 'server' })
    if (t.axes.role === 'server') await peer.silent()
    else {
      const hello = await peer.command('HELLO')
      await peer.send(asCommand(hello.body))
      t.check('a client that is told HELLO', await peer.closed(), ended)
    }
    await peer.close()
    await served(t, hall, 'afterwards')
  },
)

conformance(
  'versions',
  {
    title: 'CURVE is spoken to peers of ZMTP 3.0, 3.1 and later; the greeting has no other say in it',
    clauses: ['25/zmtpcurve-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, version: ['3.0', '3.1', '3.9', '4.0'] },
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const [major, minor] = t.axes.version.split('.').map(Number) as [number, number]
    const peer = await hall.connect()
    await peer.greet({ mechanism: 'CURVE', version: [major, minor], asServer: t.axes.role === 'client' })
    if (t.axes.role === 'server') {
      const { client } = await arrive(hall)
      await peer.send(asCommand(client.hello()))
      client.welcomed((await peer.command('WELCOME')).body)
      await peer.send(asCommand(client.initiate(metadataFor(hall))))
      client.readied((await peer.command('READY')).body)
      await talkOver(peer, client, metadataFor(hall)).send(['served'])
    } else {
      const { server } = await receive(hall)
      server.greeted((await peer.command('HELLO')).body)
      await peer.send(asCommand(server.welcome()))
      server.initiated((await peer.command('INITIATE')).body)
      await peer.send(asCommand(server.ready(metadataFor(hall))))
      await talkOver(peer, server, metadataFor(hall)).send(['served'])
    }
    t.check('the message', await hall.socket.recv(), ['served'])
  },
)
