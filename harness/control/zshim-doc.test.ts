// docs/zshim.md is what implementers go by: its example is valid line by line, and it leaves no word out.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { optionTable } from '../subjects/zeromq-js/option-table.ts'
import { digestOf, generatedBytes } from './frames.ts'
import { errorWords, type Op } from './protocol.ts'
import { eventFault, replyFault, requestFault } from './validator.ts'
import schema from './zshim-1.schema.json' with { type: 'json' }

const text = readFileSync(new URL('../../docs/zshim.md', import.meta.url), 'utf8')
const lines = text.split('\n').filter(line => /^[<>] \{/.test(line))

test('every line of the example conversation is what the schema says', () => {
  expect(lines.length).toBeGreaterThan(20)
  const ops = new Map<number, string>()
  for (const line of lines) {
    const value = JSON.parse(line.slice(2)) as { id: number; op?: string; ev?: string }
    if (value.ev !== undefined) expect(eventFault(value), line).toBeNull()
    else if (line.startsWith('>')) {
      ops.set(value.id, value.op!)
      if (!value.op!.startsWith('x-')) expect(requestFault(value.op as Op, value), line).toBeNull()
    } else {
      const op = ops.get(value.id)!
      expect(replyFault(op.startsWith('x-') ? 'reset' : (op as Op), value), line).toBeNull()
    }
  }
})

test('its digest and generator example are right', () => {
  expect(text).toContain(digestOf(generatedBytes(7, 5000)).sha256)
  expect(text).toContain(
    generatedBytes(1, 8)
      .toString('hex')
      .replaceAll(/(..)(?=.)/g, '$1 '),
  )
})

test('every op, error word and monitor event is explained, and the options it names exist', () => {
  const named = (word: string) => new RegExp(`[\`\\s]${word}[\`\\s]`).test(text)
  const ops = Object.keys(schema.$defs).flatMap(name => (name.startsWith('request-') ? [name.slice('request-'.length)] : []))
  const events = (schema.$defs.event.properties.event as { enum: string[] }).enum
  expect([...ops, ...errorWords, ...events].filter(word => !named(word))).toEqual([])
  const options = /without `ZMQ_`: `([^`]+)`/.exec(text)![1]!.split(/\s+/)
  expect(options.filter(option => !(option in optionTable) && option !== 'connect_routing_id')).toEqual([])
})
