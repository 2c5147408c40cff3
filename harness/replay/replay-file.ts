// Replay files: one failure, small enough to act on, in a form that `zmqspec replay` plays again (replay.schema.json).
//
//   captures/properties-pipes-push-pull-transport-tcp.replay.json + .pcapng
//
// Rule: a file that is not one says which line and which field is wrong.

import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Leg, Side } from '../capture/leg.ts'

export interface Traffic {
  readonly name: string
  readonly events: readonly ({ readonly ms: number; readonly from: Side } & ({ readonly hex: string } | { readonly end: 'fin' | 'rst' }))[]
}

export interface Replay {
  readonly zmqspec: 'replay'
  readonly schema: 1
  readonly suite: string
  readonly case: string
  readonly subject: string
  readonly peer: string | null
  readonly seed: number
  readonly property: { readonly path: string; readonly value: string } | null
  readonly verdict: string
  readonly reason: string | null
  readonly history: readonly string[]
  readonly captures: readonly string[]
  readonly traffic: readonly Traffic[]
}

/** The file cannot be used: `path:line: what is wrong`, a line each. */
export class ReplayFileError extends Error {}

/** Octets of all traffic that still go into a replay file; a capture holds more. */
const mostTraffic = 65_536

export function trafficOf(legs: readonly Leg[]): readonly Traffic[] {
  const octets = legs.flatMap(({ events }) => events).reduce((sum, event) => sum + ('octets' in event ? event.octets.length : 0), 0)
  if (octets > mostTraffic) return []
  return legs.map(({ name, began, events }) => ({
    name,
    events: events.map(event => {
      const { from } = event
      const ms = Math.max(0, Math.round((event.at - began) * 10) / 10)
      return 'octets' in event ? { ms, from, hex: Buffer.from(event.octets).toString('hex') } : { ms, from, end: event.end }
    }),
  }))
}

const schema = JSON.parse(readFileSync(new URL('./replay.schema.json', import.meta.url), 'utf8')) as object
const compile = () => new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }).compile<Replay>(schema)
let compiled: ReturnType<typeof compile> | null = null

function sentence({ keyword, message, params }: ErrorObject): string {
  const { allowedValues, allowedValue, additionalProperty } = params as Partial<Record<string, unknown>>
  if (keyword === 'const') return `must be ${JSON.stringify(allowedValue)}`
  if (keyword === 'enum') return `must be one of ${(allowedValues as string[]).join(', ')}`
  if (keyword === 'additionalProperties') return `has the unknown field ${JSON.stringify(additionalProperty)}`
  return message ?? keyword
}

/** The parser's own words for a place, which stands before the message already. */
const whereItIs = / at line \d+, column \d+:?$/

/** @throws ReplayFileError */
export function parseReplay(text: string, path: string): Replay {
  const fail = (problems: readonly string[]): never => {
    throw new ReplayFileError(problems.join('\n'))
  }
  const lines = new LineCounter()
  // JSON is YAML, and the YAML parser knows where everything stands.
  const document = parseDocument(text, { lineCounter: lines, schema: 'json', uniqueKeys: true })
  const lineAt = (offset: number) => lines.linePos(offset).line
  try {
    JSON.parse(text)
  } catch (error) {
    const [first] = document.errors
    const why = first === undefined ? (error as Error).message : first.message.split('\n')[0]!.replace(whereItIs, '')
    const line = first === undefined ? text.split('\n').length : lineAt(first.pos[0])
    fail([`${path}:${line}: not JSON: ${why}`])
  }
  if (document.errors.length > 0)
    fail(document.errors.map(({ pos, message }) => `${path}:${lineAt(pos[0])}: ${message.split('\n')[0]!.replace(whereItIs, '')}`))
  compiled ??= compile()
  const value: unknown = document.toJS()
  if (compiled(value)) return value
  const problems = (compiled.errors ?? []).map(error => {
    const fields = error.instancePath.split('/').slice(1)
    const node =
      fields.length === 0
        ? document.contents
        : document.getIn(
            fields.map(field => (/^\d+$/.test(field) ? Number(field) : field)),
            true,
          )
    const line = isNode(node) && node.range ? lineAt(node.range[0]) : 1
    return `${path}:${line}: ${fields.length === 0 ? 'the file' : fields.join('.')} ${sentence(error)}`
  })
  return fail([...new Set(problems)].slice(0, 5))
}

/** @throws ReplayFileError also when there is no such file */
export function readReplay(path: string): Replay {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new ReplayFileError(
      code === 'ENOENT' ? `${path}: no such file` : `${path}: not a text in UTF-8 (${code ?? (error as Error).message})`,
    )
  }
  return parseReplay(text, path)
}
