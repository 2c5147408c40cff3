// Recorded octets against libzmq: what one connection said is said again on another.

import { expect, test } from 'vitest'
import { Pull } from 'zeromq'
import { greeting, message, readyAs } from '../wire/octets.ts'
import { playRaw } from './raw-replay.ts'
import type { Traffic } from './replay-file.ts'

const windows = { reaction: 100, silence: 60, deadline: 1000 }
const said = (from: 'connecter' | 'binder', octets: Buffer) => ({ ms: 0, from, hex: octets.toString('hex') })
const traffic: Traffic = {
  name: '#0',
  events: [
    said('connecter', greeting()),
    said('binder', greeting()),
    said('binder', readyAs('PULL')),
    said('connecter', readyAs('PUSH')),
    said('connecter', message('again')),
    { ms: 9, from: 'connecter', end: 'fin' },
  ],
}

test('the side that connected is played, and the other side waited for', async () => {
  const pull = new Pull({ linger: 0 })
  await pull.bind('tcp://127.0.0.1:*')
  const lines = await playRaw(traffic, pull.lastEndpoint!, windows)
  expect((await pull.receive()).map(String)).toEqual(['again'])
  expect(lines.join('\n')).toMatch(/→ greeting 3\.1 NULL.*← READY 26 Socket-Type="PULL".*→ frame 5 "again".*→ FIN/s)
  pull.close()
  await expect(playRaw(traffic, 'tcp://127.0.0.1:1', windows)).rejects.toThrow('ECONNREFUSED')
})

test('another answer than recorded is told', async () => {
  const pull = new Pull({ linger: 0 })
  await pull.bind('tcp://127.0.0.1:*')
  const other: Traffic = { name: '#0', events: [said('connecter', Buffer.from('GET / HTTP/1.1')), said('binder', Buffer.alloc(100))] }
  expect((await playRaw(other, pull.lastEndpoint!, windows)).at(-1)).toMatch(/^other than recorded: expected/)
  pull.close()
})
