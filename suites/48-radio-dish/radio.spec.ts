// RFC 48/RADIO-DISH, "RADIO": who gets a message, and in which form (RFC 37, "The Radio-Dish Pattern").
//
//   sendGroup('a', x) ─► those who said JOIN a ─► 01 len a, 00 len x          nobody else; groups are compared whole
//
// What becomes of those who are slow or gone: radio-queue.spec.ts.

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { joinGroup, leaveGroup, message } from '../../harness/wire/octets.ts'
import { outcome, refused } from '../28-reqrep/guests.ts'
import { control, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arrived, member, texts } from './marker.ts'

const { conformance, property } = section(import.meta.url)
const needs = { sockets: ['RADIO'] } as const

conformance(
  'members-only',
  {
    title: 'Each dish gets the messages of the groups it joined, whole name against whole name, and no others',
    clauses: ['48/radio-3', '48/radio-15', '37/radio-1', '37/radio-5'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/radio-prefix-match', 'mut/radio-sends-to-all', 'mut/radio-one-member-only', 'mut/radio-ignores-case'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', t.axes.role)
    const groups = [['a'], ['ab'], [''], ['A', 'a'], []]
    const dishes = []
    for (const own of groups) dishes.push(await member(meeting, ...own))
    for (const group of ['a', 'ab', '', 'b', 'A', 'abc']) await meeting.socket.sendGroup(group, 'x')
    const expected = [['a x'], ['ab x'], [' x'], ['a x', 'A x'], []]
    for (const [at, dish] of dishes.entries())
      t.check(`dish of ${groups[at]!.join(', ') || 'no group'}`, texts(await arrived(meeting.socket, dish)), expected[at])
  },
)

