// Our sockets and libzmq's (npm zeromq) under PLAIN and CURVE, over tcp and ipc, either as server, with the ZAP handler beside the server.

import { afterEach, describe, expect, it } from 'vitest'
import * as theirs from 'zeromq'
import { Authenticator } from '../auth/authenticator.ts'
import { curveKeyPair } from '../crypto/curve-key-pair.ts'
import { decodeZ85 } from '../wire/z85.ts'
import { metadata } from './message-metadata.ts'
import { type Asked, Bench, clientKeys, secured, serverKeys, status, within } from './secured.rig.ts'
import * as ours from './socket-classes.ts'

const bench = new Bench()
afterEach(() => bench.dispose())

type Side = 'ours' | 'libzmq'
type Mechanism = 'PLAIN' | 'CURVE'
const sides = ['ours', 'libzmq'] as const
const cases = (['PLAIN', 'CURVE'] as const).flatMap(mechanism =>
  (['tcp', 'ipc'] as const).flatMap(scheme => sides.map(server => [mechanism, scheme, server] as const)),
)
const other = (side: Side): Side => (side === 'ours' ? 'libzmq' : 'ours')
// biome-ignore lint/suspicious/noExplicitAny: the two APIs are the same, their types are not
type Loose = any
let ipc = 0

function open(side: Side, name: string, options: object): Loose {
  const own = { context: side === 'ours' ? bench.context : bench.theirContext }
  return bench.keep(new (side === 'ours' ? (ours as Loose) : (theirs as Loose))[name]({ ...own, ...options }))
}
async function bind(socket: Loose, scheme: 'tcp' | 'ipc'): Promise<string> {
  await socket.bind(scheme === 'tcp' ? 'tcp://127.0.0.1:*' : `ipc://@secured-${process.pid}-${ipc++}`)
  return socket.lastEndpoint
}
async function handlerAt(side: Side): Promise<readonly Asked[]> {
  return side === 'ours' ? (await bench.handler(status('200', 'user'))).asked : bench.theirHandler(status('200', 'user'))
}
const pairs = [
  ['Pull', 'Push'],
  ['Reply', 'Request'],
  ['Router', 'Dealer'],
  ['Pair', 'Pair'],
  ['XPublisher', 'Subscriber'],
  ['XSubscriber', 'Publisher'],
] as const
const sizes = [0, 1, 200, 222, 223, 255, 256, 4096, 16384, 70_000, 1 << 20]

/** Everything a pair of types is for, both ways as far as they go. */
async function talk(name: string, server: Loose, client: Loose): Promise<void> {
  const carry = async (from: Loose, to: Loose, prefix: readonly Buffer[] = []): Promise<Buffer[]> => {
    let last: Buffer[] = []
    for (const [at, size] of sizes.entries()) {
      await from.send([...prefix, Buffer.alloc(size, at), 'end'])
      last = await within(to.receive() as Promise<Buffer[]>, `${size} octets`)
      expect(last.slice(-2).map(part => part.length)).toEqual([size, 3])
      expect(last.at(-2)!.every(octet => octet === at)).toBe(true)
    }
    return last
  }
  switch (name) {
    case 'Pull':
      await carry(client, server)
      return
    case 'Router': {
      const [routingId] = await carry(client, server)
      await carry(server, client, [routingId!])
      return
    }
    case 'Pair':
      await carry(client, server)
      await carry(server, client)
      return
    case 'Reply':
      for (const size of sizes) {
        await client.send([Buffer.alloc(size), 'ask'])
        await server.send(await within(server.receive(), 'a request'))
        expect((await within<Buffer[]>(client.receive(), 'a reply')).map(part => part.length)).toEqual([size, 3])
      }
      return
    case 'XPublisher':
      client.subscribe('topic')
      expect(String(await within(server.receive(), 'a subscription'))).toBe('\x01topic')
      await server.send(['other', 'x'])
      await server.send(['topic', 'y'])
      expect((await within<Buffer[]>(client.receive(), 'a publication')).map(String)).toEqual(['topic', 'y'])
      client.unsubscribe('topic')
      expect(String(await within(server.receive(), 'a cancellation'))).toBe('\0topic')
      return
    default:
      throw new Error(name)
  }
}

