// RFC 37/ZMTP 3.1, "Authentication and Confidentiality": one mechanism a side, and it must be the same on both.
//
//   octets 12 to 31:   N U L L 00 … 00        all twenty are compared
//
// The raw peer names another mechanism, or the same one wrongly; a legal peer is the control before and after.

import { section } from '../../harness/book/section.ts'
import type { Octets } from '../../harness/wire/octets.ts'
import { greeting, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

const credentials = {
  NULL: {},
  PLAIN: { plain_username: 'user', plain_password: 'secret' },
  CURVE: { curve_server: true, curve_secretkey: 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6' },
} as const

conformance(
  'announced',
  {
    title: 'A socket announces the mechanism it was given, by a name of capitals, digits and inner hyphens or underscores',
    clauses: ['37/mechanism-1', '37/mechanism-5', '37/mechanism-6', '37/greeting-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { mechanism: ['NULL', 'PLAIN', 'CURVE'] },
    kills: ['mut/mechanism-in-lower-case', 'mut/announces-null-always'],
  },
  async t => {
    if (!t.subject.capabilities.mechanisms.includes(t.axes.mechanism)) t.unsupported(`${t.subject.name} does not offer ${t.axes.mechanism}`)
    const { next } = await meet(t, 'PULL', 'bind', credentials[t.axes.mechanism])
    const { bytes, mechanism } = await (await next()).greet({ mechanism: t.axes.mechanism })
    t.check('mechanism', mechanism, t.axes.mechanism)
    t.check('the rest of the field', bytes.subarray(12 + mechanism.length, 32), Buffer.alloc(20 - mechanism.length))
  },
)

conformance(
  'greeting-for-a-greeting',
  {
    title: 'A peer that says its whole greeting first and waits gets a whole greeting',
    clauses: ['37/mechanism-10'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, mechanism: ['NULL', 'CURVE'] },
    kills: ['mut/greeting-waits-for-command', 'mut/mismatch-closes-without-greeting'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.send(greeting({ mechanism: t.axes.mechanism }))
    t.check('octets of the greeting', (await peer.raw(64)).length, 64)
  },
)

conformance(
  'mismatch',
  {
    title: 'A peer with another mechanism is let go',
    clauses: ['37/mechanism-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, mechanism: ['PLAIN', 'CURVE', 'GSSAPI', 'X-PRIVATE_1'] },
    kills: ['mut/mechanism-not-compared'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    await control(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.send(greeting({ mechanism: t.axes.mechanism }))
    t.check('the connection', await peer.closed(), ended)
    await control(meeting, 'PUSH')
  },
)

const almost: Record<string, Octets> = {
  empty: '',
  'lower-case': 'null',
  shorter: 'NUL',
  longer: 'NULLX',
  space: 'NULL ',
  leading: '\0NULL',
  'after-nul': Buffer.from('NULL\0X'.padEnd(20, '\0')),
  'last-octet': Buffer.from('NULL'.padEnd(19, '\0').concat('X')),
  spaces: Buffer.from('NULL'.padEnd(20, ' ')),
}

conformance(
  'almost-the-same',
  {
    title: 'A mechanism field that differs in any octet is another mechanism',
    clauses: ['37/mechanism-11', '37/mechanism-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { field: ['empty', 'lower-case', 'shorter', 'longer', 'space', 'leading', 'after-nul', 'last-octet', 'spaces'] },
    kills: ['mut/mechanism-any-case', 'mut/mechanism-compared-to-first-nul', 'mut/mechanism-prefix-matches'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    await control(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.send([greeting({ mechanism: almost[t.axes.field]! }), readyAs('PUSH')])
    t.check('the connection', await peer.closed(), ended)
    await control(meeting, 'PUSH')
  },
)

// Of 41 octets without an identity: name 6, Socket-Type 22, Identity 13.
const sizeOfReady = (identity: number) => 41 + identity

conformance(
  'command-size',
  {
    title: 'A command of up to 255 octets takes the short form 04, a longer one the long form 06',
    clauses: ['37/mechanism-7', '37/mechanism-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['routing_id'] },
    axes: { role: roles, identity: ['1', '214', '215', '255'] },
    kills: ['mut/command-always-long', 'mut/long-form-from-255'],
  },
  async t => {
    const identity = Buffer.alloc(Number(t.axes.identity), 'i')
    const { next } = await meet(t, 'DEALER', t.axes.role, { routing_id: identity })
    const peer = await next()
    await peer.greet()
    await peer.send(readyAs('ROUTER'))
    const { body, flags } = await peer.command('READY')
    t.note('octets of READY', body.length)
    if (body.length !== sizeOfReady(identity.length)) t.note('other properties than expected', body)
    t.check('flags', flags, body.length <= 255 ? 4 : 6)
  },
)
