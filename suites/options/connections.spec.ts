// Options of connections: trying again, who may connect, by which way (zmq_setsockopt(3), zmq_tcp(7), zmq_ipc(7)).

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { type WireDoor, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest, outcome } from '../28-reqrep/guests.ts'
import { ended } from '../37-zmtp-3.1/meeting.ts'

const { conformance } = section(import.meta.url)

/** The next connection, or null when none comes within `t`. */
async function attempt(door: WireDoor, t: number): Promise<WirePeer | null> {
  try {
    return await door.accept(t)
  } catch (error) {
    if (error instanceof WireMismatch) return null
    throw error
  }
}

conformance(
  'reconnect-interval',
  {
    title: 'RECONNECT_IVL: a lost connection is made again after the interval, at most twice that; -1: never',
    clauses: ['lib/reconnect-ivl'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['reconnect_ivl'] },
    axes: { interval: ['60', '-1'] },
    kills: ['mut/reconnects-at-once', 'mut/reconnects-though-told-not-to'],
  },
  async t => {
    const interval = Number(t.axes.interval)
    const socket = await t.subject.open('DEALER', { reconnect_ivl: interval })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await door.accept()
    await first.handshake({ type: 'ROUTER' })
    await first.close()
    const lost = performance.now()
    if (interval < 0) {
      t.check('another connection', await attempt(door, 5 * t.windows.silence), null)
      return
    }
    await door.accept()
    const waited = performance.now() - lost
    t.check(
      'milliseconds until the next connection',
      waited,
      satisfying(`at least ${interval - 10}`, (ms: number) => ms >= interval - 10),
    )
  },
)

conformance(
  'reconnect-interval-max',
  {
    title: 'RECONNECT_IVL_MAX: pauses double up to the maximum; a connection that was made starts them afresh',
    clauses: ['lib/reconnect-ivl'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['reconnect_ivl', 'reconnect_ivl_max'], ops: ['monitor'] },
    kills: ['mut/backoff-does-not-grow', 'mut/backoff-knows-no-maximum'],
  },
  async t => {
    const socket = await t.subject.open('DEALER', { reconnect_ivl: 10, reconnect_ivl_max: 35 })
    const monitor = await socket.monitor()
    // Nobody listens where nobody listens any more.
    const gone = await t.subject.open('ROUTER')
    const endpoint = await gone.bind('tcp://127.0.0.1:*')
    await gone.close()
    await socket.connect(endpoint)
    const intervals: unknown[] = []
    for (let nth = 1; nth <= 5; nth++) intervals.push((await monitor.wait('connect_retried', 2000, nth)).value)
    t.check('pauses', intervals, [10, 20, 35, 35, 35])
  },
)

