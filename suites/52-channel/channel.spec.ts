// RFC 52/CHANNEL, "CHANNEL": one peer, both ways, without turns; one part a message.
//
//   CHANNEL ◄── queue ── queue ──► CHANNEL          a second peer is not served while the first lives

import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { greeting, message, readyAs } from '../../harness/wire/octets.ts'
import { delivered, guest, outcome } from '../28-reqrep/guests.ts'
import { reunion, reunionNeeds } from '../30-pipeline/reunion.ts'
import { roles } from '../37-zmtp-3.1/meeting.ts'
import { receiverCases } from '../41-client-server/receiver-cases.ts'
import { senderCases } from '../41-client-server/sender-cases.ts'
import { bothWaysCases, sharingCases } from '../41-client-server/sharing-cases.ts'

const channel = section(import.meta.url)
const { conformance, property } = channel

senderCases(
  channel,
  'CHANNEL',
  {
    atomic: '52/channel-1',
    multipart: ['52/channel-2', '52/channel-15'],
    unchanged: '52/channel-5',
    queue: '52/channel-6',
    destroyedWithPeer: '52/channel-8',
    limit: '52/channel-9',
    full: ['52/channel-11', '52/channel-13', '52/channel-14'],
    waits: ['52/channel-12'],
    overlapping: ['52/channel-10'],
  },
  { multipart: ['mut/channel-sends-multipart'], splits: ['mut/channel-splits-long-bodies'] },
)
receiverCases(
  {
    conformance: (slug, ...rest) => conformance(`receives-${slug}`, ...rest),
    property: (slug, ...rest) => property(`receives-${slug}`, ...rest),
  },
  'CHANNEL',
  {
    atomic: '52/channel-1',
    multipart: ['52/channel-2', '52/channel-18'],
    letsGo: null,
    unchanged: '52/channel-5',
    delivers: '52/channel-17',
    queue: '52/channel-6',
    keptWhileDown: '52/channel-7',
    destroyedWithPeer: '52/channel-8',
    limit: '52/channel-9',
    overlapping: ['52/channel-10'],
  },
)
sharingCases(
  channel,
  'CHANNEL',
  {
    anyNumber: '52/channel-3',
    available: '52/channel-11',
    roundRobin: '52/channel-11',
    waits: '52/channel-12',
    acceptsNoMore: '52/channel-13',
    noDiscard: '52/channel-14',
    keptWhileDown: '52/channel-7',
  },
  [],
)
bothWaysCases(channel, 'CHANNEL', ['52/channel-6'])

conformance(
  'both-ways',
  {
    title: 'Both sides send when they like, and what each sends arrives unchanged and in order',
    clauses: ['37/semantics-16', '52/channel-4', '52/channel-5', '52/channel-16', '52/channel-17'],
    mode: 'pair',
    needs: { sockets: ['CHANNEL'] },
    axes: { binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
    kills: ['mut/channel-takes-turns', 'mut/channel-sends-only', 'mut/channel-refuses-channel'],
  },
  async t => {
    const [mine, theirs] = [await t.subject.open('CHANNEL'), await t.peer.open('CHANNEL')]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const bodies = ['one', '', 'x'.repeat(300), 'y'.repeat(100_000)]
    const say = async (socket: SubjectSocket) => {
      for (const body of bodies) await socket.send(body)
    }
    await Promise.all([say(mine), say(theirs)])
    for (const [at, body] of bodies.entries()) {
      t.check(`message ${at} of the peer`, await mine.recv(), [body])
      t.check(`message ${at} of the subject`, await theirs.recv(), [body])
    }
  },
)

conformance(
  'one-peer-only',
  {
    title: 'While the first peer lives, a second one is neither heard nor spoken to',
    clauses: ['52/channel-3', '52/channel-16', '52/channel-19'],
    mode: 'wire',
    needs: { sockets: ['CHANNEL'], ...reunionNeeds },
    axes: { role: roles },
    kills: ['mut/pair-serves-two', 'mut/pair-leaves-first-for-second'],
  },
  async t => {
    const { silence } = t.windows
    const meeting = await reunion(t, 'CHANNEL', t.axes.role)
    const first = await guest(meeting, 'CHANNEL')
    const intrude = async () => {
      const door = await t.wire.listen()
      // A subject that knows it has a peer need not even connect.
      if (t.axes.role === 'connect') await meeting.socket.connect(door.endpoint)
      const second = await (t.axes.role === 'connect' ? door.accept(silence) : meeting.next())
      await second.send(greeting())
      await second.greeting(silence)
      await second.send(readyAs('CHANNEL'))
      await second.command('READY', silence)
      await second.send(message('of the second'))
      await second.barrier(silence)
    }
    await intrude().catch((error: unknown) => {
      if (!(error instanceof WireMismatch)) throw error
      t.note('the second peer', error.message)
    })
    await first.send(message('of the first'))
    t.check('what is received', await delivered(meeting.socket.recv()), ['of the first'])
    for (const text of ['1', '2', '3', '4']) {
      await meeting.socket.send(text)
      t.check('what the first peer gets', await first.message(), [text])
    }
    t.check('nothing more is received', await outcome(meeting.socket.recv(0)), 'EAGAIN')
  },
)