describe.each(cases)('%s over %s, server %s', (mechanism: Mechanism, scheme, side) => {
  it.each(pairs.filter(([server]) => server !== 'XSubscriber'))('%s and %s', async (serverType, clientType) => {
    const asked = await handlerAt(side)
    const server = open(side, serverType, secured[mechanism].server)
    const endpoint = await bind(server, scheme)
    const client = open(other(side), clientType, secured[mechanism].client)
    client.connect(endpoint)
    await talk(serverType, server, client)
    const key = Buffer.from(decodeZ85(clientKeys.publicKey)).toString('hex')
    const [[domain, address, , asks, ...credentials]] = asked as [Asked]
    expect([domain, asks, credentials]).toEqual(['global', mechanism, mechanism === 'PLAIN' ? ['joe', 'secret'] : [key]])
    // Node does not say who is at the other end of ipc; libzmq gives user, group and process.
    if (scheme === 'tcp') expect(address).toBe('127.0.0.1')
  })

  it.each([400, 500])('status %i reaches the client', async code => {
    if (side === 'ours') await bench.handler(status(`${code}`))
    else await bench.theirHandler(status(`${code}`))
    const server = open(side, 'Pull', secured[mechanism].server)
    const endpoint = await bind(server, scheme)
    const client = open(other(side), 'Push', secured[mechanism].client)
    // libzmq's PLAIN misspells ERROR (docs/deviations.md): it does not know the right one, and ours knows both.
    const unknown = mechanism === 'PLAIN' && side === 'ours'
    const refused = bench.event(client, unknown ? 'handshake:error:protocol' : 'handshake:error:auth')
    const refusal = bench.event(server, 'handshake:error:auth')
    client.connect(endpoint)
    expect(await refusal).toMatchObject({ error: { status: code } })
    expect(await refused).toMatchObject({ error: unknown ? { code: 'ERR_ZMTP_UNEXPECTED_COMMAND' } : { status: code } })
  })

  it('status 300 makes the client come again', async () => {
    let asked = 0
    const answer = (_: Asked, id: Buffer) => ['1.0', id, asked++ === 0 ? '300' : '200', '', '', '']
    if (side === 'ours') await bench.handler(answer)
    else await bench.theirHandler(answer)
    // libzmq says nothing and leaves the connection open until its handshake has taken too long.
    const server = open(side, 'Pull', { ...secured[mechanism].server, handshakeInterval: 300 })
    const endpoint = await bind(server, scheme)
    const client = open(other(side), 'Push', { ...secured[mechanism].client, reconnectInterval: 10 })
    client.connect(endpoint)
    await client.send('late')
    expect(String(await within(server.receive(), 'a message'))).toBe('late')
    expect(asked).toBe(2)
  })
})

describe.each(sides)('mechanisms that do not match, server %s', side => {
  const all = { NULL: { server: {}, client: {} }, PLAIN: secured.PLAIN, CURVE: secured.CURVE }
  const names = ['NULL', 'PLAIN', 'CURVE'] as const
  it.each(names.flatMap(server => names.filter(client => client !== server).map(client => [server, client] as const)))(
    'a server with %s refuses a client with %s, and serves the next',
    async (serverName, clientName) => {
      await handlerAt(side)
      const server = open(side, 'Pull', all[serverName].server)
      const endpoint = await bind(server, 'tcp')
      const stranger = open(other(side), 'Push', { ...all[clientName].client, reconnectInterval: -1 })
      // Whoever has read the other's greeting first says so, and closes.
      const refused = Promise.any([server, stranger].map(socket => bench.event(socket, 'handshake:error:protocol')))
      stranger.connect(endpoint)
      expect(await refused).toMatchObject({ error: { code: 'ERR_ZMTP_MECHANISM_MISMATCH' } })
      const friend = open(other(side), 'Push', all[serverName].client)
      friend.connect(endpoint)
      await friend.send('x')
      expect(String(await within(server.receive(), 'a message'))).toBe('x')
    },
  )
})

