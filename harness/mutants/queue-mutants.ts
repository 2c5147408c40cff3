// 28/REQREP, 30/PIPELINE and 31/EXPAIR: what the queues of a peer hold, for how long, and what a sender does when it cannot queue.

import { edit, type MutantTable } from './mutant.ts'

const pipe = 'socket/pipe.ts'
const link = 'socket/link.ts'
const engine = 'socket/engine.ts'
const sender = 'socket/sender.ts'
const choked = '(this.#choked = true) : false'
const write = 'if (this.ended) return\n    const outlet'
const patternSends = 'return this.#pattern.send(message)'
const pipes = 'readonly #pipes = new Set<SocketPipe>()'
const attach = 'this.#pattern.attach(pipe)'
const owner = 'this.#owner = owner'
/** Says of a file what all pipes of a socket share. */
const shared = (declaration: string) => edit(pipe, 'const nobody = new Uint8Array(0)', `const nobody = new Uint8Array(0)\n${declaration}`)

export const queueMutants = {
  'mut/last-in-first-out': {
    about: 'delivers the newest waiting message first',
    edits: [
      edit(
        'socket/ring.ts',
        'if (this.length === 0) return undefined\n',
        'if (this.length === 0) return undefined\n    if (this.length > 1) { const at = (this.#head + this.length - 1) & (this.#slots.length - 1); const item = this.#slots[at]; this.#slots[at] = undefined; this.length--; return item }\n',
      ),
    ],
  },
  'mut/delivers-twice': {
    about: 'puts a message that finds two others waiting into the queue twice',
    edits: [edit(pipe, 'incoming.push(message)\n', 'incoming.push(message)\n    if (incoming.length === 3) incoming.push(message)\n')],
  },
  'mut/drops-at-hwm': {
    about: 'drops what does not fit instead of waiting',
    edits: [
      edit(pipe, choked, 'false : false'),
      edit(pipe, write, 'if (this.ended || (this.#sendLimit > 0 && this.unsent >= this.#sendLimit)) return\n    const outlet'),
    ],
  },
  'mut/drops-at-half-hwm': {
    about: 'drops what comes when its queue is half full',
    edits: [edit(pipe, write, 'if (this.ended || (this.#sendLimit > 1 && this.unsent >= this.#sendLimit / 2)) return\n    const outlet')],
  },
  'mut/hwm-is-ignored': {
    about: 'has a limit of 1000 messages, whatever ZMQ_SNDHWM says',
    edits: [edit(link, 'get sendLimit(): number {', 'get sendLimit(): number {\n    return 1000')],
  },
  'mut/hwm-off-by-one': {
    about: 'takes one message more than the high-water mark',
    edits: [edit(pipe, 'this.unsent >= limit', 'this.unsent > limit')],
  },
  'mut/never-ready-again': {
    about: 'sends nothing more to a peer that was full once',
    edits: [
      edit(pipe, 'if (this.ended) return true', 'if (this.ended || this.#choked) return true'),
      edit(pipe, 'this.#choked = false\n    this.#owner', 'this.#owner'),
    ],
  },
  'mut/receiver-drops-at-hwm': {
    about: 'reads on and drops what its queue does not hold',
    edits: [edit(pipe, 'return this.#owner.options.strict && ', 'return true || ')],
  },
  'mut/one-send-limit-for-all': {
    about: 'counts what waits for all peers against the limit of each',
    edits: [
      shared('const siblings = new Map<PipeOwner, SocketPipe[]>()'),
      edit(pipe, owner, `${owner}\n    siblings.set(owner, [...(siblings.get(owner) ?? []), this])`),
      edit(pipe, 'this.unsent >= limit', 'siblings.get(this.#owner)!.reduce((sum, one) => sum + one.unsent, 0) >= limit'),
      edit(pipe, 'this.#owner.pipeWritable(this)', 'for (const one of siblings.get(this.#owner)!) this.#owner.pipeWritable(one)'),
    ],
  },
  'mut/one-receive-queue-for-all': {
    about: 'puts what it receives from all peers into one queue',
    edits: [
      shared('const queues = new Map<PipeOwner, Ring<Message>>()'),
      edit(pipe, owner, `${owner}\n    this.#incoming = queues.get(owner) ?? this.#incoming\n    queues.set(owner, this.#incoming)`),
    ],
  },
  'mut/waiting-send-holds-up-receiving': {
    about: 'delivers nothing while it waits for its peer to read',
    edits: [
      edit(link, '#over = false', '#over = false\n  readonly #held: Message[] = []'),
      edit(
        link,
        'pipe === null || pipe.ended ? true : pipe.receive(message)',
        'pipe === null || pipe.ended ? true : this.#inFlight ? this.#held.push(message) > 0 : pipe.receive(message)',
      ),
      edit(link, 'drained(): void {', 'drained(): void {\n    for (const message of this.#held.splice(0)) this.#pipe?.receive(message)'),
    ],
  },
  'mut/full-queue-holds-up-sending': {
    about: 'sends nothing while its application does not receive',
    edits: [
      edit(link, '#over = false', '#over = false\n  #held = false'),
      edit(link, ': pipe.receive(message)', ': pipe.receive(message) || !(this.#held = true)'),
      edit(link, 'readonly #goOn = (): void => {', 'readonly #goOn = (): void => {\n    this.#held = false\n    this.offer()'),
      edit(link, 'if (this.#over || this.#inFlight) return', 'if (this.#over || this.#inFlight || this.#held) return'),
      edit(link, 'return !this.#inFlight &&', 'return !this.#held && !this.#inFlight &&'),
    ],
  },
  'mut/queue-destroyed-on-loss': {
    about: 'drops a peer with its queues when the connection to it is lost, and begins anew when it is back',
    edits: [edit('socket/connecter.ts', 'pipe !== null && this.#options.immediate', 'pipe !== null')],
  },
  'mut/unfinished-parts-before-the-next': {
    about: 'puts the frames of a message whose sender has left before the message of another',
    edits: [
      edit('session/assembly.ts', 'export class Assembly', 'export const left: Message = []\n\nexport class Assembly'),
      edit('session/assembly.ts', 'const message = this.parts ?? []', 'const message = this.parts ?? left.splice(0)'),
      edit('session/traffic.ts', 'import { Assembly }', 'import { Assembly, left }'),
      edit(
        'session/traffic.ts',
        'this.#assembly.parts = null',
        'left.push(...(this.#assembly.parts ?? []))\n    this.#assembly.parts = null',
      ),
    ],
  },
  'mut/cuts-at-64k': {
    about: 'sends 65535 octets of a longer frame',
    edits: [
      edit(
        'wire/frame-encoder.ts',
        'frame(flags: number, body: Uint8Array): void {',
        'frame(flags: number, body: Uint8Array): void {\n    if (body.length > 65535) body = body.subarray(0, 65535)',
      ),
    ],
  },
  'mut/drops-without-peer': {
    about: 'drops what is sent while nobody is there, as a PUB does',
    edits: [edit(engine, patternSends, `${patternSends} || this.#pipes.size === 0`)],
  },
  'mut/queues-without-peer': {
    about: 'keeps what is sent while nobody is there for whoever comes',
    seen: 'zeromq/azmq#150',
    edits: [
      edit(engine, pipes, `${pipes}\n  readonly #early: Message[] = []`),
      edit(engine, patternSends, `${patternSends} || (this.#pipes.size === 0 && this.#early.push(message) > 0)`),
      edit(engine, attach, `${attach}\n    for (const message of this.#early.splice(0)) this.#pattern.send(message)`),
    ],
  },
  'mut/waiting-send-forgotten': {
    about: 'does not notice that there is a peer with room for what waits',
    edits: [edit(sender, 'engine.onWritable = () => this.#flush()', 'engine.onWritable = () => {}')],
  },
  'mut/loses-pending-send': {
    about: 'reports a message as sent that has waited for a peer, and has lost it',
    edits: [
      edit(
        sender,
        'if (!this.#engine.send(job.frames))',
        'if (job.stop === null ? !this.#engine.send(job.frames) : !this.#engine.canSend())',
      ),
    ],
  },
  'mut/refused-send-is-kept': {
    about: 'refuses a message after its time and sends it all the same when there is room',
    edits: [
      edit(
        sender,
        '#giveUp(job: Job, reason: unknown): void {',
        `#giveUp(job: Job, reason: unknown): void {
    const { frames } = job
    const later = setInterval(() => {
      if (this.#gate.status === 'closed' || !frames || this.#engine.send(frames)) clearInterval(later)
    }, 1).unref()`,
      ),
    ],
  },
} as const satisfies MutantTable
