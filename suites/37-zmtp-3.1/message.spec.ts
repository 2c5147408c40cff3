// RFC 37/ZMTP 3.1, "Messages" and "Socket Semantics": all frames of a message or none, each message once, in order.
//
//   01 "a"  01 "b"  00 "c"  ─► [a, b, c]          01 "a"  01 "b"  FIN  ─► nothing
//
// Rule: a message that breaks off is followed by a whole one from another peer; only that may arrive.

import fc from 'fast-check'
import type { CaseContext } from '../../harness/book/case-context.ts'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { command, message, ping, readyAs } from '../../harness/wire/octets.ts'
import { control, type Meeting, meet, type Role, roles } from './meeting.ts'
import { arriving, type Receiver, receiving, sending } from './traffic.ts'

const { conformance, property } = section(import.meta.url)

const whole = message('part one', 'part two', 'part three')
/** Where the message breaks off: the octets that are still sent. */
const breaks = {
  'in-the-first-frame': 5,
  'after-one-frame': 10,
  'in-a-size': 11,
  'after-two-frames': 20,
  'before-the-last-octet': whole.length - 1,
}

/** Like `meet`, but a subject that connects comes back to the same door. */
async function again(t: Pick<CaseContext, 'subject' | 'wire'>, type: string, role: Role): Promise<Meeting> {
  if (role === 'bind') return meet(t, type, role)
  const door = await t.wire.listen()
  const socket = await t.subject.open(type, { reconnect_ivl: 5 })
  await socket.connect(door.endpoint)
  return { socket, next: () => door.accept() }
}

const manyPeers: readonly Receiver[] = ['PULL', 'SUB', 'ROUTER', 'DEALER']

