// RFC 37/ZMTP 3.1, "The NULL Security Mechanism" and "Connection Metadata": the properties that READY carries.
//
//   name length (1-255) │ name │ value length (4, big-endian, up to 2^31-1) │ value     … to the end of the frame
//
// Every legal list of properties completes the handshake; a READY cut anywhere else than between two of them does not.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { greeting, property as octetsOf, type Properties, ready } from '../../harness/wire/octets.ts'
import { control, ended, fateOfReady, meet, roles } from './meeting.ts'

const { conformance, property } = section(import.meta.url)

const accepted: Record<string, Properties> = {
  'name-of-1-octet': { 'Socket-Type': 'PUSH', x: 'short' },
  'name-of-255-octets': { 'Socket-Type': 'PUSH', ['n'.repeat(255)]: 'long' },
  'name-of-all-kinds': { 'Socket-Type': 'PUSH', 'aZ09-_.+': 'legal' },
  'empty-value': { 'Socket-Type': 'PUSH', 'X-Empty': '' },
  'empty-value-last': { 'X-Empty': '', 'Socket-Type': 'PUSH', Identity: '' },
  'value-of-256-octets': { 'Socket-Type': 'PUSH', 'X-Long': Buffer.alloc(256, 1) },
  'value-of-4096-octets': { 'X-Long': Buffer.alloc(4096, 0xff), 'Socket-Type': 'PUSH' },
  'lower-case': { 'socket-type': 'PUSH' },
  'upper-case': { 'SOCKET-TYPE': 'PUSH' },
  'mixed-case': { 'sOcKeT-tYpE': 'PUSH' },
  identity: { 'Socket-Type': 'PUSH', Identity: 'me' },
  resource: { 'Socket-Type': 'PUSH', Resource: 'system/name-service/test' },
  application: { 'X-Trace': 'abc', 'Socket-Type': 'PUSH', 'x-other': 'def' },
  unknown: { Platform: 'toaster', 'Socket-Type': 'PUSH', 'Implementation-Name': 'none' },
}

conformance(
  'accepted',
  {
    title: 'Names of 1 to 255 octets, in any case, and values of any size and content are accepted; so is a property nobody knows',
    clauses: ['37/null-12', '37/null-14', '37/null-15', '37/null-16', '37/null-17', '37/meta-2', '37/meta-4', '37/meta-6', '37/meta-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: {
      role: roles,
      properties: [
        'name-of-1-octet',
        'name-of-255-octets',
        'name-of-all-kinds',
        'empty-value',
        'empty-value-last',
        'value-of-256-octets',
        'value-of-4096-octets',
        'lower-case',
        'upper-case',
        'mixed-case',
        'identity',
        'application',
        'unknown',
      ],
    },
    kills: [
      'mut/unknown-property-refused',
      'mut/name-case-matters',
      'mut/name-limit-63',
      'mut/value-length-one-octet',
      'mut/empty-value-refused',
      'mut/drops-octets-behind-greeting',
    ],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.send([greeting(), ready(accepted[t.axes.properties]!)])
    t.check('the peer', await fateOfReady(peer), 'served')
  },
)

