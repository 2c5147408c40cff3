// Each option against zeromq.js 6.8: its default, and for each of many values whether it is accepted and what it reads as then.

import { afterEach, describe, expect, it } from 'vitest'
import * as theirs from 'zeromq'
import * as ours from '../index.ts'
import { z85 } from '../wire/z85.ts'
import type { OptionRow } from './option-row.ts'
import { optionNames, optionRow, optionTable } from './option-table.ts'
import { defaultOptions } from './options.ts'

// biome-ignore lint/suspicious/noExplicitAny: options are set by name
type Loose = any
const classByType: Record<string, keyof typeof ours & keyof typeof theirs> = {
  PUB: 'Publisher',
  SUB: 'Subscriber',
  REQ: 'Request',
  REP: 'Reply',
  DEALER: 'Dealer',
  ROUTER: 'Router',
  PULL: 'Pull',
  PUSH: 'Push',
  XPUB: 'XPublisher',
  STREAM: 'Stream',
  XSUB: 'XSubscriber',
}

const sockets: Loose[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})
function open(zmq: Loose, row: OptionRow): Loose {
  const name = Array.isArray(row.sockets) ? (classByType[row.sockets[0]] as string) : 'Dealer'
  const socket = new zmq[name]()
  sockets.push(socket)
  return socket
}
/** The names of what zeromq.js has no accessors for: by number there. */
const byNumber = new Map(optionNames.flatMap(name => (isThere(name) ? [] : [[name, optionRow(name)] as const])))
function isThere(name: string): boolean {
  return Object.values(theirs).some(member => typeof member === 'function' && name in (member as Loose).prototype)
}
const calls: Record<string, string> = { bool: 'BoolOption', int32: 'Int32Option', string: 'StringOption' }
function read(socket: Loose, name: string): unknown {
  const row = byNumber.get(name as keyof typeof optionTable)
  if (row === undefined || row.id === null) return socket[name]
  return row.access === 'w' ? undefined : socket[`get${calls[row.kind]}`](row.id)
}
function write(socket: Loose, name: string, value: unknown): void {
  const row = byNumber.get(name as keyof typeof optionTable)
  if (row === undefined || row.id === null) socket[name] = value
  else socket[`set${calls[row.kind]}`](row.id, value)
}
function attempt(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return (error as Loose).code ?? (error as Error).message
  }
}

/** Any 32 octets. */
const z85Key = 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'
const numbers = [-(2 ** 31), -2, -1, 0, 1, 2, 1.5, 1000, 65536, 6553599, 6553600, 2 ** 31 - 1]
const texts = ['a', '', null, 'x'.repeat(255), 'x'.repeat(256), Buffer.from('å')]
const values: Record<string, readonly unknown[]> = {
  bool: [true, false, 1, null],
  int32: [...numbers, 'x', true],
  uint32: [...numbers.filter(value => value >= -1), 'x'],
  int64: [...numbers, 2 ** 40, 'x'],
  uint64: [0, 1, 2 ** 40, 'x'],
  string: [...texts, 3],
  mechanism: [null],
  curveKey: [z85Key, Buffer.alloc(32, 1), `${z85Key}\0`, 'x', '', null, z85Key.slice(1), ' '.repeat(40), 3],
}

/** Rows that cannot be compared value by value, and why. */
const elsewhere: Record<string, string> = {
  whenBusy: 'ours only',
  messageMetadata: 'ours only',
  curvePublicKey: 'EINVAL when read there',
  curveSecretKey: 'EINVAL when read there',
  curveServerKey: 'EINVAL when read there',
  tcpAcceptFilter: 'EINVAL when read there',
  metadata: 'null is EINVAL there, not the end of all properties',
  strict: 'ours only',
  oldestVersion: 'ours only',
  verbosity: 'any value is accepted there',
  mandatory: 'EINVAL when read there',
  vmciBufferSize: 'EINVAL in this build of libzmq',
  vmciBufferMinSize: 'EINVAL in this build of libzmq',
  vmciBufferMaxSize: 'EINVAL in this build of libzmq',
  vmciConnectTimeout: 'EINVAL in this build of libzmq',
}
const all = optionNames.map(name => [name, optionRow(name)] as const)
/** EINVAL in this build of libzmq. */
const unbuilt = /^(norm|wss)[A-Z]/
const rows = all.filter(([name, row]) => row.effect !== 'refused' && !(name in elsewhere) && !unbuilt.test(name))

