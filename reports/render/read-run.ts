// Reads results.ndjson line by line, each checked against results.schema.json.
//
//   header, (subject | case | perf)*, footer   a file that ends without footer, or within a line, is a partial run
//
// Rule: a bad line is an error that names its number; nothing is skipped in silence. Cases come in the order of the book, not in that in which they ended.

import { createReadStream, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { CaseLine, FooterLine, HeaderLine, PerfLine, ResultLine, SubjectLine } from '../schema/results.ts'

export interface Run {
  readonly header: HeaderLine
  readonly subjects: readonly SubjectLine[]
  readonly cases: readonly CaseLine[]
  readonly perf: readonly PerfLine[]
  readonly footer: FooterLine | null
  /** Why the run is not whole; every rendering says so. null: complete. */
  readonly partial: string | null
}

const lineFeed = 0x0a
const schema = JSON.parse(readFileSync(new URL('../schema/results.schema.json', import.meta.url), 'utf8')) as object
let compiled: ReturnType<typeof compile> | undefined

function compile() {
  return new Ajv2020({ strict: true, allowUnionTypes: true, discriminator: true }).compile<ResultLine>(schema)
}

/** Throws an Error `FILE:LINE: what is wrong` for a line that is not JSON, not of the schema or not in its place. */
export async function readRun(path: string): Promise<Run> {
  let header: HeaderLine | null = null
  let footer: FooterLine | null = null
  let torn = false
  const subjects: SubjectLine[] = []
  const cases: CaseLine[] = []
  const perf: PerfLine[] = []
  for await (const { number, bytes, ended } of splitLines(path)) {
    const at = `${path}:${number}`
    const line = parseLine(bytes, at, ended)
    if (line === 'blank') continue
    if (line === 'torn') torn = true
    else if (footer !== null) throw new Error(`${at}: a ${line.type} line after the footer`)
    else if (header === null && line.type !== 'header') throw new Error(`${at}: a ${line.type} line before the header`)
    else if (line.type === 'header' && header !== null) throw new Error(`${at}: a second header`)
    else if (line.type === 'header') header = line
    else if (line.type === 'subject') subjects.push(line)
    else if (line.type === 'case') cases.push(line)
    else if (line.type === 'perf') perf.push(line)
    else footer = line
  }
  if (header === null) throw new Error(`${path}: no header, so this is not a run`)
  return { header, subjects, cases: inOrder(cases), perf, footer, partial: whyPartial(header, footer, cases.length + perf.length, torn) }
}

/** Chapter and section; cases of one section are in their order already. */
const placeOf = ({ id }: CaseLine): string => id.split('/', 2).join('/')

function inOrder(cases: readonly CaseLine[]): readonly CaseLine[] {
  const places = cases.map(line => [placeOf(line), line] as const)
  return places.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, line]) => line)
}

function parseLine(bytes: Buffer, at: string, ended: boolean): ResultLine | 'blank' | 'torn' {
  let value: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.trim() === '') return 'blank'
    value = JSON.parse(text)
  } catch (cause) {
    if (!ended) return 'torn'
    throw new Error(`${at}: not a line of JSON in UTF-8 (${(cause as Error).message})`, { cause })
  }
  compiled ??= compile()
  if (compiled(value)) return value
  const type = typeof value === 'object' && value !== null && 'type' in value ? `${String(value.type)} line` : 'line'
  throw new Error(`${at}: this ${type} is not of schema 1: ${explain(compiled.errors?.[0])}`)
}

type Fault = NonNullable<ReturnType<typeof compile>['errors']>[number]

function explain(fault: Fault | undefined): string {
  if (fault === undefined) return 'no reason given'
  const { instancePath, keyword, message } = fault
  const { allowedValues, allowedValue, additionalProperty } = fault.params as Partial<Record<string, unknown>>
  const where = instancePath === '' ? '' : `${instancePath.slice(1).replaceAll('/', '.')} `
  if (keyword === 'enum') return `${where}must be one of ${(allowedValues as string[]).join(', ')}`
  if (keyword === 'const') return `${where}must be ${JSON.stringify(allowedValue)}`
  if (keyword === 'additionalProperties') return `${where}has the unknown field ${JSON.stringify(additionalProperty)}`
  if (keyword === 'discriminator') return 'its type must be header, subject, case, perf or footer'
  return `${where}${message ?? keyword}`
}

function whyPartial(header: HeaderLine, footer: FooterLine | null, results: number, torn: boolean): string | null {
  const soFar = results <= header.planned ? `${results} of ${header.planned} planned results` : `${results} results`
  if (footer === null) return `the file ends ${torn ? 'in the middle of a line' : 'without a footer'}: ${soFar}`
  if (footer.complete) return null
  const why = { interrupted: 'the run was interrupted', broken: 'the harness broke', finished: 'the run says it is not complete' }
  return `${why[footer.reason]}: ${soFar}`
}

// Not node:readline: it also splits at U+2028, which JSON leaves as it is.
async function* splitLines(path: string): AsyncGenerator<{ number: number; bytes: Buffer; ended: boolean }> {
  let number = 1
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      yield { number, bytes: Buffer.concat([...rest, chunk.subarray(start, end)]), ended: true }
      rest = []
      number += 1
      start = end + 1
    }
    if (start < chunk.length) rest.push(chunk.subarray(start))
  }
  if (rest.length > 0) yield { number, bytes: Buffer.concat(rest), ended: false }
}
