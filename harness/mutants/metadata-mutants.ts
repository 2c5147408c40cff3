// 37/ZMTP 3.1, "Connection Metadata", "The Socket-Type Property", "The Identity Property"; 23/ZMTP 3.0 likewise: bugs in what READY holds.
//
//   name length │ name │ value length, 4 octets │ value

import { edit, type MutantTable } from './mutant.ts'

const metadata = 'wire/metadata.ts'
const peer = 'session/peer.ts'
const types = 'wire/socket-type.ts'
const identity = `findProperty(metadata, 'Identity') ?? new Uint8Array(0)`

export const metadataMutants = {
  'mut/ready-with-trailing-nul': {
    about: 'ends the properties with a NUL',
    edits: [edit(metadata, 'const bytes = new Uint8Array(size)', 'const bytes = new Uint8Array(size + 1)')],
  },
  'mut/value-length-little-endian': {
    about: 'writes and reads the length of a value with its low octet first',
    edits: [
      edit(metadata, 'numbers.setUint32(at, value.length)', 'numbers.setUint32(at, value.length, true)'),
      edit(metadata, 'numbers.getUint32(nameEnd)', 'numbers.getUint32(nameEnd, true)'),
    ],
  },
  'mut/value-length-signed': {
    about: 'reads the length of a value as a signed number',
    edits: [edit(metadata, 'numbers.getUint32(nameEnd)', 'numbers.getInt32(nameEnd)')],
  },
  'mut/value-length-one-octet': {
    about: 'reads the last octet of the length of a value only',
    edits: [edit(metadata, 'numbers.getUint32(nameEnd)', 'bytes[nameEnd + 3]!')],
  },
  'mut/value-length-unchecked': {
    about: 'takes what is there for a value that claims to be longer',
    edits: [edit(metadata, 'if (length > bytes.length - at)', 'if (false)')],
  },
  'mut/truncated-metadata-accepted': {
    about: 'stops reading at a property that is cut off, and takes the ones before it',
    edits: [edit(metadata, `throw invalid('a property is cut off before its value')`, 'break')],
  },
  'mut/trailing-octet-ignored': {
    about: 'ignores a single octet behind the last property',
    edits: [edit(metadata, 'while (at < bytes.length)', 'while (at + 1 < bytes.length)')],
  },
  'mut/empty-name-accepted': {
    about: 'takes a property without a name',
    edits: [edit(metadata, 'if (nameEnd === at + 1) throw', 'if (false) throw')],
    seen: 'paddor/omq.rs#34',
  },
  'mut/empty-value-refused': {
    about: 'refuses a property with an empty value',
    edits: [edit(metadata, 'if (length > bytes.length - at)', 'if (length === 0 || length > bytes.length - at)')],
  },
  'mut/name-limit-63': {
    about: 'refuses names of more than 63 octets',
    edits: [edit(metadata, 'if (nameEnd === at + 1) throw', 'if (nameEnd === at + 1 || nameEnd > at + 64) throw')],
  },
  'mut/name-case-matters': {
    about: 'finds a property only when its name is spelled as in the RFC',
    edits: [edit(metadata, 'key.toLowerCase() === folded', 'key === name')],
  },
  'mut/unknown-property-refused': {
    about: 'refuses a property it does not know',
    edits: [edit(metadata, 'if (seen.has(folded))', `if (seen.has(folded) || !['socket-type', 'identity', 'resource'].includes(folded))`)],
  },
  'mut/unknown-resource-refused': {
    about: 'refuses a peer that asks for a resource it does not have',
    edits: [
      edit(
        peer,
        'const type = fromOctets(typeOctets)',
        `if (findProperty(metadata, 'Resource')) return refuse('No-Such-Resource', 'resource', 'no such resource')\n  const type = fromOctets(typeOctets)`,
      ),
    ],
  },
  'mut/resource-is-an-endpoint': {
    about: 'announces the endpoint as its resource',
    edits: [edit(peer, '  return metadata\n', `  metadata.set('Resource', toOctets('tcp://*:5555'))\n  return metadata\n`)],
  },
  'mut/only-first-property-read': {
    about: 'reads the first property and nothing behind it',
    edits: [edit(metadata, '    at += length\n', '    break\n')],
  },
  'mut/name-with-colon': {
    about: 'announces a property of its own whose name has a colon',
    edits: [edit(peer, '  return metadata\n', `  metadata.set('implementation:name', toOctets('x'))\n  return metadata\n`)],
  },
  'mut/announces-x-property': {
    about: 'announces a property of its own under X-, which belongs to the application',
    edits: [edit(peer, '  return metadata\n', `  metadata.set('X-Implementation', toOctets('x'))\n  return metadata\n`)],
  },
  'mut/socket-type-in-lower-case': {
    about: 'announces its socket type in small letters',
    edits: [edit(peer, 'toOctets(options.socketType)', 'toOctets(options.socketType.toLowerCase())')],
  },
  'mut/announces-generated-identity': {
    about: 'announces an identity that it made itself, with a zero in front, when it was given none',
    edits: [
      edit(
        peer,
        `metadata.set('Identity', options.routingId)`,
        `metadata.set('Identity', options.routingId.length > 0 ? options.routingId : Uint8Array.of(0, 1, 2, 3, 4))`,
      ),
    ],
  },
  'mut/identity-not-sent': {
    about: 'keeps the routing id it was given to itself',
    edits: [edit(peer, `metadata.set('Identity', options.routingId)`, 'void 0')],
  },
  'mut/routing-id-of-any-length': {
    about: 'takes a routing id of 256 octets from the application and announces it',
    edits: [
      edit('socket/option-table.ts', `default: null, min: 1, max: 255, noLeadingZero: true`, 'default: null, min: 1, noLeadingZero: true'),
    ],
  },
  'mut/routing-id-with-leading-zero': {
    about: 'takes a routing id with a zero in front from the application and announces it',
    edits: [edit('socket/option-table.ts', `default: null, min: 1, max: 255, noLeadingZero: true`, 'default: null, min: 1, max: 255')],
  },
  'mut/identity-ignored': {
    about: 'gives every peer a routing id of its own making',
    edits: [edit(peer, 'announcesRoutingId ? identity', 'announcesRoutingId ? new Uint8Array(0)')],
    seen: 'zeromq/libzmq#1021',
  },
  'mut/identity-as-text': {
    about: 'keeps an identity as UTF-8 text',
    edits: [edit(peer, identity, `new TextEncoder().encode(new TextDecoder().decode(${identity}))`)],
  },
  'mut/identity-cut-at-nul': {
    about: 'keeps an identity as a C string',
    edits: [edit(peer, identity, `(octets => octets.subarray(0, octets.includes(0) ? octets.indexOf(0) : octets.length))(${identity})`)],
  },
  'mut/zero-in-front-refused-from-3.0': {
    about: 'holds a 3.0 peer to the rule of 3.1 that no identity begins with zero',
    edits: [edit(peer, 'minor > 0 && announced[0] === 0', 'announced[0] === 0')],
  },
  'mut/empty-identity-taken-as-it-is': {
    about: 'takes an empty identity for a name, which the next peer without one then has too',
    edits: [edit('pattern/router.ts', 'assigned ?? (announced.length === 0 ? freshId() : announced)', 'assigned ?? announced')],
    seen: 'go-zeromq/zmq4#140',
  },
  'mut/identity-before-message': {
    about: 'delivers the identity of a peer as its first message',
    edits: [
      edit(
        'socket/link.ts',
        'this.#pipe = this.#owner.ready(this, peer)',
        `this.#pipe = this.#owner.ready(this, peer)\n    const identity = peer.properties.get('Identity')\n    if (identity?.length) this.#pipe?.receive([identity])`,
      ),
    ],
  },
  'mut/identity-of-others-validated': {
    about: 'holds the identity of a PUSH to the rules for REQ, DEALER and ROUTER',
    edits: [edit(peer, 'announced.length > ROUTING_ID_LIMIT', 'identity.length > ROUTING_ID_LIMIT')],
  },
  'mut/duplicate-identity-refused-everywhere': {
    about: 'refuses a second peer of the same identity although no ROUTER needs to tell them apart',
    edits: [
      edit(
        peer,
        'const reserved = minor > 0',
        `const known = (options.identities ??= new Set())\n  if (identity.length > 0 && known.has(fromOctets(identity))) return refuse('Known', 'identity', 'known')\n  known.add(fromOctets(identity))\n  const reserved = minor > 0`,
      ),
    ],
  },
  'mut/socket-type-not-checked': {
    about: 'serves a peer of any socket type it has heard of',
    edits: [edit(peer, '!isLegalPeer(options.socketType, type)', '!(type in socketTypes)')],
  },
  'mut/req-accepts-dealer': {
    about: 'REQ serves a DEALER',
    edits: [edit(types, `peers: ['REP', 'ROUTER']`, `peers: ['REP', 'ROUTER', 'DEALER']`)],
  },
  'mut/rep-accepts-router': {
    about: 'REP serves a ROUTER',
    edits: [edit(types, `peers: ['REQ', 'DEALER'], ...`, `peers: ['REQ', 'DEALER', 'ROUTER'], ...`)],
  },
  'mut/dealer-refuses-dealer': {
    about: 'DEALER refuses a DEALER',
    edits: [edit(types, `peers: ['REP', 'DEALER', 'ROUTER']`, `peers: ['REP', 'ROUTER']`)],
  },
  'mut/xpub-refuses-xsub': {
    about: 'XPUB refuses an XSUB',
    edits: [edit(types, `XPUB: { id: 9, peers: ['SUB', 'XSUB']`, `XPUB: { id: 9, peers: ['SUB']`)],
  },
  'mut/sub-accepts-sub': {
    about: 'SUB serves a SUB',
    edits: [edit(types, `SUB: { id: 2, peers: ['PUB', 'XPUB']`, `SUB: { id: 2, peers: ['PUB', 'XPUB', 'SUB']`)],
  },
  'mut/pull-accepts-pull': {
    about: 'PULL serves a PULL',
    edits: [edit(types, `peers: ['PUSH']`, `peers: ['PUSH', 'PULL']`)],
  },
  'mut/pair-refuses-pair': {
    about: 'PAIR refuses a PAIR',
    edits: [edit(types, `peers: ['PAIR']`, `peers: ['DEALER']`)],
  },
} as const satisfies MutantTable
