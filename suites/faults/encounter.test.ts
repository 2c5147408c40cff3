// The judgement of the faults appendix, on made-up histories: what is torn, repeated or overtaken is told.

import { expect, test } from 'vitest'
import { disorder, numbered } from './encounter.ts'

const size = () => 4
const message = (number: number): readonly Buffer[] => numbered(number, size()).map(frame => Buffer.from(frame))
const [m0, m1, m2, m3] = [message(0), message(1), message(2), message(3)]

test.each<[string, (readonly Buffer[])[], number[][], string | null]>([
  ['in order', [m0!, m1!, m2!], [[0, 1, 2]], null],
  ['lost', [m0!, m2!], [[0, 1, 2]], null],
  [
    'over two connections, mixed',
    [m2!, m0!, m3!, m1!],
    [
      [0, 1],
      [2, 3],
    ],
    null,
  ],
  ['sent again on the next connection', [m1!, m0!], [[0, 1], [0]], null],
  ['overtaken', [m1!, m0!], [[0, 1]], 'message 0 was overtaken by another of connection 0'],
  ['twice', [m0!, m0!], [[0], [0]], 'message 0 came twice'],
  ['never passed whole', [m0!], [[]], 'message 0 came and never passed whole'],
  ['half a message', [[m0![0]!]], [[0]], 'a torn message: 1 frames'],
  ['a body cut short', [[m1![0]!, m1![1]!.subarray(1)]], [[1]], 'a torn message: 2 frames'],
  ['two messages in one', [[...m0!, ...m1!]], [[0, 1]], 'a torn message: 4 frames'],
  ['a body of another', [[m0![0]!, m1![1]!]], [[0, 1]], 'a torn message'],
])('%s', (_name, messages, connections, expected) => {
  const found = disorder(messages, size, connections)
  if (expected === null) expect(found).toBeNull()
  else expect(found).toContain(expected)
})
