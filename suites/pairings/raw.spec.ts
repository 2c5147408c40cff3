// Appendix: STREAM and every socket type, over tcp and ipc, each side binding and connecting (zmq_socket(3), "Native pattern").
//
//   STREAM – STREAM   octets pass both ways, both are told of the other
//   STREAM – other    the other says its greeting, which is octets to STREAM, and hears no message
//
// There is no relay: what it recorded would be no frames.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { listen, speak } from './introduction.ts'
import { socketTypes } from './talk.ts'

const { conformance } = section(import.meta.url)

const places = { transport: ['tcp', 'ipc'], binder: ['subject', 'partner'] } as const
type Case = Omit<CaseContext, 'axes'> & { readonly axes: { readonly transport: 'tcp' | 'ipc'; readonly binder: 'subject' | 'partner' } }

/** Binds the one and connects the other. */
async function join(t: Case, mine: SubjectSocket, theirs: SubjectSocket): Promise<void> {
  const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
  await connecter.connect(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
}

conformance(
  'stream-stream',
  {
    title: 'Two STREAM sockets exchange octets, each naming the other by an id of its own',
    clauses: ['lib/stream-and-zmtp', 'lib/stream-message', 'lib/stream-notify'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['STREAM'] },
    axes: places,
    kills: ['mut/stream-greets', 'mut/stream-tells-of-nobody'],
  },
  async t => {
    const [mine, theirs] = [await t.subject.open('STREAM'), await t.peer.open('STREAM')]
    await join(t, mine, theirs)
    const [ownId, nothing] = await mine.recv()
    const [theirId, nothingEither] = await theirs.recv()
    t.check('both are told of the other', [nothing, nothingEither], ['', ''])
    await mine.send([ownId!, 'hello'])
    t.check('the partner receives', await theirs.recv(), [theirId!, 'hello'])
    await theirs.send([theirId!, 'hello yourself'])
    t.check('the subject receives', await mine.recv(), [ownId!, 'hello yourself'])
  },
)

/** Milliseconds for the greeting that never comes. */
const patience = 200

const greets = satisfying('octets that begin with FF', (octets: Buffer) => octets[0] === 0xff)

async function misunderstand(t: Case, raw: SubjectSocket, other: SubjectSocket, mine: SubjectSocket, theirs: SubjectSocket): Promise<void> {
  if (other.type === 'SUB' || other.type === 'XSUB') await other.subscribe('')
  await join(t, mine, theirs)
  const [id, nothing] = await raw.recv()
  t.check('STREAM is told of the connection', nothing, '')
  await speak(other)
  t.check(`what ${other.type} says to it`, (await raw.recv())[1], greets)
  t.check(`${other.type} receives`, await listen(other, 0), null)
  // Nobody answers the greeting, so the other gives up.
  for (;;) {
    const [from, octets] = await raw.recv()
    t.require('everything comes under one routing id', from, id!)
    if (octets!.length === 0) break
  }
}

for (const side of ['subject', 'partner'] as const)
  conformance(
    `stream-as-${side}`,
    {
      title: 'STREAM and a socket that speaks ZMTP: the greeting is octets, no message arrives, and the other gives up',
      clauses: ['lib/stream-and-zmtp'],
      mode: 'pair',
      obliges: 'both',
      needs: { sockets: ['STREAM'], options: ['handshake_ivl', 'reconnect_ivl'] },
      axes: { other: socketTypes, ...places },
      kills: side === 'subject' ? ['mut/stream-tells-of-nobody'] : [],
    },
    async t => {
      const speaker = side === 'subject' ? t.peer : t.subject
      if (!speaker.capabilities.sockets.includes(t.axes.other)) t.unsupported(`${speaker.name} does not declare sockets ${t.axes.other}`)
      const other = { reconnect_ivl: -1, handshake_ivl: patience }
      const mine = await (side === 'subject' ? t.subject.open('STREAM') : t.subject.open(t.axes.other, other))
      const theirs = await (side === 'subject' ? t.peer.open(t.axes.other, other) : t.peer.open('STREAM'))
      const [raw, zmtp] = side === 'subject' ? [mine, theirs] : [theirs, mine]
      await misunderstand(t, raw, zmtp, mine, theirs)
    },
  )
