// What a monitor tells (zmq_socket_monitor(3)): every event that can be brought about from outside, with its value and endpoint.
// ZMQ_EVENT_CLOSE_FAILED cannot: the system does not refuse to close.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { command, readyAs } from '../../harness/wire/octets.ts'
import { outcome } from '../28-reqrep/guests.ts'

const { conformance } = section(import.meta.url)

const needs = { ops: ['monitor'] } as const
const places = { transport: ['tcp', 'ipc'] } as const
const wildcards = { tcp: 'tcp://127.0.0.1:*', ipc: 'ipc://*' } as const

conformance(
  'bound',
  {
    title: 'listening tells the endpoint that was bound, closed the one given up',
    clauses: ['lib/monitor-bound'],
    mode: 'api',
    obliges: 'both',
    needs: { ...needs, sockets: ['ROUTER'], ops: ['monitor', 'unbind'] },
    axes: places,
    kills: ['mut/monitor-without-listening', 'mut/monitor-without-closed', 'mut/monitor-tells-the-wildcard'],
  },
  async t => {
    const socket = await t.subject.open('ROUTER')
    const monitor = await socket.monitor()
    const endpoint = await socket.bind(wildcards[t.axes.transport])
    t.check('the endpoint bound', (await monitor.wait('listening')).ep, endpoint)
    await socket.unbind(endpoint)
    t.check('the endpoint given up', (await monitor.wait('closed')).ep, endpoint)
  },
)

conformance(
  'bind-failed',
  {
    title: 'A bind that fails tells bind_failed',
    clauses: ['lib/monitor-bound'],
    mode: 'api',
    obliges: 'both',
    needs: { ...needs, sockets: ['ROUTER'] },
    kills: ['mut/monitor-without-bind-failed'],
  },
  async t => {
    const taken = await (await t.subject.open('ROUTER')).bind('tcp://127.0.0.1:*')
    const socket = await t.subject.open('ROUTER')
    const monitor = await socket.monitor()
    t.check('binding', await outcome(socket.bind(taken)), 'EADDRINUSE')
    t.check('told', (await monitor.wait('bind_failed')).event, 'bind_failed')
  },
)

for (const role of ['bind', 'connect'] as const)
  conformance(
    `connection-${role}`,
    {
      title: `${role === 'bind' ? 'accepted' : 'connected'}, handshake, disconnected, in this order, each with the endpoint`,
      clauses: ['lib/monitor-connection'],
      mode: 'wire',
      obliges: 'both',
      needs: { ...needs, sockets: ['PULL'] },
      axes: places,
      kills: [
        role === 'bind' ? 'mut/monitor-without-accepted' : 'mut/monitor-without-connected',
        'mut/monitor-without-handshake',
        'mut/monitor-without-disconnected',
      ],
    },
    async t => {
      const socket = await t.subject.open('PULL')
      const monitor = await socket.monitor()
      const come = async () => {
        if (role === 'bind') {
          const endpoint = await socket.bind(wildcards[t.axes.transport])
          return { endpoint, peer: await t.wire.dial(endpoint) }
        }
        const door = await t.wire.listen(t.axes.transport)
        await socket.connect(door.endpoint)
        return { endpoint: door.endpoint, peer: await door.accept() }
      }
      const { endpoint, peer } = await come()
      await peer.handshake({ type: 'PUSH' })
      await monitor.wait('handshake')
      await peer.close()
      await monitor.wait('disconnected')
      const wanted = [role === 'bind' ? 'accepted' : 'connected', 'handshake', 'disconnected']
      const told = monitor.events.filter(({ event }) => wanted.includes(event)).slice(0, 3)
      t.check(
        'events',
        told.map(({ event }) => event),
        wanted,
      )
      t.check(
        'endpoints',
        told.map(({ ep }) => ep),
        [endpoint, endpoint, endpoint],
      )
    },
  )

