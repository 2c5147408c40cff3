// One session over every kind of channel: libzmq as a program, over dial-back, over tcp:, and as a function call.
// Rule: the same expectations for all; what knows of processes stands in subject-program.test.ts.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as zmq from 'zeromq'
import { callChannel } from '../control/call-channel.ts'
import { connectSubject } from './connect.ts'
import { lackOf } from './lack.ts'
import type { Subject } from './subject.ts'
import { subjectSession } from './subject-session.ts'
import { createShim } from './zeromq-js/shim.ts'

const about = {
  impl: { name: 'libzmq', version: zmq.version, language: 'C++' },
  transports: ['tcp', 'ipc', 'inproc'],
  mechanisms: ['NULL'],
  zmtp: ['3.1'],
  features: [],
  ownProcess: false,
  oneWayHangs: true,
}

const kinds: Readonly<Record<string, () => Subject>> = {
  libzmq: () => connectSubject('libzmq'),
  'libzmq over dial-back': () => connectSubject('libzmq', { control: 'dial-back' }),
  'libzmq in process': () =>
    subjectSession(
      'libzmq',
      callChannel(emit => createShim(zmq, about, emit)),
    ),
  ours: () => connectSubject('ours'),
  'ours-program': () => connectSubject('ours-program'),
  'libzmq-c': () => connectSubject('libzmq-c'),
  'image:libzmq-c': () => connectSubject('image:libzmq-c'),
}

/** Why a kind cannot be had on this machine. */
const lacks = new Map<string, string>()
for (const kind of ['libzmq-c', 'image:libzmq-c']) {
  const lack = await lackOf(kind)
  if (lack === null) continue
  lacks.set(kind, lack)
  console.log(`${kind} is not tried: ${lack}`)
}

const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    value => expect.unreachable(`resolved with ${JSON.stringify(value)}`),
    error => error as Error,
  )

