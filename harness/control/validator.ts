// Lines of zshim/1 against their JSON Schema, both ways, compiled once.
// Rule: returns what is wrong in one readable line, or null. Nothing throws.

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Op } from './protocol.ts'
import schema from './zshim-1.schema.json' with { type: 'json' }

const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
ajv.addSchema(schema)

const compiled = new Map<string, ValidateFunction>()
function definition(name: string): ValidateFunction {
  let validate = compiled.get(name)
  if (!validate) {
    validate = ajv.getSchema(`${schema.$id}#/$defs/${name}`)
    if (!validate) throw new Error(`zshim-1.schema.json defines no ${name}`)
    compiled.set(name, validate)
  }
  return validate
}

function describe(error: ErrorObject): string {
  const where = error.instancePath.slice(1).replaceAll('/', '.') || 'the line'
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'enum':
      return `${where} must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}`
    case 'const':
      return `${where} must be ${JSON.stringify(params['allowedValue'])}`
    case 'oneOf':
    case 'anyOf':
      return `${where} has none of the forms it may have (docs/zshim.md, Frames)`
    default:
      return `${where} ${error.message}`
  }
}

/** Where no alternative fits, ajv reports what each of them missed: keep the one line that says so. */
function withoutAlternatives(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(error => error.keyword === 'oneOf' || error.keyword === 'anyOf')
  // An `if` only says that its `then` failed, which says what is wrong by itself.
  return errors.filter(
    error =>
      error.keyword !== 'if' &&
      !choices.some(choice => error !== choice && error.instancePath.startsWith(choice.instancePath) && !choices.includes(error)),
  )
}

function check(name: string, value: unknown): string | null {
  const validate = definition(name)
  if (validate(value)) return null
  return [...new Set(withoutAlternatives(validate.errors ?? []).map(describe))].slice(0, 3).join('; ')
}

/** What is wrong with a request, or null. */
export const requestFault = (op: Op, value: unknown): string | null => check(`request-${op}`, value)

/** What is wrong with the reply to `op`, a failure included, or null. */
export function replyFault(op: Op, value: unknown): string | null {
  const failed = typeof value === 'object' && value !== null && (value as { ok?: unknown }).ok === false
  return check(failed ? 'failure' : `reply-${op}`, value)
}

/** What is wrong with an event line, or null. */
export const eventFault = (value: unknown): string | null => check('event', value)
