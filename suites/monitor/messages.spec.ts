// Monitor events as messages on a PAIR socket (zmq_socket_monitor(3)): number, value and endpoint of each, in both versions of the form.
// Rule: level MUST for who declares to show them (`monitor-frames`, `monitor-frames-2`).

import { oneOf, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { command, message, readyAs } from '../../harness/wire/octets.ts'
import { guest, outcome } from '../28-reqrep/guests.ts'
import { numbers, readMonitor } from './monitor-message.ts'

const { conformance } = section(import.meta.url)

type Version = '1' | '2'
const versions = ['1', '2'] as const
const versionOf = (text: Version): 1 | 2 => (text === '1' ? 1 : 2)
/** What a subject must have to be asked for messages of both versions; who has version 1 only is asked for that. */
const shows = (t: { subject: { capabilities: { features: readonly string[] } }; unsupported(reason: string): never }, version: Version) => {
  if (version === '2' && !t.subject.capabilities.features.includes('monitor-frames-2')) t.unsupported('no monitor messages of version 2')
  return versionOf(version)
}

const needs = { ops: ['monitor'], features: ['monitor-frames'] } as const
const descriptor = satisfying('a file descriptor', (value: unknown) => typeof value === 'number' && value > 0 && value < 2 ** 20)

conformance(
  'life',
  {
    title: 'listening, accepted, disconnected and closed carry file descriptors, the handshake 0; version 2 has both ends of a connection',
    clauses: ['lib/monitor-messages'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['PULL'], ops: ['monitor', 'unbind'] },
    axes: { version: versions },
    kills: ['mut/monitor-number-of-another', 'mut/monitor-descriptor-unknown', 'mut/monitor-ends-exchanged'],
  },
  async t => {
    const version = shows(t, t.axes.version)
    const socket = await t.subject.open('PULL')
    const monitor = await socket.monitor(version)
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const peer = await t.wire.dial(endpoint)
    await peer.handshake({ type: 'PUSH' })
    await monitor.wait('handshake')
    await peer.close()
    await monitor.wait('disconnected')
    await socket.unbind(endpoint)
    await monitor.wait('closed')
    const fds: Record<string, unknown> = {}
    for (const word of ['listening', 'accepted', 'handshake', 'disconnected', 'closed'] as const) {
      const told = readMonitor(await monitor.wait(word), version)
      t.check(`number of ${word}`, told.event, numbers[word])
      t.check(
        `value of ${word}`,
        told.values,
        word === 'handshake'
          ? [0]
          : satisfying('one file descriptor', ([fd, ...more]: readonly number[]) => more.length === 0 && fd! > 0 && fd! < 2 ** 20),
      )
      fds[word] = told.values[0]
      if (version === 1) t.check(`endpoint of ${word}`, told.endpoints, [endpoint])
      else {
        t.check(`local endpoint of ${word}`, told.endpoints[0], endpoint)
        const remote = /^tcp:\/\/127\.0\.0\.1:\d+$/
        if (word !== 'listening' && word !== 'closed')
          t.check(
            `remote endpoint of ${word}`,
            told.endpoints[1],
            satisfying('the address of the peer', (text: string) => remote.test(text) && text !== endpoint),
          )
      }
    }
    t.check('the listener that was closed', fds['closed'], fds['listening'])
    t.check('the connection that was lost', fds['disconnected'], fds['accepted'])
  },
)

conformance(
  'attempt',
  {
    title: 'connect_delayed carries EINPROGRESS, connect_retried the pause in milliseconds, connected a file descriptor',
    clauses: ['lib/monitor-messages'],
    level: 'MUST',
    mode: 'api',
    obliges: 'sender',
    needs: { ...needs, sockets: ['DEALER', 'ROUTER'], options: ['reconnect_ivl'] },
    axes: { version: versions },
    kills: ['mut/monitor-number-of-another', 'mut/monitor-retried-without-pause'],
  },
  async t => {
    const version = shows(t, t.axes.version)
    const other = await t.subject.open('ROUTER')
    const endpoint = await other.bind('tcp://127.0.0.1:*')
    await other.close()
    const socket = await t.subject.open('DEALER', { reconnect_ivl: 20 })
    const monitor = await socket.monitor(version)
    await socket.connect(endpoint)
    const retried = readMonitor(await monitor.wait('connect_retried'), version)
    t.check('connect_retried', [retried.event, retried.endpoints.includes(endpoint)], [numbers.connect_retried, true])
    t.check(
      'pause',
      retried.values,
      satisfying('one of 20 to 40 ms', ([ms, ...more]: readonly number[]) => more.length === 0 && ms! >= 20 && ms! <= 40),
    )
    const delayed = readMonitor(await monitor.wait('connect_delayed'), version)
    t.check(
      'connect_delayed',
      [delayed.event, delayed.values, delayed.endpoints.includes(endpoint)],
      [numbers.connect_delayed, [115], true],
    )
    await (await t.subject.open('ROUTER')).bind(endpoint)
    const connected = readMonitor(await monitor.wait('connected', 4000), version)
    t.check('connected', [connected.event, connected.endpoints.includes(endpoint)], [numbers.connected, true])
    t.check('value of connected', connected.values[0], descriptor)
  },
)

conformance(
  'failure',
  {
    title: 'What fails carries its reason: an errno, the number of a protocol error, the status of a refusal',
    clauses: ['lib/monitor-messages'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['PULL'] },
    axes: {
      version: versions,
      event: ['bind_failed', 'handshake_failed_protocol', 'handshake_failed_auth', 'handshake_failed', 'accept_failed'],
    },
    kills: ['mut/monitor-number-of-another', 'mut/monitor-numbers-in-network-order', 'mut/monitor-tells-no-reason'],
  },
  async t => {
    const version = shows(t, t.axes.version)
    const word = t.axes.event
    const needed = word === 'handshake_failed_auth' ? 'zap_domain' : word === 'accept_failed' ? 'tcp_accept_filter' : null
    if (needed !== null && !t.subject.capabilities.options.includes(needed)) t.unsupported(`no option ${needed}`)
    if (word === 'handshake_failed_auth') await t.subject.zap([{ status: '400' }])
    const socket = await t.subject.open('PULL', needed === 'zap_domain' ? { zap_domain: 'domain' } : {})
    if (needed === 'tcp_accept_filter') await socket.set('tcp_accept_filter', '10.0.0.0/8')
    const monitor = await socket.monitor(version)
    let endpoint: string
    if (word === 'bind_failed') {
      endpoint = await (await t.subject.open('PULL')).bind('tcp://127.0.0.1:*')
      t.check('binding', await outcome(socket.bind(endpoint)), 'EADDRINUSE')
    } else {
      endpoint = await socket.bind('tcp://127.0.0.1:*')
      const peer = await t.wire.dial(endpoint)
      if (word !== 'accept_failed') await peer.greet()
      if (word === 'handshake_failed_protocol') await peer.send(command('SURPRISE'))
      if (word === 'handshake_failed_auth') await peer.send(readyAs('PUSH'))
      if (word === 'handshake_failed') peer.halfClose()
    }
    const told = readMonitor(await monitor.wait(word), version)
    t.check('number', told.event, numbers[word])
    // libzmq knows no endpoint of what could not be bound.
    if (word !== 'bind_failed') t.check('its endpoint', told.endpoints.includes(endpoint), true)
    const reason = {
      bind_failed: 98,
      handshake_failed_protocol: oneOf(0x1000_0000, 0x1000_0001, 0x1000_0011),
      handshake_failed_auth: 400,
      handshake_failed: satisfying('an errno', (value: unknown) => typeof value === 'number' && value > 0 && value < 1000),
      accept_failed: satisfying('an errno', (value: unknown) => typeof value === 'number' && value > 0 && value < 1000),
    }[word]
    t.check('value', told.values[0], reason)
  },
)

conformance(
  'pipes-stats',
  {
    title: 'pipes_stats, asked for: how many messages wait to be sent to a peer, and to be received from it, with both ends',
    clauses: ['lib/monitor-pipes-stats'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['DEALER'], ops: ['monitor', 'pipes_stats'], features: ['monitor-frames-2'] },
    kills: ['mut/pipes-stats-exchanged', 'mut/monitor-number-of-another'],
  },
  async t => {
    const socket = await t.subject.open('DEALER')
    const monitor = await socket.monitor(2)
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const peer = await door.accept()
    for (const body of ['a', 'b', 'c']) await socket.send(body)
    await socket.pipesStats()
    const before = readMonitor(await monitor.wait('pipes_stats'), 2)
    t.check('before the handshake', [before.event, before.values], [numbers.pipes_stats, [3, 0]])
    t.check('the endpoint', before.endpoints.includes(door.endpoint), true)
    await peer.handshake({ type: 'ROUTER' })
    for (const body of ['a', 'b', 'c']) t.check('a message', await peer.message(), [body])
    await peer.send([message('d'), message('e')])
    await peer.barrier()
    await socket.pipesStats()
    t.check('after it', readMonitor(await monitor.wait('pipes_stats', 2000, 2), 2).values, [0, 2])
  },
)

conformance(
  'stopped',
  {
    title: 'The last message tells that the socket is closed: monitor_stopped, in both versions',
    clauses: ['lib/monitor-messages'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], ops: ['monitor'], features: ['monitor-frames-2'] },
    axes: { version: versions },
    kills: ['mut/monitor-never-stops'],
  },
  async t => {
    const version = versionOf(t.axes.version)
    const socket = await t.subject.open('PULL')
    const monitor = await socket.monitor(version)
    await guest({ next: async () => t.wire.dial(await socket.bind('tcp://127.0.0.1:*')) }, 'PUSH')
    await socket.close()
    const told = readMonitor(await monitor.wait('monitor_stopped'), version)
    t.check('number and value', [told.event, told.values], [numbers.monitor_stopped, [0]])
    t.check('last', monitor.events.at(-1)?.event, 'monitor_stopped')
  },
)
