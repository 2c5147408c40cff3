// RADIO, DISH and DGRAM over udp, as users hold them: with each other, with libzmq, and with whoever sends them octets.

import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { Datagram, Dish, Radio } from '../draft.ts'
import { curveKeyPair, Push } from '../index.ts'
import type { Socket } from './socket.ts'

// zeromq.js has them as CommonJS only under this name.
const native = createRequire(import.meta.url)('zeromq/draft') as {
  readonly Radio: typeof Radio
  readonly Dish: typeof Dish
  readonly Datagram: typeof Datagram
}

const open: (Pick<Socket, 'close'> | UdpSocket)[] = []
const keep = <S extends Pick<Socket, 'close'> | UdpSocket>(socket: S): S => {
  open.push(socket)
  return socket
}
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

const wildcard = 'udp://127.0.0.1:*'
const addressOf = (socket: Datagram): string => socket.lastEndpoint!.slice('udp://'.length)

/** A bare socket of the system, and what it hears. */
async function bare(): Promise<{ readonly socket: UdpSocket; readonly port: number; next(): Promise<Buffer> }> {
  const socket = keep(createSocket('udp4'))
  const came: Buffer[] = []
  socket.on('message', octets => came.push(octets))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    socket,
    port: (socket.address() as AddressInfo).port,
    async next() {
      while (came.length === 0) await once(socket, 'message')
      return came.shift()!
    },
  }
}

async function dishWith(...groups: string[]): Promise<{ readonly dish: Dish; readonly endpoint: string; readonly port: number }> {
  const dish = keep(new Dish())
  await dish.bind(wildcard)
  dish.join(...groups)
  return { dish, endpoint: dish.lastEndpoint!, port: Number(dish.lastEndpoint!.split(':').at(-1)) }
}

function radioTo(endpoint: string): Radio {
  const radio = keep(new Radio())
  radio.connect(endpoint)
  return radio
}

const refused = (code: string) => expect.objectContaining({ code })

