// Messages that a socket makes up by itself: notifications, hello, disconnect, hiccup (zmq_setsockopt(3); there is no RFC).
//
//   ROUTER ◄─ [id (empty)] ─ a peer came or left           HELLO_MSG ─► peer           DISCONNECT_MSG, HICCUP_MSG ─► own application

import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, guest, outcome } from '../28-reqrep/guests.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'

const { conformance } = section(import.meta.url)

conformance(
  'router-notify',
  {
    title: 'ROUTER_NOTIFY: an empty message under its routing id tells of each peer that comes, that goes, of both, of none',
    clauses: ['lib/router-notify'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['router_notify'] },
    axes: { notify: ['0', '1', '2', '3'], role: roles },
    kills: ['mut/notify-of-nobody', 'mut/notify-of-no-end', 'mut/notify-always'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', t.axes.role, { router_notify: Number(t.axes.notify) })
    const { socket } = meeting
    const [comes, goes] = [Number(t.axes.notify) & 1, Number(t.axes.notify) & 2]
    const peer = await guest(meeting, 'DEALER', 'A')
    if (comes) t.check('that it came', await socket.recv(), ['A', ''])
    else t.check('nothing when it came', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
    await peer.send(message('hello'))
    t.check('what it says', await socket.recv(), ['A', 'hello'])
    peer.halfClose()
    if (goes) t.check('that it left', await socket.recv(), ['A', ''])
    t.check('nothing more', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
  },
)

conformance(
  'no-notice-of-a-stranger',
  {
    title: 'ROUTER_NOTIFY: a peer whose handshake is not complete is not told of',
    clauses: ['lib/router-notify'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['router_notify'] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind', { router_notify: 3 })
    const stranger = await meeting.next()
    await stranger.greet()
    stranger.halfClose()
    await stranger.closed()
    t.check('nothing', await delivered(meeting.socket.recv(t.windows.silence)), 'EAGAIN')
    await guest(meeting, 'DEALER', 'B')
    t.check('a peer that comes', await meeting.socket.recv(), ['B', ''])
  },
)

for (const [type, partner] of [
  ['ROUTER', 'DEALER'],
  ['DEALER', 'ROUTER'],
] as const)
  conformance(
    `hello-${type.toLowerCase()}`,
    {
      title: 'HELLO_MSG: goes out first on each connection, before what the application sent earlier',
      clauses: ['lib/hello-msg'],
      mode: 'wire',
      obliges: 'sender',
      needs: { sockets: [type], options: ['hello_msg'] },
      axes: { role: roles },
      kills: ['mut/hello-is-not-said', 'mut/hello-comes-late'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role, { hello_msg: Buffer.from('good day') })
      for (const identity of ['first', 'second']) {
        const peer = await guest(meeting, partner, identity)
        // Some take in an accepted peer only when the application calls.
        await outcome(meeting.socket.recv(0))
        t.check(`the first message of connection ${identity}`, await peer.message(), ['good day'])
      }
    },
  )

conformance(
  'hello-before-what-waits',
  {
    title: 'HELLO_MSG: comes before messages that waited for the connection, and again when it is made again',
    clauses: ['lib/hello-msg'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['hello_msg', 'reconnect_ivl'] },
    kills: ['mut/hello-is-not-said', 'mut/hello-comes-late', 'mut/hello-only-once'],
  },
  async t => {
    const socket = await t.subject.open('DEALER', { hello_msg: Buffer.from('good day'), reconnect_ivl: 10 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    await socket.send('waits')
    const first = await door.accept()
    await first.handshake({ type: 'ROUTER' })
    t.check('first', await first.message(), ['good day'])
    t.check('then', await first.message(), ['waits'])
    await first.close()
    const second = await door.accept()
    await second.handshake({ type: 'ROUTER' })
    t.check('first of the next connection', await second.message(), ['good day'])
  },
)

conformance(
  'disconnect',
  {
    title: 'DISCONNECT_MSG: received from an accepted peer that is gone, after all it said, and from none that never was there',
    clauses: ['lib/disconnect-msg'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['disconnect_msg'] },
    axes: { end: ['fin', 'rst'] },
    kills: ['mut/disconnect-is-not-told', 'mut/disconnect-of-a-stranger'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind', { disconnect_msg: Buffer.from('gone') })
    const stranger = await meeting.next()
    await stranger.greet()
    stranger.halfClose()
    await stranger.closed()
    const peer = await guest(meeting, 'DEALER', 'A')
    await peer.send(message('last'))
    t.check('what it said', await meeting.socket.recv(), ['A', 'last'])
    if (t.axes.end === 'fin') peer.halfClose()
    else peer.reset()
    t.check('that it is gone', await meeting.socket.recv(), ['A', 'gone'])
    t.check('nothing more', await delivered(meeting.socket.recv(t.windows.silence)), 'EAGAIN')
  },
)

conformance(
  'hiccup',
  {
    title: 'HICCUP_MSG: received when a connection made from here is lost, once each time, and not for one that never was complete',
    clauses: ['lib/hiccup-msg'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['DEALER'], options: ['hiccup_msg', 'reconnect_ivl'] },
    kills: ['mut/hiccup-is-not-told', 'mut/hiccup-for-nothing'],
  },
  async t => {
    const socket = await t.subject.open('DEALER', { hiccup_msg: Buffer.from('hic'), reconnect_ivl: 10 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const never = await door.accept()
    await never.greet()
    await never.close()
    const first = await door.accept()
    await first.handshake({ type: 'ROUTER' })
    await first.barrier()
    t.check('nothing so far', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
    await first.close()
    t.check('the hiccup', await socket.recv(), ['hic'])
    const second = await door.accept()
    await second.handshake({ type: 'ROUTER' })
    await second.send(message('hello'))
    t.check('what comes next', await socket.recv(), ['hello'])
  },
)

conformance(
  'metadata',
  {
    title: 'METADATA: every property set is announced in READY; what is no X-name:value is refused',
    clauses: ['lib/metadata-option'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['metadata'], ops: ['set'] },
    axes: { role: roles },
    kills: ['mut/metadata-is-not-announced', 'mut/metadata-keeps-the-last-only', 'mut/metadata-takes-any-name'],
  },
  async t => {
    const socket = await t.subject.open('PULL')
    for (const property of ['X-one:1', 'X-two:second: value']) await socket.set('metadata', property)
    for (const bad of ['one:1', 'X-three', ':', 'X-four:']) t.check(`setting ${bad}`, await outcome(socket.set('metadata', bad)), 'EINVAL')
    const next = async () => {
      if (t.axes.role === 'bind') return t.wire.dial(await socket.bind('tcp://127.0.0.1:*'))
      const door = await t.wire.listen()
      await socket.connect(door.endpoint)
      return door.accept()
    }
    const { properties } = await (await next()).handshake({ type: 'PUSH' })
    const announced = new Map([...properties].filter(([name]) => name.toLowerCase().startsWith('x-')))
    t.check('announced', Object.fromEntries([...announced].map(([name, value]) => [name.toLowerCase(), String(value)])), {
      'x-one': '1',
      'x-two': 'second: value',
    })
  },
)