describe.each(Object.keys(kinds).filter(kind => !lacks.has(kind)))('%s', kind => {
  let subject: Subject
  beforeAll(async () => {
    subject = kinds[kind]!()
    await subject.ready()
  })
  afterEach(() => subject.reset())
  afterAll(() => subject.stop())

  test('says who it is', () => {
    expect(subject.name).toBe(kind.split(' ')[0])
    expect(subject.implementation.version).toMatch(/^\d+\.\d+\.\d+$/)
    const stable = ['PAIR', 'PUB', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH', 'XPUB', 'XSUB']
    const draft = kind.startsWith('ours') ? ['SERVER', 'CLIENT', 'RADIO', 'DISH', 'SCATTER', 'GATHER', 'PEER', 'CHANNEL'] : []
    expect(subject.capabilities.sockets).toEqual(expect.arrayContaining([...stable, ...draft]))
  })

  test('offers Z85 where the library has it, and only there', async () => {
    const has = kind.startsWith('ours') || kind.endsWith('libzmq-c')
    expect(subject.capabilities.ops.includes('z85')).toBe(has)
    if (!has) return
    expect(await subject.z85(Buffer.from('864fd26fb559f75b', 'hex'))).toBe('HelloWorld')
    expect((await subject.z85('HelloWorld')).toString('hex')).toBe('864fd26fb559f75b')
    expect(await caught(subject.z85('Hell'))).toMatchObject({ err: 'EINVAL' })
  })

  const ipcPath = join(mkdtempSync(join(tmpdir(), 'zmqspec-')), 's')
  test.each(['tcp://127.0.0.1:*', `ipc://${ipcPath}`, 'ipc://@zmqspec-session', 'inproc://session'])(
    'carries messages over %s',
    async endpoint => {
      const push = await subject.open('PUSH', { sndhwm: 10 })
      const pull = await subject.open('PULL')
      await pull.connect(await push.bind(endpoint))
      await push.send(['text', new Uint8Array([0, 255]), ''])
      expect(await pull.recv()).toEqual([Buffer.from('text'), Buffer.from([0, 255]), Buffer.alloc(0)])
      await push.send(Buffer.alloc(100_000, 7))
      expect(await pull.recv()).toEqual([Buffer.alloc(100_000, 7)])
    },
  )

  test('the same addresses are free again after every reset', async () => {
    let endpoints = Array.from({ length: 4 }, () => 'tcp://127.0.0.1:*')
    for (let round = 0; round < 50; round++) {
      endpoints = await Promise.all(endpoints.map(async endpoint => (await subject.open('PULL')).bind(endpoint)))
      const push = await subject.open('PUSH')
      await push.connect(endpoints[0]!)
      await subject.reset()
    }
  })

  test('a bind while a receive is pending disturbs neither', async () => {
    const pull = await subject.open('PULL')
    for (let round = 0; round < 30; round++) {
      const receiving = caught(pull.recv(1))
      const endpoint = await pull.bind('tcp://127.0.0.1:*')
      expect(await receiving).toMatchObject({ err: 'EAGAIN' })
      const again = caught(pull.recv(1))
      await pull.unbind(endpoint)
      expect(await again).toMatchObject({ err: 'EAGAIN' })
    }
  })

  test('deadlines: EAGAIN after t, at once with 0, and the shorter of t and rcvtimeo', async () => {
    const pull = await subject.open('PULL')
    const timed = async (t: number) => {
      const from = performance.now()
      expect(await caught(pull.recv(t))).toMatchObject({ err: 'EAGAIN', native: 'EAGAIN/11' })
      return performance.now() - from
    }
    expect(await timed(0)).toBeLessThan(50)
    expect(await timed(100)).toBeGreaterThanOrEqual(95)
    await pull.set('rcvtimeo', 20)
    expect(await timed(2000)).toBeLessThan(1000)
    expect(await pull.get('rcvtimeo')).toBe(20)
    const push = await subject.open('PUSH')
    expect(await caught(push.send('x', 20))).toMatchObject({ err: 'EAGAIN' })
  })

  test('receives take turns instead of failing, and one pending does not stop the rest', async () => {
    const [push, pull] = [await subject.open('PUSH'), await subject.open('PULL')]
    const received = Promise.all([pull.recv(), pull.recv()])
    await push.connect(await pull.bind('tcp://127.0.0.1:*'))
    await push.send('1')
    await push.send('2')
    expect((await received).map(String)).toEqual(['1', '2'])
  })

  test('a pending receive ends when its socket is closed', async () => {
    const pull = await subject.open('PULL')
    const pending = caught(pull.recv())
    await pull.close()
    expect(await pending).toMatchObject({ err: 'ECLOSED' })
    expect(await caught(pull.recv(0))).toMatchObject({ err: 'ECLOSED' })
  })

  test('refuses the wrong direction, the wrong state, a stranger and a wrong option', async () => {
    const [push, pull] = [await subject.open('PUSH'), await subject.open('PULL')]
    expect(await caught(push.recv(10))).toMatchObject({ err: 'ENOTSUP' })
    expect(await caught(pull.send('x', 10))).toMatchObject({ err: 'ENOTSUP' })
    const req = await subject.open('REQ')
    const from = performance.now()
    expect(await caught(req.recv())).toMatchObject({ err: 'EFSM', native: 'EFSM/156384763' })
    const router = await subject.open('ROUTER', { router_mandatory: true })
    expect(await caught(router.send(['nobody', 'x']))).toMatchObject({ err: 'EHOSTUNREACH' })
    // Neither waited for its deadline.
    expect(performance.now() - from).toBeLessThan(1000)
    expect(await caught(push.set('linger', 'soon'))).toMatchObject({ err: 'EINVAL' })
    expect(await caught(push.set('router_mandatory', true))).toMatchObject({ err: 'EINVAL' })
    expect(await caught(push.set('no_such_option', 1))).toMatchObject({ err: 'ENOTSUP' })
    expect(await caught(push.bind('nonsense'))).toMatchObject({ err: 'EINVAL' })
    const endpoint = await push.bind('tcp://127.0.0.1:*')
    expect(await caught(pull.bind(endpoint))).toMatchObject({ err: 'EADDRINUSE' })
  })

  test('routing ids: as an option, from connect, and back', async () => {
    const [router, dealer] = [await subject.open('ROUTER'), await subject.open('DEALER', { routing_id: Buffer.from('me') })]
    await dealer.connect(await router.bind('tcp://127.0.0.1:*'))
    await dealer.send('hello')
    expect((await router.recv()).map(String)).toEqual(['me', 'hello'])
    expect(await dealer.get('routing_id')).toEqual(Buffer.from('me'))
    const [mandatory, named] = [await subject.open('ROUTER', { router_mandatory: true }), await subject.open('DEALER')]
    await mandatory.connect(await named.bind('tcp://127.0.0.1:*'), Buffer.from([1, 2]))
    await mandatory.send([Buffer.from([1, 2]), 'by name'])
    expect((await named.recv()).map(String)).toEqual(['by name'])
    expect(await caught(mandatory.send([Buffer.from([9]), 'x'], 0))).toMatchObject({ err: 'EHOSTUNREACH' })
    expect(await caught(dealer.connect('tcp://127.0.0.1:1', Buffer.from([1])))).toMatchObject({ err: 'EINVAL' })
  })

  test('subscriptions on SUB, XSUB and, in manual mode, XPUB', async () => {
    const xpub = await subject.open('XPUB', { xpub_manual: true, xpub_welcome_msg: Buffer.from('W') })
    const endpoint = await xpub.bind('tcp://127.0.0.1:*')
    const [sub, xsub] = [await subject.open('SUB'), await subject.open('XSUB')]
    await sub.connect(endpoint)
    await sub.subscribe('W')
    expect(await xpub.recv()).toEqual([Buffer.from('\u0001W')])
    expect((await sub.recv()).map(String)).toEqual(['W'])
    // Manual: what the publisher decides counts.
    await xpub.subscribe('We')
    await xpub.send('W lost')
    await xpub.send('We kept')
    expect((await sub.recv()).map(String)).toEqual(['We kept'])
    await xsub.connect(endpoint)
    await xsub.subscribe('q')
    expect(await xpub.recv()).toEqual([Buffer.from('\u0001q')])
    await xsub.unsubscribe('q')
    expect(await xpub.recv()).toEqual([Buffer.from('\u0000q')])
  })

  test('monitor events and handshakes are counted from the opening', async () => {
    const [rep, req] = [await subject.open('REP'), await subject.open('REQ')]
    const monitor = await rep.monitor()
    await req.connect(await rep.bind('tcp://127.0.0.1:*'))
    await Promise.all([rep.peers(1), req.peers(1)])
    expect(monitor.events.map(({ event }) => event)).toEqual(['listening', 'accepted', 'handshake'])
    expect(await caught(req.peers(2, 20))).toMatchObject({ err: 'EAGAIN' })
    await req.close(0)
    expect(await monitor.wait(['closed', 'disconnected'])).toMatchObject({ s: 'A', event: 'disconnected' })
    expect((await caught(monitor.wait('bind_failed', 10))).message).toMatch(/no bind_failed within 10 ms; seen: listening, accepted/)
  })

  test('unbind and disconnect', async () => {
    const [push, pull] = [await subject.open('PUSH'), await subject.open('PULL')]
    const endpoint = await push.bind('tcp://127.0.0.1:*')
    await push.unbind(endpoint)
    await pull.bind(endpoint)
    await push.connect(endpoint)
    await push.send('x')
    expect(String(await pull.recv())).toBe('x')
    await push.disconnect(endpoint)
    expect(await caught(push.disconnect(endpoint))).toMatchObject({ err: 'EINVAL', native: 'ENOENT/2' })
  })

  test('many messages in loops: all verified; a foreign one is named; the deadline ends it with what there was', async () => {
    const [push, pull] = [await subject.open('PUSH'), await subject.open('PULL')]
    await pull.connect(await push.bind('tcp://127.0.0.1:*'))
    const [sent, received] = await Promise.all([push.sendMany(2000, 100, 7), pull.recvMany(2000, 100, 7)])
    expect(sent.count).toBe(2000)
    expect(received).toMatchObject({ count: 2000, mismatch: null })
    await push.sendMany(3, 100, 7)
    await push.send('foreign')
    expect(await pull.recvMany(10, 100, 7, 500)).toMatchObject({ count: 4, mismatch: 3 })
  })

  test('keeps a history that reset forgets', async () => {
    const push = await subject.open('PUSH', { linger: 0 })
    const endpoint = await push.bind('tcp://127.0.0.1:*')
    await caught(push.send(['a', Buffer.from([0, 1]), 'x'.repeat(50)], 0))
    expect(subject.history.map(({ text }) => text)).toEqual([
      'A open PUSH linger=0 -> ok',
      `A bind tcp://127.0.0.1:* -> ${endpoint}`,
      `A send ["a", <00 01>, "${'x'.repeat(40)}"… (50 octets)] -> EAGAIN`,
    ])
    expect(new Set(subject.history.map(entry => entry.subject))).toEqual(new Set([subject.name]))
    await subject.reset()
    expect(subject.history).toEqual([])
  })
})
