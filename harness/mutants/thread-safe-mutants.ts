// 37/ZMTP 3.1, "Thread-Safe Socket Types": messages of one part, and calls that overlap.

import { edit, type MutantTable } from './mutant.ts'

const traffic = 'session/traffic.ts'
const counted = 'if (message === null || (this.#frames !== null && message.length !== this.#frames)) return true'

export const threadSafeMutants = {
  'mut/delivers-multipart': {
    about: 'delivers a message of more than one part where a message has one',
    edits: [edit(traffic, counted, 'if (message === null) return true')],
  },
  'mut/delivers-the-first-part': {
    about: 'delivers the first part of a message of several where a message has one',
    edits: [
      edit(
        traffic,
        counted,
        'if (message === null) return true\n    if (this.#frames !== null) message.length = Math.min(message.length, this.#frames)',
      ),
    ],
  },
  'mut/delivers-the-last-part': {
    about: 'delivers the last part of a message of several where a message has one',
    edits: [
      edit(
        traffic,
        counted,
        'if (message === null) return true\n    if (this.#frames !== null) message.splice(this.#frames - 1, message.length - this.#frames)',
      ),
    ],
  },
  'mut/delivers-unfinished-frame': {
    about: 'delivers what has arrived of a frame, and takes the rest of it for the next one',
    edits: [
      edit(
        'wire/frame-decoder.ts',
        'if (end - at - header < length) {',
        'if (end - at - header < length && (flags & COMMAND) === 0 && end - at > header) length = end - at - header\n      if (end - at - header < length) {',
      ),
    ],
  },
  'mut/overlapping-sends-share-a-frame': {
    about: 'sends the message of the last call for all calls that overlap',
    edits: [
      edit(
        'socket/sender.ts',
        'const frames = toFrames(message)\n',
        `const frames = toFrames(message)
    this.latest = frames
    if (this.#gate.status === 'open' && wait === undefined) {
      return Promise.resolve().then(() => (this.#engine.send([...this.latest]) ? undefined : this.#begin(this.latest, null, wait)))
    }
`,
      ),
    ],
  },
  'mut/overlapping-receives-share-a-message': {
    about: 'gives one message to two receives that wait at the same time',
    edits: [
      edit(
        'socket/receiver.ts',
        'waiting.stop()\n        waiting.resolve(value as never)',
        'waiting.stop()\n        waiting.resolve(value as never)\n        const twin = this.#waiting.shift()\n        twin?.stop()\n        twin?.resolve(value as never)',
      ),
    ],
  },
} as const satisfies MutantTable
