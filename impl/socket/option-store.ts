// The options of one socket, by name.
// Rule: what the engine reads lives in its `Options` and nowhere else; the store keeps only what the engine does not know.

import { Buffer } from 'node:buffer'
import { ZmqError } from '../error.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { gather } from './gathered-option.ts'
import type { OptionKind } from './option-row.ts'
import { type OptionName, optionNames, optionRow, optionTable } from './option-table.ts'
import { acceptedValue, reasonOf, type StoredValue, storageOf } from './option-value.ts'
import type { Options } from './options.ts'
import { applySecurity } from './security-option.ts'

/** What an accessor yields; undefined for options that can only be written. */
export type OptionValue = boolean | number | string | null | undefined
/** Options whose values add up. */
type GatheredName = { [Name in keyof Options]: Options[Name] extends readonly unknown[] ? Name : never }[keyof Options]
/** Values that only the socket knows. */
type Live = { readonly [Name in OptionName]?: () => OptionValue }

export class OptionStore {
  readonly #options: Options
  readonly #others = new Map<string, StoredValue>()
  readonly #live: Live
  readonly #changed: () => void

  /** `changed` is called after every change of what the engine reads. */
  constructor(options: Options, live: Live, changed: () => void) {
    this.#options = options
    this.#live = live
    this.#changed = changed
  }

  get whenBusy(): 'throw' | 'queue' {
    return this.#others.get('whenBusy') === 'queue' ? 'queue' : 'throw'
  }

  get(name: OptionName): OptionValue {
    const { access, effect } = optionRow(name)
    if (access === 'w') return undefined
    if (access === 'r' && effect === 'refused') throw new ZmqError('ENOTSUP', `Option ${name} is not available: ${reasonOf(name)}`)
    const live = this.#live[name]
    if (live !== undefined) return live()
    const value = this.#stored(name)
    return value instanceof Uint8Array ? textOf(value) : value
  }

  /** @throws TypeError, or ZmqError EINVAL, ENOTSUP */
  set(name: OptionName, value: unknown): void {
    const row = optionRow(name)
    const accepted = acceptedValue(name, row, value)
    if (row.gathers !== undefined) {
      const list = this.#options[name as GatheredName] as readonly (string | number)[]
      const one = accepted instanceof Uint8Array ? Buffer.from(accepted).toString() : (accepted as number | null)
      Object.assign(this.#options, { [name]: gather(row.gathers, list, one) })
      return
    }
    if (applySecurity(this.#options, name, accepted)) return
    if (!(name in this.#options)) {
      this.#others.set(name, accepted)
      return
    }
    Object.assign(this.#options, { [name]: name === 'heartbeatTimeToLive' ? deciseconds(accepted as number) : accepted })
    this.#changed()
  }

  #stored(name: OptionName): StoredValue {
    if (name in this.#options) return this.#options[name as Exclude<keyof Options, GatheredName>]
    return this.#others.get(name) ?? (optionTable[name].default as StoredValue)
  }
}

const numbers = new Map<number, OptionName>()
for (const name of optionNames) {
  const { id } = optionTable[name]
  if (id !== null) numbers.set(id, name)
}
// ZMQ_XPUB_VERBOSER beside ZMQ_XPUB_VERBOSE.
numbers.set(78, 'verbosity')

/** The option with a number. @throws ZmqError EINVAL: none, kept in another form, for other types, or with access `not` only */
export function nameOf(id: number, kind: OptionKind, type: SocketType, not: 'r' | 'w'): OptionName {
  const name = numbers.get(id)
  const row = name && optionRow(name)
  if (!row || row.access === not || storageOf(row.kind) !== storageOf(kind)) throw new ZmqError('EINVAL')
  if (Array.isArray(row.sockets) && !row.sockets.includes(type)) throw new ZmqError('EINVAL')
  return name
}

/** ZMQ_HEARTBEAT_TTL travels in tenths of a second, and is kept so. */
const deciseconds = (milliseconds: number): number => Math.max(0, Math.trunc(milliseconds / 100) * 100)

const textOf = (octets: Uint8Array): string | null =>
  octets.length === 0 ? null : Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString()
