// 37/ZMTP 3.1, "Framing", "Commands", "Messages": bugs in flags, sizes and names, and in what belongs together.

import { edit, type MutantTable } from './mutant.ts'

const decoder = 'wire/frame-decoder.ts'
const encoder = 'wire/frame-encoder.ts'
const traffic = 'session/traffic.ts'
const longSize = 'length = high * 2 ** 32 + low'

export const frameMutants = {
  'mut/size-counts-header': {
    about: 'reads the size of a long frame as if it counted the header',
    edits: [edit(decoder, longSize, `length = Math.max(0, high * 2 ** 32 + low - 9)`)],
  },
  'mut/short-size-signed': {
    about: 'reads the size of a short frame as a signed octet',
    edits: [edit(decoder, 'let length = own[at + 1]!', 'let length = (own[at + 1]! << 24) >> 24')],
  },
  'mut/long-size-little-endian': {
    about: 'writes and reads the size of a long frame with its low octet first',
    edits: [
      edit(decoder, longSize, 'length = Number(new DataView(memory, base + at + 1, 8).getBigUint64(0, true))'),
      edit(
        'wire/frame.ts',
        'target[at + 8] = length\n',
        'target[at + 8] = length\n  target.subarray(at + 1, at + LONG_HEADER).reverse()\n',
      ),
    ],
  },
  'mut/size-bit-63-masked': {
    about: 'drops bit 63 of a size and reads on',
    edits: [edit(decoder, longSize, 'length = (high & 0x7fffffff) * 2 ** 32 + low')],
  },
  'mut/long-form-only-above-255': {
    about: 'refuses the long form for a frame that would fit the short one',
    edits: [
      edit(
        decoder,
        longSize,
        `${longSize}\n        if (length < 256) {\n          this.#refuse('ERR_ZMTP_UNSPECIFIED', 'too small')\n          return\n        }`,
      ),
    ],
  },
  'mut/long-form-from-255': {
    about: 'sends a frame of 255 octets in the long form',
    edits: [
      edit('wire/frame.ts', 'if (length <= SHORT_BODY) {', 'if (length < SHORT_BODY) {'),
      edit('wire/frame.ts', '(length <= SHORT_BODY ? 2', '(length < SHORT_BODY ? 2'),
      edit('wire/frame-encoder.ts', 'if (length <= SHORT_BODY) {', 'if (length < SHORT_BODY) {'),
      edit(
        'wire/frame-encoder.ts',
        'const length = prefix.length + data.length\n    if (this.#referred >= 0) this.#refer()\n    if (length > SHORT_BODY)',
        'const length = prefix.length + data.length\n    if (this.#referred >= 0) this.#refer()\n    if (length >= SHORT_BODY)',
      ),
    ],
  },
  'mut/short-form-for-256': {
    about: 'sends a frame of 256 octets in the short form, whose size then says 0',
    edits: [edit(encoder, 'if (length <= SHORT_BODY) {', 'if (length <= SHORT_BODY + 1) {')],
  },
  'mut/header-in-one-segment-only': {
    about: 'forgets a flags octet that was the last one of its segment',
    edits: [edit(decoder, 'if (this.#own === own) this.#read = at', 'if (this.#own === own) this.#read = end - at < 2 ? end : at')],
    seen: 'spotify/netty-zmtp#17',
  },
  'mut/large-body-loses-its-head': {
    about: 'forgets the beginning of a large body when it takes memory for the whole',
    edits: [edit(decoder, 'body.set(arrived)', '')],
    seen: 'zeromq/libzmq#1477',
  },
  'mut/frame-behind-large-body-lost': {
    about: 'loses the header of the frame behind a large one',
    edits: [
      edit(decoder, 'this.#afterBig = false\n', 'if (this.#afterBig) {\n      this.#afterBig = false\n      return !this.stopped\n    }\n'),
    ],
  },
  'mut/more-ignored-on-long-frames': {
    about: 'knows a flags octet of 01 but not of 03',
    edits: [
      edit(decoder, 'if (!sink.frame(flags, body)', 'if (!sink.frame((flags & LONG) !== 0 ? flags & ~MORE : flags, body)'),
      edit(decoder, 'this.#sink.frame(this.#bigFlags, body)', 'this.#sink.frame(this.#bigFlags & ~MORE, body)'),
    ],
  },
  'mut/more-missing-on-long-frames': {
    about: 'sends 02 where 03 is due',
    edits: [edit('wire/frame.ts', 'target[at] = flags | LONG', 'target[at] = (flags & ~1) | LONG')],
  },
  'mut/more-on-last-frame': {
    about: 'sets MORE on the last frame of a message of several',
    edits: [edit('session/session.ts', 'this.#writer.frame(0, message[last]!)', 'this.#writer.frame(last > 0 ? MORE : 0, message[last]!)')],
  },
  'mut/reserved-bit-set': {
    about: 'uses bit 7 of the flags for itself',
    edits: [edit('session/session.ts', 'this.#writer.frame(0, message[last]!)', 'this.#writer.frame(0x80, message[last]!)')],
  },
  'mut/more-on-command': {
    about: 'sets MORE on commands',
    edits: [edit('session/traffic-command.ts', 'writer.prefixed(COMMAND, pongPrefix', 'writer.prefixed(COMMAND | 1, pongPrefix')],
  },
  'mut/command-always-long': {
    about: 'sends commands in the long form whatever their size',
    edits: [
      edit(encoder, 'if (length <= SHORT_BODY) {', 'if (length <= SHORT_BODY && (flags & 4) === 0) {'),
      edit('wire/frame.ts', 'if (length <= SHORT_BODY) {', 'if (length <= SHORT_BODY && (flags & 4) === 0) {'),
    ],
  },
  'mut/long-commands-ignored': {
    about: 'knows a flags octet of 04 but not of 06',
    edits: [edit(traffic, ': this.#trafficCommand(body)', ': flags === (COMMAND | 2) ? true : this.#trafficCommand(body)')],
  },
  'mut/command-delivered': {
    about: 'answers a PING and delivers it to the application too',
    edits: [edit(traffic, `case 'ping':`, `case 'ping':\n        this.#sink.message([body])`)],
  },
  'mut/unknown-command-delivered': {
    about: 'delivers a command it does not know as a message',
    edits: [edit(traffic, `case 'ignored':`, `case 'ignored':\n        this.#sink.message([body])`)],
  },
  'mut/command-name-compared-by-prefix': {
    about: 'takes PINGS for PING',
    edits: [
      edit(
        'session/traffic-command.ts',
        'switch (name) {',
        `switch (['PING', 'PONG', 'SUBSCRIBE', 'CANCEL', 'ERROR', 'READY'].find(known => name.startsWith(known)) ?? name) {`,
      ),
    ],
  },
  'mut/command-name-length-ignored': {
    about: 'knows PING by its letters, whatever the octet before them says',
    edits: [
      edit('wire/command.ts', 'const length = body[0] ?? 0', `const length = fromOctets(body, 1, 5) === 'PING' ? 4 : (body[0] ?? 0)`),
    ],
  },
  'mut/nul-after-command-name': {
    about: 'ends the names of commands with NUL',
    edits: [edit('wire/command.ts', 'String.fromCharCode(name.length) + name', `String.fromCharCode(name.length) + name + '\\0'`)],
  },
  'mut/command-name-in-small-letters': {
    about: 'sends pong, subscribe and cancel',
    edits: [
      edit('session/traffic-command.ts', `commandPrefix('PONG')`, `commandPrefix('pong')`),
      edit('session/traffic-command.ts', `commandPrefix('SUBSCRIBE')`, `commandPrefix('subscribe')`),
      edit('session/traffic-command.ts', `commandPrefix('CANCEL')`, `commandPrefix('cancel')`),
    ],
  },
  'mut/subscribe-eats-an-octet': {
    about: 'takes the topic of SUBSCRIBE from one octet too far on',
    edits: [edit('session/traffic-command.ts', 'subscribe: true, topic: data', 'subscribe: true, topic: data.subarray(1)')],
  },
  'mut/empty-frame-lost': {
    about: 'sends and delivers no empty frame of a message of several',
    edits: [
      edit(
        'session/session.ts',
        'this.#writer.frame(MORE, message[at]!)',
        'if (message[at]!.length > 0) this.#writer.frame(MORE, message[at]!)',
      ),
      edit('session/assembly.ts', 'message.push(body)', 'if (this.parts === null || body.length > 0) message.push(body)'),
      edit(
        'wire/shared-frames.ts',
        'const body = message[index]!',
        'const body = message[index]!\n      if (index < last && body.length === 0) continue',
      ),
    ],
  },
  'mut/empty-last-frame-dropped': {
    about: 'delivers a message without its last frame when that is empty',
    edits: [edit('session/assembly.ts', 'message.push(body)', 'if (more || body.length > 0) message.push(body)')],
  },
  'mut/delivers-unfinished-message': {
    about: 'delivers what there is of a message whose sender has left',
    edits: [
      edit(
        traffic,
        'this.#assembly.parts = null',
        'if (this.#assembly.parts !== null) this.#sink.message(this.#assembly.parts)\n    this.#assembly.parts = null',
      ),
    ],
    seen: 'zeromq/jeromq#334',
  },
  'mut/frames-of-two-peers-joined': {
    about: 'keeps one unfinished message for the socket, not for each connection',
    edits: [
      edit(
        'session/assembly.ts',
        'export class Assembly',
        'const left: { parts: Message | null } = { parts: null }\n\nexport class Assembly',
      ),
      edit('session/assembly.ts', 'const message = this.parts ?? []', 'const message = this.parts ?? left.parts ?? []'),
      edit('session/assembly.ts', 'this.parts = more ? message : null', 'this.parts = left.parts = more ? message : null'),
    ],
  },
  'mut/delivers-frame-by-frame': {
    about: 'delivers each frame as it comes',
    edits: [edit(traffic, 'if (this.#assembly.parts === null && !more) {', 'if (true) {')],
  },
  'mut/frames-joined-on-receipt': {
    about: 'delivers the frames of a message as one',
    edits: [edit('socket/link.ts', 'pipe.receive(message)', 'pipe.receive([Buffer.concat(message)])')],
  },
  'mut/long-frame-cut': {
    about: 'delivers 255 octets of a long frame',
    edits: [edit('socket/link.ts', 'pipe.receive(message)', 'pipe.receive(message.map(part => part.subarray(0, 255)))')],
  },
  'mut/rest-of-message-to-next-peer': {
    about: 'sends the frames of a message that the lost connection did not take on the next one',
    edits: [
      edit('socket/pipe.ts', 'outlet.send(message)', 'this.last = message\n      outlet.send(message)'),
      edit(
        'socket/pipe.ts',
        'this.connected = false',
        'this.connected = false\n    if (this.last?.length > 1) this.#outgoing.push(this.last.slice(1))\n    this.last = undefined',
      ),
    ],
    seen: 'zeromq/libzmq#180',
  },
  'mut/unacknowledged-sent-again': {
    about: 'sends its last messages again on a new connection, for nobody has acknowledged them',
    edits: [
      edit(
        'socket/pipe.ts',
        'outlet.send(message)',
        '(this.sent ??= []).push(ownMessage(message))\n      if (this.sent.length > 64) this.sent.shift()\n      outlet.send(message)',
      ),
      edit(
        'socket/pipe.ts',
        'this.connected = false',
        'this.connected = false\n    for (const message of (this.sent ?? []).splice(0)) this.#outgoing.push(message)',
      ),
    ],
  },
  'mut/queue-turned-on-reconnect': {
    about: 'puts what waits back in reverse order when the connection is made again',
    edits: [
      edit(
        'socket/pipe.ts',
        'this.peerType = peer.socketType',
        'const waiting = Array.from({ length: this.#outgoing.length }, () => this.#outgoing.shift()!)\n    for (const message of waiting.reverse()) this.#outgoing.push(message)\n    this.peerType = peer.socketType',
      ),
    ],
  },
  'mut/queue-lost-with-connection': {
    about: 'empties the queue of a peer when its connection is made',
    edits: [
      edit(
        'socket/pipe.ts',
        'this.peerType = peer.socketType',
        'while (this.#outgoing.shift() !== undefined);\n    this.peerType = peer.socketType',
      ),
    ],
  },
  'mut/small-overtakes-large': {
    about: 'sends and delivers large messages by a way of their own, on which small ones pass them',
    edits: [
      edit(
        'socket/link.ts',
        'session.send(message, this.#host.sharedFrames)',
        'if (message.some(part => part.length > 8192)) setImmediate(() => (session.send(message), this.offer()))\n    else session.send(message)',
      ),
      edit(
        'socket/link.ts',
        'pipe.ended ? true : pipe.receive(message)',
        'pipe.ended ? true : message.some(part => part.length > 8192) ? (setImmediate(() => pipe.receive(message)), true) : pipe.receive(message)',
      ),
    ],
  },
  'mut/secured-data-in-the-clear': {
    about: 'sends messages as they are, where they should go out encrypted in MESSAGE commands',
    edits: [
      edit('session/cipher-writer.ts', '    frame(flags, body) {', '    frame(flags, body) {\n      return encoder.frame(flags, body)'),
    ],
  },
} as const satisfies MutantTable
