// For tests of security: sockets of both implementations that are closed afterwards, ZAP handlers, and events with a deadline.
// Rule: every wait has a deadline that names what did not happen.

import { createConnection, type Socket as NetSocket } from 'node:net'
import * as theirs from 'zeromq'
import { curveKeyPair } from '../crypto/curve-key-pair.ts'
import { Context } from './context.ts'
import type { EventOfType, EventType } from './event.ts'
import type { Socket } from './socket.ts'
import { Reply, Router } from './socket-classes.ts'

const deadline = 10_000
const ZAP = 'inproc://zeromq.zap.01'

type Closable = { close(): void }

/** Rejects when `promise` takes too long. */
export function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), deadline)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export const serverKeys = curveKeyPair()
export const clientKeys = curveKeyPair()

/** Options of a server and of a client, by mechanism. */
export const secured = {
  NULL: { server: { zapDomain: 'global' }, client: {} },
  PLAIN: { server: { plainServer: true, zapDomain: 'global' }, client: { plainUsername: 'joe', plainPassword: 'secret' } },
  CURVE: {
    server: { curveServer: true, curveSecretKey: serverKeys.secretKey, curvePublicKey: serverKeys.publicKey, zapDomain: 'global' },
    client: { curveServerKey: serverKeys.publicKey, curvePublicKey: clientKeys.publicKey, curveSecretKey: clientKeys.secretKey },
  },
} as const

/** What a handler is given, without version and id, as text; binary credentials in hex. */
export type Asked = readonly string[]
export type Answer = (asked: Asked, id: Buffer) => readonly (string | Buffer)[] | null

export const status = (code: string, userId = '', metadata: string | Buffer = ''): Answer => {
  return (_, id) => ['1.0', id, code, 'text', userId, metadata]
}

export class Bench {
  context = new Context()
  theirContext = new theirs.Context()
  readonly #open: Closable[] = []
  readonly #raw: NetSocket[] = []

  /** Registers what is to be closed. */
  keep<T extends Closable>(one: T): T {
    this.#open.push(one)
    if ('linger' in one) one.linger = 0
    return one
  }

  /** The first event of a type; `start` before it can happen. */
  event<Type extends EventType>(socket: Socket, type: Type, nth = 1): Promise<EventOfType<Type>> {
    let left = nth
    return within(
      new Promise(resolve => {
        socket.events.on(type, event => {
          if (--left === 0) resolve(event)
        })
      }),
      `${type} no. ${nth}`,
    )
  }

  /** A REP handler of our context. Returns what it was asked so far. */
  async handler(answer: Answer): Promise<{ readonly asked: Asked[]; readonly socket: Reply }> {
    const socket = this.keep(new Reply({ context: this.context }))
    await socket.bind(ZAP)
    const asked: Asked[] = []
    void serve(socket, answer, asked)
    return { asked, socket }
  }

  /** A handler bound as ROUTER that does nothing by itself. */
  async router(): Promise<Router> {
    const socket = this.keep(new Router({ context: this.context }))
    await socket.bind(ZAP)
    return socket
  }

  /** A REP handler of libzmq's context. */
  async theirHandler(answer: Answer): Promise<Asked[]> {
    const socket = this.keep(new theirs.Reply({ context: this.theirContext }))
    await socket.bind(ZAP)
    const asked: Asked[] = []
    void serve(socket, answer, asked)
    return asked
  }

  /** A TCP connection that sends these octets; `closed` resolves with what came back. */
  raw(endpoint: string, octets: Uint8Array): { readonly socket: NetSocket; readonly closed: Promise<Buffer> } {
    const socket = createConnection(Number(endpoint.split(':').at(-1)), '127.0.0.1')
    this.#raw.push(socket)
    const received: Buffer[] = []
    socket.on('error', () => {}).on('data', chunk => received.push(chunk))
    const closed = new Promise<Buffer>(resolve => socket.once('close', () => resolve(Buffer.concat(received))))
    socket.write(octets)
    return { socket, closed: within(closed, 'the end of a raw connection') }
  }

  dispose(): void {
    for (const socket of this.#raw.splice(0)) socket.destroy()
    for (const one of this.#open.splice(0)) one.close()
    this.context = new Context()
    this.theirContext = new theirs.Context()
  }
}

interface Handler {
  [Symbol.asyncIterator](): AsyncIterator<Buffer[], undefined>
  send(message: (string | Buffer)[]): Promise<void>
}

async function serve(socket: Handler, answer: Answer, asked: Asked[]): Promise<void> {
  const requests = { [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator]() }
  for await (const [, id, ...fields] of requests) {
    const seen = fields.map(field => (field.some(octet => octet < 0x20 || octet > 0x7e) ? field.toString('hex') : field.toString()))
    asked.push(seen)
    const reply = answer(seen, id!)
    if (reply === null) return
    await socket.send([...reply])
  }
}
