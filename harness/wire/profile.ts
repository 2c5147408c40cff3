// What a raw peer says in each version of ZMTP: to open a connection, to send a message, to subscribe and to cancel.
//   await peer.join('2.0', { type: 'SUB' })
//   await peer.send(profiles['2.0'].subscribe('topic'))
// Rule: one row a version, all of them legal; what is illegal is built by hand from octets.ts and old-octets.ts.

import type { JoinFields, ProfileVersion } from './contract.ts'
import { cancel, greeting, message, type Octets, oldCancel, oldSubscribe, readyAs, subscribe } from './octets.ts'
import { greetingOf2, identityOf1, identityOf2, messageOf1 } from './old-octets.ts'

export interface Profile {
  /** Everything this peer has to say before traffic. */
  readonly opening: (fields: JoinFields) => Buffer
  readonly message: (...parts: readonly Octets[]) => Buffer
  /** Empty in 1.0: a subscriber sends nothing and gets everything. */
  readonly subscribe: (topic?: Octets) => Buffer
  readonly cancel: (topic?: Octets) => Buffer
}

const silent = (): Buffer => Buffer.alloc(0)
const opening3 =
  (minor: number) =>
  ({ type, identity }: JoinFields): Buffer =>
    Buffer.concat([greeting({ version: [3, minor] }), readyAs(type, identity === undefined ? {} : { Identity: identity })])

export const profiles = {
  '1.0': { opening: ({ identity }) => identityOf1(identity), message: messageOf1, subscribe: silent, cancel: silent },
  '2.0': {
    opening: ({ type, identity }) => Buffer.concat([greetingOf2(type), identityOf2(identity)]),
    message,
    subscribe: oldSubscribe,
    cancel: oldCancel,
  },
  '3.0': { opening: opening3(0), message, subscribe: oldSubscribe, cancel: oldCancel },
  '3.1': { opening: opening3(1), message, subscribe, cancel },
} as const satisfies Record<ProfileVersion, Profile>