describe('RADIO and DISH', () => {
  it('pass what was joined, with its group, and the rest is not delivered', async () => {
    const { dish, endpoint } = await dishWith('a', '', 'g'.repeat(255))
    const radio = radioTo(endpoint)
    for (const group of ['b', 'a', 'ab', '', 'g'.repeat(254), 'g'.repeat(255)]) await radio.send(`in ${group.length}`, { group })
    const got = [await dish.receive(), await dish.receive(), await dish.receive()]
    expect(got.map(([body, { group }]) => `${body} ${`${group}`.length}`)).toEqual(['in 1 1', 'in 0 0', 'in 255 255'])
  })

  it('put exactly these octets on the wire', async () => {
    const wire = await bare()
    const radio = radioTo(`udp://127.0.0.1:${wire.port}`)
    await radio.send('hello', { group: 'grp' })
    await radio.send('', { group: '' })
    expect([await wire.next(), await wire.next()]).toEqual([Buffer.from('\x03grphello'), Buffer.of(0)])
  })

  it('carry 8192 octets in all; more is refused, and nothing of it sent', async () => {
    const wire = await bare()
    const radio = radioTo(`udp://127.0.0.1:${wire.port}`)
    await expect(radio.send('x'.repeat(8190), { group: 'ab' })).rejects.toMatchObject({ code: 'EMSGSIZE' })
    await radio.send('x'.repeat(8189), { group: 'ab' })
    expect((await wire.next()).length).toBe(8192)
  })

  it('live on after datagrams that are no messages', async () => {
    const { dish, port } = await dishWith('a')
    const { socket } = await bare()
    for (const octets of ['', '\x02a', '\xff', `\x01a${'x'.repeat(8191)}`]) socket.send(Buffer.from(octets, 'latin1'), port, '127.0.0.1')
    socket.send('\x01agood', port, '127.0.0.1')
    expect(`${(await dish.receive())[0]}`).toBe('good')
  })

  it('no datagram harms the process', async () => {
    const { dish, port } = await dishWith('a', 'end')
    const { socket } = await bare()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), async datagrams => {
        for (const datagram of datagrams) socket.send(datagram, port, '127.0.0.1')
        socket.send('\x03end', port, '127.0.0.1')
        for (let group = ''; group !== 'end'; ) group = `${(await dish.receive())[1].group}`
      }),
      { seed: 20261125, numRuns: 100 },
    )
  })

  it('a dish that nobody reads keeps its high-water mark of messages and no more', async () => {
    const dish = keep(new Dish({ receiveHighWaterMark: 5, receiveTimeout: 0 }))
    await dish.bind(wildcard)
    dish.join('a')
    const port = Number(dish.lastEndpoint!.split(':').at(-1))
    const { socket } = await bare()
    for (let at = 1; at <= 20; at++) await new Promise(resolve => socket.send(`\x01a${at}`, port, '127.0.0.1', resolve))
    const got: string[] = []
    // What the system still holds comes in turns of the loop.
    for (let idle = 0; idle < 50; idle++) await turn()
    for (;;) {
      const message = await dish.receive().catch(() => null)
      if (message === null) break
      got.push(`${message[0]}`)
    }
    expect(got).toEqual(['1', '2', '3', '4', '5'])
    socket.send('\x01aroom again', port, '127.0.0.1')
    dish.receiveTimeout = -1
    expect(`${(await dish.receive())[0]}`).toBe('room again')
  })

  it('a name that cannot be looked up (this one, without asking anybody) is tried again, and what was sent waits', async () => {
    const radio = keep(new Radio({ reconnectInterval: 10, linger: 0 }))
    const retried = new Promise(resolve => radio.events.on('connect:retry', resolve))
    radio.connect('udp://no..such..host:5555')
    await radio.send('kept', { group: 'a' })
    expect(await retried).toMatchObject({ address: 'udp://no..such..host:5555' })
    radio.disconnect('udp://no..such..host:5555')
  })

  it('what was sent before close goes out', async () => {
    const wire = await bare()
    const radio = new Radio()
    radio.connect(`udp://localhost:${wire.port}`)
    await radio.send('x', { group: 'last words' })
    radio.close()
    expect(await wire.next()).toEqual(Buffer.from('\x0alast wordsx'))
  })

  it('a RADIO that has been disconnected sends there no more, and a DISH that has been unbound hears nothing', async () => {
    const wire = await bare()
    const [first, second] = [await dishWith('a'), await bare()]
    const radio = radioTo(first.endpoint)
    for (const { port } of [wire, second]) radio.connect(`udp://127.0.0.1:${port}`)
    radio.disconnect(`udp://127.0.0.1:${wire.port}`)
    await first.dish.unbind(first.endpoint)
    await radio.send('x', { group: 'a' })
    await second.next()
    wire.socket.send('marker', wire.port, '127.0.0.1')
    expect(`${await wire.next()}`).toBe('marker')
    expect(() => radio.disconnect(`udp://127.0.0.1:${wire.port}`)).toThrow(refused('ENOENT'))
    await first.dish.bind(first.endpoint)
    await radio.send('again', { group: 'a' })
    expect(`${(await first.dish.receive())[0]}`).toBe('again')
  })

  it('speak with libzmq, either way', async () => {
    const { dish, endpoint } = await dishWith('g')
    const theirs = keep(new native.Radio())
    theirs.connect(endpoint)
    await theirs.send('from libzmq', { group: 'g' })
    expect(`${(await dish.receive())[0]}`).toBe('from libzmq')
    const { port } = await bare()
    const place = `udp://127.0.0.1:${port}`
    open.splice(open.length - 1, 1)[0]!.close()
    const hearer = keep(new native.Dish({ receiveTimeout: 20 } as never))
    await hearer.bind(place)
    hearer.join('g')
    const radio = radioTo(place)
    // It binds in another thread, some time after it has said so.
    for (let heard = ''; heard !== 'from ours'; ) {
      await radio.send('from ours', { group: 'g' })
      heard = await hearer.receive().then(
        ([body]) => `${body}`,
        () => '',
      )
    }
  })
})

