// Octets of ZMTP 3.x, built one construct at a time: greeting, frame, command, property (23 and 37, the ABNF).
//   send([greeting(), readyAs('PUSH'), message('part 1', 'part 2')])
// Rule: the defaults are legal, and every field can be made illegal: a builder never checks what it is told.

export type Octets = Uint8Array | string
/** `Name → value`, or pairs when order, repetition or a broken property matter. A ready-made property is taken as it is. */
export type Properties = Readonly<Record<string, Octets>> | readonly (Uint8Array | readonly [name: string, value: Octets])[]

/** Text is UTF-8. */
export const octets = (value: Octets): Buffer => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value))

export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

export interface GreetingOctets {
  /** Octet 0, default FF. */
  readonly first?: number
  /** Octets 1-8, default zero: their value is of no meaning. */
  readonly padding?: Uint8Array
  /** Octet 9, default 7F. */
  readonly last?: number
  /** Octets 10 and 11, default 3, 1. */
  readonly version?: readonly [major: number, minor: number]
  /** Octets 12-31: text is padded with NUL, octets are taken as they are. Default NULL. */
  readonly mechanism?: Octets
  /** Octet 32, default 0. */
  readonly asServer?: boolean | number
  /** Octets 33-63, default zero. */
  readonly filler?: Uint8Array
}

/** The 64 octets of a 3.x greeting (37/greeting). */
export function greeting(fields: GreetingOctets = {}): Buffer {
  const { first = 0xff, padding = Buffer.alloc(8), last = 0x7f, version = [3, 1], mechanism = 'NULL', filler = Buffer.alloc(31) } = fields
  const name = octets(mechanism)
  const padded = typeof mechanism === 'string' ? Buffer.concat([name, Buffer.alloc(Math.max(0, 20 - name.length))]) : name
  return Buffer.concat([Buffer.of(first), padding, Buffer.of(last, ...version), padded, Buffer.of(Number(fields.asServer ?? 0)), filler])
}

export interface FrameOctets {
  readonly body?: Octets
  readonly more?: boolean
  readonly command?: boolean
  /** Length in 8 octets instead of 1; default: when the body needs it, or when `flags` has the LONG bit. */
  readonly long?: boolean
  /** The whole flags octet, instead of what `more`, `command` and `long` give. */
  readonly flags?: number
  /** What the length field says, instead of the truth. Needs `long` above 255. */
  readonly size?: number | bigint
}

/** One frame: flags, length, body (37/framing). */
export function frame(fields: FrameOctets = {}): Buffer {
  const body = octets(fields.body ?? '')
  const size = BigInt(fields.size ?? body.length)
  const long = fields.long ?? (fields.flags === undefined ? size > 255n : (fields.flags & 2) !== 0)
  const flags = fields.flags ?? Number(fields.more ?? false) + 2 * Number(long) + 4 * Number(fields.command ?? false)
  const length = Buffer.alloc(long ? 8 : 1)
  if (long) length.writeBigUInt64BE(BigInt.asUintN(64, size))
  else length[0] = Number(size & 0xffn)
  return Buffer.concat([Buffer.of(flags), length, body])
}

/** The frames of one message, MORE on all but the last (37/traffic). */
export const message = (...parts: readonly Octets[]): Buffer =>
  Buffer.concat(parts.map((body, at) => frame({ body, more: at < parts.length - 1 })))

export interface CommandOctets extends Omit<FrameOctets, 'body' | 'command'> {
  /** The octet before the name, instead of the truth. */
  readonly nameLength?: number
}

/** A command frame: name length, name, data (37/commands). */
export function command(name: Octets, data: Octets = '', fields: CommandOctets = {}): Buffer {
  const text = octets(name)
  const body = Buffer.concat([Buffer.of(fields.nameLength ?? text.length), text, octets(data)])
  return frame({ ...fields, command: true, body })
}

/** One property: name length (1), name, value length (4), value (37/metadata). */
export function property(name: Octets, value: Octets, lies: { readonly nameLength?: number; readonly valueLength?: number } = {}): Buffer {
  const [text, data] = [octets(name), octets(value)]
  const length = Buffer.alloc(4)
  length.writeUInt32BE(lies.valueLength ?? data.length)
  return Buffer.concat([Buffer.of(lies.nameLength ?? text.length), text, length, data])
}

/** Properties in their order, one behind the other (37/metadata). */
export const metadata = (properties: Properties): Buffer =>
  Buffer.concat(
    [...(Array.isArray(properties) ? (properties as readonly (Uint8Array | [string, Octets])[]) : Object.entries(properties))].map(entry =>
      entry instanceof Uint8Array ? entry : property(entry[0], entry[1]),
    ),
  )

/** READY with these properties and no others (37/null). */
export const ready = (properties: Properties, fields: CommandOctets = {}): Buffer => command('READY', metadata(properties), fields)

/** READY of a socket type. */
export const readyAs = (type: string, properties: Readonly<Record<string, Octets>> = {}): Buffer =>
  ready({ 'Socket-Type': type, ...properties })

/** ERROR: reason length, reason (37/error). */
export function error(reason: Octets, lies: { readonly reasonLength?: number } = {}): Buffer {
  const text = octets(reason)
  return command('ERROR', Buffer.concat([Buffer.of(lies.reasonLength ?? text.length), text]))
}

/** PING: time to live in tenths of a second (2 octets), context of 0 to 16 octets (37/heartbeat). */
export function ping(ttl = 0, context: Octets = ''): Buffer {
  const tenths = Buffer.alloc(2)
  tenths.writeUInt16BE(ttl)
  return command('PING', Buffer.concat([tenths, octets(context)]))
}

export const pong = (context: Octets = ''): Buffer => command('PONG', context)

/** SUBSCRIBE of ZMTP 3.1 (37/subscriptions). */
export const subscribe = (topic: Octets = ''): Buffer => command('SUBSCRIBE', topic)

export const cancel = (topic: Octets = ''): Buffer => command('CANCEL', topic)

/** JOIN of a DISH (37/radio). */
export const joinGroup = (group: Octets = ''): Buffer => command('JOIN', group)

export const leaveGroup = (group: Octets = ''): Buffer => command('LEAVE', group)

/** A subscription as ZMTP 3.0 sends it: a message, octet 01 and the topic (23/subscriptions). */
export const oldSubscribe = (topic: Octets = ''): Buffer => message(Buffer.concat([Buffer.of(1), octets(topic)]))

export const oldCancel = (topic: Octets = ''): Buffer => message(Buffer.concat([Buffer.of(0), octets(topic)]))
