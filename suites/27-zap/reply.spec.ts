// RFC 27/ZAP, "Message Format", the reply: what a server takes for one, and what it believes of it.
//
//   ""   "1.0"   id   status   text   user id   metadata
//
// Rule: a handler that is out of order lets nobody in; one that is in order again does.

import { section } from '../../harness/book/section.ts'
import type { FrameJson, ZapReplyFrame, ZapRule } from '../../harness/control/protocol.ts'
import { hex, message, property } from '../../harness/wire/octets.ts'
import { ended } from '../37-zmtp-3.1/meeting.ts'
import { answerTo, enter, type Guard, knock, mechanisms, needs, refusal, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

type Frame = FrameJson | ZapReplyFrame
const text = (utf8: string): Frame => ({ utf8 })
const bytes = (octets: Uint8Array): FrameJson => ({ hex: Buffer.from(octets).toString('hex') })

/** A proper reply, some of its frames replaced. */
function reply(frames: Readonly<Record<number, Frame>> = {}): Frame[] {
  const proper: Frame[] = [text(''), text('1.0'), { echo: 'id' }, text('200'), text(''), text(''), text('')]
  return proper.map((frame, at) => frames[at] ?? frame)
}

const faults = {
  'no-delimiter': reply().slice(1),
  'filled-delimiter': reply({ 0: text('x') }),
  'version-1.1': reply({ 1: text('1.1') }),
  'version-1': reply({ 1: text('1') }),
  'version-empty': reply({ 1: text('') }),
  'version-longer': reply({ 1: text('1.0.0') }),
  'other-id': reply({ 2: text('another request') }),
  'empty-id': reply({ 2: text('') }),
  'six-frames': reply().slice(0, -1),
  'eight-frames': [...reply(), text('')],
  'delimiter-only': [text('')],
} as const satisfies Record<string, readonly Frame[]>

/** Nobody gets in by this reply, under NULL and PLAIN; before and after it somebody does. */
async function refuse(t: Parameters<Parameters<typeof conformance>[2]>[0], mechanism: Guard, rule: ZapRule): Promise<void> {
  const meeting = await serve(t, mechanism)
  await visit(meeting, mechanism)
  await t.subject.zap([rule])
  const peer = await knock(meeting, mechanism)
  t.require('the answer', await answerTo(peer), refusal)
  t.check('the connection', await peer.closed(), ended)
  await t.subject.zap([{}])
  const legal = await visit(meeting, mechanism)
  await legal.send(message('legal'))
  t.check('what was delivered', await meeting.socket.recv(), ['legal'])
}

conformance(
  'malformed',
  {
    title: 'A reply that is not an empty frame, the version 1.0, the id of the request and four frames more lets nobody in',
    clauses: ['27/reply-1', '27/reply-2', '27/reply-3', '27/reply-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      mechanism: mechanisms,
      fault: [
        ...(['no-delimiter', 'filled-delimiter', 'version-1.1', 'version-1', 'version-empty', 'version-longer'] as const),
        ...(['other-id', 'empty-id', 'six-frames', 'eight-frames', 'delimiter-only'] as const),
      ],
    },
    kills: [
      'mut/zap-reply-delimiter-unread',
      'mut/zap-reply-version-unread',
      'mut/zap-reply-version-prefix',
      'mut/zap-reply-id-unread',
      'mut/zap-reply-id-may-be-empty',
      'mut/zap-reply-frames-not-counted',
    ],
  },
  async t => refuse(t, t.axes.mechanism, { frames: faults[t.axes.fault] }),
)

conformance(
  'status-codes',
  {
    title: 'A status that is none of 200, 300, 400 and 500, letter for letter, lets nobody in',
    clauses: ['27/reply-4', '27/reply-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      mechanism: mechanisms,
      status: ['nothing', '2', '20', '201', '2000', '200 ', ' 200', '0200', '2e2', '0xC8', '100', '404', '600', 'OK', 'octet'],
    },
    kills: ['mut/zap-status-as-number', 'mut/zap-status-first-digit', 'mut/zap-unknown-status-lets-in'],
  },
  async t => {
    const { status: word } = t.axes
    const status = word === 'octet' ? bytes(hex('c8')) : text(word === 'nothing' ? '' : word)
    await refuse(t, t.axes.mechanism, { frames: reply({ 3: status }) })
  },
)

const role = property('X-Role', 'admin')

const metadata = {
  'no-name-length': hex('00 00000000'),
  'cut-in-a-name': role.subarray(0, 4),
  'cut-behind-a-name': role.subarray(0, 7),
  'cut-in-a-length': role.subarray(0, 9),
  'cut-behind-a-length': role.subarray(0, 11),
  'cut-in-a-value': role.subarray(0, -1),
  'past-the-end': property('X-Role', 'admin', { valueLength: 6 }),
  'far-past-the-end': property('X-Role', 'admin', { valueLength: 0xffff_ffff }),
  'name-past-the-end': property('X-Role', 'admin', { nameLength: 255 }),
  'second-cut': Buffer.concat([role, role.subarray(0, -1)]),
} as const

conformance(
  'malformed-metadata',
  {
    title: 'Metadata that is not made of whole properties lets nobody in, although the status is 200',
    clauses: ['27/reply-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      mechanism: mechanisms,
      fault: [
        ...(['no-name-length', 'cut-in-a-name', 'cut-behind-a-name', 'cut-in-a-length', 'cut-behind-a-length', 'cut-in-a-value'] as const),
        ...(['past-the-end', 'far-past-the-end', 'name-past-the-end', 'second-cut'] as const),
      ],
    },
    kills: ['mut/zap-metadata-unread', 'mut/zap-cut-metadata-lets-in'],
  },
  async t => refuse(t, t.axes.mechanism, { metadata: bytes(metadata[t.axes.fault]) }),
)

const whole = {
  none: [],
  one: [role],
  'of-no-octets': [property('X-Empty', '')],
  many: Array.from({ length: 20 }, (_, at) => property(`X-${at}`, 'v'.repeat(at * 20))),
  long: [property(`X-${'n'.repeat(253)}`, 'v'.repeat(70_000))],
} as const

conformance(
  'metadata',
  {
    title: 'Metadata of any number of whole properties is taken',
    clauses: ['27/reply-10', '27/reply-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, properties: ['none', 'one', 'of-no-octets', 'many', 'long'] },
    kills: ['mut/zap-metadata-refused'],
  },
  async t => {
    const meeting = await serve(t, t.axes.mechanism, { rules: [{ metadata: bytes(Buffer.concat(whole[t.axes.properties])) }] })
    const peer = await visit(meeting, t.axes.mechanism)
    await peer.send(message('in'))
    t.check('message', await meeting.socket.recv(), ['in'])
  },
)

const odd = {
  'space-in-a-name': [property('X Role', 'admin')],
  'octet-in-a-name': [property(hex('58 ff 00'), 'admin')],
  'name-twice': [role, property('x-role', 'guest')],
} as const

conformance(
  'odd-metadata',
  {
    title: 'Names of other characters, or twice the same, may be taken or refused: the server lives on',
    clauses: ['27/reply-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, what: ['space-in-a-name', 'octet-in-a-name', 'name-twice'] },
  },
  async t => {
    const { mechanism, what } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ metadata: bytes(Buffer.concat(odd[what])) }] })
    t.note('the answer', await answerTo(await knock(meeting, mechanism)))
    await t.subject.zap([{}])
    const peer = await visit(meeting, mechanism)
    await peer.send(message('in'))
    t.check('message of the next peer', await meeting.socket.recv(), ['in'])
  },
)