describe('DGRAM', () => {
  it('says whence a datagram came, in a form that a message can be sent to', async () => {
    const [one, other] = [keep(new Datagram()), keep(new Datagram())]
    await one.bind(wildcard)
    await other.bind(wildcard)
    await one.send([addressOf(other), 'question'])
    const [from, question] = await other.receive()
    expect([`${from}`, `${question}`]).toEqual([`${addressOf(one)}\0`, 'question'])
    await other.send([from, ''])
    expect((await one.receive()).map(String)).toEqual([`${addressOf(other)}\0`, ''])
  })

  it('speaks with libzmq, either way', async () => {
    const ours = keep(new Datagram())
    await ours.bind(wildcard)
    const theirs = keep(new native.Datagram())
    const { port } = await bare()
    open.splice(open.length - 1, 1)[0]!.close()
    await theirs.bind(`udp://127.0.0.1:${port}`)
    await theirs.send([addressOf(ours), 'question'])
    const [from, question] = await ours.receive()
    expect([`${from}`, `${question}`]).toEqual([`127.0.0.1:${port}\0`, 'question'])
    await ours.send([from, 'answer'])
    expect((await theirs.receive()).map(String)).toEqual([`${addressOf(ours)}\0`, 'answer'])
  })

  it('refuses what it cannot send, and goes on', async () => {
    const datagram = keep(new Datagram())
    await datagram.bind(wildcard)
    const own = addressOf(datagram)
    await expect(datagram.send([own] as never)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(datagram.send(['nowhere', 'x'])).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(datagram.send([own, 'x'.repeat(8193)])).rejects.toMatchObject({ code: 'EMSGSIZE' })
    await expect(datagram.send(['[::1]:5555', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await datagram.send([own, 'to myself'])
    expect(`${(await datagram.receive())[1]}`).toBe('to myself')
  })

  it('waits for an endpoint, has one, and another once that is gone', async () => {
    const datagram = keep(new Datagram({ sendTimeout: 0 }))
    await expect(datagram.send(['127.0.0.1:9', 'x'])).rejects.toMatchObject({ code: 'EAGAIN' })
    await datagram.bind(wildcard)
    await expect(datagram.bind(wildcard)).rejects.toMatchObject({ code: 'EINVAL' })
    await datagram.unbind(datagram.lastEndpoint!)
    await datagram.bind(wildcard)
    await datagram.send([addressOf(datagram), 'x'])
    expect(`${(await datagram.receive())[1]}`).toBe('x')
  })

  it('sends many at once without losing any below the mark', async () => {
    const { port, next } = await bare()
    const datagram = keep(new Datagram())
    await datagram.bind(wildcard)
    const texts = Array.from({ length: 100 }, (_, at) => `${at}`)
    await datagram.sendMany(texts.map(text => [`127.0.0.1:${port}`, text]))
    for (const text of texts) expect(`${await next()}`).toBe(text)
  })
})

describe('misuse', () => {
  it('only RADIO connects, only DISH and DGRAM bind, and nobody else speaks udp', async () => {
    for (const socket of [keep(new Dish()), keep(new Datagram()), keep(new Push())])
      expect(() => socket.connect('udp://127.0.0.1:5555')).toThrow(refused('ENOCOMPATPROTO'))
    for (const socket of [keep(new Radio()), keep(new Push())])
      await expect(socket.bind(wildcard)).rejects.toMatchObject({ code: 'ENOCOMPATPROTO' })
    for (const endpoint of ['tcp://127.0.0.1:*', 'ipc://*', 'inproc://dgram'])
      await expect(keep(new Datagram()).bind(endpoint)).rejects.toMatchObject({ code: 'ENOCOMPATPROTO' })
    expect(() => keep(new Datagram()).connect('tcp://127.0.0.1:5555')).toThrow(refused('ENOCOMPATPROTO'))
  })

  it('a socket that asks for a mechanism does not fall back to datagrams in clear', async () => {
    const { publicKey, secretKey } = curveKeyPair()
    const radio = keep(new Radio({ curveServerKey: publicKey, curveSecretKey: secretKey }))
    expect(() => radio.connect('udp://127.0.0.1:5555')).toThrow(refused('ENOCOMPATPROTO'))
    await expect(keep(new Dish({ plainServer: true })).bind(wildcard)).rejects.toMatchObject({ code: 'ENOCOMPATPROTO' })
  })

  it('an endpoint that is none throws at once, and leaves the socket as it was', async () => {
    const radio = keep(new Radio())
    for (const [endpoint, code] of [
      ['udp://*:5555', 'EINVAL'],
      ['udp://127.0.0.1:*', 'EINVAL'],
      ['udp://lo;127.0.0.1:5555', 'EINVAL'],
      ['udp://no-such-device;239.0.0.1:5555', 'ENODEV'],
    ] as const)
      expect(() => radio.connect(endpoint)).toThrow(expect.objectContaining({ code, address: endpoint }))
    expect(radio.lastEndpoint).toBeNull()
    await expect(keep(new Dish()).bind('udp://192.0.2.1:*')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })
})

it('events: bind with what was bound, connect, close', async () => {
  const dish = keep(new Dish())
  const seen: string[] = []
  for (const type of ['bind', 'bind:error', 'close', 'connect'] as const)
    dish.events.on(type, ({ address }) => seen.push(`${type} ${address}`))
  await dish.bind(wildcard)
  const endpoint = dish.lastEndpoint!
  await expect(dish.bind('udp://192.0.2.1:5555')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  await dish.unbind(endpoint)
  expect(seen).toEqual([`bind ${endpoint}`, 'bind:error udp://192.0.2.1:5555', `close ${endpoint}`])
  const radio = keep(new Radio())
  const connected = new Promise(resolve => radio.events.on('connect', resolve))
  radio.connect('udp://127.0.0.1:5555')
  expect(await connected).toMatchObject({ address: 'udp://127.0.0.1:5555' })
})
