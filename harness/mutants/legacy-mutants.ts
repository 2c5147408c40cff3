// 13/ZMTP 1.0 and 15/ZMTP 2.0: bugs in speaking with peers of before ZMTP 3.0.
//
//   length flags body            the framing of 1.0          FF padding8 7F 01 type 00 length identity          the greeting of 2.0

import { edit, type MutantTable } from './mutant.ts'

const encoder = 'wire/legacy-encoder.ts'
const decoder = 'wire/legacy-decoder.ts'
const handshake = 'session/legacy-handshake.ts'
const greeting = 'wire/legacy-greeting.ts'
const session = 'session/session.ts'
const bodySize = 'const length = size + 1'
const flagsOut = 'chunk[this.#end++] = flags'
const flagsIn = 'own[at + header]! & MORE'
const tooLarge = 'if (length - 1 > this.limit) return this.#refuse(length - 1)'
const sendsAll = `this.#handshake.subscriptions === 'none' && publishes(this.#options.socketType)`
const told = `version === '1.0' ? 'none' : 'messages'`

export const legacyMutants = {
  'mut/1.0-length-without-flags': {
    about: 'counts the body only in the length of a frame for a peer of 1.0',
    edits: [edit(encoder, bodySize, 'const length = size')],
  },
  'mut/1.0-short-form-up-to-255': {
    about: 'sends a peer of 1.0 a length of 255 in one octet, which announces the long form',
    edits: [edit(encoder, 'const SHORT_LENGTH = 254', 'const SHORT_LENGTH = 255')],
  },
  'mut/1.0-length-little-endian': {
    about: 'sends a peer of 1.0 the octets of a long length in the wrong order',
    edits: [edit(encoder, 'let place = 7; place >= 0; place--', 'let place = 0; place < 8; place++')],
  },
  'mut/1.0-more-on-single': {
    about: 'sends a peer of 1.0 the last frame of a message with MORE',
    edits: [edit(encoder, flagsOut, `${flagsOut} | 1`)],
  },
  'mut/1.0-reserved-flags': {
    about: 'sends a peer of 1.0 flags with reserved bits set, as libzmq 2.1 did',
    edits: [edit(encoder, flagsOut, `${flagsOut} | 0x7e`)],
  },
  'mut/1.0-more-not-read': {
    about: 'takes each frame of a peer of 1.0 for a message',
    edits: [edit(decoder, flagsIn, '0 & MORE')],
  },
  'mut/1.0-long-form-for-large-only': {
    about: 'refuses a small frame of a peer of 1.0 whose length comes in eight octets',
    edits: [edit(decoder, tooLarge, tooLarge.replace('this.limit)', 'this.limit || (long && length < 255))'))],
  },
  'mut/1.0-any-size-taken': {
    about: 'does not look at ZMQ_MAXMSGSIZE when a peer of 1.0 sends',
    edits: [edit(decoder, tooLarge, '')],
  },
  'mut/1.0-nothing-is-a-fault': {
    about: 'refuses a frame of length 0 from a peer of 1.0 instead of passing it over',
    edits: [edit(decoder, 'this.#read += header\n      return true', 'return this.#refuse(0)')],
  },
  'mut/1.0-identity-flags-checked': {
    about: 'refuses a peer of 1.0 whose identity has MORE among its flags',
    edits: [edit(handshake, `this.#version === '2.0' && flags !== 0`, 'flags !== 0')],
  },
  'mut/old-identity-dropped': {
    about: 'makes up a name for an older peer that gave one',
    edits: [edit(handshake, 'reserved ? new Uint8Array(0)', 'body.length > 0 ? new Uint8Array(0)')],
  },
  'mut/1.0-subscriber-waits-for-topics': {
    about: 'sends a subscriber of 1.0, which cannot subscribe, nothing',
    edits: [edit(session, sendsAll, `false && ${sendsAll}`)],
  },
  'mut/1.0-publisher-is-asked': {
    about: 'sends a publisher of 1.0 its subscriptions as messages',
    edits: [edit(handshake, `this.subscriptions = ${told}`, `this.subscriptions = 'messages'`)],
  },
  'mut/2.0-xpub-by-name': {
    about: 'tells a peer of 2.0 that it is XPUB or XSUB, for which the protocol has no number',
    edits: [edit(greeting, `type === 'XPUB' ? 'PUB' : type === 'XSUB' ? 'SUB' : type`, 'type')],
  },
  'mut/2.0-identity-not-sent': {
    about: 'greets a peer of 2.0 with an empty identity whatever its name is',
    edits: [
      edit(
        greeting,
        'const bytes = new Uint8Array(3 + identity.length)',
        'identity = identity.subarray(0, 0)\n  const bytes = new Uint8Array(3)',
      ),
    ],
  },
  'mut/2.0-any-type-taken': {
    about: 'talks to a peer of 2.0 of any socket type',
    edits: [edit(handshake, 'type !== null && isLegalPeer(own, type)', 'type !== null')],
  },
  'mut/2.0-types-off-by-one': {
    about: 'reads the number of the socket type of a peer of 2.0 as the one after it',
    edits: [edit(greeting, 'known === id &&', 'known === id! + 1 &&')],
  },
} as const satisfies MutantTable