describe.each(sides)('CURVE, server %s', side => {
  it('wrong keys get nowhere', async () => {
    const server = open(side, 'Pull', secured.CURVE.server)
    const endpoint = await bind(server, 'tcp')
    const client = open(other(side), 'Push', { ...secured.CURVE.client, curveServerKey: clientKeys.publicKey, reconnectInterval: -1 })
    const refused = bench.event(server, 'handshake:error:protocol')
    client.connect(endpoint)
    expect(await refused).toMatchObject({ error: { code: 'ERR_ZMTP_CRYPTOGRAPHIC' } })
  })

  it('without a handler everybody with the server key is let in (the Stonehouse pattern)', async () => {
    const server = open(side, 'Pull', { curveServer: true, curveSecretKey: serverKeys.secretKey, curvePublicKey: serverKeys.publicKey })
    const endpoint = await bind(server, 'tcp')
    const client = open(other(side), 'Push', secured.CURVE.client)
    client.connect(endpoint)
    await client.send('x')
    const message = await within<Buffer[]>(server.receive(), 'a message')
    expect(String(message)).toBe('x')
    if (side === 'ours') expect(metadata(message)!.get('User-Id')).toBeUndefined()
  })

  it('heartbeats keep a quiet connection', async () => {
    const beats = { heartbeatInterval: 20, heartbeatTimeout: 300 }
    const server = open(side, 'Pull', { ...secured.CURVE.server, ...beats })
    const endpoint = await bind(server, 'tcp')
    const client = open(other(side), 'Push', { ...secured.CURVE.client, ...beats })
    const ready = bench.event(server, 'handshake')
    let lost = 0
    server.events.on('disconnect', () => lost++)
    client.connect(endpoint)
    await ready
    // A server that nobody beats for is the clock: its client gives up while ours goes on.
    const clock = open('ours', 'Pull', { heartbeatInterval: 20, heartbeatTimeout: 300 })
    const clockEndpoint = await bind(clock, 'tcp')
    const mute = bench.raw(clockEndpoint, Buffer.concat([nullGreeting, readyPush]))
    await mute.closed
    expect(lost).toBe(0)
    await client.send('alive')
    expect(String(await within(server.receive(), 'a message'))).toBe('alive')
  })
})

const nullGreeting = Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from('NULL'), Buffer.alloc(48)])
const readyPush = Buffer.from('\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH', 'latin1')

describe('100 clients with certificates, 10 of them not allowed: exactly 90 are served', () => {
  const pairsOf = (count: number) => Array.from({ length: count }, curveKeyPair)

  async function run(side: Side): Promise<void> {
    const keys = pairsOf(100)
    const allowed = keys.slice(0, 90).map(({ publicKey }) => publicKey)
    if (side === 'ours') {
      const auth = new Authenticator({ context: bench.context })
      bench.keep({ close: () => auth.stop() })
      await auth.configureCurve({ keys: allowed })
      await auth.start()
    } else {
      const known = new Set(allowed.map(key => Buffer.from(decodeZ85(key)).toString('hex')))
      await bench.theirHandler(([, , , , key], id) => ['1.0', id, known.has(key!) ? '200' : '400', '', '', ''])
    }
    const server = open(side, 'Router', secured.CURVE.server)
    const endpoint = await bind(server, 'tcp')
    void (async () => {
      for await (const message of server) await server.send(message)
    })()
    const outcomes = await Promise.all(
      keys.map(async ({ publicKey, secretKey }, at) => {
        const options = { ...secured.CURVE.client, curvePublicKey: publicKey, curveSecretKey: secretKey }
        const client = open(other(side), 'Dealer', options)
        const refused = bench.event(client, 'handshake:error:auth')
        refused.catch(() => {})
        client.connect(endpoint)
        await client.send(`${at}`)
        return Promise.race([client.receive().then(String), refused.then(({ error }) => error.status)])
      }),
    )
    expect(outcomes).toEqual([...allowed.map((_, at) => `${at}`), ...new Array(10).fill(400)])
  }

  it('a server of ours with an Authenticator, clients of libzmq', () => within(run('ours'), '100 clients'), 20_000)
  it('a server of libzmq, clients of ours', () => within(run('libzmq'), '100 clients'), 20_000)
})
