// Replay files: what is written is read again, and what is wrong is told with its line and field.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Leg } from '../capture/leg.ts'
import { writeCaptures } from './capture-folder.ts'
import { parseReplay, ReplayFileError, readReplay } from './replay-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'zmqspec-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const facts = {
  suite: '0.1.0',
  case: 'properties/pipes/push-pull[transport=tcp]',
  subject: 'exec:./x --y "z"',
  peer: null,
  seed: 7,
  property: { path: '3:0:1', value: '[["send",0]]' },
  verdict: 'fail',
  reason: 'lost',
  history: ['0.0ms x A open PUSH'],
}
const leg: Leg = {
  name: '#0',
  ports: { connecter: 1, binder: 2 },
  began: 1000,
  events: [
    { at: 1001.25, from: 'connecter', octets: Buffer.from('ff00', 'hex') },
    { at: 1002, from: 'binder', end: 'fin' },
  ],
}

test('what was written is read again, beside its capture', () => {
  const names = writeCaptures(folder, facts, [leg, { ...leg, events: [] }])
  expect(names).toEqual(['properties-pipes-push-pull-transport-tcp.replay.json', 'properties-pipes-push-pull-transport-tcp.pcapng'])
  expect(readReplay(join(folder, names[0]!))).toEqual({
    zmqspec: 'replay',
    schema: 1,
    ...facts,
    captures: [names[1]],
    traffic: [
      {
        name: '#0',
        events: [
          { ms: 1.3, from: 'connecter', hex: 'ff00' },
          { ms: 2, from: 'binder', end: 'fin' },
        ],
      },
    ],
  })
  expect(readFileSync(join(folder, names[1]!)).readUInt32LE(0)).toBe(0x0a0d0d0a)
  expect(writeCaptures(folder, facts, [])).toEqual(['properties-pipes-push-pull-transport-tcp-2.replay.json'])
})

test('traffic beyond 64 KiB is left to the capture', () => {
  const big = { ...leg, events: [{ at: 1, from: 'binder' as const, octets: Buffer.alloc(70_000) }] }
  const [name] = writeCaptures(folder, { ...facts, case: 'a/b/c' }, [big])
  expect(readReplay(join(folder, name!)).traffic).toEqual([])
})

const whole = JSON.stringify({ zmqspec: 'replay', schema: 1, ...facts, captures: [], traffic: [] }, null, 1)
const changed = (change: object) => JSON.stringify({ ...(JSON.parse(whole) as object), ...change }, null, 1)

test.each([
  ['', 'r.json:1: not JSON'],
  ['{"zmqspec":', 'r.json:1: not JSON'],
  [whole.slice(0, whole.indexOf('"verdict"')), 'r.json:13: not JSON'],
  [whole.replace('"seed": 7', '"seed": 7,\n "seed": 8'), 'r.json:9: Map keys must be unique'],
  ['[]', 'r.json:1: the file must be object'],
  ['{"a": 1}', `r.json:1: the file must have required property 'zmqspec'`],
  [changed({ schema: 2 }), 'r.json:3: schema must be 1'],
  [changed({ zmqspec: 'trace' }), 'r.json:2: zmqspec must be "replay"'],
  [changed({ seed: 'x' }), 'r.json:8: seed must be integer'],
  [changed({ case: 'none' }), 'r.json:5: case must match pattern'],
  [changed({ property: { path: '1;2', value: '' } }), 'r.json:10: property.path must match pattern'],
  [changed({ extra: 1 }), 'r.json:1: the file has the unknown field "extra"'],
  [
    changed({ traffic: [{ name: 'n', events: [{ ms: 1, from: 'x', hex: '' }] }] }),
    'traffic.0.events.0.from must be one of connecter, binder',
  ],
])('%#: the line and the field', (text, message) => {
  expect(() => parseReplay(text, 'r.json')).toThrow(ReplayFileError)
  expect(() => parseReplay(text, 'r.json')).toThrow(message)
})

test('a file that is not there, or no text', () => {
  expect(() => readReplay(join(folder, 'none.json'))).toThrow('none.json: no such file')
  writeFileSync(join(folder, 'binary.json'), Buffer.of(0xff, 0xfe))
  expect(() => readReplay(join(folder, 'binary.json'))).toThrow('not a text in UTF-8')
})
