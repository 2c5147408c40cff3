// ZPL, the ZeroMQ property language (RFC 4): sections by indentation, properties with or without a value.
//
//   # comment
//   metadata
//       name = "Joe"
//   curve
//       public-key = "…"
//
// Rule: four spaces a level. What cannot be read is an error that names the line, never a property that is quietly missing.

import { ZmqError } from '../error.ts'

export interface ZplItem {
  readonly name: string
  /** Empty for a section. */
  readonly value: string
  readonly items: readonly ZplItem[]
}

interface Open extends ZplItem {
  readonly items: ZplItem[]
}

const line = /^( *)([A-Za-z0-9$\-_@.&+/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#](?:[^#]*[^\s#])?)))?\s*(?:#.*)?$/
const LEVEL = 4

/** @throws ZmqError EINVAL with the number of the line */
export function parseZpl(text: string): readonly ZplItem[] {
  const root: Open = { name: '', value: '', items: [] }
  const path: Open[] = [root]
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#.*)?$/.test(raw)) continue
    const found = line.exec(raw)
    const depth = (found?.[1]?.length ?? 0) / LEVEL
    if (found === null || !Number.isInteger(depth) || depth >= path.length) throw new ZmqError('EINVAL', `line ${index + 1} is not ZPL`)
    const item: Open = { name: found[2]!, value: found[3] ?? found[4] ?? found[5] ?? '', items: [] }
    path[depth]!.items.push(item)
    path.length = depth + 1
    path.push(item)
  }
  return root.items
}

/** The value at a path of names; undefined when there is no such property. */
export function findZpl(items: readonly ZplItem[], ...path: readonly string[]): string | undefined {
  const [name, ...rest] = path
  const item = items.find(one => one.name === name)
  return item === undefined || rest.length === 0 ? item?.value : findZpl(item.items, ...rest)
}

/** @throws ZmqError EINVAL for names and values that ZPL cannot hold */
export function formatZpl(items: readonly ZplItem[], depth = 0): string {
  return items.map(item => ' '.repeat(LEVEL * depth) + lineOf(item) + formatZpl(item.items, depth + 1)).join('')
}

function lineOf({ name, value, items }: ZplItem): string {
  const text = items.length > 0 && value === '' ? `${name}\n` : `${name} = ${quoted(value)}\n`
  if (line.exec(text.trimEnd())?.[2] !== name) throw new ZmqError('EINVAL', `${JSON.stringify(name)} is no ZPL name`)
  return text
}

function quoted(value: string): string {
  if (/[\r\n]/.test(value) || (value.includes('"') && value.includes("'")))
    throw new ZmqError('EINVAL', 'a value with line ends or both quotes')
  return value.includes('"') ? `'${value}'` : `"${value}"`
}