const name = fc.constantFrom('', 'a', 'b', 'aa', 'ab', 'A', '\xff', 'a'.repeat(255))
property(
  'any-membership',
  {
    title: 'Whatever is joined and left: what arrives is what a set of groups says, from JOIN on and up to LEAVE',
    clauses: ['37/radio-1', '37/radio-5', '48/radio-15', '48/radio-18', '48/group-1'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/radio-prefix-match', 'mut/radio-leave-ignored', 'mut/radio-leave-ends-all'],
  },
  {
    arbitrary: fc.array(fc.tuple(fc.constantFrom('join', 'leave'), name), { minLength: 2, maxLength: 8 }),
    runs: 12,
    check: async (t, steps) => {
      const meeting = await meet(t, 'RADIO', 'bind')
      const dish = await member(meeting)
      const joined = new Set<string>()
      const octets = (group: string) => Buffer.from(group, 'latin1')
      for (const [step, group] of steps) {
        // What a second JOIN of the same group means is nowhere said.
        if (step === 'join' && joined.has(group)) continue
        if (step === 'join') joined.add(group)
        else joined.delete(group)
        await dish.send(step === 'join' ? joinGroup(octets(group)) : leaveGroup(octets(group)))
        await arrived(meeting.socket, dish)
        for (const each of ['', 'a', 'b', 'aa', 'ab', 'A', '\xff', 'a'.repeat(255)]) await meeting.socket.sendGroup(octets(each), 'x')
        const got = (await arrived(meeting.socket, dish)).map(([first]) => first!.toString('latin1'))
        t.require(`after ${step} ${JSON.stringify(group.slice(0, 3))}`, got.toSorted(), [...joined].toSorted())
      }
    },
  },
)

conformance(
  'wire-form',
  {
    title: 'A message is two frames: the group, short and with MORE, then the body, last',
    clauses: ['37/radio-6', '48/radio-1', '48/radio-2', '48/group-1', '37/threadsafe-2'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { group: ['0', '1', '255'], body: ['0', '1', '255', '256', '70000'] },
    kills: ['mut/radio-joins-group-and-body', 'mut/radio-leaves-empty-group-out', 'mut/radio-body-first', 'mut/radio-splits-long-bodies'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind')
    const group = 'g'.repeat(Number(t.axes.group))
    const body = Buffer.alloc(Number(t.axes.body), 7)
    const dish = await member(meeting, group)
    await meeting.socket.sendGroup(group, body)
    const [first, second] = [await dish.frame(), await dish.frame()]
    t.check('flags and length of the group', [first.flags, first.body.length], [1, group.length])
    t.check('the group', first.body, group)
    t.check('flags of the body', second.flags, body.length > 255 ? 2 : 0)
    t.check('the body', second.body, body)
    await dish.silent()
  },
)

property(
  'any-body',
  {
    title: 'One send is one message, unchanged, whatever is in it',
    clauses: ['48/radio-1', '48/radio-12', '37/threadsafe-1', '37/threadsafe-2'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/radio-splits-long-bodies'],
  },
  {
    arbitrary: fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(256, 9000, 70_000).map(length => new Uint8Array(length)),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
    runs: 12,
    check: async (t, bodies) => {
      const meeting = await meet(t, 'RADIO', t.axes.role)
      const dish = await member(meeting, 'g')
      for (const body of bodies) await meeting.socket.sendGroup('g', body)
      for (const body of bodies) t.check('the message', await dish.message(), ['g', body])
    },
  },
)

conformance(
  'refuses-multipart',
  {
    title: 'A RADIO refuses to send a message of two parts, and sends nothing of it',
    clauses: ['48/radio-2', '37/threadsafe-4'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { parts: ['2', '3'] },
    kills: ['mut/radio-sends-multipart', 'mut/radio-sends-the-first-part'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind')
    const dish = await member(meeting, 'g')
    t.check('sending it', await outcome(meeting.socket.sendGroup('g', ['one', 'two', 'three'].slice(0, Number(t.axes.parts)))), 'EINVAL')
    await meeting.socket.sendGroup('g', 'single')
    t.check('what arrives', await dish.message(), ['g', 'single'])
  },
)

conformance(
  'only-sends',
  {
    title: 'A RADIO does not receive; what a dish sends it all the same is dropped without a word, of one part, two or three',
    clauses: ['48/radio-4', '48/radio-9', '37/threadsafe-5'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { role: roles },
    kills: ['mut/radio-receives', 'mut/radio-closes-on-message'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', t.axes.role)
    const dish = await member(meeting, 'g')
    for (const frames of [['stray'], ['g', 'stray'], ['g', 'one', 'two']]) {
      await dish.send(message(...frames))
      await dish.barrier()
    }
    t.check('receiving', await outcome(meeting.socket.recv(0)), 'ENOTSUP')
    await meeting.socket.sendGroup('g', 'still sends')
    t.check('the message', await dish.message(), ['g', 'still sends'])
  },
)

conformance(
  'join-and-leave',
  {
    title: 'JOIN and LEAVE take effect and are not shown to the application; leaving one group leaves the others',
    clauses: ['48/radio-18', '48/radio-19'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/radio-leave-ignored', 'mut/radio-leave-ends-all', 'mut/radio-join-replaces', 'mut/radio-shows-join'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', t.axes.role)
    const dish = await member(meeting)
    const after = async (...commands: Buffer[]) => {
      await dish.send(commands)
      await arrived(meeting.socket, dish)
      for (const group of ['a', 'b', 'c']) await meeting.socket.sendGroup(group, 'x')
      return texts(await arrived(meeting.socket, dish))
    }
    t.check('nothing joined', await after(), [])
    t.check('a', await after(joinGroup('a')), ['a x'])
    t.check('a and b', await after(joinGroup('b')), ['a x', 'b x'])
    t.check('a left', await after(leaveGroup('a')), ['b x'])
    t.check('one left that was not joined', await after(leaveGroup('c')), ['b x'])
    t.check('a again', await after(joinGroup('a')), ['a x', 'b x'])
    t.check('both left', await after(leaveGroup('a'), leaveGroup('b')), [])
    t.check('receiving', await outcome(meeting.socket.recv(0)), oneOf('ENOTSUP', 'EAGAIN'))
  },
)

conformance(
  'to-all-or-to-members',
  {
    title: 'Whether a dish is sent what it did not join, as a radio over udp does, or only what it joined, as over tcp',
    clauses: ['48/radio-13', '48/radio-14'],
    mode: 'wire',
    obliges: 'sender',
    needs,
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind')
    const dish = await member(meeting, 'a')
    for (const group of ['a', 'b']) await meeting.socket.sendGroup(group, 'x')
    const got = texts(await arrived(meeting.socket, dish))
    t.check('what it joined', got.includes('a x'), true)
    t.observed(got.length === 1 ? 'only what was joined' : `everything: ${got.join(', ')}`)
  },
)

conformance(
  'groups-that-cannot-be',
  {
    title: 'A group of 256 octets, or with a zero in it, is refused; one of 255 is not',
    clauses: ['48/group-1', '48/group-2', '37/radio-4'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { group: ['256-octets', 'zero-inside', 'zero-only'] },
    kills: ['mut/radio-takes-any-group'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind')
    const longest = 'g'.repeat(255)
    const dish = await member(meeting, longest, 'a')
    const wrong = { '256-octets': 'g'.repeat(256), 'zero-inside': 'a\0b', 'zero-only': '\0' }[t.axes.group]
    t.check('sending to it', await outcome(meeting.socket.sendGroup(wrong, 'x', 50)), refused)
    await meeting.socket.sendGroup(longest, 'y')
    t.check('what arrives', texts(await arrived(meeting.socket, dish)), [`${longest} y`])
  },
)

conformance(
  'joined-groups-that-cannot-be',
  {
    title: 'A JOIN with 256 octets or a zero joins nothing that is sent, and harms nobody',
    clauses: ['48/group-1', '48/group-2', '37/radio-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { group: ['256-octets', 'zero-inside'] },
    kills: ['mut/radio-cuts-groups'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind')
    const good = await member(meeting, 'good')
    const attacker = await control(meeting, 'DISH')
    await attacker.send(joinGroup(t.axes.group === '256-octets' ? 'g'.repeat(256) : 'a\0b'))
    const fate = await attacker.barrier().then(
      () => 'served',
      () => 'closed',
    )
    t.note('the one who sent it', fate)
    for (const group of ['a', 'g'.repeat(255), 'good']) await meeting.socket.sendGroup(group, 'x')
    if (fate === 'served') t.check('what it gets', texts(await arrived(meeting.socket, attacker)), [])
    t.check('what the other one gets', texts(await arrived(meeting.socket, good)), ['good x'])
  },
)
