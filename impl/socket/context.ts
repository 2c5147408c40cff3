// A context: what sockets share (inproc names) and a few defaults for them (zmq_ctx_set(3)).
// Rule: only `maxSockets`, `ipv6` and `blocky` do anything; there are no I/O threads to tune.

import { ZmqError } from '../error.ts'
import { EngineContext } from './engine-context.ts'
import { checkArguments } from './waiting.ts'

interface ContextOptionRow {
  readonly id: number
  readonly kind: 'bool' | 'int32'
  readonly default: boolean | number
  readonly min?: number
  readonly access?: 'r' | 'w'
  /** Kept and read back only. */
  readonly effect?: 'none'
}

export const contextOptionTable = {
  /** ZMQ_IO_THREADS: there are no I/O threads. */
  ioThreads: { id: 1, kind: 'int32', default: 1, effect: 'none' },
  /** ZMQ_MAX_SOCKETS: one more open socket than this throws EMFILE. */
  maxSockets: { id: 2, kind: 'int32', default: 1023, min: 1 },
  /** ZMQ_SOCKET_LIMIT: what maxSockets may be at most. */
  maxSocketsLimit: { id: 3, kind: 'int32', default: 65535, access: 'r' },
  /** ZMQ_THREAD_PRIORITY: there are no I/O threads. */
  threadPriority: { id: 3, kind: 'int32', default: 0, access: 'w', effect: 'none' },
  /** ZMQ_THREAD_SCHED_POLICY: there are no I/O threads. */
  threadSchedulingPolicy: { id: 4, kind: 'int32', default: 0, access: 'w', effect: 'none' },
  /** ZMQ_MAX_MSGSZ: libzmq keeps it without effect too; sockets have maxMessageSize. */
  maxMessageSize: { id: 5, kind: 'int32', default: 2147483647, effect: 'none' },
  /** ZMQ_MSG_T_SIZE: octets of a message in the C API, which is not here. */
  messageTypeSize: { id: 6, kind: 'int32', default: 64, access: 'r', effect: 'none' },
  /** ZMQ_THREAD_AFFINITY_CPU_ADD: there are no I/O threads. */
  threadAffinityAdd: { id: 7, kind: 'int32', default: 0, access: 'w', effect: 'none' },
  /** ZMQ_THREAD_AFFINITY_CPU_REMOVE: there are no I/O threads. */
  threadAffinityRemove: { id: 8, kind: 'int32', default: 0, access: 'w', effect: 'none' },
  /** ZMQ_THREAD_NAME_PREFIX: there are no I/O threads. */
  threadNamePrefix: { id: 9, kind: 'int32', default: 0, effect: 'none' },
  /** ZMQ_ZERO_COPY_RECV: whether to copy is decided by size (docs/adr/0006). */
  zeroCopyReceive: { id: 10, kind: 'bool', default: true, effect: 'none' },
  /** ZMQ_IPV6: the default for new sockets. */
  ipv6: { id: 42, kind: 'bool', default: false },
  /** ZMQ_BLOCKY: false gives new sockets a linger of 0. */
  blocky: { id: 70, kind: 'bool', default: true },
} as const satisfies Record<string, ContextOptionRow>
type ContextOptionName = keyof typeof contextOptionTable
/** Those that do something here. */
export type EffectiveContextOption = {
  [Name in ContextOptionName]: (typeof contextOptionTable)[Name] extends { effect: 'none' } ? never : Name
}[ContextOptionName]

/** Options of `new Context()`. */
export interface ContextOptions {
  ioThreads?: number
  maxSockets?: number
  threadPriority?: number
  threadSchedulingPolicy?: number
  maxMessageSize?: number
  threadAffinityAdd?: number
  threadAffinityRemove?: number
  threadNamePrefix?: number
  zeroCopyReceive?: boolean
  ipv6?: boolean
  blocky?: boolean
}

/** What the engines of a context's sockets share. */
export let engineContextOf: (context: Context) => EngineContext

