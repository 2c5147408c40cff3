// RFC 48/RADIO-DISH, "DISH": tells its radios which groups it wants, and hears them all in turn (RFC 37, "The Radio-Dish Pattern").
//
//   join(a) ─► JOIN a          leave(a) ─► LEAVE a          01 len a, 00 len x ─► recv → x, group a

import type { CaseContext } from '../../harness/book/case-context.ts'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { frame, message, pong } from '../../harness/wire/octets.ts'
import { delivered, guest, outcome } from '../28-reqrep/guests.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { group, prepared, source, stays } from '../41-client-server/party.ts'
import { receiverCases } from '../41-client-server/receiver-cases.ts'

const dish = section(import.meta.url)
const { conformance } = dish
const needs = { sockets: ['DISH'], ops: ['join', 'leave'] } as const

/** Whoever takes peers in only while the application is in a call, as libzmq does, does it now. */
async function takenIn(t: Pick<CaseContext, 'windows'>, socket: SubjectSocket): Promise<void> {
  await outcome(socket.recv(t.windows.reaction))
}

receiverCases(dish, 'DISH', {
  atomic: '48/dish-16',
  multipart: ['48/dish-17'],
  letsGo: null,
  unchanged: '48/dish-11',
  delivers: '48/dish-14',
  queue: '48/dish-10',
  keptWhileDown: '48/dish-4',
  destroyedWithPeer: '48/dish-5',
  limit: '48/dish-6',
  overlapping: ['48/dish-7'],
})

conformance(
  'commands',
  {
    title: 'Joining sends JOIN and the group, leaving sends LEAVE and the group, as commands, to each radio',
    clauses: ['37/radio-2', '37/radio-3', '48/dish-15', '48/group-1'],
    mode: 'wire',
    obliges: 'sender',
    level: 'MUST',
    needs,
    axes: { role: roles, octets: ['0', '1', '14', '250', '255'], radios: ['one', 'two'] },
    // libzmq 4.3.5 frees a longer group after the first of several radios: whoever comes next finds a process that has lost its senses.
    except: ({ octets, radios }) => radios === 'two' && Number(octets) > 14,
    kills: ['mut/dish-subscribes', 'mut/dish-does-not-leave', 'mut/dish-joins-by-message', 'mut/dish-tells-one-radio'],
  },
  async t => {
    const meeting = await meet(t, 'DISH', t.axes.role)
    const name = 'g'.repeat(Number(t.axes.octets))
    const radios = [await source(meeting, 'DISH')]
    if (t.axes.radios === 'two') radios.push(await source(meeting, 'DISH'))
    await takenIn(t, meeting.socket)
    await meeting.socket.join(name)
    await meeting.socket.leave(name)
    for (const radio of radios) {
      const [join, leave] = [await radio.frame(), await radio.frame()]
      const flags = (size: number) => (size > 255 ? 6 : 4)
      t.check('JOIN', [join.flags, join.body], [flags(5 + name.length), Buffer.from(`\x04JOIN${name}`)])
      t.check('LEAVE', [leave.flags, leave.body], [flags(6 + name.length), Buffer.from(`\x05LEAVE${name}`)])
    }
  },
)

conformance(
  'told-again',
  {
    title: 'A radio is told of what was joined before it came, and again after a loss; what was left is not told',
    clauses: ['37/radio-2', '48/dish-15'],
    mode: 'wire',
    obliges: 'sender',
    level: 'MUST',
    needs: { ...needs, options: ['reconnect_ivl'] },
    kills: ['mut/dish-joins-once', 'mut/dish-joins-what-it-left'],
  },
  async t => {
    const socket = await t.subject.open('DISH', { reconnect_ivl: 20 })
    for (const name of ['a', 'b', 'c']) await socket.join(name)
    await socket.leave('b')
    await using door = await t.wire.listen()
    await socket.connect(door.endpoint)
    for (const round of ['first', 'second']) {
      const radio = await door.accept()
      await radio.handshake({ type: 'RADIO' })
      await takenIn(t, socket)
      const told = [`${(await radio.command('JOIN')).data}`, `${(await radio.command('JOIN')).data}`]
      t.check(`told the ${round} time`, told.toSorted(), ['a', 'c'])
      await radio.silent()
      await radio.send(message('a', `${round} time`))
      t.check('the message', await socket.recv(), [`${round} time`])
      await radio.close()
    }
  },
)

conformance(
  'only-receives',
  {
    title: 'DISH does not send',
    clauses: ['48/dish-2'],
    mode: 'wire',
    needs,
    kills: ['mut/dish-sends'],
  },
  async t => {
    const meeting = await prepared(await meet(t, 'DISH', 'bind'), 'DISH')
    const radio = await source(meeting, 'DISH')
    await takenIn(t, meeting.socket)
    await radio.command('JOIN')
    t.check('sending', await outcome(meeting.socket.send('stray', 0)), 'ENOTSUP')
    await radio.send(message(group, 'still receives'))
    t.check('the message', await meeting.socket.recv(), ['still receives'])
    await radio.silent()
  },
)

