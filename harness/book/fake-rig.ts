// A rig for the harness's own tests: subjects in memory that misbehave when a case opens a socket of a telling type.
//
//   open('CRASH' | 'HANG' | 'LIE' | 'GARBAGE' | 'REFUSE' | 'DEAF' | 'STUCK')
//
// Rule: proves how the harness judges; it knows no ZeroMQ.

import type { Capabilities } from '../control/protocol.ts'
import { type HistoryEntry, type Subject, SubjectBroken, SubjectError, type SubjectSocket } from '../subjects/subject.ts'
import { type Windows, type Wire, WireMismatch, type WirePeer } from '../wire/contract.ts'
import type { Rig } from './rig.ts'

const capabilities: Capabilities = {
  sockets: ['PUSH', 'PULL'],
  transports: ['tcp', 'inproc'],
  mechanisms: ['NULL'],
  zmtp: ['3.1'],
  options: ['linger'],
  ops: ['peers'],
  features: [],
  concurrency: 1,
}

/** Whether the subjects in this worker still answer on the wire. */
const hearing = { deaf: false }

function fakeSubject(address: string): Subject {
  const [name = 'fake', flaw] = address.split(':')
  const history: HistoryEntry[] = []
  const state = { broken: false, stuck: false, starts: 0 }
  const tell = (text: string) => void history.push({ ms: performance.now(), subject: name, text })
  const socket = (type: string): SubjectSocket =>
    ({
      name: 's1',
      type,
      bind: async (endpoint: string) => endpoint.replace('*', '1'),
      send: async (frames: string) => tell(`s1 send ${JSON.stringify(frames)} -> ok`),
    }) as unknown as SubjectSocket
  return {
    name,
    address,
    implementation: { name, version: '1.2.3', language: 'none' },
    capabilities,
    history,
    stderr: 'fake: a line on standard error\n',
    ready: async () => {
      if (flaw === 'no-start') throw new SubjectBroken('start', `${name} did not say hello`)
      state.broken = false
    },
    open: async type => {
      tell(`open ${type}`)
      if (state.broken) throw new SubjectBroken('crash', `${name} is gone`)
      if (type === 'REFUSE') throw new SubjectError('EINVAL', 'open', 'no such type')
      if (type === 'DEAF') hearing.deaf = true
      if (type === 'STUCK') state.stuck = true
      const kinds = { CRASH: 'crash', HANG: 'hang', LIE: 'capability', GARBAGE: 'protocol' } as const
      if (type in kinds) {
        state.broken = true
        throw new SubjectBroken(kinds[type as keyof typeof kinds], `${name} was told to ${type}`)
      }
      return socket(type)
    },
    reset: async () => {
      history.length = 0
      hearing.deaf = false
      if (state.stuck) {
        state.stuck = false
        throw new SubjectBroken('hang', `${name} did not answer reset`)
      }
    },
    z85: async () => {
      throw new SubjectError('ENOSYS', 'z85', 'not offered')
    },
    zap: async () => {
      throw new SubjectError('ENOSYS', 'zap', 'not offered')
    },
    asked: async () => {
      throw new SubjectError('ENOSYS', 'asked', 'not offered')
    },
    stats: async () => null,
    stop: async () => {},
  }
}

const peer = (logs: string[]): WirePeer =>
  ({
    handshake: async () => {
      if (hearing.deaf) throw new WireMismatch('READY', 'silence')
      logs.push('0.1ms → greeting', '0.2ms ← READY')
      return {}
    },
    close: async () => {},
    silent: async () => {
      throw new WireMismatch('silence', 'frame 00 01 41')
    },
  }) as unknown as WirePeer

function createWire(): Wire {
  const logs: string[] = []
  return { dial: async () => peer(logs), logs, legs: () => [], close: async () => {} } as unknown as Wire
}

const windows: Windows = { reaction: 50, silence: 50, deadline: 200 }

export const rig: Rig = {
  connect: address => fakeSubject(address),
  calibrate: async () => windows,
  createWire,
  createProxyFactory: () =>
    Object.assign(
      async () => {
        throw new Error('the fake rig has no proxy')
      },
      { logs: () => [], frames: () => [], legs: () => [], close: async () => {} },
    ),
}