conformance(
  'resource-accepted',
  {
    title: 'Every Resource is accepted, as it may come into being later',
    clauses: ['37/resource-2', '37/meta-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, resource: ['test', 'system/name-service/test', '$-_@.&+'] },
    kills: ['mut/unknown-resource-refused'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.send([greeting(), ready({ 'Socket-Type': 'PUSH', Resource: t.axes.resource })])
    t.check('the peer', await fateOfReady(peer), 'served')
  },
)

const names = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.+'), minLength: 1, maxLength: 20 }).map(name => `X-${name}`)
const list = fc.uniqueArray(fc.tuple(names, fc.uint8Array({ maxLength: 300 })), { maxLength: 6, selector: ([name]) => name.toLowerCase() })

property(
  'any-properties',
  {
    title: 'Whatever further properties a peer sends, and wherever Socket-Type stands among them, it is served',
    clauses: ['37/meta-9', '37/null-10', '37/null-15', '37/null-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/only-first-property-read', 'mut/unknown-property-refused'],
  },
  {
    arbitrary: fc.tuple(list, fc.nat(6)),
    runs: 20,
    check: async (t, [further, place]) => {
      const { next } = await meet(t, 'PULL', 'bind')
      const peer = await next()
      await peer.send([greeting(), ready(further.toSpliced(place, 0, ['Socket-Type', Buffer.from('PUSH')]))])
      t.check('the peer', await fateOfReady(peer), 'served')
    },
  },
)

const type = octetsOf('Socket-Type', 'PUSH').length
const afterName = [6 + 12, 6 + type + 7]
const cuts = { 'after-a-name': afterName, 'after-a-length': afterName.map(octet => octet + 4), between: [6, 6 + type] } as const

conformance(
  'cut-anywhere',
  {
    title: 'A READY that ends inside its name or inside a property is malformed, wherever it is cut',
    clauses: ['37/null-5', '37/null-21'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { cut: ['inside-a-field', 'after-a-name', 'after-a-length'] },
    kills: ['mut/truncated-metadata-accepted', 'mut/trailing-octet-ignored'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const whole = ready({ 'Socket-Type': 'PUSH', 'X-Last': 'end' }).subarray(2)
    const special = Object.values(cuts).flat()
    const inside = Array.from(whole.keys()).filter(length => !special.includes(length))
    await control(meeting, 'PUSH')
    for (const length of t.axes.cut === 'inside-a-field' ? inside : cuts[t.axes.cut]) {
      const peer = await meeting.next()
      await peer.send([greeting(), Buffer.of(4, length), whole.subarray(0, length)])
      const fate = await fateOfReady(peer)
      if (fate === 'silent') t.warn(`a READY of ${length} octets leaves the connection open`)
      else t.check(`READY of ${length} octets`, fate, 'closed')
    }
    await control(meeting, 'PUSH')
  },
)

conformance(
  'stream-ends-in-ready',
  {
    title: 'A stream that ends inside READY ends the connection, and nothing else',
    clauses: ['37/null-21'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, ending: ['fin', 'rst'] },
    kills: ['mut/eof-in-handshake-closes-socket'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const witness = await control(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.greet()
    await peer.send(ready({ 'Socket-Type': 'PUSH' }).subarray(0, 20))
    if (t.axes.ending === 'rst') peer.reset()
    else {
      peer.halfClose()
      t.check('the connection', await peer.closed(), ended)
    }
    await witness.barrier()
    await control(meeting, 'PUSH')
    t.check('the other peer', witness.open, true)
  },
)

const dubious: Record<string, Properties> = {
  'name-with-colon': { 'Socket-Type': 'PUSH', 'X:Colon': 'a' },
  'name-with-space': { 'Socket-Type': 'PUSH', 'X Space': 'a' },
  'name-of-high-octets': { 'Socket-Type': 'PUSH', 'X-ü': 'a' },
  'repeated-property': [
    ['Socket-Type', 'PUSH'],
    ['X-Twice', 'one'],
    ['x-twice', 'two'],
  ],
  'repeated-type': [
    ['Socket-Type', 'PUSH'],
    ['Socket-Type', 'PUSH'],
  ],
}

conformance(
  'outside-the-grammar',
  {
    title: 'Names of other characters, and properties that come twice: what a receiver does is recorded',
    clauses: ['37/null-6', '37/null-8', '37/null-18'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { properties: ['name-with-colon', 'name-with-space', 'name-of-high-octets', 'repeated-property', 'repeated-type'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await meeting.next()
    await peer.send([greeting(), ready(dubious[t.axes.properties]!)])
    t.observed(`the peer is ${await fateOfReady(peer)}`)
    await control(meeting, 'PUSH')
  },
)

conformance(
  'size-of-ready',
  {
    title: 'A READY of 256 octets and more, in the long form, is accepted; so is a small one in the long form',
    clauses: ['37/null-10', '37/mechanism-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, size: ['32', '255', '256', '8000'] },
    kills: ['mut/handshake-command-limit-255', 'mut/long-form-only-above-255'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const filler = Buffer.alloc(Number(t.axes.size) - ready({ 'Socket-Type': 'PUSH', x: '' }).length + 2)
    const long = ready({ 'Socket-Type': 'PUSH', x: filler }, { long: true })
    t.require('octets of READY', long.length, 9 + Number(t.axes.size))
    await peer.send([greeting(), long])
    t.check('the peer', await fateOfReady(peer), 'served')
  },
)

conformance(
  'type-in-other-letters',
  {
    title: 'A socket type that does not fit is found out in whatever letters the name of the property is written',
    clauses: ['37/null-14', '37/meta-2', '37/socktype-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { name: ['Socket-Type', 'socket-type', 'SOCKET-TYPE'] },
    kills: ['mut/socket-type-not-checked'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    await control(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.send([greeting(), ready({ [t.axes.name]: 'PULL' })])
    const fate = await fateOfReady(peer)
    if (fate === 'silent') t.warn('the connection is left open')
    else t.check('the peer', fate, 'closed')
    await control(meeting, 'PUSH')
  },
)