conformance(
  'group-of-each-message',
  {
    title: 'Each message comes with its own group, also to receives that overlap',
    clauses: ['48/dish-13', '48/dish-8', '48/dish-7', '37/threadsafe-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { receives: ['one-by-one', 'overlapping'] },
    kills: ['mut/dish-first-group-for-all', 'mut/dish-group-of-the-last'],
  },
  async t => {
    const meeting = await meet(t, 'DISH', 'bind')
    const names = ['a', '', 'ab', 'x'.repeat(255), 'b']
    for (const name of names) await meeting.socket.join(name)
    const radio = await source(meeting, 'DISH')
    const receiving = t.axes.receives === 'overlapping' ? names.map(() => meeting.socket.recvAttached()) : []
    await radio.send(names.map(name => message(name, `in ${name}`)))
    const got = []
    for (const at of names.keys()) got.push(await (receiving[at] ?? meeting.socket.recvAttached()))
    for (const { frames, group: own } of got) t.check('body and group', frames, [`in ${own}`])
    t.check('all of them', got.map(({ group: own }) => `${own}`).toSorted(), names.toSorted())
  },
)

conformance(
  'answers-ping',
  {
    title: 'A radio that sends PING gets its PONG, and is heard as before',
    clauses: ['37/heartbeat-5', '48/dish-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/dish-refuses-commands'],
  },
  async t => {
    const meeting = await prepared(await meet(t, 'DISH', t.axes.role), 'DISH')
    const radio = await guest(meeting, 'RADIO')
    await radio.send(message(group, 'after the PING'))
    t.check('the message', await delivered(meeting.socket.recv()), ['after the PING'])
  },
)

conformance(
  'filters-locally',
  {
    title: 'Whether a message of a group that was not joined reaches the application, when a radio sends it all the same',
    clauses: ['48/dish-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
  },
  async t => {
    const meeting = await meet(t, 'DISH', 'bind')
    await meeting.socket.join('a')
    const radio = await source(meeting, 'DISH')
    await radio.send([message('b', '1'), message('a', '2'), message('ab', '3'), message('', '4'), message('a', 'end')])
    const got: string[] = []
    while (got.at(-1) !== 'end') got.push(`${await meeting.socket.recv()}`)
    t.check('what was joined', got.includes('2'), true)
    t.observed(got.length === 2 ? 'filters what radios send' : `delivers all that comes: ${got.join(', ')}`)
  },
)

conformance(
  'groups-that-cannot-be',
  {
    title: 'A group of 256 octets, or with a zero in it, cannot be joined; one of 255 can',
    clauses: ['48/group-1', '48/group-2', '37/radio-4'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { group: ['256-octets', 'zero-inside', 'zero-only'] },
    kills: ['mut/dish-takes-any-group'],
  },
  async t => {
    const meeting = await meet(t, 'DISH', 'bind')
    const radio = await source(meeting, 'DISH')
    await takenIn(t, meeting.socket)
    const wrong = { '256-octets': 'g'.repeat(256), 'zero-inside': 'a\0b', 'zero-only': '\0' }[t.axes.group]
    t.check('joining it', await outcome(meeting.socket.join(wrong)), 'EINVAL')
    await meeting.socket.join('g'.repeat(255))
    t.check('the first that the radio is told', (await radio.command('JOIN')).data, 'g'.repeat(255))
  },
)

conformance(
  'no-second-membership',
  {
    title: 'A group is joined once and left once: joining it again, or leaving what was not joined, is an error',
    clauses: ['48/dish-15'],
    mode: 'api',
    level: 'MAY',
    needs,
  },
  async t => {
    const socket = await t.subject.open('DISH')
    t.check('leaving before joining', await outcome(socket.leave('a')), 'EINVAL')
    t.check('joining', await outcome(socket.join('a')), 'accepted')
    t.check('joining again', await outcome(socket.join('a')), 'EINVAL')
    t.check('leaving', await outcome(socket.leave('a')), 'accepted')
    t.check('leaving again', await outcome(socket.leave('a')), 'EINVAL')
  },
)

const wrongForms = {
  'body-only': frame({ body: 'alone' }),
  'group-too-long': message('g'.repeat(256), 'x'),
  'zero-in-the-group': message('a\0', 'x'),
  'group-without-more': Buffer.concat([frame({ body: 'a' }), frame({ body: 'x' })]),
} as const

conformance(
  'wrong-forms',
  {
    title: 'What is not a group and a body is not delivered; the next good message is',
    clauses: ['37/radio-6', '37/radio-4', '48/dish-17', '37/threadsafe-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { form: Object.keys(wrongForms) as (keyof typeof wrongForms)[] },
    kills: ['mut/dish-takes-a-body-alone', 'mut/dish-cuts-groups'],
  },
  async t => {
    const meeting = await meet(t, 'DISH', 'bind')
    for (const name of ['a', '', 'g'.repeat(255), 'alone']) await meeting.socket.join(name)
    const radio = await source(meeting, 'DISH')
    await radio.send([message('a', 'before'), wrongForms[t.axes.form]])
    t.check('the message before', await meeting.socket.recv(), ['before'])
    const next = (await stays(radio, 'DISH', t.windows.silence)) ? radio : await source(meeting, 'DISH')
    await next.send(message('a', 'good'))
    t.check('the next message', await meeting.socket.recv(), ['good'])
    t.check('nothing more', await delivered(meeting.socket.recv(0)), oneOf('EAGAIN'))
  },
)

conformance(
  'its-own-ping',
  {
    title: 'A DISH that sends PING is given its PONG, and hears the radio as before',
    clauses: ['37/heartbeat-7', '37/heartbeat-10', '48/dish-14'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, options: ['heartbeat_ivl', 'heartbeat_timeout'] },
    axes: { role: roles },
    kills: ['mut/dish-refuses-commands'],
  },
  async t => {
    const options = { heartbeat_ivl: 30, heartbeat_timeout: 5000 }
    const meeting = await prepared(await meet(t, 'DISH', t.axes.role, options), 'DISH')
    const radio = await source(meeting, 'DISH')
    let ping = await radio.frame()
    while (ping.name !== 'PING') ping = await radio.frame()
    await radio.send([pong(ping.data.subarray(2)), message(group, 'after the PONG')])
    t.check('the message', await delivered(meeting.socket.recv()), ['after the PONG'])
  },
)
