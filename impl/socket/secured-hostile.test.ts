// A secured server and those who are not let in: old greetings, handshakes that never end, floods, frames in clear (CVE-2014-7202, -7203,
// -9721, 2019-13132, 2020-15166). Each time it serves a legal peer afterwards.

import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import * as theirs from 'zeromq'
import { hello, initiate, server as rigKeys } from '../mechanism/curve.rig.ts'
import { encodeZ85 } from '../wire/z85.ts'
import { Bench, clientKeys, secured, serverKeys, status, within } from './secured.rig.ts'
import { Pull, Push } from './socket-classes.ts'

const bench = new Bench()
afterEach(() => bench.dispose())

const names = ['NULL', 'PLAIN', 'CURVE'] as const
type Name = (typeof names)[number]

async function pull(name: Name, more: object = {}): Promise<Pull> {
  const socket = bench.keep(new Pull({ context: bench.context, ...secured[name].server, ...more }))
  await socket.bind('tcp://127.0.0.1:*')
  return socket
}
/** A legal peer gets through. */
async function served(name: Name, server: Pull): Promise<void> {
  const client = bench.keep(new Push({ context: bench.context, ...secured[name].client }))
  client.connect(server.lastEndpoint!)
  await client.send('legal')
  expect(String(await within(server.receive(), 'a message'))).toBe('legal')
}
const greeting = (mechanism: string): Buffer =>
  Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from(mechanism.padEnd(20, '\0')), Buffer.alloc(32)])

describe.each(names)('%s', name => {
  it.each([
    ['ZMTP 2.0', 'ff00000000000000017f01080000' + '0001' + '78'],
    ['ZMTP 1.0', '0100' + '020078'],
    ['ZMTP 1.0, long', 'ff000000000000000100' + '020078'],
  ])('an old greeting gets nothing delivered and no further (%s)', async (_, text) => {
    await bench.handler(status('200'))
    const server = await pull(name)
    const { closed } = bench.raw(server.lastEndpoint!, Buffer.from(text, 'hex'))
    await closed
    expect(server.readable).toBe(false)
    await served(name, server)
  })

  it('300 connections that say nothing, or only half, keep nobody out, and are given up', async () => {
    await bench.handler(status('200'))
    const server = await pull(name, { handshakeInterval: 400 })
    const beginnings = [
      Buffer.alloc(0),
      greeting(name).subarray(0, 11),
      greeting(name),
      Buffer.concat([greeting(name), Buffer.from('\x04\xc8\x05HEL', 'latin1')]),
    ]
    const idle = Array.from({ length: 300 }, (_, at) => bench.raw(server.lastEndpoint!, beginnings[at % beginnings.length]!))
    await served(name, server)
    await Promise.all(idle.map(({ closed }) => closed))
    await served(name, server)
  })

  it('a message or a subscription before the end of the handshake is never seen', async () => {
    await bench.router()
    const server = await pull(name)
    const early = [Buffer.from([0, 1, 120]), Buffer.from('\x04\x0b\x09SUBSCRIBEx', 'latin1'), Buffer.from('\x04\x07\x04PING\0\0', 'latin1')]
    for (const frame of early) await bench.raw(server.lastEndpoint!, Buffer.concat([greeting(name), frame])).closed
    expect(server.readable).toBe(false)
  })
})

