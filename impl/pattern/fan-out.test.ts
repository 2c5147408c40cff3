import { describe, expect, it } from 'vitest'
import { createFanOut } from './fan-out.ts'
import { inertPattern } from './inert-pattern.ts'
import { createMemoryPipe, message } from './memory-pipe.ts'
import type { Pattern } from './pattern.ts'

function group(count: number, highWaterMark = 9) {
  const fanOut = createFanOut()
  const pattern: Pattern = { ...inertPattern, type: 'PUB', attach: fanOut.attach, detach: fanOut.detach }
  const pipes = Array.from({ length: count }, () => createMemoryPipe(pattern, { highWaterMark }).accept())
  const counts = () => pipes.map(pipe => pipe.sent.length)
  return { fanOut, pattern, pipes, counts }
}

describe('fan-out', () => {
  it('gives one copy, by reference, to a pipe that matches twice', () => {
    const { fanOut, pipes, counts } = group(3)
    const sent = message('x')
    fanOut.begin()
    for (const index of [2, 0, 2]) fanOut.match(pipes[index]!)
    fanOut.deliver(sent)
    expect(counts()).toEqual([1, 0, 1])
    expect(pipes[0]!.sent[0]).toBe(sent)
  })

  it('selects the others when inverted, and everybody when nobody was selected', () => {
    const { fanOut, pipes, counts } = group(3)
    fanOut.begin()
    fanOut.match(pipes[1]!)
    fanOut.invert()
    fanOut.deliver(message('x'))
    expect(counts()).toEqual([1, 0, 1])
    fanOut.begin()
    fanOut.invert()
    fanOut.deliver(message('x'))
    expect(counts()).toEqual([2, 1, 2])
  })

  it('passes over a full pipe, and says when one was selected', () => {
    const { fanOut, pipes, counts } = group(2, 1)
    pipes[0]!.write(message('x'))
    fanOut.begin()
    fanOut.match(pipes[1]!)
    expect(fanOut.blocked()).toBe(false)
    fanOut.match(pipes[0]!)
    expect(fanOut.blocked()).toBe(true)
    fanOut.deliver(message('y'))
    expect(counts()).toEqual([1, 1])
  })

  it('remembers nothing of a round that was given up', () => {
    const { fanOut, pipes, counts } = group(2)
    fanOut.begin()
    fanOut.match(pipes[0]!)
    fanOut.begin()
    fanOut.match(pipes[1]!)
    fanOut.deliver(message('x'))
    expect(counts()).toEqual([0, 1])
  })

  it('reaches the rest once when writes end pipes, bring new ones, or send', () => {
    const { fanOut, pattern, pipes, counts } = group(5)
    pipes[0]!.onWrite = () => {
      pipes[0]!.end()
      pipes[3]!.end()
    }
    pipes[1]!.onWrite = () => {
      pipes[1]!.onWrite = null
      createMemoryPipe(pattern).accept()
      fanOut.begin()
      for (const index of [4, 4, 1, 2]) fanOut.match(pipes[index]!)
      fanOut.deliver(message('inner'))
    }
    fanOut.begin()
    for (const pipe of pipes) fanOut.match(pipe)
    fanOut.deliver(message('outer'))
    expect(counts()).toEqual([1, 2, 2, 0, 2])
    expect(fanOut.pipes).toHaveLength(4)
    for (const [index, pipe] of fanOut.pipes.entries()) expect(pipe.outIndex).toBe(index)
  })
})
