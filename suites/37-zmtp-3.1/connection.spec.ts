// RFC 37/ZMTP 3.1, "Socket Semantics": every socket accepts connections and makes them, without waiting, and again when one is lost.
//
//   connect ──► returns at once ··· nobody there ··· somebody binds ──► connected ··· lost ··· after a delay ──► connected
//
// Rule: what happens when the handshake itself goes wrong is in error.spec.ts.

import { atLeast } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { frame, greeting, hex, message } from '../../harness/wire/octets.ts'
import { control, ended, meet, optionsOf, patience, roles, rules } from './meeting.ts'
import { partners } from './traffic.ts'

const { conformance } = section(import.meta.url)

const everyType = Object.keys(partners) as (keyof typeof partners)[]

conformance(
  'binds-and-connects',
  {
    title: 'A socket of every type accepts connections and makes them',
    clauses: ['37/semantics-1'],
    mode: 'wire',
    obliges: 'both',
    axes: { socket: everyType, role: roles, transport: ['tcp', 'ipc'] },
    kills: ['mut/sub-cannot-bind', 'mut/rep-cannot-connect'],
  },
  async t => {
    const socket = await t.subject.open(t.axes.socket)
    const { role, transport } = t.axes
    if (role === 'bind') {
      const endpoint = await socket.bind(transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*')
      await control({ socket, next: () => t.wire.dial(endpoint) }, partners[t.axes.socket])
    } else {
      const door = await t.wire.listen(transport)
      await socket.connect(door.endpoint)
      await control({ socket, next: () => door.accept() }, partners[t.axes.socket])
    }
    t.check('handshakes', await socket.peers(1), undefined)
  },
)

conformance(
  'both-ways-at-once',
  {
    title: 'One socket binds twice and connects twice, and all four peers are served',
    clauses: ['37/semantics-1'],
    mode: 'wire',
    obliges: 'both',
    axes: { socket: everyType },
    except: ({ socket }) => socket === 'PAIR',
    kills: ['mut/second-connect-ends-first', 'mut/one-listener-only'],
  },
  async t => {
    const bound = await meet(t, t.axes.socket, 'bind')
    const { socket } = bound
    const second = await socket.bind('tcp://127.0.0.1:*')
    const connected = async () => {
      const door = await t.wire.listen()
      await socket.connect(door.endpoint)
      return door.accept()
    }
    const ways = [bound.next, () => t.wire.dial(second), connected, connected]
    const peers = []
    for (const next of ways) peers.push(await control({ socket, next }, partners[t.axes.socket]))
    for (const peer of peers) await peer.barrier()
    t.check('open connections', peers.filter(({ open }) => open).length, 4)
  },
)

conformance(
  'connects-without-waiting',
  {
    title: 'Connecting to where nobody listens succeeds at once; when somebody binds there, messages flow',
    clauses: ['37/semantics-2', '37/semantics-3'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH', 'PULL'], options: ['reconnect_ivl'] },
    axes: { transport: ['tcp', 'ipc@'] },
    kills: ['mut/no-queue-until-connected', 'mut/refused-connection-is-final'],
  },
  async t => {
    if (t.axes.transport === 'ipc@' && !t.subject.capabilities.features.includes('abstract-ipc')) t.unsupported('no abstract ipc names')
    const door = await t.wire.listen(t.axes.transport)
    await door.close()
    const push = await t.subject.open('PUSH', { reconnect_ivl: 10 })
    await push.connect(door.endpoint)
    await push.send('queued')
    const pull = await t.subject.open('PULL')
    await pull.bind(door.endpoint)
    t.check('message', await pull.recv(), ['queued'])
  },
)

conformance(
  'connects-to-the-silent',
  {
    title: 'Connecting returns although the other side says nothing, and does not hold up other connections',
    clauses: ['37/semantics-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'] },
    kills: ['mut/connects-one-at-a-time'],
  },
  async t => {
    const socket = await t.subject.open('PUSH')
    const [silent, other] = [await t.wire.listen(), await t.wire.listen()]
    await socket.connect(silent.endpoint)
    await silent.accept()
    await socket.connect(other.endpoint)
    const peer = await control({ socket, next: () => other.accept() }, 'PULL')
    await socket.send('one')
    await socket.send('two')
    t.check('one of two messages', (await peer.message()).length, 1)
  },
)

conformance(
  'comes-back',
  {
    title: 'A connection that breaks is made again, by every type, and works',
    clauses: ['37/semantics-3'],
    mode: 'wire',
    obliges: 'sender',
    needs: { options: ['reconnect_ivl'] },
    axes: { socket: everyType, ending: ['fin', 'rst'] },
    kills: ['mut/never-reconnects', 'mut/no-reconnect-after-rst'],
  },
  async t => {
    const socket = await t.subject.open(t.axes.socket, { reconnect_ivl: 10 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    for (let connection = 1; connection <= 3; connection++) {
      const peer = await control({ socket, next: () => door.accept() }, partners[t.axes.socket])
      t.check(`connection ${connection}`, peer.open, true)
      if (t.axes.ending === 'rst') peer.reset()
      else await peer.close()
    }
  },
)

conformance(
  'after-a-delay',
  {
    title: 'A broken connection is made again after the interval that was set, not at once',
    clauses: ['37/semantics-3'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl'] },
    axes: { milliseconds: ['50', '150'] },
    kills: ['mut/reconnects-at-once', 'mut/reconnect-interval-ignored'],
  },
  async t => {
    const milliseconds = Number(t.axes.milliseconds)
    const socket = await t.subject.open('PULL', { reconnect_ivl: milliseconds })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await control({ socket, next: () => door.accept() }, 'PUSH')
    const lost = performance.now()
    first.reset()
    const again = await control({ socket, next: () => door.accept() }, 'PUSH')
    t.check('milliseconds until it is there again', Math.round(performance.now() - lost), atLeast(milliseconds - 10))
    await again.send(message('again'))
    t.check('message', await socket.recv(), ['again'])
  },
)

conformance(
  'keeps-what-waits',
  {
    title: 'What was sent while there was no connection is sent, in order, when there is one again',
    clauses: ['37/semantics-3', '37/semantics-7'],
    level: 'SHOULD',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['reconnect_ivl'], ops: ['monitor'] },
    kills: ['mut/queue-lost-with-connection', 'mut/queue-turned-on-reconnect'],
  },
  async t => {
    const socket = await t.subject.open('PUSH', { reconnect_ivl: 10 })
    const monitor = await socket.monitor()
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await control({ socket, next: () => door.accept() }, 'PULL')
    first.reset()
    await monitor.wait('disconnected')
    for (const text of ['one', 'two', 'three']) await socket.send(text)
    const again = await control({ socket, next: () => door.accept() }, 'PULL')
    for (const text of ['one', 'two', 'three']) t.check('the next message', await again.message(), [text])
  },
)

const faults = {
  'another-mechanism': (peer: WirePeer) => peer.send(greeting({ mechanism: 'PLAIN' })),
  'broken-ready': async (peer: WirePeer) => {
    await peer.greet()
    await peer.send(frame({ command: true, body: hex('05 5245414459 0b 536f') }))
  },
  'size-bit-63': async (peer: WirePeer) => {
    await peer.handshake({ type: 'PUSH' })
    await peer.send(hex('02 ffffffffffffffff'))
  },
} as const

conformance(
  'after-a-fault',
  {
    title: 'A connection that the subject ended because of what its peer sent is made again, too',
    clauses: ['37/semantics-3'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl'] },
    axes: { fault: Object.keys(faults) as (keyof typeof faults)[], rule: rules },
    kills: ['mut/fault-is-final'],
  },
  async t => {
    const socket = await t.subject.open('PULL', { reconnect_ivl: 20, ...optionsOf(t, t.axes.rule) })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const faulty = await door.accept()
    await faults[t.axes.fault](faulty)
    t.check('the connection', await faulty.closed(), ended)
    const again = await door.accept(patience(t, t.axes.rule)).catch((error: unknown) => {
      if (error instanceof WireMismatch) return null
      throw error
    })
    t.require('a new connection', again !== null, true)
    await again!.handshake({ type: 'PUSH' })
    await again!.send(message('again'))
    t.check('a message on it', await socket.recv(), ['again'])
  },
)
