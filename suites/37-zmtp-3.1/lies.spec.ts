// RFC 37/ZMTP 3.1, "The NULL Security Mechanism": READY and ERROR whose lengths are not true.
//
//   name length (1-255) │ name │ value length (4) │ value     … every length said against the octets that are there
//
// A peer that lies is let go; what attack.ts asks of its neighbours goes for every case.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { command, hex, property, ready, readyAs } from '../../harness/wire/octets.ts'
import { attack, letGo } from './attack.ts'
import { type Fate, fateOfReady, type Role, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

const typed = property('Socket-Type', 'PUSH')
const lies = {
  name: {
    'no-octets': ready([typed, property('', 'value')]),
    'no-octets-no-value': ready([typed, Buffer.of(0)]),
    'past-the-end': ready([typed, property('X', 'value', { nameLength: 200 })]),
    'past-the-end-by-one': ready([typed, Buffer.from('\x02X')]),
    'first-past-the-end': ready([property('Socket-Type', 'PUSH', { nameLength: 255 })]),
  },
  value: {
    'one-too-long': ready([typed, property('X', 'value', { valueLength: 6 })]),
    'one-too-short': ready([typed, property('X', 'value', { valueLength: 4 })]),
    'two-to-the-31': ready([typed, property('X', 'value', { valueLength: 0x8000_0000 })]),
    'two-to-the-32-less-1': ready([typed, property('X', 'value', { valueLength: 0xffff_ffff })]),
    'two-to-the-32-less-40': ready([typed, property('X', 'value', { valueLength: 0xffff_ffd8 })]),
    'little-endian': ready([property('Socket-Type', 'PUSH', { valueLength: 0x0400_0000 })]),
  },
} as const

const lied = (t: Omit<CaseContext, 'axes'>, role: Role, ...lie: readonly Uint8Array[]): Promise<Fate> =>
  attack(t, { role, after: 'greeting', act: peer => peer.send(lie), fate: fateOfReady })

conformance(
  'property-name',
  {
    title: 'A property whose name has no octets, or more than are there, is refused with its READY',
    clauses: ['37/null-12', '37/null-13', '37/null-21', '37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, lie: ['no-octets', 'no-octets-no-value', 'past-the-end', 'past-the-end-by-one', 'first-past-the-end'] },
    kills: ['mut/empty-name-accepted', 'mut/truncated-metadata-accepted'],
  },
  async t => letGo(t, await lied(t, t.axes.role, lies.name[t.axes.lie])),
)

conformance(
  'property-value',
  {
    title: 'A value of another length than is said, or of 2^31 octets and more, is refused with its READY',
    clauses: ['37/null-15', '37/null-17', '37/null-21', '37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: {
      role: roles,
      lie: ['one-too-long', 'one-too-short', 'two-to-the-31', 'two-to-the-32-less-1', 'two-to-the-32-less-40', 'little-endian'],
    },
    kills: ['mut/value-length-unchecked', 'mut/value-length-signed', 'mut/value-length-little-endian'],
  },
  async t => letGo(t, await lied(t, t.axes.role, lies.value[t.axes.lie])),
)

conformance(
  'error-reason',
  {
    title: 'An ERROR that lies about the length of its reason still ends the connection',
    clauses: ['37/null-11', '37/error-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, lie: ['longer-than-there', 'no-length', 'shorter-than-there'] },
    kills: ['mut/malformed-error-ignored'],
  },
  async t => {
    const reason = { 'longer-than-there': hex('ff 4e 6f'), 'no-length': Buffer.alloc(0), 'shorter-than-there': hex('01 4e 6f') }[t.axes.lie]
    t.check('the attacker', await lied(t, t.axes.role, command('ERROR', reason), readyAs('PUSH')), 'closed')
  },
)