describe('CURVE', () => {
  it('an INITIATE with more metadata than anybody needs is refused before it is read', async () => {
    const key = encodeZ85(rigKeys.secretKey)
    const server = await pull('CURVE', { curveSecretKey: key, curvePublicKey: encodeZ85(rigKeys.publicKey) })
    const { socket, closed } = bench.raw(server.lastEndpoint!, Buffer.concat([greeting('CURVE'), Buffer.from([4, 200]), hello()]))
    let got = Buffer.alloc(0)
    socket.on('data', chunk => {
      const before = got.length
      got = Buffer.concat([got, chunk])
      // Greeting, flags and size, WELCOME.
      if (before >= 64 + 170 || got.length < 64 + 170) return
      const body = initiate(got.subarray(66, 66 + 168), { metadata: new Uint8Array(100_000).fill(65) })
      const head = Buffer.alloc(9)
      head[0] = 6
      head.writeBigUInt64BE(BigInt(body.length), 1)
      socket.write(Buffer.concat([head, body]))
    })
    await closed
    expect(server.readable).toBe(false)
  })

  it('a connection in clear between two secured sides carries none of what is sent', async () => {
    const server = await pull('CURVE')
    const relay = createServer()
    const seen: Buffer[] = []
    relay.on('connection', near => {
      const far = bench.raw(server.lastEndpoint!, Buffer.alloc(0)).socket
      far.pipe(near)
      near
        .on('error', () => {})
        .on('data', chunk => {
          seen.push(chunk)
          far.write(chunk)
        })
    })
    bench.keep({ close: () => relay.close() })
    await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
    const client = bench.keep(new theirs.Push({ context: bench.theirContext, ...secured.CURVE.client }))
    client.connect(`tcp://127.0.0.1:${(relay.address() as { port: number }).port}`)
    await client.send(['a secret in clear', Buffer.alloc(300, 'x')])
    expect((await within(server.receive(), 'a message')).map(part => part.length)).toEqual([17, 300])
    const octets = Buffer.concat(seen)
    expect([octets.includes('secret'), octets.includes('xxxxxxxx')]).toEqual([false, false])
    // What libzmq puts around a MESSAGE: message frames, 00 and 02, where RFC 26 speaks of commands (docs/deviations.md).
    const first = octets.indexOf('\x07MESSAGE', 0, 'latin1')
    expect([octets[first - 2], octets[octets.indexOf('\x07MESSAGE', first + 8, 'latin1') - 9]]).toEqual([0, 2])
  })

  it('libzmq drops a MESSAGE in the form of RFC 26, and takes its own', async () => {
    for (const strict of [true, false]) {
      const server = bench.keep(
        new theirs.Pull({ context: bench.theirContext, ...secured.CURVE.server, receiveTimeout: strict ? 300 : 5000 }),
      )
      await server.bind('tcp://127.0.0.1:*')
      const client = bench.keep(new Push({ context: bench.context, ...secured.CURVE.client, strict }))
      client.connect(server.lastEndpoint!)
      await client.send('x')
      const received = server.receive()
      if (strict) await expect(received).rejects.toMatchObject({ code: 'EAGAIN' })
      else expect(String(await received)).toBe('x')
    }
  })

  it('is refused at once when a key is missing or wrong', async () => {
    const { publicKey, secretKey } = serverKeys
    const bind = (options: object) => bench.keep(new Pull({ context: bench.context, ...options })).bind('tcp://127.0.0.1:*')
    const connect = (options: object) => () => bench.keep(new Push({ context: bench.context, ...options })).connect('tcp://127.0.0.1:1')
    const invalid = (text: string) => expect.objectContaining({ code: 'EINVAL', message: expect.stringContaining(text) })
    await expect(bind({ curveServer: true })).rejects.toEqual(invalid('curveSecretKey'))
    await expect(bind({ curveServer: true, curveSecretKey: secretKey, curvePublicKey: clientKeys.publicKey })).rejects.toEqual(
      invalid('pair'),
    )
    expect(connect({ curveSecretKey: secretKey })).toThrow(invalid('curveServerKey'))
    expect(connect({ curveServerKey: publicKey })).toThrow(invalid('curveSecretKey'))
  })

  it('keys and passwords are not seen when sockets and errors are shown', async () => {
    const server = await pull('CURVE')
    const client = bench.keep(
      new Push({ context: bench.context, ...secured.CURVE.client, plainPassword: 'hidden', curveSecretKey: clientKeys.secretKey }),
    )
    const shown = inspect([server, client, server.context], { depth: 20, showHidden: true })
    for (const secret of [serverKeys.secretKey, clientKeys.secretKey, 'hidden']) expect(shown).not.toContain(secret)
  })
})