/** What sockets share; `zmq.context` is the one they use when given none. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the accessors are installed from the table below
export class Context {
  readonly #engine = new EngineContext()
  readonly #values = new Map<ContextOptionName, boolean | number>()

  static {
    engineContextOf = context => context.#engine
  }

  /** @throws TypeError for unknown options, ZmqError EINVAL for values out of range */
  constructor(options?: ContextOptions) {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkArguments(arguments.length, 1)
    if (options !== undefined && (typeof options !== 'object' || options === null)) throw new TypeError('Options must be an object')
    Object.seal(this)
    Object.assign(this, options)
  }

  getBoolOption(id: number): boolean {
    return Boolean(this.#get(id))
  }
  setBoolOption(id: number, value: boolean): void {
    if (typeof value !== 'boolean') throw new TypeError('Option value must be a boolean')
    this.#set(id, value)
  }
  getInt32Option(id: number): number {
    return Number(this.#get(id))
  }
  setInt32Option(id: number, value: number): void {
    if (typeof value !== 'number') throw new TypeError('Option value must be a number')
    this.#set(id, value)
  }

  #get(id: number): boolean | number {
    const [name, row] = find(id, 'w')
    return this.#values.get(name) ?? row.default
  }

  #set(id: number, value: boolean | number): void {
    const [name, row] = find(id, 'r')
    const number = Math.trunc(Number(value))
    const flag = row.kind === 'bool'
    if (!(number >= (row.min ?? 0) && number <= (flag ? 1 : maxSocketsOr(name)))) throw new ZmqError('EINVAL')
    this.#values.set(name, flag ? number === 1 : number)
    if (name in this.#engine) Object.assign(this.#engine, { [name]: flag ? number === 1 : number })
  }
}

export interface Context {
  /** ZMQ_IO_THREADS: kept without effect. */
  ioThreads: number
  /** ZMQ_MAX_SOCKETS: one more socket than this throws EMFILE. */
  maxSockets: number
  /** ZMQ_SOCKET_LIMIT */
  readonly maxSocketsLimit: number
  /** ZMQ_THREAD_PRIORITY: kept without effect; write only. */
  threadPriority: number
  /** ZMQ_THREAD_SCHED_POLICY: kept without effect; write only. */
  threadSchedulingPolicy: number
  /** ZMQ_MAX_MSGSZ: kept without effect. */
  maxMessageSize: number
  /** ZMQ_MSG_T_SIZE: there is no C API. */
  readonly messageTypeSize: number
  /** ZMQ_THREAD_AFFINITY_CPU_ADD: kept without effect; write only. */
  threadAffinityAdd: number
  /** ZMQ_THREAD_AFFINITY_CPU_REMOVE: kept without effect; write only. */
  threadAffinityRemove: number
  /** ZMQ_THREAD_NAME_PREFIX: kept without effect. */
  threadNamePrefix: number
  /** ZMQ_ZERO_COPY_RECV: kept without effect. */
  zeroCopyReceive: boolean
  /** ZMQ_IPV6: the default for new sockets. */
  ipv6: boolean
  /** ZMQ_BLOCKY: false gives new sockets a linger of 0. */
  blocky: boolean
}

for (const [name, row] of Object.entries(contextOptionTable) as [ContextOptionName, ContextOptionRow][]) {
  const [get, set] = row.kind === 'bool' ? (['getBoolOption', 'setBoolOption'] as const) : (['getInt32Option', 'setInt32Option'] as const)
  const accessor: PropertyDescriptor = {}
  function read(this: Context): boolean | number {
    return this[get](row.id)
  }
  function write(this: Context, value: never): void {
    this[set](row.id, value)
  }
  if (row.access !== 'w') accessor.get = read
  if (row.access !== 'r') accessor.set = write
  Object.defineProperty(Context.prototype, name, accessor)
}

function find(id: number, not: 'r' | 'w'): [ContextOptionName, ContextOptionRow] {
  if (typeof id !== 'number') throw new TypeError('Identifier must be a number')
  for (const [name, row] of Object.entries(contextOptionTable) as [ContextOptionName, ContextOptionRow][]) {
    if (row.id === id && row.access !== not) return [name, row]
  }
  throw new ZmqError('EINVAL')
}

const maxSocketsOr = (name: ContextOptionName): number => (name === 'maxSockets' ? contextOptionTable.maxSocketsLimit.default : 2 ** 31 - 1)

/** The context of sockets that are given none. */
export const globalContext = new Context()
