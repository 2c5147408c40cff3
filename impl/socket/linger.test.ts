// ZMQ_LINGER, and what keeps a process alive (zmq_setsockopt(3), zmq_ctx_term(3)).

import { execFile } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { RigSet } from './engine-rig.ts'

const rigs = new RigSet()
afterEach(() => rigs.dispose())

/** A place where somebody will listen only later. */
async function later(): Promise<string> {
  const rig = rigs.open('PULL')
  await rig.engine.bind('tcp://127.0.0.1:*')
  const endpoint = rig.engine.lastEndpoint!
  await rig.engine.unbind(endpoint)
  return endpoint
}

it('-1: what was sent before close arrives, even at a peer that comes later', async () => {
  const endpoint = await later()
  const push = rigs.open('PUSH')
  push.engine.connect(endpoint)
  for (const text of ['1', '2', '3']) await push.send(text)
  push.engine.close()
  const pull = rigs.open('PULL')
  await pull.engine.bind(endpoint)
  expect([await pull.receiveText(), await pull.receiveText(), await pull.receiveText()]).toEqual(['1', '2', '3'])
})

it('0: what is unsent is dropped', async () => {
  const endpoint = await later()
  const push = rigs.open('PUSH', { linger: 0 })
  push.engine.connect(endpoint)
  await push.send('lost')
  push.engine.close()
  const [pull, other] = await rigs.pair('PULL', 'PUSH', endpoint)
  await other.send('found')
  expect(await pull.receiveText()).toBe('found')
  expect(pull.eventTypes.filter(type => type === 'accept')).toHaveLength(1)
})

it('n: what is unsent after n milliseconds is dropped, and the connection ended', async () => {
  const sockets: Socket[] = []
  const server = createServer(socket => sockets.push(socket.on('error', () => {}).pause()))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const push = rigs.open('PUSH', { linger: 30 })
  push.engine.connect(`tcp://127.0.0.1:${(server.address() as { port: number }).port}`)
  await push.send('lost')
  await push.event('connect')
  const closed = new Promise(resolve => {
    server.on('connection', socket => socket.once('close', resolve).resume())
    for (const socket of sockets) socket.once('close', resolve).resume()
  })
  push.engine.close()
  await closed
  server.close()
})

it('sends all of a large queue through a slow reader after close', async () => {
  const marks = { sendHighWaterMark: 0, receiveHighWaterMark: 2 }
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*', marks)
  const body = new Uint8Array(1 << 20)
  expect(push.fill(40, body)).toBe(40)
  push.engine.close()
  for (let at = 0; at < 40; at++) expect((await pull.receive())[0]).toHaveLength(body.length)
  await pull.event('disconnect')
})

it('is not undone by what the peer sends meanwhile', async () => {
  const [a, b] = await rigs.pair('DEALER', 'DEALER', 'tcp://127.0.0.1:*', { receiveHighWaterMark: 0, sendHighWaterMark: 0 })
  b.fill(5000, new Uint8Array(1000))
  a.fill(5000, new Uint8Array(1000))
  a.engine.close()
  for (let at = 0; at < 5000; at++) await b.receive()
})

it('forgets closed sockets: nothing is left that would be asked before the process ends', async () => {
  const before = process.listenerCount('beforeExit')
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  expect(process.listenerCount('beforeExit')).toBe(before + 1)
  pull.engine.close()
  push.engine.close()
  expect(process.listenerCount('beforeExit')).toBe(before)
})

describe('a process', { timeout: 20_000 }, () => {
  const engine = new URL('engine.ts', import.meta.url).href
  const context = new URL('engine-context.ts', import.meta.url).href
  const keepAlive = new URL('keep-alive.ts', import.meta.url).href

  /** Runs a script to its natural end; rejects when it has to be stopped. */
  function run(script: string): Promise<string> {
    const head = `import { SocketEngine } from '${engine}'; import { EngineContext } from '${context}'; import { hold, release } from '${keepAlive}'
const context = new EngineContext(), open = type => new SocketEngine(context, type)
setTimeout(() => process.exit(9), 8000).unref()\n`
    return new Promise((resolve, reject) => {
      const child = execFile(process.execPath, ['--input-type=module', '-e', head + script], (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${error.message}\n${stderr}`)),
      )
      child.stdin?.end()
    })
  }

  it('ends although sockets are bound, connected and idle', async () => {
    await run(`const a = open('PULL'), b = open('PUSH'), c = open('PUSH')
      await a.bind('tcp://127.0.0.1:*'); b.connect(a.lastEndpoint); c.connect('tcp://127.0.0.1:1'); await open('REP').bind('ipc://*')
      await new Promise(resolve => { b.onEvent = ({ type }) => type === 'handshake' && setImmediate(resolve); hold() }); release()`)
  })

  it('stays while something holds it', async () => {
    const out = await run(`hold(); setTimeout(() => { console.log('held'); release() }, 100).unref()`)
    expect(out).toBe('held\n')
  })

  it('ends only when unsent messages have found their peer', async () => {
    const pull = rigs.open('PULL')
    await pull.engine.bind('tcp://127.0.0.1:*')
    const open = run(`const a = open('PUSH'); a.connect('${pull.engine.lastEndpoint}'); a.send([Buffer.from('open')])`)
    expect(await pull.receiveText()).toBe('open')
    const closed = run(`const a = open('PUSH'); a.connect('${pull.engine.lastEndpoint}'); a.send([Buffer.from('closed')]); a.close()`)
    expect(await pull.receiveText()).toBe('closed')
    await Promise.all([open, closed])
  })

  it('waits no longer than linger', async () => {
    await run(`const a = open('PUSH'); a.options.linger = 50; a.connect('tcp://127.0.0.1:1'); a.send([Buffer.from('x')])`)
    await run(`const a = open('PUSH'); a.options.linger = 50; a.connect('tcp://127.0.0.1:1'); a.send([Buffer.from('x')]); a.close()`)
    await run(`const a = open('PUSH'); a.options.linger = 0; a.connect('tcp://127.0.0.1:1'); a.send([Buffer.from('x')])`)
  })
})
