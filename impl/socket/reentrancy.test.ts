// A listener of monitor events may do anything, close its socket included, in the middle of what the event reports.

import { afterEach, expect, it } from 'vitest'
import { type Rig, RigSet } from './engine-rig.ts'
import type { MonitorEvent } from './monitor.ts'

const rigs = new RigSet()
afterEach(() => rigs.dispose())

function on(rig: Rig, type: MonitorEvent['type'], action: () => void): void {
  const record = rig.engine.onEvent!
  rig.engine.onEvent = event => {
    record(event)
    if (event.type === type) action()
  }
}

it.each(['connect:delay', 'connect', 'handshake', 'disconnect', 'connect:retry', 'close'] as const)(
  'the connecting side may close on %s',
  async type => {
    const [pull, push] = [rigs.open('PULL'), rigs.open('PUSH', { linger: 0 })]
    on(push, type, () => push.engine.close())
    await pull.engine.bind('tcp://127.0.0.1:*')
    const endpoint = pull.engine.lastEndpoint!
    push.engine.connect(endpoint)
    if (type === 'disconnect' || type === 'connect:retry' || type === 'close') {
      await push.event('handshake')
      pull.engine.close()
    }
    await push.event('end')
    expect(push.eventTypes.at(-1)).toBe('end')
    expect(push.engine.canSend()).toBe(false)
    if (type === 'connect' || type === 'handshake') await pull.event('disconnect')
  },
)

it.each(['connect:delay', 'connect', 'handshake'] as const)('the connecting side may disconnect on %s', async type => {
  const [pull, push] = [rigs.open('PULL'), rigs.open('PUSH')]
  await pull.engine.bind('tcp://127.0.0.1:*')
  const endpoint = pull.engine.lastEndpoint!
  const done = new Promise<void>(resolve =>
    on(push, type, () => {
      push.engine.disconnect(endpoint)
      resolve()
    }),
  )
  push.engine.connect(endpoint)
  await done
  if (type !== 'connect:delay') await pull.event('disconnect')
  expect(push.engine.canSend()).toBe(false)
})

it.each(['accept', 'handshake', 'disconnect'] as const)('the bound side may close on %s', async type => {
  const [pull, push] = [rigs.open('PULL'), rigs.open('PUSH')]
  on(pull, type, () => pull.engine.close())
  await pull.engine.bind('tcp://127.0.0.1:*')
  push.engine.connect(pull.engine.lastEndpoint!)
  if (type === 'disconnect') {
    await pull.event('handshake')
    push.engine.disconnect(pull.engine.lastEndpoint!)
  } else await push.event('disconnect')
  await pull.event('end')
  expect(pull.eventTypes.at(-1)).toBe('end')
})
