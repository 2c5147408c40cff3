// 37/ZMTP 3.1, "Version Negotiation", "Backwards Interoperability", "Security Considerations": bugs in finding out who the peer is.
//
//   10 or 11 octets ──►   ◄── 11   the rest of 2.0, or of 3.x ──►

import { edit, type MutantTable } from './mutant.ts'

const opening = 'session/opening.ts'
const legacy = 'wire/legacy-greeting.ts'
const probe = 'bytes[SIGNATURE_SIZE - 3] = (identityLength + 1) >>> 8\n  bytes[SIGNATURE_SIZE - 2] = identityLength + 1'

export const openingMutants = {
  'mut/half-a-greeting-first': {
    about: 'speaks to no older peers, and yet sends 32 octets of its greeting and waits before it sends the others',
    edits: [edit(opening, 'SIGNATURE_SIZE + 1 : GREETING_SIZE', 'SIGNATURE_SIZE + 1 : 32')],
  },
  'mut/minor-before-the-version-is-known': {
    about: 'sends its minor version before it knows that its peer is no older than 3.0',
    edits: [
      edit(
        opening,
        'this.#sent = SIGNATURE_SIZE\n      return encodeProbe(this.#identity.length)',
        'this.#sent = 12\n      return Uint8Array.of(...encodeProbe(this.#identity.length), 3, 1)',
      ),
      edit(opening, 'SIGNATURE_SIZE + 1 : GREETING_SIZE', '12 : GREETING_SIZE'),
    ],
  },
  'mut/downgrades-after-10-octets': {
    about: 'speaks 2.0 as soon as it has seen a signature, whatever version may follow',
    edits: [edit(legacy, `if (bytes.length <= REVISION) return 'undecided'`, `if (bytes.length <= REVISION) return '2.0'`)],
  },
  'mut/keeps-2.0-peer-waiting': {
    about: 'does not answer a peer of 2.0, and does not close on it',
    edits: [edit(opening, 'return this.#heardTwo(bytes)', 'return { send: nothing, version: null }')],
  },
  'mut/garbage-waits-for-ever': {
    about: 'waits for 64 octets from whoever does not begin with FF',
    edits: [edit(legacy, `if (bytes[0] !== 0xff) return '1.0'`, `if (bytes[0] !== 0xff) return 'undecided'`)],
  },
  'mut/probe-without-plus-one': {
    about: 'probes for 1.0 with the length of its identity, not counting the flags octet',
    edits: [edit(legacy, probe, probe.replaceAll('identityLength + 1', 'identityLength'))],
  },
  'mut/probe-little-endian': {
    about: 'writes the length of its probe with the low octet first',
    edits: [edit(legacy, probe, 'bytes[2] = (identityLength + 1) >>> 8\n  bytes[1] = identityLength + 1')],
  },
  'mut/old-header-bypasses-mechanism': {
    about: 'speaks to older peers, who know no mechanism, although it was given one',
    edits: [edit(opening, 'const modern = mechanism !== undefined || ', 'const modern = ')],
  },
  'mut/oldest-version-ignored': {
    about: 'speaks to older peers also when it was told not to',
    edits: [
      edit(opening, `if (this.#oldest !== '1.0') throw`, 'if (false) throw'),
      edit(opening, `if (this.#oldest !== '1.0' && this.#oldest !== '2.0') {`, 'if (false) {'),
      edit(opening, `this.#oldest === '3.1' && `, 'false && '),
    ],
  },
  'mut/announces-null-always': {
    about: 'announces NULL whatever mechanism it was given',
    edits: [edit('session/handshake.ts', 'encodeGreeting(name, ', `encodeGreeting('NULL', `)],
  },
} as const satisfies MutantTable
