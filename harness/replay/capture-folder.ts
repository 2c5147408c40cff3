// Where a run leaves its captures: for each case that went wrong a replay file, and a pcapng when anything passed that could be recorded.
// Rule: names come from case ids and are unique in the folder; what cannot be written is no verdict on the subject.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Leg } from '../capture/leg.ts'
import { pcapng } from '../capture/pcapng.ts'
import { type Replay, trafficOf } from './replay-file.ts'

/** Longest name of a file, without its ending. */
const longest = 120

const nameOf = (id: string, peer: string | null): string =>
  `${id}${peer === null ? '' : ` with ${peer}`}`
    .replaceAll(/[^\w.]+/g, '-')
    .replace(/-$/, '')
    .slice(0, longest)

/** Writes both files into `folder`; returns their names. */
export function writeCaptures(
  folder: string,
  facts: Omit<Replay, 'zmqspec' | 'schema' | 'captures' | 'traffic'>,
  legs: readonly Leg[],
): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const base = nameOf(facts.case, facts.peer)
  let name = base
  for (let again = 2; existsSync(join(folder, `${name}.replay.json`)); again++) name = `${base}-${again}`
  const busy = legs.filter(({ events }) => events.length > 0)
  const captures = busy.length > 0 ? [`${name}.pcapng`] : []
  const replay: Replay = { zmqspec: 'replay', schema: 1, ...facts, captures, traffic: trafficOf(busy) }
  for (const capture of captures)
    writeFileSync(join(folder, capture), pcapng(busy, `${facts.case}: ${facts.verdict}: ${facts.reason ?? ''}`))
  writeFileSync(join(folder, `${name}.replay.json`), `${JSON.stringify(replay, null, 1)}\n`)
  return [`${name}.replay.json`, ...captures]
}
