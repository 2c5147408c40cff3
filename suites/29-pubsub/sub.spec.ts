// RFC 29/PUBSUB, "SUB": hears what it asked for.
//
//   subscribe a ─► SUBSCRIBE a, on every connection and again on every new one          unsubscribe a ─► CANCEL a
//
// What it shares with XSUB is in subscriber.ts.

import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { message } from '../../harness/wire/octets.ts'
import { control, roles } from '../37-zmtp-3.1/meeting.ts'
import { subscriberCases } from './subscriber.ts'
import { receivedUpTo, subscribing } from './subscribing.ts'
import { subscriptionCases } from './subscriptions.ts'

const sub = section(import.meta.url)

subscriberCases(sub, 'SUB', {
  anyNumber: '29/sub-1',
  queuePerPeer: '29/sub-3',
  keptWhileDown: '29/sub-4',
  destroyedWithPeer: '29/sub-5',
  limit: '29/sub-6',
  dropsWhenFull: '29/sub-7',
  fair: '29/sub-8',
  unchanged: '29/sub-9',
  filters: '29/sub-10',
  delivers: '29/sub-11',
})

subscriptionCases(sub, 'SUB', ['29/sub-12'])

sub.conformance(
  'only-receives',
  {
    title: 'Sending on a SUB is refused, and nothing goes out',
    clauses: ['29/sub-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    axes: { role: roles },
    kills: ['mut/sub-sends'],
  },
  async t => {
    const meeting = await subscribing(t, 'SUB', t.axes.role, {}, [])
    const peer = await control(meeting, 'XPUB')
    const answer = await meeting.socket.send('upstream', 20).catch((error: unknown) => {
      if (error instanceof SubjectError) return error.err
      throw error
    })
    t.check('send', answer, 'ENOTSUP')
    await peer.silent()
  },
)

sub.conformance(
  'filters-by-first-frame',
  {
    title: 'What a SUB filters, it filters as publishers do: by the octets that open the first frame, and whole messages',
    clauses: ['29/sub-10', '29/sub-11'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['SUB'] },
    kills: ['mut/sub-filters-each-frame', 'mut/sub-drops-first-frame-only'],
  },
  async t => {
    const meeting = await subscribing(t, 'SUB', 'bind', {}, ['a', '\0\x01', 'end'])
    const peer = await control(meeting, 'PUB')
    const matching = [['a'], ['ab', 'x', ''], ['\0\x01'], ['a', 'b']]
    await peer.send([...matching.map(parts => message(...parts)), message('end')])
    t.check('received', await receivedUpTo(meeting.socket, 'end'), matching)
    await peer.send([message('b', 'a'), message('ab'), message('', 'a', 'a'), message('\0'), message('end')])
    const got = (await receivedUpTo(meeting.socket, 'end')).map(parts => parts.map(String))
    // A SUB need not filter at all (29/sub-10); one that does must not let parts through.
    const all = [['b', 'a'], ['ab'], ['', 'a', 'a'], ['\0']]
    t.check('of what does not match', got.length === all.length ? [] : got, got.length === all.length ? [] : [['ab']])
  },
)
