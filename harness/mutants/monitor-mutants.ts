// The appendix on monitors: an event that is not told, or told wrongly.

import { type Edit, edit, type MutantTable } from './mutant.ts'

const connecter = 'socket/connecter.ts'
const host = 'socket/engine-host.ts'

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
} as const satisfies MutantTable
