// Round robin over the pipes that can take a message (RFC 28 DEALER, 30 PUSH: "round-robin over available peers").
//
//   pipes   [ A  B  C | D  E ]     A B C are active (worth trying), D E were found full
//                ▲    ▲
//             cursor  active       next() takes B and moves on to C
//
// Rule: a pipe changes its place by one swap, so nothing here costs more with more peers. Order as in libzmq's lb.

import type { Pipe } from './pattern.ts'

export interface LoadBalance {
  /** Adds a pipe, last in the rotation. */
  attach(pipe: Pipe): void
  /** Removes a pipe; ignored when it is not listed. */
  detach(pipe: Pipe): void
  /** A pipe found full has room again: it joins the rotation, last. */
  activate(pipe: Pipe): void
  /** Whether `next` would find a pipe. */
  hasRoom(): boolean
  /** The pipe whose turn it is, which is not full, or undefined. The turn is taken: the caller writes one message. */
  next(): Pipe | undefined
}

export function createLoadBalance(): LoadBalance {
  const pipes: Pipe[] = []
  let active = 0
  let cursor = 0

  function place(pipe: Pipe, index: number): void {
    pipes[index] = pipe
    pipe.outIndex = index
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

  function hasRoom(): boolean {
    while (active > 0) {
      if (!pipes[cursor]!.full) return true
      deactivate(cursor)
    }
    return false
  }

  function activate(pipe: Pipe): void {
    if (pipe.outIndex < active) return
    swap(pipe.outIndex, active)
    active += 1
  }

  return {
    hasRoom,
    activate,
    attach(pipe) {
      place(pipe, pipes.length)
      activate(pipe)
    },
    detach(pipe) {
      if (pipe.outIndex < 0) return
      if (pipe.outIndex < active) deactivate(pipe.outIndex)
      const last = pipes.pop()!
      if (last !== pipe) place(last, pipe.outIndex)
      pipe.outIndex = -1
    },
    next() {
      if (!hasRoom()) return undefined
      const pipe = pipes[cursor]!
      // Before the write, because a write may detach pipes.
      cursor = cursor + 1 < active ? cursor + 1 : 0
      return pipe
    },
  }
}
