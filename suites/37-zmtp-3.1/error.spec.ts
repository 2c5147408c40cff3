// RFC 37/ZMTP 3.1, "Error Handling": ERROR is for good, a closed connection is for now.
//
//   ERROR in the handshake ──► close, never again         closed, whenever ──► wait a little ──► connect again
//
// The raw peer listens; the subject's attempts to connect are counted at its door.

import { between, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { type WireDoor, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { error, greeting, message, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, fateOf, meet, optionsOf, roles, rules } from './meeting.ts'

const { conformance } = section(import.meta.url)

/** Milliseconds after which the subject tries again; set low where the subject has the option, so that waiting is short. */
const interval = 20

conformance(
  'fatal',
  {
    title: 'An ERROR instead of READY ends the connection',
    clauses: ['37/error-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, reason: ['none', 'visible', 'binary'] },
    kills: ['mut/error-ignored'],
  },
  async t => {
    const reason = { none: '', visible: 'Invalid-Socket-Type', binary: Buffer.of(0, 255, 13, 10) }[t.axes.reason]
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    await peer.greet()
    await peer.send([error(reason), readyAs('PUSH'), message('smuggled')])
    t.check('the connection', await peer.closed(), ended)
    const legal = await control(meeting, 'PUSH')
    await legal.send(message('legal'))
    t.check('first message', await meeting.socket.recv(), ['legal'])
  },
)

conformance(
  'in-traffic',
  {
    title: 'An ERROR after the handshake is outside the grammar: what a receiver does is recorded',
    clauses: ['37/error-1', '37/null-23'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await control(meeting, 'PUSH')
    await peer.send(error('Late'))
    t.observed(`the peer is ${await fateOf(peer)}`)
    await control(meeting, 'PUSH')
  },
)

/** The time until the subject comes again to a door where this peer just left. */
async function returnOf(door: WireDoor, start = performance.now()): Promise<{ peer: WirePeer; ms: number }> {
  return { peer: await door.accept(), ms: performance.now() - start }
}

conformance(
  'no-way-back',
  {
    title: 'After ERROR the subject does not come back, though it does after a bare close',
    clauses: ['37/error-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl'] },
    kills: ['mut/reconnects-after-error'],
  },
  async t => {
    const pull = await t.subject.open('PULL', { reconnect_ivl: interval })
    const door = await t.wire.listen()
    await pull.connect(door.endpoint)
    await (await door.accept()).close()
    const { peer, ms } = await returnOf(door)
    await peer.greet()
    await peer.send(error('Go-Away'))
    t.check('the connection', await peer.closed(), ended)
    const patience = Math.max(t.windows.silence, 4 * ms, 4 * interval)
    t.note('ms without a new connection', patience)
    const again = await door.accept(patience).catch(mismatch => {
      if (mismatch instanceof WireMismatch) return null
      throw mismatch
    })
    t.check('connections after ERROR', again === null ? 0 : 1, 0)
  },
)

const phases: Record<string, (peer: WirePeer) => Promise<unknown>> = {
  connected: async () => {},
  'half-a-greeting': peer => peer.send(greeting().subarray(0, 30)),
  greeting: peer => peer.greet(),
  'half-a-ready': async peer => {
    await peer.greet()
    await peer.send(readyAs('PUSH').subarray(0, 12))
  },
  traffic: async peer => {
    await peer.handshake({ type: 'PUSH' })
    await peer.barrier()
  },
  'half-a-message': async peer => {
    await peer.handshake({ type: 'PUSH' })
    await peer.send(message('never', 'finished').subarray(0, 10))
    await peer.barrier().catch(() => {})
  },
}

conformance(
  'comes-back',
  {
    title: 'A connection that ends unexpectedly, in whatever phase, is made again',
    clauses: ['37/error-4', '37/error-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl'] },
    axes: { phase: ['connected', 'half-a-greeting', 'greeting', 'half-a-ready', 'traffic'], ending: ['fin', 'rst'] },
    kills: ['mut/never-reconnects', 'mut/close-in-handshake-is-fatal'],
  },
  async t => {
    const pull = await t.subject.open('PULL', { reconnect_ivl: interval })
    const door = await t.wire.listen()
    await pull.connect(door.endpoint)
    const first = await door.accept()
    await phases[t.axes.phase]!(first)
    if (t.axes.ending === 'rst') first.reset()
    else await first.close()
    const { peer } = await returnOf(door)
    await peer.handshake({ type: 'PUSH' })
    await peer.send(message('again'))
    t.check('message on the new connection', await pull.recv(), ['again'])
  },
)

conformance(
  'short-interval',
  {
    title: 'The subject comes back after a short interval, and not at once',
    clauses: ['37/error-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl'] },
    kills: ['mut/reconnects-at-once'],
  },
  async t => {
    const set = 40
    const pull = await t.subject.open('PULL', { reconnect_ivl: set })
    const door = await t.wire.listen()
    await pull.connect(door.endpoint)
    let peer = await door.accept()
    for (const turn of ['first', 'second', 'third']) {
      const lost = performance.now()
      await peer.close()
      const back = await returnOf(door, lost)
      peer = back.peer
      t.check(`ms until the ${turn} return`, Math.round(back.ms), between(set - 10, t.windows.deadline))
    }
  },
)

conformance(
  'growing-interval',
  {
    title: 'With a maximum set, the interval grows from one failure to the next',
    clauses: ['37/error-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl', 'reconnect_ivl_max'], ops: ['monitor'] },
    kills: ['mut/interval-constant', 'mut/interval-without-maximum'],
  },
  async t => {
    const pull = await t.subject.open('PULL', { reconnect_ivl: 4, reconnect_ivl_max: 32 })
    const monitor = await pull.monitor()
    const door = await t.wire.listen()
    await door.close()
    await pull.connect(door.endpoint)
    const seen: number[] = []
    for (const attempt of [1, 2, 3, 4, 5, 6]) seen.push((await monitor.wait('connect_retried', t.windows.deadline, attempt)).value ?? 0)
    t.note('intervals in ms', seen)
    const grows = satisfying(
      'growing',
      (values: readonly number[]) => values[3]! > values[0]! && values.every((ms, at) => at === 0 || ms >= values[at - 1]!),
    )
    t.check('intervals of four attempts', seen.slice(0, 4), grows)
    // A random part of up to the shortest interval may come on top of each, so that peers do not come back all at once.
    t.check('greatest interval', Math.max(...seen), between(4, 32 + 4))
  },
)

conformance(
  'growing-by-default',
  {
    title: 'The interval grows from one failure to the next, also when nobody set a maximum',
    clauses: ['37/error-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['reconnect_ivl'], ops: ['monitor'] },
    axes: { rule: rules },
    kills: ['mut/interval-constant-by-default'],
  },
  async t => {
    const pull = await t.subject.open('PULL', { reconnect_ivl: 4, ...optionsOf(t, t.axes.rule) })
    const monitor = await pull.monitor()
    const door = await t.wire.listen()
    await door.close()
    await pull.connect(door.endpoint)
    const seen: number[] = []
    for (const attempt of [1, 2, 3, 4, 5]) seen.push((await monitor.wait('connect_retried', t.windows.deadline, attempt)).value ?? 0)
    const first = seen[0]!
    t.check(
      'the interval before the fifth attempt',
      seen[4],
      satisfying(`more than twice the first, of ${first} ms`, (ms: number) => ms > 2 * first),
    )
  },
)
