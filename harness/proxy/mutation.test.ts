// Rewriting, octets in and octets out, in pieces of every size.

import { describe, expect, test } from 'vitest'
import { command, frame, greeting, message, ping, pong, readyAs } from '../wire/octets.ts'
import {
  changing,
  createRewriter,
  doubling,
  dropping,
  type Mutation,
  oneDirection,
  swapping,
  withBody,
  withCommand,
  withFlags,
  withSize,
} from './mutation.ts'

const start = [greeting(), readyAs('PUSH')]
const sent = [...start, message('a', 'bc'), ping(0, 'x'), message('d')]

function through(mutation: Mutation, octets: readonly Buffer[], step: number): Buffer {
  const rewriter = createRewriter(mutation('connecter', 0)!, { from: 'connecter', connection: 0 }, () => null)
  const stream = Buffer.concat(octets)
  const out: Buffer[] = []
  for (let at = 0; at < stream.length; at += step) out.push(rewriter.feed(stream.subarray(at, at + step)))
  return Buffer.concat([...out, rewriter.end()])
}

describe.each([1, 7, 1000])('in pieces of %i', step => {
  test.each<[string, Mutation, readonly Buffer[]]>([
    [
      'nothing',
      changing(
        () => false,
        () => [],
      ),
      sent,
    ],
    ['drop', dropping(({ frame: { name } }) => name === 'PING'), [...start, message('a', 'bc'), message('d')]],
    ['double', doubling(({ index }) => index === 4), [...sent, message('d')]],
    ['swap', swapping(({ index }) => index === 3), [...start, message('a', 'bc'), message('d'), ping(0, 'x')]],
    ['swap the last', swapping(({ index }) => index === 4), sent],
    [
      'body',
      withBody(
        ({ frame: { command: is, more } }) => !is && !more,
        () => Buffer.alloc(256),
      ),
      [...start, frame({ body: 'a', more: true }), frame({ body: Buffer.alloc(256) }), ping(0, 'x'), frame({ body: Buffer.alloc(256) })],
    ],
    [
      'flags',
      withFlags(
        ({ index }) => index === 1,
        flags => flags ^ 1,
      ),
      [...start, message('a'), message('bc'), ping(0, 'x'), message('d')],
    ],
    [
      'size',
      withSize(
        ({ index }) => index === 4,
        size => size + 3,
      ),
      [...sent.slice(0, 4), frame({ body: 'd', size: 4 })],
    ],
    [
      'command',
      withCommand(
        ({ frame: { name } }) => name === 'PING',
        (_name, data) => ['PONG', data.subarray(2)],
      ),
      [...sent.slice(0, 3), pong('x'), message('d')],
    ],
  ])('%s', (_name, mutation, expected) => {
    expect(through(mutation, sent, step).toString('hex')).toBe(Buffer.concat(expected).toString('hex'))
  })

  test('the greeting, and only of one side', () => {
    const lower: Mutation = oneDirection('connecter', () => ({ greeting: octets => Buffer.from(octets).fill(0, 11, 12) }))
    expect(through(lower, sent, step).subarray(0, 64)).toEqual(greeting({ version: [3, 0] }))
    expect(lower('binder', 0)).toBeNull()
  })

  test('what is not ZMTP, and what is not whole, passes as it is', () => {
    const drop = dropping(() => true)
    expect(through(drop, [Buffer.from('GET / HTTP/1.1')], step).toString()).toBe('GET / HTTP/1.1')
    expect(through(drop, [greeting(), Buffer.of(0, 5, 1)], step)).toEqual(Buffer.concat([greeting(), Buffer.of(0, 5, 1)]))
  })
})

test('a command of another name keeps its frame legal', () => {
  const changed = withCommand(
    () => true,
    () => ['ERROR', Buffer.alloc(300)],
  )
  expect(through(changed, [greeting(), command('READY', 'x')], 5)).toEqual(Buffer.concat([greeting(), command('ERROR', Buffer.alloc(300))]))
})
