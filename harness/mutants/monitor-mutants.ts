// The appendix on monitors: an event that is not told, or told wrongly.

import { type Edit, edit, type MutantTable } from './mutant.ts'

const connecter = 'socket/connecter.ts'
const host = 'socket/engine-host.ts'
const frames = 'socket/monitor-frames.ts'

/** The engine is silent about one type of event. */
const without = (type: string): Edit[] => [
  edit(
    'socket/engine.ts',
    'if (onEvent !== null) shielded(() => onEvent(event))',
    `if (onEvent !== null && event.type !== '${type}') shielded(() => onEvent(event))`,
  ),
]

export const monitorMutants = {
  'mut/monitor-without-listening': { about: 'does not tell that it listens', edits: without('bind') },
  'mut/monitor-without-closed': { about: 'does not tell that a listener or an attempt is closed', edits: without('close') },
  'mut/monitor-without-bind-failed': { about: 'does not tell of a bind that failed', edits: without('bind:error') },
  'mut/monitor-without-accepted': { about: 'does not tell of accepted connections', edits: without('accept') },
  'mut/monitor-without-connected': { about: 'does not tell of connections made', edits: without('connect') },
  'mut/monitor-without-handshake': { about: 'does not tell of handshakes', edits: without('handshake') },
  'mut/monitor-without-disconnected': { about: 'does not tell of lost connections', edits: without('disconnect') },
  'mut/monitor-without-delayed': { about: 'does not tell of attempts under way', edits: without('connect:delay') },
  'mut/monitor-without-retried': { about: 'does not tell of attempts to come', edits: without('connect:retry') },
  'mut/monitor-without-handshake-failed': {
    about: 'does not tell of peers that leave during the handshake',
    edits: without('handshake:error:other'),
  },
  'mut/monitor-without-protocol-error': { about: 'does not tell of peers that break a rule', edits: without('handshake:error:protocol') },
  'mut/monitor-without-auth-error': { about: 'does not tell of peers that are refused', edits: without('handshake:error:auth') },
  'mut/monitor-without-accept-failed': { about: 'does not tell of connections that a filter refuses', edits: without('accept:error') },
  'mut/monitor-tells-the-wildcard': {
    about: 'tells the endpoint as it was given, wildcards and all',
    edits: [edit('socket/endpoints.ts', `{ type: 'bind', address: binding.endpoint`, `{ type: 'bind', address: binding.requested`)],
  },
  'mut/monitor-retried-without-pause': {
    about: 'tells a pause of 0 before each attempt',
    edits: [
      edit(
        connecter,
        `{ type: 'connect:retry', address: this.endpoint, interval }`,
        `{ type: 'connect:retry', address: this.endpoint, interval: 0 }`,
      ),
    ],
  },
  'mut/monitor-without-status': {
    about: 'tells status 400 of every refusal',
    edits: [edit(host, '{ status: Number(refusal) }', '{ status: 400 }')],
  },
  'mut/monitor-number-of-another': {
    about: 'tells of each event under the number of the one before it in zmq.h',
    edits: [edit(frames, 'const bit = eventBits[event.type]', 'const bit = eventBits[event.type] >> 1')],
  },
  'mut/monitor-numbers-in-network-order': {
    about: 'writes numbers in the order of the network',
    edits: [edit(frames, `const little = endianness() === 'LE'`, `const little = endianness() !== 'LE'`)],
  },
  'mut/monitor-descriptor-unknown': {
    about: 'tells no file descriptors',
    edits: [edit(frames, 'return [event.fd ?? -1]', 'return [-1]')],
  },
  'mut/monitor-ends-exchanged': {
    about: 'tells the remote endpoint before the local one',
    edits: [
      edit(
        frames,
        `const ends = [local ?? address, remote ?? (local === undefined ? '' : address)]`,
        `const ends = [remote ?? (local === undefined ? '' : address), local ?? address]`,
      ),
    ],
  },
  'mut/monitor-tells-no-reason': {
    about: 'tells 0 for whatever failed',
    edits: [
      edit(frames, 'return [errnoOf(event.error)]', 'return [0]'),
      edit(frames, 'return [protocolErrors[event.error.code]]', 'return [0]'),
      edit(frames, 'return [event.error.status]', 'return [0]'),
    ],
  },
  'mut/pipes-stats-exchanged': {
    about: 'tells what waits to be received before what waits to be sent',
    edits: [edit(frames, 'return [event.outbound, event.inbound]', 'return [event.inbound, event.outbound]')],
  },
  'mut/monitor-never-stops': {
    about: 'does not tell that the socket is closed',
    edits: [edit('socket/monitor-socket.ts', 'if (frames !== null && this', `if (event.type !== 'end' && frames !== null && this`)],
  },
} as const satisfies MutantTable
