// Random histories of three sockets over every transport: whatever is bound, connected, lost and closed in whatever order, messages arrive
// whole and not more often than sent, nothing throws what the contract does not name, and in the end a new pair works.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ZmqError } from '../error.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { type Rig, RigSet } from './engine-rig.ts'

const verbs = ['bind', 'unbind', 'connect', 'connect', 'disconnect', 'send', 'send', 'send', 'receive', 'turn', 'turn', 'reopen'] as const
const step = fc.record({ verb: fc.constantFrom(...verbs), who: fc.nat(2), endpoint: fc.nat(3) })
const types = fc.constantFrom<[SocketType, SocketType, SocketType]>(
  ['PUSH', 'PULL', 'PULL'],
  ['DEALER', 'DEALER', 'DEALER'],
  ['PUB', 'SUB', 'SUB'],
  ['PAIR', 'PAIR', 'PAIR'],
  ['XPUB', 'XSUB', 'SUB'],
  ['DEALER', 'REP', 'PUSH'],
)

let run = 0

/** Steps that fail with one of the contract's codes are part of life. */
async function tolerate(action: () => unknown): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof ZmqError) || !['EADDRINUSE', 'ENOENT', 'EFSM', 'ENOTSUP', 'EINVAL'].includes(error.code)) throw error
  }
}

async function live(
  kinds: [SocketType, SocketType, SocketType],
  steps: readonly { verb: (typeof verbs)[number]; who: number; endpoint: number }[],
) {
  const rigs = new RigSet()
  const names = [`inproc://p-${++run}`, `inproc://q-${run}`, `ipc://@property-${process.pid}-${run}`, await freePort(rigs)]
  const options = { reconnectInterval: 1, linger: 0, sendHighWaterMark: 20, receiveHighWaterMark: 20 }
  const open = (who: number): Rig => {
    const rig = rigs.open(kinds[who]!, options)
    if (kinds[who] === 'SUB') rig.engine.subscribe(new Uint8Array(0))
    return rig
  }
  const sockets = [open(0), open(1), open(2)]
  const received = new Map<string, number>()
  let serial = 0
  for (const { verb, who, endpoint } of steps) {
    const { engine } = sockets[who]!
    const name = names[endpoint]!
    if (verb === 'turn') await new Promise(setImmediate)
    else if (verb === 'reopen') {
      engine.close()
      sockets[who] = open(who)
    } else if (verb === 'send')
      await tolerate(() => engine.send([Buffer.from(`${who}`), Buffer.from(`${++serial}`), Buffer.alloc(serial % 3 === 0 ? 20_000 : 5)]))
    else if (verb === 'receive') {
      await tolerate(() => {
        const message = engine.receive()
        if (message?.length !== 3) return
        expect(message[2]!.length).toBe(Number(message[1]) % 3 === 0 ? 20_000 : 5)
        const key = `${String(message[0])} ${String(message[1])}`
        received.set(key, (received.get(key) ?? 0) + 1)
      })
    } else await tolerate(() => engine[verb](name))
  }
  // A publisher sends one copy down each pipe.
  if (!kinds[0].endsWith('PUB')) expect([...received].filter(([, times]) => times > 1)).toEqual([])
  rigs.dispose()
  const [pull, push] = await rigs.pair('PULL', 'PUSH', 'tcp://127.0.0.1:*')
  await push.send('fine')
  expect(await pull.receiveText()).toBe('fine')
  rigs.dispose()
}

async function freePort(rigs: RigSet): Promise<string> {
  const { engine } = rigs.open('PULL')
  await engine.bind('tcp://127.0.0.1:*')
  const endpoint = engine.lastEndpoint!
  engine.close()
  return endpoint
}

it('any history leaves the engine sound', { timeout: 60_000 }, async () => {
  await fc.assert(fc.asyncProperty(types, fc.array(step, { maxLength: 60 }), live), {
    seed: 20261123,
    numRuns: 150,
  })
})
