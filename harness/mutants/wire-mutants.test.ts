// Each bug changes what passes, and each is hunted where there are sections of the book.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRewriter } from '../proxy/mutation.ts'
import { root } from '../run/runner.ts'
import { cancel, greeting, message, ping, pong, readyAs, subscribe } from '../wire/octets.ts'
import { type WireMutant, wireMutants } from './wire-mutants.ts'

const conversation = Buffer.concat([
  greeting(),
  readyAs('XPUB'),
  message('one', '', 'two'),
  subscribe('topic'),
  ping(10, 'context'),
  pong('context'),
  cancel('topic'),
  message('three'),
])
const table: readonly (readonly [string, WireMutant])[] = Object.entries(wireMutants)

test.each(table)('%s changes what passes, of one connection as of the next', (_, { mutation }) => {
  const through = (connection: number) => {
    const rewriter = createRewriter(mutation('binder', connection)!, { from: 'binder', connection }, () => null)
    return Buffer.concat([rewriter.feed(conversation), rewriter.end()])
  }
  expect(through(0)).not.toEqual(conversation)
  expect(through(1)).toEqual(through(0))
})

test.each(table)('%s is hunted in sections that the book has', (_, { hunted }) => {
  for (const path of expand(hunted)) {
    expect(existsSync(join(root, 'suites', `${path}.spec.ts`)), path).toBe(true)
  }
})

/** `a/{b,c}` → `a/b`, `a/c`. */
function expand(glob: string): readonly string[] {
  const [, before, words, behind] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(glob) ?? []
  return words === undefined ? [glob] : words.split(',').map(word => `${before}${word}${behind}`)
}
