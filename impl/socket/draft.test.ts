// The draft socket types as their users have them: among themselves over every transport, and with libzmq both ways.

import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import * as native from 'zeromq'
import { curveKeyPair } from '../crypto/curve-key-pair.ts'
import { Channel, Client, Datagram, Dish, Gather, Peer, Radio, Scatter, Server } from '../draft.ts'
import type { Socket } from '../index.ts'
import { metadata } from './message-metadata.ts'

// zeromq.js has them as CommonJS only under this name.
type Native = new (options?: object) => native.Socket & native.Writable & native.Readable
const draft = createRequire(import.meta.url)('zeromq/draft') as Readonly<
  Record<'Server' | 'Client' | 'Radio' | 'Dish' | 'Scatter' | 'Gather', Native>
>
const NativeChannel = class extends native.Socket {
  constructor() {
    super(20 as never)
  }
} as unknown as Native

const sockets: { close(): void }[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})
function keep<T extends { close(): void }>(socket: T): T {
  sockets.push(socket)
  return socket
}

let names = 0
const endpoints = { tcp: () => 'tcp://127.0.0.1:*', ipc: () => 'ipc://*', inproc: () => `inproc://draft-${++names}` }

/** Binds one, connects the other. */
async function join(bound: Socket | native.Socket, connecting: Socket | native.Socket, endpoint: string): Promise<void> {
  await bound.bind(endpoint)
  connecting.connect(bound.lastEndpoint!)
}

type Sends<O> = { send(message: string, options: O): Promise<void> }
type Receives<A> = { receive(): Promise<[Buffer, A]> }

async function answered(server: Sends<{ routingId: number }> & Receives<{ routingId: number }>, client: native.Writable & native.Readable) {
  await client.send('question')
  const [question, from] = await server.receive()
  await server.send(`${question}?`, from)
  return [`${question}`, `${(await client.receive())[0]}`]
}

/** A group is joined when the first message comes; what was sent before is dropped. */
async function heard(radio: Sends<{ group: string }>, dish: Receives<{ group: Buffer }> & { join(...groups: string[]): void }) {
  dish.join('group', '')
  const first = dish.receive()
  let done = false
  void first.then(() => (done = true))
  while (!done) {
    for (const group of ['grou', 'groups', 'group']) await radio.send(`to ${group}`, { group })
    await new Promise(resolve => setImmediate(resolve))
  }
  const [body, { group }] = await first
  return [`${body}`, `${group}`]
}

describe.each(Object.entries(endpoints))('over %s', (scheme, endpoint) => {
  it('SERVER answers CLIENT by the routing id attached', async () => {
    const [server, client] = [keep(new Server()), keep(new Client())]
    await join(server, client, endpoint())
    expect(await answered(server, client as never)).toEqual(['question', 'question?'])
  })

  it('RADIO reaches DISH by the group', async () => {
    const [radio, dish] = [keep(new Radio()), keep(new Dish())]
    await join(radio, dish, endpoint())
    expect(await heard(radio, dish)).toEqual(['to group', 'group'])
  })

  it('SCATTER to GATHER, in batches too', async () => {
    const [scatter, gather] = [keep(new Scatter()), keep(new Gather())]
    await join(gather, scatter, endpoint())
    await scatter.sendMany(['a', 'b', 'c'])
    const got: string[] = []
    while (got.length < 3) for (const [body] of await gather.receiveMany()) got.push(`${body}`)
    expect(got).toEqual(['a', 'b', 'c'])
  })

  it('CHANNEL both ways', async () => {
    const [one, other] = [keep(new Channel()), keep(new Channel())]
    await join(one, other, endpoint())
    await other.send('there')
    expect(`${await one.receive()}`).toBe('there')
    await one.send('back')
    expect(`${await other.receive()}`).toBe('back')
  })

  it('PEER knows whom it connects to before anybody is there', async () => {
    const [one, other] = [keep(new Peer()), keep(new Peer())]
    await other.bind(endpoint())
    const id = one.connectPeer(other.lastEndpoint!)
    expect(id).toBeGreaterThan(0)
    await one.send('there', { routingId: id })
    const [body, { routingId }] = await other.receive()
    expect(`${body}`).toBe('there')
    await other.send('back', { routingId })
    const answer = await one.receive()
    expect([`${answer[0]}`, answer[1]]).toEqual(['back', { routingId: id }])
  })

  it.skipIf(scheme === 'inproc')('with libzmq, either of the two bound', async () => {
    for (const bindsOurs of [true, false]) {
      const place = async (ours: Socket, theirs: native.Socket) =>
        bindsOurs
          ? join(ours, theirs, endpoint())
          : join(theirs, ours, scheme === 'ipc' ? `ipc://@draft-${process.pid}-${++names}` : endpoint())
      const [server, client] = [keep(new Server()), keep(new draft.Client())]
      await place(server, client)
      expect(await answered(server, client as never)).toEqual(['question', 'question?'])
      const [ourClient, theirServer] = [keep(new Client()), keep(new draft.Server())]
      await place(ourClient, theirServer)
      expect(await answered(theirServer as never, ourClient as never)).toEqual(['question', 'question?'])
      const [radio, dish] = [keep(new Radio()), keep(new draft.Dish())]
      await place(radio, dish)
      expect(await heard(radio, dish as never)).toEqual(['to group', 'group'])
      const [ourDish, theirRadio] = [keep(new Dish()), keep(new draft.Radio())]
      await place(ourDish, theirRadio)
      expect(await heard(theirRadio as never, ourDish)).toEqual(['to group', 'group'])
      const [scatter, gather] = [keep(new Scatter()), keep(new draft.Gather())]
      await place(scatter, gather)
      await scatter.send('scattered')
      expect(`${(await gather.receive())[0]}`).toBe('scattered')
      const [ourGather, theirScatter] = [keep(new Gather()), keep(new draft.Scatter())]
      await place(ourGather, theirScatter)
      await theirScatter.send('scattered')
      expect(`${(await ourGather.receive())[0]}`).toBe('scattered')
      const [channel, theirs] = [keep(new Channel()), keep(new NativeChannel())]
      await place(channel, theirs)
      await channel.send('there')
      expect(`${(await theirs.receive())[0]}`).toBe('there')
      await theirs.send('back')
      expect(`${(await channel.receive())[0]}`).toBe('back')
    }
  })
})