conformance(
  'reconnect-stop',
  {
    title: 'RECONNECT_STOP: after a refused connection, or a failed handshake, nothing more when its bit is set',
    clauses: ['lib/reconnect-stop'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['reconnect_stop', 'reconnect_ivl'] },
    axes: { bits: ['0', '1', '2', '3', '4'] },
    kills: ['mut/stops-for-nothing', 'mut/reconnect-stop-is-ignored'],
  },
  async t => {
    const socket = await t.subject.open('DEALER', { reconnect_stop: Number(t.axes.bits), reconnect_ivl: 10 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await door.accept()
    await first.greet()
    await first.close()
    const second = await attempt(door, 2 * t.windows.silence + 100)
    t.check('another connection', second === null ? 'none' : 'made', Number(t.axes.bits) & 2 ? 'none' : 'made')
  },
)

conformance(
  'reconnect-stop-refused',
  {
    title: 'RECONNECT_STOP: a refused connection is tried once when the bit for it is set, again and again when it is not',
    clauses: ['lib/reconnect-stop'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['DEALER', 'ROUTER'], options: ['reconnect_stop', 'reconnect_ivl'], ops: ['monitor'] },
    axes: { bits: ['0', '1', '2', '3', '4'] },
    kills: ['mut/reconnect-stop-is-ignored', 'mut/stops-for-nothing'],
  },
  async t => {
    const gone = await t.subject.open('ROUTER')
    const endpoint = await gone.bind('tcp://127.0.0.1:*')
    await gone.close()
    const socket = await t.subject.open('DEALER', { reconnect_stop: Number(t.axes.bits), reconnect_ivl: 10 })
    const monitor = await socket.monitor()
    await socket.connect(endpoint)
    await monitor.wait('closed')
    const again = await monitor.wait('connect_retried', 2 * t.windows.silence + 100).then(
      () => 'tried again',
      () => 'not tried again',
    )
    t.check('a refused connection is', again, Number(t.axes.bits) & 1 ? 'not tried again' : 'tried again')
  },
)

conformance(
  'tcp-accept-filter',
  {
    title: 'TCP_ACCEPT_FILTER: who matches none of the filters is not served; who matches one is',
    clauses: ['lib/tcp-accept-filter'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['tcp_accept_filter'], ops: ['set'] },
    axes: { filters: ['none', '127.0.0.1', '10.0.0.0/8', '10.0.0.0/8 and 127.0.0.0/8', 'forgotten'] },
    kills: ['mut/accept-filter-is-ignored', 'mut/accept-filter-keeps-the-last-only', 'mut/accept-filter-knows-no-subnets'],
  },
  async t => {
    const socket = await t.subject.open('PULL')
    const filters =
      t.axes.filters === 'none' ? [] : t.axes.filters === 'forgotten' ? ['10.0.0.0/8', null] : t.axes.filters.split(' and ').toReversed()
    for (const filter of filters) await socket.set('tcp_accept_filter', filter)
    const peer = await t.wire.dial(await socket.bind('tcp://127.0.0.1:*'))
    if (t.axes.filters === '10.0.0.0/8') {
      t.check('the connection', await peer.closed(), ended)
      return
    }
    await peer.handshake({ type: 'PUSH' })
    await peer.send(message('welcome'))
    t.check('a message', await socket.recv(), ['welcome'])
  },
)

const foreign = 54_321

for (const word of ['uid', 'gid', 'pid'] as const)
  conformance(
    `ipc-filter-${word}`,
    {
      title: `IPC_FILTER_${word.toUpperCase()}: a process that matches no filter is not served over ipc`,
      clauses: ['lib/ipc-filter'],
      mode: 'wire',
      obliges: 'receiver',
      needs: { sockets: ['PULL'], transports: ['ipc'], options: [`ipc_filter_${word}`], ops: ['set'] },
      axes: { filters: ['foreign', 'foreign and own'] },
      kills: ['mut/ipc-filter-is-ignored', 'mut/ipc-filter-keeps-the-last-only'],
    },
    async t => {
      const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, pid: process.pid }[word]
      const socket = await t.subject.open('PULL')
      for (const id of t.axes.filters === 'foreign' ? [own + foreign] : [own, own + foreign]) await socket.set(`ipc_filter_${word}`, id)
      const peer = await t.wire.dial(await socket.bind('ipc://*'))
      if (t.axes.filters === 'foreign') {
        t.check('the connection', await peer.closed(), ended)
        return
      }
      await peer.handshake({ type: 'PUSH' })
      await peer.send(message('welcome'))
      t.check('a message', await socket.recv(), ['welcome'])
    },
  )

conformance(
  'socks-proxy',
  {
    title: 'SOCKS_PROXY: the proxy is asked for the peer by name or address, and what follows goes to the peer',
    clauses: ['lib/socks-proxy'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['socks_proxy'] },
    axes: { peer: ['address', 'name'] },
    kills: ['mut/socks-goes-round', 'mut/socks-resolves-names'],
  },
  async t => {
    const door = await t.wire.listen()
    const socket = await t.subject.open('PUSH', { socks_proxy: door.endpoint.replace('tcp://', '') })
    await socket.connect(t.axes.peer === 'name' ? 'tcp://localhost:5678' : 'tcp://127.0.0.1:5678')
    const proxy = await door.accept()
    const [version, count] = await proxy.raw(2)
    t.check('version', version, 5)
    t.check('the methods offered hold "none"', (await proxy.raw(count!)).includes(0), true)
    await proxy.send(Buffer.from([5, 0]))
    const wanted =
      t.axes.peer === 'name'
        ? Buffer.from('\x05\x01\x00\x03\x09localhost\x16\x2e', 'latin1')
        : Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, 0x16, 0x2e])
    t.check('the request', await proxy.raw(wanted.length), wanted)
    await proxy.send(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    t.check('what follows is a greeting', (await proxy.raw(10))[0], 0xff)
  },
)

conformance(
  'socks-password',
  {
    title: 'SOCKS_USERNAME and SOCKS_PASSWORD: offered, and told when the proxy asks',
    clauses: ['lib/socks-proxy'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['socks_proxy', 'socks_username', 'socks_password'] },
    kills: ['mut/socks-keeps-the-password', 'mut/socks-goes-round'],
  },
  async t => {
    const door = await t.wire.listen()
    const socket = await t.subject.open('PUSH', {
      socks_proxy: door.endpoint.replace('tcp://', ''),
      socks_username: 'joe',
      socks_password: 'secret',
    })
    await socket.connect('tcp://127.0.0.1:5678')
    const proxy = await door.accept()
    const [, count] = await proxy.raw(2)
    t.check('the methods offered hold "user name and password"', (await proxy.raw(count!)).includes(2), true)
    await proxy.send(Buffer.from([5, 2]))
    t.check('user name and password', await proxy.raw(12), '\x01\x03joe\x06secret')
    await proxy.send(Buffer.from([1, 0]))
    t.check('the request', (await proxy.raw(10)).subarray(0, 4), Buffer.from([5, 1, 0, 1]))
    // To the end: libzmq 4.3.5 aborts when a socket is closed while it talks with its proxy.
    await proxy.send(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    t.check('what follows is a greeting', (await proxy.raw(10))[0], 0xff)
  },
)

conformance(
  'bindtodevice',
  {
    title: 'BINDTODEVICE: the loopback device serves loopback; a device that does not exist is an error',
    clauses: ['lib/bindtodevice'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], options: ['bindtodevice'] },
    axes: { device: ['lo', 'nodev0'] },
    kills: ['mut/device-is-ignored'],
  },
  async t => {
    const socket = await t.subject.open('PULL', { bindtodevice: t.axes.device })
    if (t.axes.device !== 'lo') {
      t.check(
        'binding',
        await outcome(socket.bind('tcp://127.0.0.1:*')),
        satisfying('an error', (word: string) => word !== 'accepted'),
      )
      return
    }
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const peer = await guest({ next: () => t.wire.dial(endpoint) }, 'PUSH')
    await peer.send(message('through lo'))
    t.check('a message', await socket.recv(), ['through lo'])
  },
)
