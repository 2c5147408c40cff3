import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { RigSet } from './engine-rig.ts'

const rigs = new RigSet()
afterEach(() => rigs.dispose())
let count = 0
const endpoints = [
  ['tcp', () => 'tcp://127.0.0.1:*'],
  ['ipc', () => 'ipc://*'],
  ['abstract ipc', () => `ipc://@engine-${process.pid}-${++count}`],
  ['inproc', () => `inproc://engine-${++count}`],
] as const
const hasIPv6 = Object.values(networkInterfaces()).some(list => list?.some(({ address }) => address === '::1'))

describe.each(endpoints)('over %s', (_name, endpoint) => {
  it('carries mixed sizes and parts in order, both ways', async () => {
    const [a, b] = await rigs.pair('DEALER', 'DEALER', endpoint())
    const sizes = [0, 1, 127, 128, 129, 255, 256, 4096, 16383, 16384, 65536, 1 << 20]
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      for (const size of sizes) await from.send(new Uint8Array(size).fill(size & 255), 'tail', '')
      for (const size of sizes) {
        const [head, tail, last] = await to.receive()
        expect([head!.length, head!.every(octet => octet === (size & 255)), String(tail), last!.length]).toEqual([size, true, 'tail', 0])
      }
    }
  })

  it('lets connect come before bind and keeps what was sent meanwhile', async () => {
    const name = await freeEndpoint(endpoint())
    const push = rigs.open('PUSH')
    push.engine.connect(name)
    await push.send('early')
    const pull = rigs.open('PULL')
    await pull.engine.bind(name)
    expect(await pull.receiveText()).toBe('early')
  })

  it('exchanges routing ids and answers the right peer', async () => {
    const router = rigs.open('ROUTER')
    await router.engine.bind(endpoint())
    for (const id of ['one', 'two']) {
      const dealer = rigs.open('DEALER', { routingId: Buffer.from(id) })
      dealer.engine.connect(router.engine.lastEndpoint!)
      await dealer.send(`from ${id}`)
      expect(await router.receiveText()).toBe(`${id}|from ${id}`)
      await router.send(id, `to ${id}`)
      expect(await dealer.receiveText()).toBe(`to ${id}`)
    }
  })

  it('forwards subscriptions and filters by them', async () => {
    const [xpub, sub] = await rigs.pair('XPUB', 'SUB', endpoint())
    sub.engine.subscribe(Buffer.from('a'))
    expect(await xpub.receiveText()).toBe('\u0001a')
    await xpub.send('b not wanted')
    await xpub.send('a wanted')
    expect(await sub.receiveText()).toBe('a wanted')
    sub.engine.unsubscribe(Buffer.from('a'))
    expect(await xpub.receiveText()).toBe('\u0000a')
  })

  it('refuses an illegal pair: no message crosses', async () => {
    const rep = rigs.open('REP')
    await rep.engine.bind(endpoint())
    const pull = rigs.open('PUSH')
    pull.engine.connect(rep.engine.lastEndpoint!)
    pull.fill(1)
    const seen = await Promise.all([pull.event('handshake:error:protocol'), rep.event('handshake:error:protocol')])
    expect(seen.map(({ error }) => error.code)).toEqual(['ERR_ZMTP_INVALID_METADATA', 'ERR_ZMTP_INVALID_METADATA'])
    expect(rep.drain()).toEqual([])
    expect(pull.engine.canSend()).toBe(false)
  })

  it('keeps received messages readable when the peer is gone', async () => {
    const [pull, push] = await rigs.pair('PULL', 'PUSH', endpoint())
    for (const text of ['1', '2', '3']) await push.send(text)
    push.engine.close()
    const texts = [await pull.receiveText(), await pull.receiveText(), await pull.receiveText()]
    expect(texts).toEqual(['1', '2', '3'])
  })

  it('can be bound again after unbind, by another socket', async () => {
    const name = await freeEndpoint(endpoint())
    const first = rigs.open('PULL')
    await first.engine.bind(name)
    await expect(first.engine.unbind(`${name}x`)).rejects.toMatchObject({ code: 'ENOENT' })
    await first.engine.unbind(name)
    const [second] = await rigs.pair('PULL', 'PUSH', name)
    expect(second.engine.lastEndpoint).toBe(name)
  })

  it('forgets a peer on disconnect, and only a known one', async () => {
    const [pull, push] = await rigs.pair('PULL', 'PUSH', endpoint())
    expect(() => push.engine.disconnect('inproc://unknown')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    push.engine.disconnect(pull.engine.lastEndpoint!)
    expect(push.engine.canSend()).toBe(false)
    push.engine.connect(pull.engine.lastEndpoint!)
    await push.send('again')
    expect(await pull.receiveText()).toBe('again')
  })

  it('conflates: only the newest message of a burst is left', async () => {
    const [pull, push] = await rigs.pair('PULL', 'PUSH', endpoint(), { conflate: true })
    for (let at = 1; at <= 50; at++) expect(push.fill(1, `${at}`)).toBe(1)
    expect(await pull.until('the newest', () => pull.drain().at(-1))).toBe('50')
  })

  it('serves itself when connected to its own endpoint', async () => {
    const dealer = rigs.open('DEALER')
    await dealer.engine.bind(endpoint())
    dealer.engine.connect(dealer.engine.lastEndpoint!)
    await dealer.send('mirror')
    expect(await dealer.receiveText()).toBe('mirror')
  })
})

it.runIf(hasIPv6)('talks over IPv6, and over IPv4 to the same wildcard', async () => {
  const pull = rigs.open('PULL', { ipv6: true })
  await pull.engine.bind('tcp://[::]:*')
  const port = pull.engine.lastEndpoint!.split(':').at(-1)
  for (const host of ['[::1]', '127.0.0.1', 'localhost']) {
    const push = rigs.open('PUSH', { ipv6: true })
    push.engine.connect(`tcp://${host}:${port}`)
    await push.send(host)
    expect(await pull.receiveText()).toBe(host)
  }
})
it.skipIf(hasIPv6)('IPv6: skipped, this machine has no ::1', () => {})

it('limits the sockets of a context', () => {
  rigs.context.maxSockets = rigs.context.sockets + 1
  const last = rigs.open('PUSH')
  expect(() => rigs.open('PUSH')).toThrow(expect.objectContaining({ code: 'EMFILE' }))
  last.engine.close()
  rigs.open('PUSH')
  rigs.context.maxSockets = 1023
})

it('survives callbacks that throw', async () => {
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  const thrown = new Promise(resolve => process.setUncaughtExceptionCaptureCallback(resolve))
  const wake = pull.engine.onReadable
  pull.engine.onReadable = () => {
    pull.engine.onReadable = wake
    throw new Error('from the user')
  }
  await push.send('1')
  await expect(thrown).resolves.toMatchObject({ message: 'from the user' })
  process.setUncaughtExceptionCaptureCallback(null)
  await push.send('2')
  expect([await pull.receiveText(), await pull.receiveText()]).toEqual(['1', '2'])
})

/** A wildcard made definite: bound once, then given up. */
async function freeEndpoint(endpoint: string): Promise<string> {
  if (endpoint === 'ipc://*') return `ipc://@engine-free-${process.pid}-${++count}`
  if (!endpoint.includes('*')) return endpoint
  const rig = rigs.open('PULL')
  await rig.engine.bind(endpoint)
  const name = rig.engine.lastEndpoint!
  await rig.engine.unbind(name)
  return name
}
