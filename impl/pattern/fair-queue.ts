// One message from each peer in turn (RFC 28, 29, 30: "fair-queuing").
//
//   pipes   [ A  B  C | D  E ]     A B C are active (may hold messages), D E were found empty
//                ▲    ▲
//             cursor  active       next() takes B and moves on to C
//
// Rule: an empty pipe leaves the rotation by one swap and without moving the cursor, as in libzmq's fq; idle peers cost nothing.

import type { PatternOptions, Pipe } from './pattern.ts'

export interface FairQueue {
  /** Adds a pipe, last in the rotation. */
  attach(pipe: Pipe): void
  /** The pipe has ended: it stays until its messages are read, or leaves at once under `strict` (RFC 28: queues are destroyed). */
  detach(pipe: Pipe): void
  /** A pipe found empty has a message again: it joins the rotation, last. */
  activate(pipe: Pipe): void
  /** Whether `next` would find a pipe. */
  hasMessage(): boolean
  /** The pipe whose turn it is, which has a message, or undefined. The turn is taken: the caller shifts one message. */
  next(): Pipe | undefined
  /** Takes the next message, when the caller does not care whose it is. */
  shift(): ReturnType<Pipe['shift']>
}

export function createFairQueue(options: Pick<PatternOptions, 'strict'>): FairQueue {
  const pipes: Pipe[] = []
  let active = 0
  let cursor = 0

  function place(pipe: Pipe, index: number): void {
    pipes[index] = pipe
    pipe.inIndex = index
  }

  function swap(left: number, right: number): void {
    const pipe = pipes[left]!
    place(pipes[right]!, left)
    place(pipe, right)
  }

  /** Takes the pipe at `index` out of the active part; the last active one moves to its place. */
  function deactivate(index: number): void {
    active -= 1
    swap(index, active)
    if (cursor >= active) cursor = 0
  }

  function remove(pipe: Pipe): void {
    if (pipe.inIndex < active) deactivate(pipe.inIndex)
    const last = pipes.pop()!
    if (last !== pipe) place(last, pipe.inIndex)
    pipe.inIndex = -1
  }

  function hasMessage(): boolean {
    while (active > 0) {
      const pipe = pipes[cursor]!
      if (pipe.readable > 0) return true
      if (pipe.ended) remove(pipe)
      else deactivate(cursor)
    }
    return false
  }

  function next(): Pipe | undefined {
    if (!hasMessage()) return undefined
    const pipe = pipes[cursor]!
    // Before the shift, because a shift may resume the connection, and so add or end pipes.
    cursor = cursor + 1 < active ? cursor + 1 : 0
    return pipe
  }

  function activate(pipe: Pipe): void {
    if (pipe.inIndex < active) return
    swap(pipe.inIndex, active)
    active += 1
  }

  return {
    hasMessage,
    next,
    activate,
    attach(pipe) {
      place(pipe, pipes.length)
      activate(pipe)
    },
    detach(pipe) {
      if (pipe.inIndex < 0) return
      if (pipe.readable === 0 || options.strict) remove(pipe)
      else activate(pipe)
    },
    shift() {
      return next()?.shift()
    },
  }
}