describe('options', () => {
  it.each(rows)('%s', (name, row) => {
    const defaults = [ours, theirs].map(zmq => attempt(() => read(open(zmq, row), name)))
    expect(defaults[0]).toEqual(defaults[1])
    if (row.access === 'r') return
    for (const value of values[row.kind] ?? []) {
      const [own, native] = [ours, theirs].map(zmq => {
        const socket = open(zmq, row)
        return attempt(() => {
          write(socket, name, value)
          return read(socket, name)
        })
      })
      expect([value, own]).toEqual([value, native])
    }
  })

  it.each(['curvePublicKey', 'curveSecretKey', 'curveServerKey'] as const)('%s takes what zeromq.js takes, and reads as Z85', name => {
    for (const value of values['curveKey']!) {
      const [own, native] = [ours, theirs].map(zmq =>
        attempt(() => {
          const socket = open(zmq, optionRow(name))
          socket[name] = value
          return socket.securityMechanism
        }),
      )
      expect([value, own]).toEqual([value, native === 'EINVAL' ? expect.stringContaining('EINVAL') : native])
    }
    const socket = open(ours, optionRow(name))
    expect(socket[name]).toBeNull()
    socket[name] = z85.decode(z85Key)
    expect([socket[name], socket.getStringOption(optionRow(name).id)]).toEqual([z85Key, z85Key])
  })

  it.each<[string, (socket: Loose) => void]>([
    ['PLAIN, then CURVE', socket => Object.assign(socket, { plainUsername: 'a', curveServerKey: z85Key })],
    ['CURVE, then PLAIN', socket => Object.assign(socket, { curveSecretKey: z85Key, plainPassword: 'a' })],
    ['CURVE server, then a client', socket => Object.assign(socket, { curveServer: true, curveServerKey: z85Key })],
    ['PLAIN server, then a client', socket => Object.assign(socket, { plainServer: true, plainUsername: 'x' })],
    ['PLAIN server, then CURVE server', socket => Object.assign(socket, { plainServer: true, curveServer: true })],
    ['CURVE off again', socket => Object.assign(socket, { curveSecretKey: z85Key, curveServer: false })],
    ['PLAIN off again', socket => Object.assign(socket, { plainUsername: 'x', plainPassword: null })],
    ['by number', socket => socket.setStringOption(50, z85Key)],
  ])('the last one set decides about mechanism and role, as in libzmq: %s', (_, set) => {
    const [own, native] = [ours, theirs].map(zmq => {
      const socket = open(zmq, optionRow('linger'))
      set(socket)
      return [socket.securityMechanism, socket.plainServer, socket.curveServer]
    })
    expect(own).toEqual(native)
  })

  it('never shows a key that it refuses', () => {
    const socket = new ours.Dealer()
    const slip = `${z85Key.slice(0, 39)} `
    expect(() => Object.assign(socket, { curveSecretKey: slip })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('rq:r') }),
    )
    socket.close()
  })

  it('refuses what would silently weaken a program, and accepts it switched off', () => {
    const refused = all.filter(([, row]) => row.effect === 'refused' && row.access !== 'r')
    expect(refused.length).toBeGreaterThan(5)
    for (const [name, row] of refused) {
      const socket = open(ours, row)
      socket[name] = row.default
      const value = row.kind === 'bool' ? true : row.kind === 'int32' ? 1 : 'x'
      expect(() => {
        socket[name] = value
      }).toThrow(
        expect.objectContaining({ code: 'ENOTSUP', message: expect.stringContaining(name.startsWith('gssapi') ? 'GSSAPI' : name) }),
      )
      expect(socket[name]).toBe(row.access === 'w' ? undefined : row.default)
    }
    expect(() => open(ours, optionRow('fd')).fd).toThrow(expect.objectContaining({ code: 'ENOTSUP' }))
  })

  it('has the defaults that the engine has', () => {
    for (const [name, value] of Object.entries(defaultOptions)) {
      // These two follow from others.
      if (name === 'mechanism' || name === 'asServer') continue
      const row: OptionRow = optionTable[name as keyof typeof optionTable]
      expect([name, row.gathers === undefined ? row.default : []]).toEqual([name, value instanceof Uint8Array ? null : value])
    }
  })

  it('gives each number to one option', () => {
    const ids = all.flatMap(([, row]) => (row.id === null ? [] : [row.id]))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('refuses numbers that do not fit, instead of taking them modulo 2^32', () => {
    const socket = new ours.Dealer()
    for (const value of [2 ** 33, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => Object.assign(socket, { linger: value })).toThrow('Invalid')
    socket.close()
  })

  it('refuses a routing id that begins with a zero octet, which RFC 37 reserves and libzmq takes', () => {
    const socket = new ours.Dealer({ routingId: 'before' })
    for (const id of ['\0id', Buffer.from([0])])
      expect(() => Object.assign(socket, { routingId: id })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(socket.routingId).toBe('before')
    expect(() => new ours.Dealer({ routingId: '\0id' })).toThrow('zero')
    socket.close()
  })

  it('keeps a copy of octets', () => {
    const id = Buffer.from('id')
    const socket = new ours.Dealer({ routingId: id })
    id.fill(0)
    expect(socket.routingId).toBe('id')
    socket.close()
  })
})
