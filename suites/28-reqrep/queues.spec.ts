// RFC 28, DEALER and ROUTER, "double queue": one queue out and one in for each peer, with a limit, neither holding up the other.
//
//   application ──► [ out: SNDHWM ] ──► peer that does not read        full out: sends wait or fail, nothing is lost
//               ◄── [ in:  RCVHWM ] ◄── peer                           and the other way goes on
//
// 64 KiB a message: some 50 of them fill what the kernel holds before a queue in the subject fills.

import { atLeast, between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet } from '../37-zmtp-3.1/meeting.ts'
import { delivered, fill, guest, introduced, outcome, refused, serve, spread } from './guests.ts'

const { conformance } = section(import.meta.url)

const size = 65_536
/** Message `at`: its number, then padding. */
const numbered = (at: number): Buffer => {
  const body = Buffer.alloc(size)
  body.writeUInt32BE(at)
  return body
}
const numberOf = (parts: readonly Buffer[]): number | undefined => parts.at(-1)?.readUInt32BE()

conformance(
  'dealer-full',
  {
    title: 'A DEALER whose only peer does not read accepts no more at its limit; all it accepted arrives, in order',
    clauses: ['28/dealer-7', '28/dealer-9', '28/dealer-10', '28/dealer-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['sndhwm'] },
    kills: ['mut/drops-at-hwm', 'mut/sndhwm-ignored', 'mut/refused-send-is-kept'],
  },
  async t => {
    const { socket, next } = await meet(t, 'DEALER', 'bind', { sndhwm: 4 })
    const peer = await guest({ next }, 'DEALER')
    peer.pause()
    const accepted = await fill(at => socket.send(numbered(at), t.windows.reaction))
    t.check('accepted before the first refusal', accepted, between(1, 599))
    peer.resume()
    for (let at = 0; at < accepted; at++) t.require(`message ${at}`, numberOf(await peer.message()), at)
    await socket.send('room again')
    t.check('the next message', await peer.message(), ['room again'])
  },
)

for (const [socket, clause] of [
  ['DEALER', '28/dealer-6'],
  ['ROUTER', '28/router-7'],
] as const) {
  conformance(
    `${socket.toLowerCase()}-limit`,
    {
      title: `The limit of a ${socket}'s outgoing queue can be set: a larger one takes more messages`,
      clauses: [clause],
      mode: 'wire',
      obliges: 'sender',
      needs: { sockets: [socket], options: socket === 'ROUTER' ? ['sndhwm', 'router_mandatory'] : ['sndhwm'] },
      kills: ['mut/sndhwm-ignored', 'mut/hwm-is-ignored'],
    },
    async t => {
      const counts: number[] = []
      for (const sndhwm of [1, 60]) {
        const meeting = await meet(t, socket, 'bind', socket === 'ROUTER' ? { sndhwm, router_mandatory: true } : { sndhwm })
        const peer = await introduced(meeting, 'deaf')
        peer.pause()
        const to = socket === 'ROUTER' ? ['deaf'] : []
        counts.push(await fill(at => meeting.socket.send([...to, numbered(at)], t.windows.reaction)))
      }
      t.note('accepted with a limit of 1 and of 60', counts)
      t.check('more accepted with the larger limit', counts[1]! - counts[0]!, atLeast(20))
    },
  )
}

for (const [socket, clause] of [
  ['DEALER', '28/dealer-3'],
  ['ROUTER', '28/router-2'],
] as const) {
  conformance(
    `${socket.toLowerCase()}-out-full-in-open`,
    {
      title: `While the outgoing queue of a ${socket} is full, messages come in`,
      clauses: [clause],
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: [socket], options: socket === 'ROUTER' ? ['sndhwm', 'router_mandatory'] : ['sndhwm'] },
      kills: ['mut/waiting-send-holds-up-receiving'],
    },
    async t => {
      const meeting = await meet(t, socket, 'bind', socket === 'ROUTER' ? { sndhwm: 1, router_mandatory: true } : { sndhwm: 1 })
      const peer = await introduced(meeting, 'peer')
      peer.pause()
      const to = socket === 'ROUTER' ? ['peer'] : []
      await fill(at => meeting.socket.send([...to, numbered(at)], t.windows.reaction))
      for (const body of ['one', 'two']) {
        await peer.send(message(body))
        t.check('received', await meeting.socket.recv(), [...to, body])
      }
      t.check('sending is still refused', await outcome(meeting.socket.send([...to, 'more'], 0)), refused)
    },
  )

  conformance(
    `${socket.toLowerCase()}-in-full-out-open`,
    {
      title: `While the incoming queue of a ${socket} is full, messages go out`,
      clauses: [clause],
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: [socket], options: ['rcvhwm'] },
      kills: ['mut/full-queue-holds-up-sending'],
    },
    async t => {
      const meeting = await meet(t, socket, 'bind', { rcvhwm: 1 })
      const peer = await introduced(meeting, 'peer')
      const to = socket === 'ROUTER' ? ['peer'] : []
      const count = 20
      for (let at = 0; at < count; at++) await peer.send(message(numbered(at)))
      for (const body of ['one', 'two']) {
        await meeting.socket.send([...to, body])
        t.check('sent', await peer.message(), [body])
      }
      for (let at = 0; at < count; at++) t.require(`message ${at}`, numberOf(await meeting.socket.recv()), at)
    },
  )
}

conformance(
  'dealer-passes-over-full-peer',
  {
    title: 'A peer whose queue is full is passed over: the others get everything',
    clauses: ['28/dealer-7', '28/dealer-8', '28/dealer-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['sndhwm'] },
    kills: ['mut/waits-for-the-full-peer', 'mut/drops-at-hwm'],
  },
  async t => {
    const { socket, next } = await meet(t, 'DEALER', 'bind', { sndhwm: 4 })
    const deaf = await guest({ next }, 'DEALER')
    deaf.pause()
    const held = await fill(at => socket.send(numbered(at), t.windows.reaction))
    for (const name of ['1', '2']) serve(await guest({ next }, 'ROUTER'), parts => [name, parts[0]!.subarray(0, 4)])
    const answers: { readonly who: number; readonly number: number }[] = []
    const hear = async (within: number) => {
      const answer = await delivered(socket.recv(within))
      if (Array.isArray(answer)) answers.push({ who: Number(`${answer[0]}`), number: answer[1]!.readUInt32BE() })
    }
    const count = 10
    for (let at = 0; at < count; at++) {
      // One at a time: with a limit of 4, who has not yet read the last few messages is full too.
      await socket.send(numbered(held + at))
      await hear(4 * t.windows.reaction)
    }
    serve(deaf, parts => ['0', parts[0]!.subarray(0, 4)])
    deaf.resume()
    while (answers.length < held + count) {
      const before = answers.length
      await hear(t.windows.deadline)
      t.require(`an answer behind ${before} of ${held + count}`, answers.length, before + 1)
    }
    const shares = [0, 1, 2].map(who => answers.filter(answer => answer.who === who && answer.number >= held).length)
    t.check('went to the full peer after all', shares[0], between(0, 2))
    t.check(`difference between the shares of the others, ${shares.slice(1)}`, spread(shares.slice(1)), between(0, 1))
    const late = answers.flatMap(({ who, number }) => (who === 0 ? [number] : []))
    t.check(
      'order at the peer that was full',
      late,
      late.toSorted((one, other) => one - other),
    )
    t.check('messages it was sent before', late.filter(number => number < held).length, held)
  },
)
