// Runs a shim as a program. Where it talks:
//   (nothing)               standard input and output
//   ZMQSPEC_CONTROL=h:p     connects there; the first line carries ZMQSPEC_TOKEN
//   --listen HOST:PORT      waits for the harness, one conversation at a time
// Rule: descriptor 1 belongs to the protocol; whatever else is printed goes to standard error. End of input ends the program.

import { createServer, connect as dial, type Socket } from 'node:net'
import type { MakeShim } from '../../control/call-channel.ts'
import { lineParser } from '../../control/channel.ts'

type Write = (text: string, done?: () => void) => void

/** Answers lines with lines; `bye` runs after the last reply was written. */
async function converse(make: MakeShim, write: Write, bye: () => void) {
  const line = (value: object, done?: () => void) => write(`${JSON.stringify(value)}\n`, done)
  const shim = await make(event => line(event))
  const feed = lineParser({
    message: request => {
      void shim.handle(request).then(reply => line(reply, (request as { op?: unknown }).op === 'bye' ? bye : undefined))
    },
    garbage: text => console.error(`not JSON: ${text.slice(0, 200)}`),
  })
  return { feed, dispose: () => void shim.dispose() }
}

async function serveSocket(make: MakeShim, socket: Socket, ended: () => void): Promise<void> {
  socket.on('error', error => console.error(`control connection: ${error.message}`))
  const write: Write = (text, done) => void (socket.writable && socket.write(text, () => done?.()))
  const { feed, dispose } = await converse(make, write, () => socket.end())
  socket.on('data', feed)
  socket.on('close', () => {
    dispose()
    ended()
  })
}

function hostAndPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}

export async function serve(make: MakeShim): Promise<void> {
  const protocol = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  const exit = () => process.exit(0)

  const listen = process.argv.indexOf('--listen')
  const address = process.env['ZMQSPEC_CONTROL']
  if (listen > 0) {
    const server = createServer({ noDelay: true }, socket => void serveSocket(make, socket, () => {}))
    server.listen(hostAndPort(process.argv[listen + 1] ?? '127.0.0.1:0'), () => {
      const { address, port } = server.address() as { address: string; port: number }
      console.error(`listening on ${address}:${port}`)
    })
  } else if (address !== undefined) {
    const socket = dial({ ...hostAndPort(address), noDelay: true })
    socket.write(`${JSON.stringify({ zshim: 1, token: process.env['ZMQSPEC_TOKEN'] ?? '' })}\n`)
    await serveSocket(make, socket, exit)
  } else {
    const { feed } = await converse(make, (text, done) => void protocol(text, () => done?.()), exit)
    process.stdin.on('data', feed)
    process.stdin.on('end', exit)
  }
}
