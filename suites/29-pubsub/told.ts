// What the application of an XPUB is told, in short: `+topic` for 01 topic, `-topic` for 00 topic, and `=frame|frame` for a message.

import type { SubjectSocket } from '../../harness/subjects/subject.ts'

const word = (frames: readonly Buffer[]): string => {
  const [first] = frames
  if (frames.length === 1 && first!.length > 0 && first![0]! < 2) return `${first![0] === 1 ? '+' : '-'}${first!.toString('latin1', 1)}`
  return `=${frames.map(frame => frame.toString('latin1')).join('|')}`
}

/** Receives up to and including the word `last`; without it, one message. @throws SubjectError EAGAIN when none comes within `t` ms */
export async function told(socket: SubjectSocket, last?: string, t?: number): Promise<string[]> {
  const words: string[] = []
  do words.push(word(await socket.recv(t)))
  while (last !== undefined && words.at(-1) !== last)
  return words
}