conformance(
  'attempts',
  {
    title: 'An attempt that is refused: connect_delayed, closed, connect_retried with the pause, and so on',
    clauses: ['lib/monitor-attempts'],
    mode: 'api',
    obliges: 'sender',
    needs: { ...needs, sockets: ['DEALER', 'ROUTER'], options: ['reconnect_ivl'] },
    kills: [
      'mut/monitor-without-delayed',
      'mut/monitor-without-retried',
      'mut/monitor-retried-without-pause',
      'mut/monitor-without-closed',
    ],
  },
  async t => {
    const gone = await t.subject.open('ROUTER')
    const endpoint = await gone.bind('tcp://127.0.0.1:*')
    await gone.close()
    const socket = await t.subject.open('DEALER', { reconnect_ivl: 20 })
    const monitor = await socket.monitor()
    await socket.connect(endpoint)
    await monitor.wait('connect_retried', 2000, 2)
    const told = monitor.events.slice(0, 6)
    const round = ['connect_delayed', 'closed', 'connect_retried']
    t.check(
      'events',
      told.map(({ event }) => event),
      [...round, ...round],
    )
    t.check(
      'endpoints',
      told.every(({ ep }) => ep === endpoint),
      true,
    )
    t.check(
      'pause',
      told[2]?.value,
      satisfying('20 to 40 ms', (ms: unknown) => typeof ms === 'number' && ms >= 20 && ms <= 40),
    )
  },
)

conformance(
  'handshake-failed',
  {
    title:
      'A peer that leaves during the handshake: handshake_failed; one that breaks a rule: handshake_failed_protocol; then disconnected',
    clauses: ['lib/monitor-handshake'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { how: ['leaves', 'breaks-a-rule'] },
    kills: ['mut/monitor-without-handshake-failed', 'mut/monitor-without-protocol-error'],
  },
  async t => {
    const socket = await t.subject.open('PULL')
    const monitor = await socket.monitor()
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const peer = await t.wire.dial(endpoint)
    if (t.axes.how === 'leaves') {
      await peer.greet()
      peer.halfClose()
    } else {
      await peer.greet()
      await peer.send(command('SURPRISE'))
    }
    const failed = t.axes.how === 'leaves' ? 'handshake_failed' : 'handshake_failed_protocol'
    t.check('the endpoint', (await monitor.wait(failed)).ep, endpoint)
    t.check('the endpoint of its end', (await monitor.wait('disconnected')).ep, endpoint)
    t.check(
      'success',
      monitor.events.some(({ event }) => event === 'handshake'),
      false,
    )
  },
)

conformance(
  'handshake-refused',
  {
    title: 'A peer that ZAP refuses: handshake_failed_auth with the status, on the server',
    clauses: ['lib/monitor-handshake'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], ops: ['monitor', 'zap'], options: ['zap_domain'] },
    axes: { status: ['400', '500'] },
    kills: ['mut/monitor-without-auth-error', 'mut/monitor-without-status'],
  },
  async t => {
    await t.subject.zap([{ status: t.axes.status }])
    const socket = await t.subject.open('PULL', { zap_domain: 'domain' })
    const monitor = await socket.monitor()
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const peer = await t.wire.dial(endpoint)
    await peer.greet()
    await peer.send(readyAs('PUSH'))
    const { ep, value } = await monitor.wait('handshake_failed_auth')
    t.check('endpoint and status', [ep, value], [endpoint, Number(t.axes.status)])
  },
)

conformance(
  'accept-failed',
  {
    title: 'A connection that a filter refuses: accept_failed, and nothing of a connection',
    clauses: ['lib/monitor-accept-failed'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], ops: ['monitor', 'set'], options: ['tcp_accept_filter'] },
    kills: ['mut/monitor-without-accept-failed'],
  },
  async t => {
    const socket = await t.subject.open('PULL')
    await socket.set('tcp_accept_filter', '10.0.0.0/8')
    const monitor = await socket.monitor()
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const peer = await t.wire.dial(endpoint)
    await peer.closed()
    t.check('the endpoint', (await monitor.wait('accept_failed')).ep, endpoint)
    t.check(
      'accepted',
      monitor.events.some(({ event }) => event === 'accepted'),
      false,
    )
  },
)