describe('under CURVE', () => {
  const [serverKey, clientKey] = [curveKeyPair(), curveKeyPair()]
  const serving = { curveServer: true, curveSecretKey: serverKey.secretKey }
  const visiting = { curveServerKey: serverKey.publicKey, curvePublicKey: clientKey.publicKey, curveSecretKey: clientKey.secretKey }

  it('groups and routing ids pass, with libzmq too, either of the two as server', async () => {
    const endpoint = endpoints.tcp()
    const [server, client] = [keep(new Server(serving)), keep(new draft.Client(visiting))]
    await join(server, client, endpoint)
    expect(await answered(server, client as never)).toEqual(['question', 'question?'])
    const [radio, dish] = [keep(new draft.Radio(serving)), keep(new Dish(visiting))]
    await join(radio, dish, endpoint)
    expect(await heard(radio as never, dish)).toEqual(['to group', 'group'])
    const [ownRadio, theirDish] = [keep(new Radio(serving)), keep(new draft.Dish(visiting))]
    await join(ownRadio, theirDish, endpoint)
    expect(await heard(ownRadio, theirDish as never)).toEqual(['to group', 'group'])
    const [bound, peer] = [keep(new Peer(serving)), keep(new Peer(visiting))]
    await bound.bind(endpoint)
    await peer.send('there', { routingId: peer.connectPeer(bound.lastEndpoint!) })
    const message = await bound.receive()
    expect(metadata(message)?.get('Socket-Type')).toBe('PEER')
  })
})

