// The order of monitor events is libzmq's (zmq_socket_monitor(3)): the same story is told by its socket and by ours, and compared.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import * as zmq from 'zeromq'
import { type EventType, RigSet } from './engine-rig.ts'

const rigs = new RigSet()
const natives: zmq.Socket[] = []
afterEach(() => {
  rigs.dispose()
  for (const socket of natives.splice(0)) socket.close()
})

/** Collects the events of a native socket; `count` resolves when there are so many. */
function watch(socket: zmq.Socket): { types: string[]; count: (number: number) => Promise<unknown> } {
  natives.push(socket)
  const types: string[] = []
  let wake = (): void => {}
  void (async () => {
    for await (const { type } of socket.events) {
      types.push(type)
      wake()
    }
  })()
  const count = async (number: number): Promise<void> => {
    while (types.length < number) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  return { types, count }
}

it.each([
  [
    'tcp',
    'tcp://127.0.0.1:*',
    ['connect:delay', 'connect', 'handshake', 'disconnect', 'connect:retry', 'connect:delay', 'close', 'connect:retry'],
  ],
  [
    'ipc',
    `ipc://${join(tmpdir(), `zmq-monitor-${process.pid}`)}`,
    ['connect', 'handshake', 'disconnect', 'connect:retry', 'close', 'connect:retry'],
  ],
] as const)('%s: the connecting side', async (_name, endpoint, expected: readonly EventType[]) => {
  const story = async (connect: (endpoint: string) => void, count: (number: number) => Promise<unknown>): Promise<void> => {
    const pull = rigs.open('PULL')
    await pull.engine.bind(endpoint)
    connect(pull.engine.lastEndpoint!)
    await pull.event('handshake')
    await count(expected.indexOf('handshake') + 1)
    pull.engine.close()
    await count(expected.length)
  }
  const push = new zmq.Push({ reconnectInterval: 5 })
  const theirs = watch(push)
  await story(address => push.connect(address), theirs.count)
  push.close()
  const ours = rigs.open('PUSH')
  await story(
    address => ours.engine.connect(address),
    number => ours.until(`${number} events`, () => ours.events.length >= number || undefined),
  )
  expect(ours.eventTypes.slice(0, expected.length)).toEqual(theirs.types.slice(0, expected.length))
  expect(ours.eventTypes.slice(0, expected.length)).toEqual(expected)
})

it('the bound side', async () => {
  const expected: EventType[] = ['bind', 'accept', 'handshake', 'disconnect', 'close', 'end']
  const story = async (
    bind: () => Promise<string>,
    unbind: () => Promise<void>,
    count: (number: number) => Promise<unknown>,
  ): Promise<void> => {
    const push = rigs.open('PUSH')
    push.engine.connect(await bind())
    await push.event('handshake')
    await count(3)
    push.engine.close()
    await count(4)
    await unbind()
    await count(5)
  }
  const pull = new zmq.Pull()
  const theirs = watch(pull)
  await story(
    () => pull.bind('tcp://127.0.0.1:*').then(() => pull.lastEndpoint!),
    () => pull.unbind(pull.lastEndpoint!),
    theirs.count,
  )
  pull.close()
  await theirs.count(6)
  const ours = rigs.open('PULL')
  await story(
    () => ours.engine.bind('tcp://127.0.0.1:*').then(() => ours.engine.lastEndpoint!),
    () => ours.engine.unbind(ours.engine.lastEndpoint!),
    number => ours.until(`${number} events`, () => ours.events.length >= number || undefined),
  )
  ours.engine.close()
  expect([ours.eventTypes, theirs.types]).toEqual([expected, expected])
})

it.each(['PULL', 'REP'] as const)('an illegal pair: both see a failed handshake and a disconnection, %s bound', async type => {
  const bound = rigs.open(type)
  await bound.engine.bind('tcp://127.0.0.1:*')
  const sub = rigs.open('SUB')
  sub.engine.connect(bound.engine.lastEndpoint!)
  await Promise.all([bound.event('disconnect'), sub.event('disconnect')])
  expect(bound.eventTypes).toEqual(['bind', 'accept', 'handshake:error:protocol', 'disconnect'])
  expect(sub.eventTypes).toEqual(['connect:delay', 'connect', 'handshake:error:protocol', 'disconnect'])
})
