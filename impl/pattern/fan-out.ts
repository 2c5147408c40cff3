// One message to many pipes, one copy each (RFC 29 PUB, XPUB, XSUB: full peers miss it, the others do not).
//
//   begin() → match(A) match(C) match(A) → invert()? → deliver(message)     A and C get it once
//
// Rule: the same array goes to every pipe by reference, so nobody may change it. A mark per pipe, the number of the current
// round, keeps a pipe that matches several times from being listed twice; nothing is allocated per message.

import type { Message } from '../wire/message.ts'
import type { Pipe } from './pattern.ts'

export interface FanOut {
  /** All pipes, in no particular order. */
  readonly pipes: readonly Pipe[]
  attach(pipe: Pipe): void
  /** Removes a pipe; ignored when it is not listed. */
  detach(pipe: Pipe): void
  /** Starts a round: nobody is selected. */
  begin(): void
  /** Selects a pipe; a second time is ignored, and so is a pipe that is not listed. */
  match(pipe: Pipe): void
  /** Of those selected, keeps this one, if it is among them. */
  keep(pipe: Pipe): void
  /** Selects exactly those that were not selected (ZMQ_INVERT_MATCHING); with nobody selected that is everybody. */
  invert(): void
  /** Whether a selected pipe is full. */
  blocked(): boolean
  /** Ends the round: writes the message to each selected pipe that has room. */
  deliver(message: Message): void
}

export function createFanOut(): FanOut {
  const pipes: Pipe[] = []
  /** By position: the round in which the pipe was selected last. */
  const marks: number[] = []
  let round = 0
  let selected: (Pipe | undefined)[] = []
  let count = 0
  /** The other list of selected pipes. Two take turns, so that a send from inside a write does not disturb the outer one. */
  let spare: (Pipe | undefined)[] | undefined

  return {
    pipes,
    attach(pipe) {
      pipe.outIndex = pipes.push(pipe) - 1
      marks.push(-1)
    },
    detach(pipe) {
      const index = pipe.outIndex
      if (index < 0) return
      const last = pipes.pop()!
      // The marks stay where they are: they mean something only until delivery begins, and nothing ends a pipe before that.
      marks.pop()
      if (last !== pipe) {
        pipes[index] = last
        last.outIndex = index
      }
      pipe.outIndex = -1
    },
    begin() {
      round += 1
      count = 0
    },
    match(pipe) {
      const index = pipe.outIndex
      if (index < 0 || marks[index] === round) return
      marks[index] = round
      selected[count++] = pipe
    },
    keep(pipe) {
      const index = pipe.outIndex
      const selects = index >= 0 && marks[index] === round
      round += 1
      selected.fill(undefined, 0, count)
      count = 0
      if (!selects) return
      marks[index] = round
      selected[count++] = pipe
    },
    invert() {
      count = 0
      for (let index = 0; index < pipes.length; index++) if (marks[index] !== round) selected[count++] = pipes[index]
    },
    blocked() {
      for (let index = 0; index < count; index++) if (selected[index]!.full) return true
      return false
    },
    deliver(message) {
      const targets = selected
      const length = count
      selected = spare ?? []
      spare = undefined
      count = 0
      for (let index = 0; index < length; index++) {
        const pipe = targets[index]!
        targets[index] = undefined
        // An earlier write may have ended or filled this pipe; an ended one counts as full.
        if (!pipe.full) pipe.write(message)
      }
      spare = targets
    },
  }
}
