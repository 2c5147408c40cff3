// What one row of the option table says, and the types derived from it: accessors of a socket class, constructor options.
// Rule: nothing here names an option; option-table.ts does.

import type { Version } from '../wire/legacy-greeting.ts'
import type { SocketType } from '../wire/socket-type.ts'

/** JavaScript values by kind of option; the kinds are those of zmq_getsockopt(3), as zeromq.js spells them. */
interface OptionValues {
  bool: boolean
  int32: number
  uint32: number
  int64: number
  uint64: number
  /** Text or octets: strings are UTF-8, a Buffer may be assigned, an empty value reads as null. */
  string: string | null
  /** 32 octets: a Buffer of them, or 40 characters of Z85, which is how it reads. */
  curveKey: string | null
  verbosity: null | 'allSubs' | 'allSubsUnsubs'
  mechanism: null | 'plain' | 'curve' | 'gssapi'
  whenBusy: 'throw' | 'queue'
  version: Version
}
export type OptionKind = keyof OptionValues

type SendingType = Exclude<SocketType, 'SUB' | 'PULL' | 'DISH' | 'GATHER'>
type ReceivingType = Exclude<SocketType, 'PUB' | 'PUSH' | 'RADIO' | 'SCATTER'>

export interface OptionRow {
  /** Number in zmq.h; null for an option that only this implementation has. */
  readonly id: number | null
  readonly kind: OptionKind
  readonly unit?: 'ms' | 'octets' | 'messages' | 'connections' | 'hops' | 'kbit/s' | 'probes' | 's' | 'bitmap'
  readonly default: OptionValues[OptionKind]
  /** Least and greatest value accepted; default: whatever the kind can hold, and not less than 0 unless `min` says so. */
  readonly min?: number
  readonly max?: number
  /** Null may be assigned although `min` asks for more. */
  readonly nullable?: true
  /** Octets are refused when the first of them is zero. */
  readonly noLeadingZero?: true
  /** Each value set is checked as one of these and added to those before; null forgets them all. */
  readonly gathers?: 'subnet' | 'property' | 'number'
  /** Another value than the default needs koffi (transport/kernel-option.ts). */
  readonly native?: true
  /** Which classes have the accessor; default: all. By number, `writable` and `readable` options exist on every type, as in libzmq. */
  readonly sockets?: 'writable' | 'readable' | readonly SocketType[]
  /** Default: 'rw'. What may only be written reads as undefined. */
  readonly access?: 'r' | 'w'
  /**
   * When a new value counts: from now on, for the next bind or connect, or not at all (kept and read back only).
   * `refused`: anything but the default throws ENOTSUP, because going on without it would silently weaken the program.
   */
  readonly effect: 'now' | 'next endpoint' | 'none' | 'refused'
}

/** Whether a class for sockets of type `Type` has this row's accessor; `Type` = 'all' asks for the base class. */
type Has<Row extends OptionRow, Type extends SocketType | 'all'> = Row extends { sockets: infer Where }
  ? Where extends 'writable'
    ? Type extends SendingType
      ? true
      : false
    : Where extends 'readable'
      ? Type extends ReceivingType
        ? true
        : false
      : Where extends readonly (infer Listed)[]
        ? Type extends Listed
          ? true
          : false
        : false
  : Type extends 'all'
    ? true
    : false

type IsReadOnly<Row extends OptionRow> = Row extends { access: 'r' } ? true : false
type Keys<Table extends Record<string, OptionRow>, Type extends SocketType | 'all', ReadOnly extends boolean> = {
  [Name in keyof Table]: Has<Table[Name], Type> extends true ? (IsReadOnly<Table[Name]> extends ReadOnly ? Name : never) : never
}[keyof Table]

/** The option accessors of a socket class. */
export type Accessors<Table extends Record<string, OptionRow>, Type extends SocketType | 'all'> = {
  -readonly [Name in Keys<Table, Type, false>]: OptionValues[Table[Name]['kind']]
} & {
  readonly [Name in Keys<Table, Type, true>]: OptionValues[Table[Name]['kind']]
}

type Same<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false
type WritableKeys<T> = {
  // biome-ignore lint/suspicious/noExplicitAny: any function type at all
  [Name in keyof T]-?: T[Name] extends (...args: any[]) => unknown
    ? never
    : Same<{ [Q in Name]: T[Name] }, { -readonly [Q in Name]: T[Name] }> extends true
      ? Name
      : never
}[keyof T]

/** What may be given to a constructor: every writable option of the class, where text is asked also octets, and `Extra`. */
export type ConstructorOptions<T, Extra> = Extra & {
  [Name in WritableKeys<T>]?: T[Name] | (string | null extends T[Name] ? Uint8Array : never)
}