conformance(
  'texts',
  {
    title: 'Status text and user id may be empty or as long as text can be, and change nothing about who is let in',
    clauses: ['27/reply-4', '27/reply-6', '27/reply-7', '27/reply-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, status: ['200', '400'], octets: ['0', '1', '255'] },
    kills: ['mut/zap-status-unread'],
  },
  async t => {
    const { mechanism, status } = t.axes
    const words = '400'.repeat(85).slice(0, Number(t.axes.octets))
    const rule = { status, text: words, ...(status === '200' ? { user_id: words } : {}) }
    const meeting = await serve(t, mechanism, { rules: [rule] })
    const peer = await knock(meeting, mechanism)
    if (status === '400') return t.check('the answer', await answerTo(peer), refusal)
    await enter(peer, mechanism)
    await peer.send(message('in'))
    return t.check('message', await meeting.socket.recv(), ['in'])
  },
)

conformance(
  'no-texts',
  {
    title: "Text and user id of more than 255 octets, or of octets that are no text, are the handler's own affair: the server lives on",
    clauses: ['27/request-18'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, frame: ['text', 'user-id'], what: ['256', '70000', 'octets'] },
  },
  async t => {
    const { mechanism, frame, what } = t.axes
    const octets = what === 'octets' ? hex('00 ff fe 80 c3 28') : Buffer.alloc(Number(what), 'x')
    const meeting = await serve(t, mechanism, { rules: [{ frames: reply({ [frame === 'text' ? 4 : 5]: bytes(octets) }) }] })
    const answer = await answerTo(await knock(meeting, mechanism))
    t.note('the answer', answer)
    await t.subject.zap([{}])
    const peer = await visit(meeting, mechanism)
    await peer.send(message('in'))
    t.check('message of the next peer', await meeting.socket.recv(), ['in'])
  },
)

conformance(
  'user-of-the-refused',
  {
    title: 'A user id with another status than 200 lets nobody in',
    clauses: ['27/reply-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, status: ['300', '400', '500'] },
    kills: ['mut/zap-user-id-lets-in', 'mut/zap-status-unread'],
  },
  async t => {
    const { mechanism, status } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ status, user_id: 'joe' }] })
    const peer = await knock(meeting, mechanism)
    const answer = await answerTo(peer)
    t.check('let in', answer === 'READY' || answer === 'WELCOME', false)
    await peer.close()
    await t.subject.zap([{}])
    const legal = await visit(meeting, mechanism)
    await legal.send(message('legal'))
    t.check('what was delivered', await meeting.socket.recv(), ['legal'])
  },
)
