// RFC 24/PLAIN under whatever octets: a HELLO is two lengths that agree with its end, and everything else is none.
//
//   ulen user plen password │ end        one octet less or more, and nobody is asked
//
// Rule: the handler lets everybody in, so that whatever passes for a HELLO is answered by WELCOME.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { command, frame, hex } from '../../harness/wire/octets.ts'
import { arrive, credentials, ended, join, nextOr, openServer, serverNeeds } from './arrival.ts'

const { conformance, property } = section(import.meta.url)

/** User and password, when the two lengths and the end agree. */
function read(data: Uint8Array): readonly [user: Buffer, password: Buffer] | null {
  const octets = Buffer.from(data)
  const user = octets[0]
  const password = user === undefined ? undefined : octets[1 + user]
  if (user === undefined || password === undefined || octets.length !== 2 + user + password) return null
  return [octets.subarray(1, 1 + user), octets.subarray(2 + user)]
}

const text = fc.uint8Array({ maxLength: 12 })
const legal = fc.tuple(text, text).map(([user, password]) => credentials(user, password))
/** A legal one, one octet of which is changed, or taken away, or added. */
const near = fc
  .tuple(legal, fc.nat({ max: 25 }), fc.constantFrom('change', 'take', 'add'), fc.nat({ max: 255 }))
  .map(([data, at, how, octet]) => {
    const place = at % (data.length + 1)
    const rest = data.subarray(how === 'add' ? place : Math.min(place + 1, data.length))
    return Buffer.concat([data.subarray(0, place), how === 'take' ? Buffer.alloc(0) : Buffer.of(octet), rest])
  })

property(
  'any-hello',
  {
    title:
      'Whatever octets are called HELLO: two lengths that agree with the end are shown to the handler as they are, anything else ends the connection',
    clauses: ['24/plain-3', '24/plain-4', '24/plain-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    kills: ['mut/plain-hello-overrun', 'mut/plain-hello-trailing-octets', 'mut/zap-password-first'],
  },
  {
    arbitrary: fc.oneof(legal, near, near, fc.uint8Array({ maxLength: 40 })),
    runs: 60,
    check: async (t, data) => {
      const { endpoint } = await openServer(t)
      await t.subject.zap([{ status: '200' }])
      const peer = await arrive(t, endpoint)
      await peer.send(command('HELLO', data))
      const answer = await nextOr(peer)
      const shown = read(data)
      t.check('the answer', typeof answer === 'string' ? answer : answer.name, shown === null ? 'closed' : 'WELCOME')
      if (shown !== null) t.check('credentials', (await t.subject.asked(1))[0]!.slice(-2), shown)
    },
  },
)

const giants = {
  'one-octet-more': command('HELLO', Buffer.concat([credentials('u'.repeat(255), 'p'.repeat(255)), Buffer.of(0)])),
  '70000-octets': command('HELLO', Buffer.concat([credentials('joe', 'secret'), Buffer.alloc(70_000, 'x')])),
  'claims-a-gigabyte': Buffer.concat([frame({ command: true, long: true, size: 2 ** 30, body: '' }), Buffer.from('\x05HELLO')]),
  'claims-2-to-the-63': frame({ command: true, long: true, size: 2n ** 63n, body: '\x05HELLO' }),
} as const

conformance(
  'giant-hello',
  {
    title:
      'A HELLO that is larger than any can be, or claims to be, lets nobody in, costs no memory, and keeps nobody else from being served',
    clauses: ['24/plain-16', '24/plain-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...serverNeeds, options: [...serverNeeds.options, 'handshake_ivl'] },
    axes: { size: ['one-octet-more', '70000-octets', 'claims-a-gigabyte', 'claims-2-to-the-63'] },
  },
  async t => {
    await t.subject.zap([{ status: '200' }])
    const socket = await t.subject.open('PULL', { plain_server: true, zap_domain: 'book', handshake_ivl: 300 })
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const before = await t.subject.stats().catch(() => null)
    const peer = await arrive(t, endpoint)
    await peer.send(giants[t.axes.size])
    await join(t, endpoint)
    t.check('the answer', await nextOr(peer), 'closed')
    t.check('the connection', await peer.closed(), ended)
    const after = await t.subject.stats().catch(() => null)
    if (before?.rss !== undefined && after?.rss !== undefined)
      t.check('a hundred megabytes more', after.rss - before.rss > 100 * 2 ** 20, false)
    t.check('questions', (await t.subject.asked(1)).length, 1)
  },
)

conformance(
  'no-commands',
  {
    title: 'Frames that are no command of PLAIN, before HELLO or instead of INITIATE, end the connection',
    clauses: ['24/plain-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    axes: { frame: ['empty', 'name-past-the-end', 'no-name', 'ping', 'unknown', 'error', 'lower-case'], place: ['first', 'behind-hello'] },
  },
  async t => {
    const { endpoint } = await openServer(t)
    const said = {
      empty: frame({ command: true, body: '' }),
      'name-past-the-end': frame({ command: true, body: hex('09 48454c4c4f') }),
      'no-name': frame({ command: true, body: hex('00 48454c4c4f') }),
      ping: command('PING', hex('0000')),
      unknown: command('HOLA', credentials('joe', 'secret')),
      error: command('ERROR', hex('03 343030')),
      'lower-case': command('hello', credentials('joe', 'secret')),
    }[t.axes.frame]
    const peer = await arrive(t, endpoint)
    if (t.axes.place === 'behind-hello') {
      await peer.send(command('HELLO', credentials('joe', 'secret')))
      await peer.command('WELCOME')
    }
    await peer.send(said)
    t.check('the connection', await peer.closed(), ended)
    await join(t, endpoint)
  },
)
