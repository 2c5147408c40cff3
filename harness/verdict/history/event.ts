// What happened to messages, as values: the record that the checkers of this folder judge.
//
//   sent A#0 ──► received B A#0          a stamp names the sender and counts its messages from 0
//
// Rule: a checker is a pure function of the whole record; it returns the first fault in words, or null.

export interface Stamp {
  readonly from: string
  readonly number: number
}

export interface StampedMessage {
  /** Null when no frame carries a stamp: nobody of this test sent it. */
  readonly stamp: Stamp | null
  readonly frames: readonly Uint8Array[]
}

export type HistoryEvent =
  /** Accepted by the sending socket. */
  | { readonly kind: 'sent'; readonly at: string; readonly message: StampedMessage }
  | { readonly kind: 'received'; readonly at: string; readonly message: StampedMessage }
  | { readonly kind: 'refused'; readonly at: string; readonly op: 'send' | 'receive'; readonly word: string }
  /** A device passed it on: `at` is the hop, counted from the client. */
  | { readonly kind: 'relayed'; readonly at: number; readonly way: 'request' | 'reply'; readonly message: StampedMessage }
  /** The change is known to be in force at the publisher. */
  | { readonly kind: 'subscribed' | 'unsubscribed'; readonly at: string; readonly prefix: string }
  /** From here on exactly these peers are known to be ready; none: they are changing. */
  | { readonly kind: 'ready'; readonly peers: readonly string[] }

export type History = readonly HistoryEvent[]

export interface Fault {
  /** Name of the checker. */
  readonly rule: string
  /** One sentence with the sockets and the stamps. */
  readonly text: string
}

export type Checker = (history: History) => Fault | null

export const showStamp = (stamp: Stamp | null): string => (stamp === null ? 'a message without a stamp' : `${stamp.from}#${stamp.number}`)

/** Stamps travel as the text of a frame of their own. */
export const stampText = ({ from, number }: Stamp): string => `${from}#${number}`

const pattern = /^((?:peer-)?[A-Z]\d*)#(\d+)$/

function stampOf(frame: Uint8Array): Stamp | null {
  if (frame.length < 3 || frame.length > 24) return null
  const [, from, number] = pattern.exec(Buffer.from(frame).toString('latin1')) ?? []
  return from === undefined ? null : { from, number: Number(number) }
}

/** The message with the stamp of its first stamped frame. */
export function stamped(frames: readonly Uint8Array[]): StampedMessage {
  for (const frame of frames) {
    const stamp = stampOf(frame)
    if (stamp !== null) return { stamp, frames }
  }
  return { stamp: null, frames }
}

/** The first fault that one of `checkers` finds. */
export const judgeHistory = (history: History, checkers: readonly Checker[]): Fault | null => {
  for (const checker of checkers) {
    const fault = checker(history)
    if (fault !== null) return fault
  }
  return null
}
