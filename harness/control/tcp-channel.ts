// zshim/1 over TCP, both ways of getting there.
//   tcp:HOST:PORT   the harness connects to a shim that listens; ending the channel leaves that shim running
//   dial-back       the harness listens, starts the program with ZMQSPEC_CONTROL=host:port and ZMQSPEC_TOKEN, and the
//                   program connects; its first line is {"zshim":1,"token":"..."}, and only the right token counts

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Channel, type ChannelSink, lineParser, type OpenChannel } from './channel.ts'
import { type ProgramSpec, startChild } from './child.ts'

const sendLine = (socket: Socket, value: object) => {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`)
}

export function tcpChannel(host: string, port: number): OpenChannel {
  return async (sink, signal): Promise<Channel> => {
    const socket = connect({ host, port, noDelay: true })
    try {
      await once(socket, 'connect', { signal })
    } catch (error) {
      socket.destroy()
      throw new Error(`no shim answers at ${host}:${port}: ${(error as Error).message}`)
    }
    let why = 'closed the connection'
    socket.on('data', lineParser(sink))
    socket.on('error', error => {
      why = `broke the connection (${error.message})`
    })
    const gone = new Promise<void>(resolve => {
      socket.once('close', () => {
        sink.closed(why)
        resolve()
      })
    })
    return {
      send: request => sendLine(socket, request),
      end: () => void socket.end(),
      destroy: () => void socket.destroy(),
      gone,
      stderr: '',
    }
  }
}

interface Dialled {
  readonly socket: Socket
  use(sink: ChannelSink): void
}

/** Reads the token line of one connection; false closes it. Lines after it wait for `use`. */
function admit(socket: Socket, token: string, accept: (dialled: Dialled) => void): void {
  let sink: ChannelSink | null = null
  let admitted = false
  const early: unknown[] = []
  const parse = lineParser({
    message: value => {
      if (sink) sink.message(value)
      else if (admitted) early.push(value)
      else if ((value as { token?: unknown } | null)?.token === token) {
        admitted = true
        accept({
          socket,
          use: target => {
            sink = target
            for (const value of early) target.message(value)
          },
        })
      } else socket.destroy()
    },
    garbage: line => (sink ? sink.garbage(line) : socket.destroy()),
  })
  socket.on('data', parse)
  socket.on('error', () => {})
}

/** What a program that dials back is to be told, as variables of its environment. */
export type ControlVariables = Readonly<Record<'ZMQSPEC_CONTROL' | 'ZMQSPEC_TOKEN', string>>

/** A program that was told to dial back: a process, or a container. */
export interface Dialler {
  /** The end of what it printed. */
  readonly log: string
  /** How it ended, when nothing of it is left. */
  readonly exited: Promise<string>
  /** Ends it with everything it started. Idempotent. */
  kill(): void
}

/** A process as one that dials back. Standard output is free then: what it prints there is a log like any other. */
export const diallingProcess =
  (spec: ProgramSpec) =>
  async (variables: ControlVariables): Promise<Dialler> => {
    const child = await startChild({ ...spec, env: { ...spec.env, ...variables } })
    child.stdout.resume()
    return {
      exited: child.exited,
      kill: () => child.kill(),
      get log() {
        return child.stderr
      },
    }
  }

const logTail = (text: string) => (text.trim() === '' ? '; it printed nothing' : `; its output ended:\n${text.trimEnd().slice(-2000)}`)

export function dialBackChannel(start: (variables: ControlVariables) => Promise<Dialler>, host = '127.0.0.1'): OpenChannel {
  return async (sink, signal): Promise<Channel> => {
    signal.throwIfAborted()
    const token = randomBytes(16).toString('hex')
    const server = createServer({ noDelay: true })
    server.listen(0, host)
    await once(server, 'listening', { signal })
    const { port } = server.address() as { port: number }
    try {
      const dialler = await start({ ZMQSPEC_CONTROL: `${host}:${port}`, ZMQSPEC_TOKEN: token })
      const { socket, use } = await new Promise<Dialled>((resolve, reject) => {
        server.on('connection', socket => admit(socket, token, resolve))
        let late = false
        void dialler.exited.then(why => {
          const what = late
            ? 'did not connect to ZMQSPEC_CONTROL with its ZMQSPEC_TOKEN in time'
            : `${why} before it connected to ZMQSPEC_CONTROL`
          reject(new Error(`the program ${what}${logTail(dialler.log)}`))
        })
        const giveUp = () => {
          late = true
          dialler.kill()
        }
        if (signal.aborted) giveUp()
        else signal.addEventListener('abort', giveUp, { once: true })
      })
      const gone = dialler.exited.then(why => {
        socket.destroy()
        sink.closed(why)
      })
      // A shim that hangs up is of no more use: end it, and its exit reports the end.
      socket.once('close', () => dialler.kill())
      use(sink)
      return {
        send: request => sendLine(socket, request),
        end: () => void socket.end(),
        destroy: () => dialler.kill(),
        gone,
        get stderr() {
          return dialler.log
        },
      }
    } finally {
      server.close()
    }
  }
}
