// What the application of an XPUB is told, in short: `+topic` for 01 topic, `-topic` for 00 topic, and `=frame|frame` for a message.

import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'

const word = (frames: readonly Buffer[]): string => {
  const [first] = frames
  if (frames.length === 1 && first!.length > 0 && first![0]! < 2) return `${first![0] === 1 ? '+' : '-'}${first!.toString('latin1', 1)}`
  return `=${frames.map(frame => frame.toString('latin1')).join('|')}`
}

/** Receives up to and including the word `last`; without it, one message. @throws SubjectError EAGAIN when it does not come */
export async function told(socket: SubjectSocket, last?: string): Promise<string[]> {
  const words: string[] = []
  do words.push(word(await socket.recv()))
  while (last !== undefined && words.at(-1) !== last)
  return words
}

/** Up to `count` words, sorted; fewer when the next does not come within `t` ms. */
export async function toldWithin(socket: SubjectSocket, count: number, t: number): Promise<string[]> {
  const words: string[] = []
  try {
    while (words.length < count) words.push(word(await socket.recv(t)))
  } catch (error) {
    if (!(error instanceof SubjectError) || error.err !== 'EAGAIN') throw error
  }
  return words.toSorted()
}
