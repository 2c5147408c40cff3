import { once } from 'node:events'
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest'
import * as zmq from '../index.ts'

const opened: zmq.Socket[] = []
const open = <S extends zmq.Socket>(socket: S): S => {
  opened.push(socket)
  return socket
}
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close()
})

async function pair(scheme: 'tcp' | 'inproc', options: zmq.SocketOptions<zmq.Push> = {}): Promise<[zmq.Push, zmq.Pull]> {
  const push = open(new zmq.Push({ linger: 0, ...options }))
  const pull = open(new zmq.Pull())
  await push.bind(scheme === 'tcp' ? 'tcp://127.0.0.1:*' : `inproc://${Math.random()}`)
  pull.connect(push.lastEndpoint as string)
  return [push, pull]
}

describe.each(['tcp', 'inproc'] as const)('over %s', scheme => {
  it('sends and receives in batches', async () => {
    const [push, pull] = await pair(scheme)
    const count = 20_000
    const numbers = Array.from({ length: count }, (_, index) => String(index))
    const sending = push.sendMany(numbers)
    const received: string[] = []
    let largest = 0
    for await (const batch of pull.batches(500)) {
      largest = Math.max(largest, batch.length)
      received.push(...batch.map(String))
      if (received.length === count) break
    }
    await sending
    expect(received).toEqual(numbers)
    expect(largest).toBeGreaterThan(1)
    expect(largest).toBeLessThanOrEqual(500)
  })

  it('lets the event loop turn during long runs of sends and receives', async () => {
    const [push, pull] = await pair(scheme, { sendHighWaterMark: 0 })
    pull.receiveHighWaterMark = 0
    let turns = 0
    let counting = true
    const count = () => {
      turns++
      if (counting) setImmediate(count)
    }
    setImmediate(count)
    for (let index = 0; index < 2500; index++) await push.send('x')
    expect(turns).toBeGreaterThanOrEqual(3)
    turns = 0
    for (let index = 0; index < 2500; index++) await pull.receive()
    counting = false
    expect(turns).toBeGreaterThanOrEqual(3)
  })

  it('allows a small buffer to be used again after send', async () => {
    const [push, pull] = await pair(scheme)
    const buffer = Buffer.alloc(16)
    for (let index = 0; index < 100; index++) {
      buffer.writeUInt32BE(index)
      await push.send(buffer)
    }
    for (let index = 0; index < 100; index++) expect((await pull.receive())[0]?.readUInt32BE()).toBe(index)
  })

  it('blocks at the high-water mark, and goes on when the peer reads', async () => {
    const [push, pull] = await pair(scheme, { sendHighWaterMark: 2 })
    pull.receiveHighWaterMark = 2
    await push.send('first')
    expect(String(await pull.receive())).toBe('first')
    push.sendTimeout = 0
    const large = Buffer.alloc(1 << 20)
    let sent = 0
    const fill = async () => {
      for (;;) {
        const more = await push.send(large).then(
          () => true,
          () => false,
        )
        if (!more) return
        sent++
      }
    }
    await fill()
    expect(sent).toBeGreaterThanOrEqual(2)
    expect(push.writable).toBe(false)
    push.sendTimeout = -1
    const blocked = push.send('last')
    for (let index = 0; index < sent; index++) await pull.receive()
    await blocked
    expect(String(await pull.receive())).toBe('last')
  })

  it('keeps Dealer, Router and routing ids apart', async () => {
    const router = open(new zmq.Router())
    const dealer = open(new zmq.Dealer({ routingId: 'me' }))
    await router.bind(scheme === 'tcp' ? 'tcp://127.0.0.1:*' : 'inproc://routed')
    dealer.connect(router.lastEndpoint as string)
    await dealer.send('hello')
    expect((await router.receive()).map(String)).toEqual(['me', 'hello'])
    await router.send(['me', 'you'])
    expect(String(await dealer.receive())).toBe('you')
  })
})