describe('received with what is attached', () => {
  it('in batches, by iteration, and until the socket is closed', async () => {
    const [server, client] = [keep(new Server()), keep(new Client())]
    await join(server, client, endpoints.inproc())
    await client.sendMany(['a', 'b', 'c', 'd'])
    const [first] = await server.receiveMany(1)
    const routingId = first![1].routingId
    expect((await server.receiveMany()).map(([body, from]) => [`${body}`, from])).toEqual(
      ['b', 'c', 'd'].map(text => [text, { routingId }]),
    )
    await server.sendMany(['x', 'y'], { routingId })
    expect([`${await client.receive()}`, `${await client.receive()}`]).toEqual(['x', 'y'])
    await client.sendMany(['e', 'f'])
    const seen: string[] = []
    for await (const [body, from] of server) {
      seen.push(`${body} ${from.routingId === routingId}`)
      if (seen.length === 2) server.close()
    }
    expect(seen).toEqual(['e true', 'f true'])
    const batched = keep(new Server())
    await join(batched, keep(client), endpoints.inproc())
    await client.sendMany(['g', 'h'])
    const bodies: string[] = []
    for await (const batch of batched.batches()) {
      bodies.push(...batch.map(([body]) => `${body}`))
      if (bodies.length === 2) batched.close()
    }
    expect(bodies).toEqual(['g', 'h'])
  })

  it('a waiting receive and a waiting send are given up with their signal', async () => {
    const [server, client] = [keep(new Server({ sendHighWaterMark: 1 })), keep(new Client({ receiveHighWaterMark: 1 }))]
    await join(server, client, endpoints.inproc())
    const receiving = new AbortController()
    const waiting = server.receive({ signal: receiving.signal })
    receiving.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    await client.send('who am I')
    const [, from] = await server.receive()
    const sending = new AbortController()
    const sent = Array.from({ length: 4 }, () => server.send('x', { ...from, signal: sending.signal }))
    sending.abort('enough')
    const settled = await Promise.allSettled(sent)
    expect(settled.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  })
})

describe('misuse', () => {
  it('a message of two parts is refused with EINVAL, of one part in an array taken', async () => {
    const [server, client] = [keep(new Server()), keep(new Client())]
    await join(server, client, endpoints.inproc())
    await client.send(['one'] as never)
    const [, from] = await server.receive()
    const radio = keep(new Radio())
    for (const socket of [client, keep(new Scatter()), keep(new Channel())])
      await expect(socket.send(['a', 'b'] as never)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(server.send(['a', 'b'] as never, from)).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(radio.send(['a', 'b'] as never, { group: 'g' })).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('what is attached is checked before anything is sent', async () => {
    const [server, radio] = [keep(new Server()), keep(new Radio())]
    expect(() => server.send('x', undefined as never)).toThrow('Options must be an object')
    expect(() => server.send('x', {} as never)).toThrow('Routing id must be a number')
    for (const routingId of [0, -1, 1.5, 2 ** 32])
      expect(() => server.send('x', { routingId })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    await expect(server.send('x', { routingId: 7 })).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    expect(() => radio.send('x', {} as never)).toThrow('Group must be a string or buffer')
    await expect(radio.send('x', { group: 'a\0' })).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('a DISH joins and leaves; the numbers of topics are not for groups', () => {
    const dish = keep(new Dish())
    dish.join('a', Buffer.from('b'))
    expect(() => dish.join('a')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    dish.leave('a')
    expect(() => dish.leave('a')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => dish.setStringOption(6, 'c')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(dish.linger).toBe(0)
  })

  it('connectPeer needs a pipe at once, and names the address that is none', () => {
    const peer = keep(new Peer({ immediate: true }))
    expect(() => peer.connectPeer('tcp://127.0.0.1:9')).toThrow(expect.objectContaining({ code: 'EFAULT' }))
    expect(() => keep(new Peer()).connectPeer('nothing')).toThrow(expect.objectContaining({ code: 'EINVAL', address: 'nothing' }))
  })
})

describe('thread-safe types take overlapping calls', () => {
  it('many receives and many sends at once, each message whole and once, with its own routing id and group', async () => {
    const [server, dish] = [keep(new Server()), keep(new Dish())]
    expect([server.threadSafe, server.whenBusy, keep(new Datagram()).threadSafe]).toEqual([true, 'queue', false])
    const name = endpoints.inproc()
    await server.bind(name)
    const receiving = Array.from({ length: 6 }, () => server.receive())
    for (const at of [0, 1, 2]) {
      const client = keep(new Client())
      client.connect(name)
      await Promise.all([client.send(`${at} first`), client.send(`${at} second`)])
    }
    const got = await Promise.all(receiving)
    expect(got.map(([body]) => `${body}`).toSorted()).toEqual(['0 first', '0 second', '1 first', '1 second', '2 first', '2 second'])
    expect(new Set(got.map(([body, { routingId }]) => `${`${body}`[0]} ${routingId}`)).size).toBe(3)
    const radio = keep(new Radio())
    const groups = ['a', 'b', 'c']
    dish.join(...groups)
    await join(radio, dish, endpoints.inproc())
    const hearing = groups.map(() => dish.receive())
    await Promise.all(groups.map(group => radio.send(`to ${group}`, { group })))
    const bodies = (await Promise.all(hearing)).map(([body, { group }]) => `${body} ${group}`)
    expect(bodies).toEqual(groups.map(group => `to ${group} ${group}`))
  })
})
