// What a report keeps of a case that did not simply pass.
// Rule: bounded: a case that went wrong ten thousand times must not fill a disk.

import type { Evidence } from '../../reports/schema/results.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Settings } from './settings.ts'

const longestList = 120
const longestLine = 400
const longestStderr = 4096

/** The beginning and the end of a list, and how much was left out between. */
export function bounded(lines: readonly string[]): readonly string[] {
  const cut = lines.map(line => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))
  if (cut.length <= longestList) return cut
  const half = longestList / 2
  return [...cut.slice(0, half), `… ${cut.length - longestList} lines …`, ...cut.slice(-half)]
}

/** Both sides' histories in order of time, from the first entry on. */
export function historyOf(subjects: readonly Subject[]): readonly string[] {
  const entries = subjects.flatMap(({ history }) => history).toSorted((a, b) => a.ms - b.ms)
  const start = entries[0]?.ms ?? 0
  return entries.map(({ ms, subject, text }) => `${(ms - start).toFixed(1)}ms ${subject} ${text}`)
}

/** The command that repeats just this case. */
export function reproduce(id: string, settings: Settings, withPeer: boolean): string {
  const quote = (word: string) => (/^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
  const peer = withPeer && settings.peer !== null ? ` --peer ${quote(settings.peer)}` : ''
  return `npx zmqspec run ${quote(settings.subject)}${peer} --run ${quote(id)} --seed ${settings.seed}`
}

export const collect = (
  parts: { frames: readonly string[]; history: readonly string[]; notes: Readonly<Record<string, unknown>>; reproduce: string },
  subjects: readonly Subject[],
): Evidence => {
  const stderr = subjects
    .map(({ name, stderr: text }) => (text.trim() === '' ? '' : `[${name}] ${text.slice(-longestStderr).trim()}`))
    .filter(text => text !== '')
    .join('\n')
  return {
    ...(parts.frames.length > 0 ? { frames: bounded(parts.frames) } : {}),
    ...(parts.history.length > 0 ? { history: bounded(parts.history) } : {}),
    ...(stderr === '' ? {} : { stderr }),
    ...(Object.keys(parts.notes).length > 0 ? { observed: parts.notes } : {}),
    reproduce: parts.reproduce,
  }
}