describe('a router that connects', () => {
  it('names the peer it connects to', async () => {
    const dealer = open(new zmq.Dealer())
    await dealer.bind('tcp://127.0.0.1:*')
    const router = open(new zmq.Router({ mandatory: true }))
    router.connect(dealer.lastEndpoint as string, { routingId: 'peer' })
    await router.send(['peer', 'hello'])
    expect(String(await dealer.receive())).toBe('hello')
    expect(() => router.connect('tcp://127.0.0.1:9', { routingId: '' })).toThrow('Invalid argument')
  })
})

describe('waiting', () => {
  it('stops for an AbortSignal, on both sides', async () => {
    const dealer = open(new zmq.Dealer())
    const controller = new AbortController()
    const waiting = [dealer.receive({ signal: controller.signal }), dealer.send('x', { signal: controller.signal })]
    controller.abort(new Error('enough'))
    for (const each of waiting) await expect(each).rejects.toThrow('enough')
    await expect(dealer.receive({ signal: AbortSignal.timeout(1) })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it("queues concurrent operations with whenBusy 'queue'", async () => {
    const [push, pull] = await pair('tcp')
    push.whenBusy = pull.whenBusy = 'queue'
    const receiving = Promise.all([pull.receive(), pull.receive(), pull.receive()])
    await Promise.all(['a', 'b', 'c'].map(text => push.send(text)))
    expect((await receiving).map(String)).toEqual(['a', 'b', 'c'])
  })

  it('ends loops at close', async () => {
    const pull = open(new zmq.Pull())
    const loops = [pull, open(new zmq.Pull())].map(async (socket, index) => {
      if (index === 0) for await (const message of socket) expect(message).toBe('none')
      else for await (const batch of socket.batches()) expect(batch).toBe('none')
    })
    for (const socket of opened) socket.close()
    await Promise.all(loops)
  })
})

describe('life', () => {
  it('closes at the end of an await using block', async () => {
    let kept: zmq.Push
    {
      await using push = new zmq.Push()
      kept = push
      expect(push.closed).toBe(false)
    }
    expect(kept.closed).toBe(true)
  })

  it('frees its place in the context when an option is wrong', () => {
    const context = new zmq.Context({ maxSockets: 1 })
    expect(() => new zmq.Dealer({ context, linger: -5 })).toThrow('Invalid argument')
    open(new zmq.Dealer({ context }))
    expect(() => new zmq.Dealer({ context })).toThrow(expect.objectContaining({ code: 'EMFILE' }))
  })

  it('keeps inproc names of contexts apart', async () => {
    const [one, two] = [new zmq.Context(), new zmq.Context()]
    await open(new zmq.Push({ context: one })).bind('inproc://name')
    await open(new zmq.Push({ context: two })).bind('inproc://name')
    await expect(open(new zmq.Push({ context: two })).bind('inproc://name')).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('warns of options that come too late, and only of those', async () => {
    const dealer = open(new zmq.Dealer())
    await dealer.bind('tcp://127.0.0.1:*')
    const warning = once(process, 'warning')
    dealer.linger = 0
    dealer.sendTimeout = 1
    dealer.reconnectInterval = 5
    const [{ message }] = (await warning) as [Error]
    expect(message).toBe('Socket option will not take effect until next connect/bind.')
  })
})

it('has the types of zeromq.js', () => {
  expectTypeOf<zmq.Dealer['routingId']>().toEqualTypeOf<string | null>()
  expectTypeOf<zmq.Push>().not.toHaveProperty('receive')
  expectTypeOf<zmq.Subscriber>().not.toHaveProperty('send')
  expectTypeOf<zmq.Push>().not.toHaveProperty('receiveTimeout')
  expectTypeOf<zmq.SocketOptions<zmq.Dealer>>().not.toHaveProperty('lastEndpoint')
  expectTypeOf<zmq.SocketOptions<zmq.Dealer>['routingId']>().toEqualTypeOf<string | Uint8Array | null | undefined>()
  expectTypeOf<zmq.EventOfType<'connect:retry'>>().toHaveProperty('interval')
  const readable: zmq.Readable = open(new zmq.Pull())
  const writable: zmq.Writable = open(new zmq.Push())
  expect([readable, writable]).toHaveLength(2)
})
