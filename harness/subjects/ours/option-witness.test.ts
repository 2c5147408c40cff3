// Whoever is named as seeing the effect of an option is there, and has to do with that option.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readBook } from '../../run/catalogue.ts'
import { root } from '../../run/runner.ts'
import { optionTable } from '../zeromq-js/option-table.ts'
import { contextOptions, socketOptions, type TheOption } from './option-facts.ts'

const words = new Map(Object.entries(optionTable).map(([word, { property }]) => [property, word]))
/** Options that a case needs as an op or an argument, or only where a subject has them. */
const otherwise: Readonly<Record<string, string>> = {
  'subscribe()': 'xpub_manual',
  'unsubscribe()': 'xpub_manual',
  'connect(…, { routingId })': 'connect_routing_id',
  "verbosity = 'allSubsUnsubs'": 'xpub_verboser',
}

let needed: ReadonlyMap<string, ReadonlySet<string>>
let axes: ReadonlyMap<string, readonly string[]>
beforeAll(async () => {
  const { cases } = await readBook(join(root, 'suites'))
  const idOf = (id: string) => id.replace(/\[.*$/, '')
  const groups = Map.groupBy(cases, ({ id }) => idOf(id))
  needed = new Map([...groups].map(([id, group]) => [id, new Set(group.flatMap(({ needs }) => needs.options ?? []))]))
  axes = new Map([...groups].map(([id, group]) => [id, group.flatMap(each => Object.values(each.axes))]))
}, 60_000)

describe.each<[string, readonly TheOption[]]>([
  ['options of sockets', socketOptions()],
  ['options of contexts', contextOptions()],
])('%s', (_, options) => {
  it('have somebody who sees their effect, and only where they have one', () => {
    const idle = (state: TheOption['state']) => state === 'no effect' || state === 'refused'
    for (const { name, state, seen } of options) expect([name, seen === null]).toEqual([name, idle(state)])
  })

  it('are needed by the case that sees them, or named by the unit test', () => {
    for (const { name, id, seen } of options) {
      if (seen === null) continue
      if (seen.endsWith('.test.ts')) {
        expect([seen, existsSync(join(root, seen))]).toEqual([seen, true])
        const text = readFileSync(join(root, seen), 'utf8')
        expect([seen, name, new RegExp(`\\b${name}\\b|Option\\(${id}\\b`).test(text) || name.includes(`(${id})`)]).toEqual([
          seen,
          name,
          true,
        ])
        continue
      }
      const word = otherwise[name] ?? words.get(name)
      expect([seen, needed.has(seen)]).toEqual([seen, true])
      const there = name === 'strict' ? axes.get(seen)!.includes('letter') : needed.get(seen)!.has(word!)
      expect([seen, `needs ${word}`, there]).toEqual([seen, `needs ${word}`, true])
    }
  })
})
