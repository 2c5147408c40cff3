// The appendix on udp: datagrams of RADIO and DISH, DGRAM, endpoints, groups of multicast.

import { edit, type MutantTable } from './mutant.ts'

const codec = 'wire/group-datagram.ts'
const address = 'wire/datagram-address.ts'
const radio = 'pattern/radio.ts'
const dgram = 'pattern/dgram.ts'
const form = 'socket/datagram-form.ts'
const outlet = 'socket/datagram-outlet.ts'
const endpoints = 'socket/endpoints.ts'
const transport = 'transport/udp.ts'
const limit = 'export const maxDatagram = 8192'
const end = 'const end = 1 + (datagram[0] ?? maxDatagram)'
const everybody = 'for (const pipe of datagrams) fanOut.match(pipe)'
const cut = 'if (end > datagram.length || datagram.length > maxDatagram) return null'

export const udpMutants = {
  'mut/udp-takes-less': {
    about: 'takes and sends datagrams of at most 4096 octets',
    edits: [edit(codec, limit, 'export const maxDatagram = 4096')],
  },
  'mut/udp-takes-more': {
    about: 'takes and sends datagrams of any size',
    edits: [edit(codec, limit, 'export const maxDatagram = 65507')],
    seen: 'zeromq/libzmq, udp_engine.cpp of 4.3.5: the size of what is sent is not looked at',
  },
  'mut/dish-reads-a-long-group-length': {
    about: 'takes two octets for the length of the group',
    edits: [edit(codec, end, 'const end = 2 + 256 * (datagram[0] ?? 0) + (datagram[1] ?? 0)')],
  },
  'mut/dish-takes-short-groups-only': {
    about: 'takes a group length from 128 on for a negative one, and ignores the datagram',
    edits: [edit(codec, cut, cut.replace('if (', 'if (datagram[0]! > 127 || '))],
    seen: 'zeromq/libzmq, udp_engine.cpp of 4.3.5: the length is a char, and the process aborts',
  },
  'mut/dish-takes-cut-groups': {
    about: 'delivers what there is of a group that the datagram does not hold whole',
    edits: [edit(codec, cut, 'if (datagram.length > maxDatagram) return null')],
  },
  'mut/udp-drops-empty-bodies': {
    about: 'takes a datagram that ends behind its group for one that is cut',
    edits: [edit(codec, cut, cut.replace('end > datagram.length', 'end >= datagram.length'))],
  },
  'mut/udp-ends-at-nothing': {
    about: 'takes an empty datagram for the end of a connection',
    edits: [
      edit(
        outlet,
        'const message = this.#form.incoming',
        'if (datagram.length === 0) return pipe.terminate()\n    const message = this.#form.incoming',
      ),
    ],
  },
  'mut/udp-keeps-everything': {
    about: 'ignores ZMQ_RCVHWM over udp',
    edits: [edit(outlet, 'if (pipe.ended || (limit > 0 && pipe.readable >= limit)) return', 'if (pipe.ended || limit < 0) return')],
  },
  'mut/dish-delivers-unjoined': {
    about: 'delivers every group that comes',
    edits: [edit('pattern/dish.ts', 'if (key !== undefined && joined.has(key)) return message', 'if (key !== undefined) return message')],
  },
  'mut/radio-sends-body-first': {
    about: 'puts the group behind the body',
    edits: [
      edit(codec, 'datagram.set(group, 1)', 'datagram.set(body, 1)'),
      edit(codec, 'datagram.set(body, 1 + group.length)', 'datagram.set(group, 1 + body.length)'),
    ],
  },
  'mut/radio-ends-groups-in-zero': {
    about: 'sends a group with a zero octet at its end',
    edits: [
      edit(
        form,
        'encodeGroupDatagram(group!, body!, allocate)',
        'encodeGroupDatagram(Buffer.concat([group!, Buffer.of(0)]), body!, allocate)',
      ),
    ],
  },
  'mut/radio-asks-for-members': {
    about: 'sends over udp only what somebody has joined, and nobody can say so',
    edits: [edit(radio, everybody, '')],
  },
  'mut/radio-sends-to-the-first': {
    about: 'sends to the first of its endpoints over udp only',
    edits: [edit(radio, everybody, 'for (const pipe of [...datagrams].slice(0, 1)) fanOut.match(pipe)')],
  },
  'mut/udp-unbinds-nothing': {
    about: 'goes on hearing what is sent to an endpoint that was unbound',
    edits: [edit(endpoints, 'depart([datagrams])\n        await datagrams.freed()', '')],
  },
  'mut/udp-stays-connected': {
    about: 'goes on sending to an endpoint that was disconnected',
    edits: [edit(endpoints, 'this.#datagrams.delete(one)\n      one.abandon()', 'this.#datagrams.delete(one)')],
  },
  'mut/udp-joins-no-group': {
    about: 'binds the port of a group, and does not join it',
    edits: [edit(transport, 'if (multicast) socket.addMembership(host, through)', '')],
  },
  'mut/udp-shares-no-address': {
    about: 'takes the port of a group for itself alone',
    edits: [edit(transport, 'reuseAddr: target === null', 'reuseAddr: false')],
  },
  'mut/udp-connects-to-wildcards': {
    about: 'takes a wildcard for a place to send to',
    edits: [edit('transport/udp-endpoint.ts', "if (use === 'connect' && (", 'if (use.length > 9 && (')],
  },
  'mut/udp-takes-any-interface': {
    about: 'ignores an interface before an address that is no group',
    edits: [edit('transport/udp-endpoint.ts', 'if (via !== null && !multicast)', 'if (via !== null && via.length > 99)')],
  },
  'mut/udp-goes-both-ways': {
    about: 'lets RADIO bind, DISH and DGRAM connect over udp',
    edits: [edit(form, 'if (form.use !== use)', 'if (form.use.length === 0)')],
  },
  'mut/udp-takes-every-type': {
    about: 'treats every socket type as DGRAM over udp',
    edits: [edit(form, 'forms[type as keyof typeof forms] : null', 'forms[type as keyof typeof forms] : forms.DGRAM')],
  },
  'mut/dgram-over-streams': {
    about: 'lets DGRAM bind and connect over transports that carry streams',
    edits: [edit('socket/engine.ts', "else if (this.type === 'DGRAM')", "else if (endpoint === '')")],
  },
  'mut/dgram-frames-what-it-sends': {
    about: 'puts a group length before the body of a DGRAM',
    edits: [edit(form, 'return { datagram: body!, to', 'return { datagram: encodeGroupDatagram(new Uint8Array(0), body!, allocate), to')],
  },
  'mut/dgram-drops-the-zero': {
    about: 'gives the address without the zero octet at its end',
    edits: [edit(form, '(from)}\\0`', '(from)}`')],
  },
  'mut/dgram-forgets-the-port': {
    about: 'gives the address without the port',
    edits: [edit(form, 'datagramAddressText(from)}', 'from.host}')],
  },
  'mut/dgram-wants-the-zero': {
    about: 'takes the last octet of an address for its zero, whatever it is',
    edits: [edit(address, 'frame.at(-1) === 0 ? frame.length - 1 : frame.length', 'frame.length - 1')],
  },
  'mut/dgram-keeps-the-first-address': {
    about: 'sends everything to where it sent first',
    edits: [edit(form, 'to: parseDatagramAddress(address!)', 'to: (globalThis.firstAddress ??= parseDatagramAddress(address!))')],
  },
  'mut/dgram-takes-any-frames': {
    about: 'sends the second frame of a message of three',
    edits: [edit(dgram, ' || message.length > 2', '')],
  },
  'mut/dgram-waits-for-an-address': {
    about: 'keeps a message to no address, and all behind it',
    edits: [
      edit(
        dgram,
        'if (parseDatagramAddress(address) === null)\n',
        'if (parseDatagramAddress(address) === null) return false\n      if (address.length > 999)\n',
      ),
    ],
  },
} as const satisfies MutantTable