conformance(
  'broken-off',
  {
    title: 'Of a message whose sender leaves before its last frame nothing is delivered',
    clauses: ['37/message-1', '37/semantics-4'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: manyPeers, after: Object.keys(breaks) as (keyof typeof breaks)[] },
    kills: ['mut/delivers-unfinished-message', 'mut/frames-of-two-peers-joined'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const [first, other] = [await way.peer(), await way.peer()]
    await first.send([message('before'), whole.subarray(0, breaks[t.axes.after])])
    t.check('the message before it', await way.recv(), ['before'])
    first.halfClose()
    t.check(
      'the connection of the sender that left',
      await first.closed(),
      satisfying('closed', (end: string) => end !== 'silence'),
    )
    await other.send([message('whole', ''), message('next')])
    t.check('the next message delivered', await way.recv(), ['whole', ''])
    t.check('and the next', await way.recv(), ['next'])
  },
)

conformance(
  'broken-off-by-rst',
  {
    title: 'Of a message whose sender is reset before its last frame nothing is delivered',
    clauses: ['37/message-1', '37/semantics-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ops: ['monitor'] },
    axes: { socket: manyPeers, role: roles },
    kills: ['mut/delivers-unfinished-message'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, t.axes.role, { reconnect_ivl: 10 })
    const monitor = await way.socket.monitor()
    const [first, other] = [await way.peer(), await way.peer()]
    await first.send(whole.subarray(0, 20))
    first.reset()
    await monitor.wait('disconnected')
    await other.send([message('whole', ''), message('next')])
    t.check('the next message delivered', await way.recv(), ['whole', ''])
    t.check('and the next', await way.recv(), ['next'])
  },
)

conformance(
  'unfinished-waits',
  {
    title: 'Frames of an unfinished message are held back until the last one is there, while messages of others pass',
    clauses: ['37/message-1', '37/semantics-4'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: manyPeers },
    kills: ['mut/delivers-frame-by-frame', 'mut/frames-of-two-peers-joined'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const [slow, quick] = [await way.peer(), await way.peer()]
    await slow.send(whole.subarray(0, 20))
    for (const name of ['one', 'two']) {
      await quick.send(message(name, 'whole'))
      t.check(`message ${name} of the other`, await way.recv(), [name, 'whole'])
    }
    await slow.send(whole.subarray(20))
    t.check('the one that was unfinished', await way.recv(), ['part one', 'part two', 'part three'])
  },
)

conformance(
  'rest-goes-nowhere',
  {
    title: 'What was not sent of a message when its peer was lost is sent to nobody: the next connection begins with a whole message',
    clauses: ['37/message-1', '37/semantics-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['reconnect_ivl'], ops: ['monitor'] },
    axes: { role: roles },
    kills: ['mut/rest-of-message-to-next-peer'],
  },
  async t => {
    const { socket, next } = await again(t, 'PUSH', t.axes.role)
    const monitor = await socket.monitor()
    const lost = await control({ socket, next }, 'PULL')
    await socket.send(['lost', Buffer.alloc(8 * 2 ** 20), 'the end of it'])
    await lost.frame()
    lost.pause()
    lost.reset()
    await monitor.wait('disconnected')
    const other = await control({ socket, next }, 'PULL')
    for (const number of [1, 2, 3]) {
      const got = await arriving(t, other, () => socket.send(['next', 'whole']))
      t.check(`message ${number} of the next connection`, got, ['next', 'whole'])
    }
  },
)

conformance(
  'once-and-in-order',
  {
    title: 'While connections break and come back, no message arrives twice and none overtakes another',
    clauses: ['37/semantics-6', '37/semantics-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['reconnect_ivl'] },
    axes: { role: roles },
    kills: ['mut/unacknowledged-sent-again'],
  },
  async t => {
    const { socket, next } = await again(t, 'PUSH', t.axes.role)
    let sent = 0
    let newest = -1
    for (let connection = 1; connection <= 6; connection++) {
      const peer = await control({ socket, next }, 'PULL')
      for (let read = 0; read < 10; read++) {
        const number = Number(await arriving(t, peer, () => socket.send(`${sent++}`)))
        if (number <= newest) t.fail(`message ${number} came after message ${newest}, on connection ${connection}`)
        newest = number
      }
      for (let unread = 0; unread < 20; unread++) await socket.send(`${sent++}`)
      peer.reset()
    }
    t.check('six connections got ten newer messages each', newest >= 59, true)
  },
)

property(
  'order-received',
  {
    title: 'Messages of any sizes, with PINGs between them, are delivered in the order their sender gave them',
    clauses: ['37/semantics-7', '37/greeting-8'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: ['PULL', 'DEALER'] },
    kills: ['mut/small-overtakes-large', 'mut/last-in-first-out'],
  },
  {
    arbitrary: fc.record({
      sizes: fc.array(fc.oneof(fc.nat(20), fc.integer({ min: 8000, max: 70_000 })), { minLength: 2, maxLength: 12 }),
      pings: fc.array(fc.nat(11), { maxLength: 6 }),
    }),
    runs: 15,
    check: async (t, { sizes, pings }) => {
      const way = await receiving(t, t.axes.socket, 'bind')
      const peers = [await way.peer(), await way.peer()]
      for (const [who, peer] of peers.entries()) {
        await peer.send(
          sizes.flatMap((size, at) => [
            message(`${who}`, `${at}`, Buffer.alloc(size, at)),
            ...pings.filter(place => place === at).map(() => ping(0, `${at}`)),
          ]),
        )
      }
      const seen = peers.map((): string[] => [])
      for (let count = 0; count < peers.length * sizes.length; count++) {
        const [who, at] = await way.recv()
        seen[Number(who)]!.push(`${at}`)
      }
      const sent = sizes.map((_, at) => `${at}`)
      t.check('numbers of each sender', seen, [sent, sent])
    },
  },
)

/** The next message; PONGs, wherever they stand, are passed over: their place is another clause. */
async function wholeMessage(peer: WirePeer): Promise<Buffer[]> {
  const parts: Buffer[] = []
  for (;;) {
    const { command, more, body } = await peer.frame()
    if (command) continue
    parts.push(body)
    if (!more) return parts
  }
}

property(
  'order-sent',
  {
    title: 'Messages of any sizes leave in the order the application gave them, with PONGs between them',
    clauses: ['37/semantics-7', '37/greeting-8'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: ['PUSH', 'ROUTER'] },
    kills: ['mut/small-overtakes-large'],
  },
  {
    arbitrary: fc.array(fc.oneof(fc.nat(20), fc.integer({ min: 8000, max: 70_000 })), { minLength: 2, maxLength: 12 }),
    runs: 15,
    check: async (t, sizes) => {
      const { peer, send } = await sending(t, t.axes.socket, 'bind')
      const all = Promise.all(sizes.map((size, at) => send([`${at}`, Buffer.alloc(size, at)])))
      for (const at of sizes.keys()) await peer.send(ping(0, `${at}`))
      const seen: number[] = []
      for (const size of sizes) {
        const [number, octets] = await wholeMessage(peer)
        t.check(`size of message ${number}`, octets?.length, size)
        seen.push(Number(number))
      }
      await all
      t.check('numbers as they came', seen, [...sizes.keys()])
    },
  },
)

conformance(
  'clear-text-plain',
  {
    title: 'Under PLAIN too, what is sent are message frames as they are',
    clauses: ['37/wire-1', '37/wire-2', '37/command-2'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['plain_username', 'plain_password'] },
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', 'connect', { plain_username: 'user', plain_password: 'word' })
    const peer = await next()
    await peer.greet({ mechanism: 'PLAIN', asServer: true })
    await peer.command('HELLO')
    await peer.send(command('WELCOME'))
    await peer.command('INITIATE')
    await peer.send(readyAs('PULL'))
    await socket.send(['clear', 'text'])
    const [first, last] = [await peer.frame(), await peer.frame()]
    t.check('flags', [first.flags, last.flags], [1, 0])
    t.check('bodies', [first.body, last.body], ['clear', 'text'])
  },
)
