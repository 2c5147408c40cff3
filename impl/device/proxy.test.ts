import { afterEach, describe, expect, it } from 'vitest'
import * as zmq from '../index.ts'

const opened: zmq.Socket[] = []
const open = <S extends zmq.Socket>(socket: S): S => {
  opened.push(socket)
  return socket
}
let running: { proxy: zmq.Proxy; done: Promise<void> } | null = null

afterEach(async () => {
  if (running !== null) {
    running.proxy.terminate()
    await running.done
    running = null
  }
  for (const socket of opened.splice(0)) socket.close()
})

async function start<F extends zmq.Socket, B extends zmq.Socket>(front: F, back: B, capture?: zmq.Socket): Promise<zmq.Proxy<F, B>> {
  const proxy = new zmq.Proxy(front, back, capture)
  await front.bind('tcp://127.0.0.1:*')
  await back.bind('tcp://127.0.0.1:*')
  running = { proxy, done: proxy.run() }
  return proxy
}
const address = (socket: zmq.Socket) => socket.lastEndpoint as string

describe('a proxy', () => {
  it('queues requests: ROUTER and DEALER', async () => {
    const { frontEnd, backEnd } = await start(new zmq.Router(), new zmq.Dealer())
    const workers = ['one', 'two'].map(async name => {
      const worker = open(new zmq.Reply())
      worker.connect(address(backEnd))
      for await (const [request] of worker) await worker.send([`${name}:${request}`])
    })
    const answers = await Promise.all(
      [0, 1, 2, 3].map(async client => {
        const request = open(new zmq.Request())
        request.connect(address(frontEnd))
        const seen: string[] = []
        for (let index = 0; index < 50; index++) {
          await request.send(`${client}.${index}`)
          const [reply] = await request.receive()
          expect(String(reply).split(':')[1]).toBe(`${client}.${index}`)
          seen.push(String(reply).split(':')[0] as string)
        }
        return seen
      }),
    )
    expect(new Set(answers.flat())).toEqual(new Set(['one', 'two']))
    for (const socket of opened) socket.close()
    await Promise.all(workers)
  })

  it('forwards subscriptions and publications: XSUB and XPUB', async () => {
    const { frontEnd, backEnd } = await start(new zmq.XSubscriber(), new zmq.XPublisher())
    const publisher = open(new zmq.XPublisher())
    publisher.connect(address(frontEnd))
    const subscriber = open(new zmq.Subscriber())
    subscriber.connect(address(backEnd))
    subscriber.subscribe('a')
    expect(String(await publisher.receive())).toBe('\x01a')
    await publisher.send(['b', 'no'])
    await publisher.send(['a', 'yes'])
    expect((await subscriber.receive()).map(String)).toEqual(['a', 'yes'])
    subscriber.unsubscribe('a')
    expect(String(await publisher.receive())).toBe('\x00a')
  })

  it('streams, shows a copy to the capture socket, and leaves that one alone', async () => {
    const capture = open(new zmq.Push())
    await capture.bind('inproc://capture')
    const tap = open(new zmq.Pull())
    tap.connect('inproc://capture')
    const { frontEnd, backEnd } = await start(new zmq.Pull(), new zmq.Push(), capture)
    const push = open(new zmq.Push())
    push.connect(address(frontEnd))
    const pull = open(new zmq.Pull())
    pull.connect(address(backEnd))
    const numbers = Array.from({ length: 5000 }, (_, index) => String(index))
    const seen: string[] = []
    const copies: string[] = []
    const read = async (socket: zmq.Pull, list: string[]) => {
      while (list.length < numbers.length) list.push(...(await socket.receiveMany()).map(String))
    }
    await Promise.all([push.sendMany(numbers), read(pull, seen), read(tap, copies)])
    expect(seen).toEqual(numbers)
    expect(copies).toEqual(numbers)
    await capture.send('still mine')
    expect(String(await tap.receive())).toBe('still mine')
  })

  it('reads nothing while the other side cannot send, and nothing while paused', async () => {
    const front = new zmq.Pull({ receiveHighWaterMark: 2 })
    const proxy = await start(front, new zmq.Push())
    const push = open(new zmq.Push({ sendHighWaterMark: 2, linger: 0, sendTimeout: 100 }))
    push.connect(address(front))
    const large = Buffer.alloc(1 << 20)
    let sent = 0
    for (let more = true; more; ) {
      more = await push.send(large).then(
        () => true,
        () => false,
      )
      if (more) sent++
    }
    expect(sent).toBeLessThan(100)
    proxy.pause()
    const pull = open(new zmq.Pull({ receiveTimeout: 100 }))
    pull.connect(address(proxy.backEnd))
    await expect(pull.receive()).rejects.toMatchObject({ code: 'EAGAIN' })
    pull.receiveTimeout = -1
    proxy.resume()
    for (let index = 0; index < sent; index++) expect((await pull.receive())[0]?.length).toBe(large.length)
  })

  it('owns its sockets while it runs, closes them when it ends', async () => {
    const proxy = await start(new zmq.Router(), new zmq.Dealer())
    expect(() => proxy.frontEnd.send('x')).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    expect(() => proxy.backEnd.receive()).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    expect(() => proxy.run()).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    proxy.terminate()
    await running?.done
    running = null
    expect([proxy.frontEnd.closed, proxy.backEnd.closed]).toEqual([true, true])
    expect(() => proxy.resume()).toThrow(expect.objectContaining({ code: 'EBADF' }))
    expect(() => proxy.run()).toThrow('Front-end socket must be bound or connected')
  })

  it('does not take over a socket with a call waiting', async () => {
    const front = open(new zmq.Pull())
    const back = open(new zmq.Push())
    await front.bind('tcp://127.0.0.1:*')
    await back.bind('tcp://127.0.0.1:*')
    const waiting = front.receive().catch(() => undefined)
    expect(() => new zmq.Proxy(front, back).run()).toThrow(expect.objectContaining({ code: 'EBUSY' }))
    front.close()
    await waiting
  })

  it('survives a peer that leaves before its reply, with mandatory routing', async () => {
    const front = new zmq.Router({ mandatory: true })
    const { backEnd } = await start(front, new zmq.Dealer())
    const worker = open(new zmq.Reply())
    worker.connect(address(backEnd))
    const gone = new zmq.Request({ linger: 0 })
    gone.connect(address(front))
    await gone.send('question')
    const question = await worker.receive()
    const events = front.events
    gone.close()
    for await (const event of events) if (event.type === 'disconnect') break
    await worker.send(question)
    const next = open(new zmq.Request())
    next.connect(address(front))
    await next.send('again')
    expect(String(await worker.receive())).toBe('again')
    await worker.send('answer')
    expect(String(await next.receive())).toBe('answer')
  })
})
