// The record of what a subject was asked and what it answered, in lines a person reads.

import type { FrameJson } from '../control/protocol.ts'
import { type HistoryEntry, SubjectError } from './subject.ts'

export interface History {
  readonly entries: readonly HistoryEntry[]
  /** Runs an op under a line that says what is asked, then how it ended. */
  record<Result>(text: string, work: () => Promise<Result>, outcome?: (result: Result) => string): Promise<Result>
  note(text: string): void
  clear(): void
}

const shown = 40

/** Text as text, other bytes as hex, long ones cut: `"hello"`, `<00 01>`, `<1f 8b … 5000 octets>`. */
export function showBytes(value: Uint8Array | string): string {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.length)
  const cut = bytes.length > shown
  const head = bytes.subarray(0, shown)
  const text = head.every(octet => octet >= 0x20 && octet < 0x7f)
    ? JSON.stringify(head.toString('latin1'))
    : `<${(cut ? head.subarray(0, shown / 2) : head).toString('hex').replaceAll(/(..)(?=.)/g, '$1 ')}>`
  return cut ? `${text}… (${bytes.length} octets)` : text
}

export const showFrames = (frames: readonly (Uint8Array | string)[]): string => `[${frames.map(showBytes).join(', ')}]`

export function showValue(value: unknown): string {
  if (value instanceof Uint8Array) return showBytes(value)
  return JSON.stringify(value as FrameJson)
}

/** An option and its value, for the record; secrets are not for reports. */
export const showOption = (option: string, value: unknown): string =>
  `${option}=${/secret|password/.test(option) ? '(hidden)' : showValue(value)}`

/** `name` stands before every line; times are performance.now(), one clock for all subjects of this process. */
export function history(name: () => string): History {
  const entries: { ms: number; subject: string; text: string }[] = []
  const add = (text: string) => {
    const entry = { ms: performance.now(), subject: name(), text }
    entries.push(entry)
    return entry
  }
  return {
    entries,
    record: async (text, work, outcome = () => 'ok') => {
      const entry = add(`${text} -> (no answer)`)
      try {
        const result = await work()
        entry.text = `${text} -> ${outcome(result)}`
        return result
      } catch (error) {
        entry.text = `${text} -> ${error instanceof SubjectError ? error.err : `broken: ${(error as Error).message.split('\n')[0]}`}`
        throw error
      }
    },
    note: text => void add(text),
    clear: () => {
      entries.length = 0
    },
  }
}
