// Options about time and patience: how long a call waits, what is queued for whom, what becomes of it at the end (zmq_setsockopt(3)).
//
//   send ──► queue ──► connection that is not there yet        SNDTIMEO, IMMEDIATE: before it        LINGER: behind `close`
// Rule: level MUST for who declares the option.

import { between, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { deafListener } from '../../harness/kernel/deaf-listener.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { guest, outcome, still } from '../28-reqrep/guests.ts'
import { ended } from '../37-zmtp-3.1/meeting.ts'

const { conformance } = section(import.meta.url)

for (const { way, type, option, mutant } of [
  { way: 'send', type: 'PUSH', option: 'sndtimeo', mutant: 'mut/send-timeout-is-ignored' },
  { way: 'recv', type: 'PULL', option: 'rcvtimeo', mutant: 'mut/receive-timeout-is-ignored' },
] as const)
  conformance(
    option,
    {
      title: `${option.toUpperCase()}: ${way === 'send' ? 'sending' : 'receiving'} gives up with EAGAIN after this long, at once with 0, and not with -1`,
      clauses: ['lib/timeouts'],
      level: 'MUST',
      mode: 'api',
      obliges: way === 'send' ? 'sender' : 'receiver',
      needs: { sockets: [type], options: [option] },
      axes: { ms: ['0', '150', '-1'] },
      kills: [mutant],
    },
    async t => {
      const limit = Number(t.axes.ms)
      const socket = await t.subject.open(type, { [option]: limit })
      const started = performance.now()
      const op = outcome(way === 'send' ? socket.send('nobody takes it', 1500) : socket.recv(1500))
      if (limit < 0) {
        t.check('after 300 ms', await still(op, 300), 'waits')
        await op
        return
      }
      t.check('outcome', await op, 'EAGAIN')
      t.check('milliseconds', performance.now() - started, between(Math.max(0, limit - 10), limit + 900))
    },
  )

/** Messages that come within `silence` of each other. */
async function arriving(peer: WirePeer, silence: number): Promise<string[]> {
  const bodies: string[] = []
  try {
    for (;;) bodies.push(`${await peer.message(silence)}`)
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    return bodies
  }
}

conformance(
  'immediate',
  {
    title: 'IMMEDIATE: nothing is queued for an endpoint where nobody is; without it such an endpoint gets its share',
    clauses: ['lib/immediate'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH', 'PULL'], options: ['immediate'] },
    axes: { immediate: ['on', 'off'] },
    kills: ['mut/immediate-is-ignored', 'mut/always-immediate'],
  },
  async t => {
    const gone = await t.subject.open('PULL')
    const nowhere = await gone.bind('tcp://127.0.0.1:*')
    await gone.close()
    const socket = await t.subject.open('PUSH', { immediate: t.axes.immediate === 'on' })
    await socket.connect(nowhere)
    const first = await outcome(socket.send('first', 0))
    t.check('sending while nobody is there', first, t.axes.immediate === 'on' ? 'EAGAIN' : 'accepted')
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const peer = await guest({ next: () => door.accept() }, 'PULL')
    for (const body of ['a', 'b', 'c', 'd']) await socket.send(body)
    const bodies = await arriving(peer, t.windows.silence)
    t.check('messages that arrive', bodies.length, t.axes.immediate === 'on' ? 4 : 2)
  },
)

conformance(
  'linger',
  {
    title: 'LINGER: what waits for a peer outlives the socket this long; 0: it does not; -1: until it is delivered',
    clauses: ['lib/linger'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['linger'] },
    axes: { ms: ['0', '400', '-1'] },
    kills: ['mut/linger-never', 'mut/linger-for-ever'],
  },
  async t => {
    const linger = Number(t.axes.ms)
    const socket = await t.subject.open('PUSH', { linger })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const peer = await door.accept()
    await socket.send('last')
    await socket.close()
    const closed = performance.now()
    if (linger < 0) {
      await peer.silent()
      await peer.handshake({ type: 'PULL' })
      t.check('what was left', await peer.message(), ['last'])
      t.check('then', await peer.closed(), ended)
      return
    }
    t.check('the connection', await peer.closed(), ended)
    t.check(
      'milliseconds it was kept',
      performance.now() - closed,
      linger === 0 ? satisfying('less than 300', (ms: number) => ms < 300) : satisfying('at least 350', (ms: number) => ms >= 350),
    )
  },
)

conformance(
  'connect-timeout',
  {
    title: 'CONNECT_TIMEOUT: an attempt that nobody answers is given up after this long; 0: not by the socket',
    clauses: ['lib/connect-timeout'],
    level: 'MUST',
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['connect_timeout', 'reconnect_ivl'], ops: ['monitor'] },
    axes: { ms: ['0', '150'] },
    kills: ['mut/connect-timeout-is-ignored'],
  },
  async t => {
    using listener = await deafListener()
    if (listener === null) return t.unsupported('an address that never answers needs koffi, and Linux')
    const timeout = Number(t.axes.ms)
    const socket = await t.subject.open('DEALER', { connect_timeout: timeout, reconnect_ivl: 20 })
    const monitor = await socket.monitor()
    const started = performance.now()
    await socket.connect(listener.endpoint)
    await monitor.wait('connect_delayed')
    if (timeout === 0) {
      const given = await monitor.wait('closed', 400).then(
        () => 'given up',
        () => 'under way',
      )
      t.check('the attempt', given, 'under way')
      return
    }
    await monitor.wait('closed')
    t.check('milliseconds of the attempt', performance.now() - started, between(timeout - 10, timeout + 900))
    await monitor.wait('connect_retried')
    await monitor.wait('closed', 2000, 2)
  },
)
