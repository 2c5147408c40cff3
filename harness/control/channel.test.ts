// Lines from bytes, however they are cut; and the two TCP ways of reaching a shim.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lineParser } from './channel.ts'
import { connectClient } from './client.ts'
import { dialBackChannel, diallingProcess, tcpChannel } from './tcp-channel.ts'

function parse(chunks: readonly Buffer[], limit?: number) {
  const seen: unknown[] = []
  const feed = lineParser({ message: value => seen.push(value), garbage: line => seen.push(`garbage: ${line}`) }, limit)
  for (const chunk of chunks) feed(chunk)
  return seen
}

describe('lines', () => {
  const text = Buffer.from('{"a":"snowman ☃"}\r\n\n[1]\nno json\n7\n')
  const expected = [{ a: 'snowman ☃' }, [1], 'garbage: no json', 7]

  test('whole, one octet at a time, and cut at every place', () => {
    expect(parse([text])).toEqual(expected)
    expect(parse(Array.from(text, octet => Buffer.of(octet)))).toEqual(expected)
    for (let at = 0; at <= text.length; at++) expect(parse([text.subarray(0, at), text.subarray(at)])).toEqual(expected)
  })

  test('a line without end is garbage once it is too long, and does not pile up', () => {
    const seen = parse([Buffer.alloc(60, 'x'), Buffer.alloc(60, 'x'), Buffer.from('\n{}\n')], 100)
    expect(seen[0]).toBe(`garbage: ${'x'.repeat(120)}`)
    expect(seen.at(-1)).toEqual({})
  })
})

const libzmq = fileURLToPath(new URL('../subjects/libzmq/shim.ts', import.meta.url))

test('dial-back: a program connects to ZMQSPEC_CONTROL with its token, and serves', async () => {
  const spec = { command: process.execPath, args: [libzmq], env: {} }
  const client = await connectClient(dialBackChannel(diallingProcess(spec)), { label: 'libzmq', seed: 1 })
  expect(client.hello.impl.name).toBe('libzmq')
  await client.call('open', { s: 'A', type: 'PUSH' })
  await client.stop()
})

test('dial-back: a stranger with a wrong token is turned away, and the program is waited for', async () => {
  const program = `
    const { connect } = require('node:net')
    const [host, port] = process.env.ZMQSPEC_CONTROL.split(':')
    const stranger = connect(port, host, () => stranger.write('{"zshim":1,"token":"guess"}\\n'))
    stranger.on('close', () => { console.error('stranger was turned away'); process.exit(7) })`
  const open = dialBackChannel(diallingProcess({ command: process.execPath, args: ['-e', program], env: {} }))
  await expect(connectClient(open, { label: 'guess', seed: 1 })).rejects.toMatchObject({
    kind: 'start',
    message: expect.stringMatching(/exited with code 7 before it connected to ZMQSPEC_CONTROL; its output ended:\n.*turned away/),
  })
})

test('dial-back: a program that never connects is a failed start, with what it printed', async () => {
  const program = 'console.error("who, me?"); setInterval(() => {}, 1000)'
  const open = dialBackChannel(diallingProcess({ command: process.execPath, args: ['-e', program], env: {} }))
  await expect(connectClient(open, { label: 'silent', seed: 1, timeScale: 0.1 })).rejects.toMatchObject({
    kind: 'start',
    message: 'silent: the program did not connect to ZMQSPEC_CONTROL with its ZMQSPEC_TOKEN in time; its output ended:\nwho, me?',
  })
})

test('tcp: nobody there is a failed start that names the address', async () => {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  await expect(connectClient(tcpChannel('127.0.0.1', port), { label: 'x', seed: 1 })).rejects.toMatchObject({
    kind: 'start',
    message: expect.stringContaining(`no shim answers at 127.0.0.1:${port}`),
  })
})

test('tcp: a peer that hangs up during hello is a failed start', async () => {
  const server = createServer(socket => socket.once('data', () => socket.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  await expect(connectClient(tcpChannel('127.0.0.1', port), { label: 'x', seed: 1 })).rejects.toMatchObject({
    kind: 'start',
    message: expect.stringContaining('closed the connection during hello'),
  })
  server.close()
})
