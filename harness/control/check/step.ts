// What a step of the shim self-test is, and what it may use.
// Rule: a step says what is wrong in `detail` and what to do about it in `hint`; it never guesses at the implementation behind the shim.

import { tmpdir } from 'node:os'
import { posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { SubjectBroken, SubjectError } from '../../subjects/subject.ts'
import { freeUdpEndpoint } from '../../wire/udp-port.ts'
import type { OpenChannel } from '../channel.ts'
import type { Client } from '../client.ts'
import type { Capabilities, ErrorWord, Op, Replies, Requests } from '../protocol.ts'

/** One step as it came out. */
export interface Step {
  /** Short and stable: `hello`, `tcp/PUSH-PULL`. */
  readonly id: string
  /** The rule that was tried, as a sentence. */
  readonly title: string
  readonly verdict: 'pass' | 'fail' | 'skip'
  /** What was seen (fail), why it was not tried (skip), or a figure worth knowing (pass). */
  readonly detail: string
  /** What to do about a failure; '' otherwise. */
  readonly hint: string
  readonly ms: number
}

/** Opens sockets, asks, and compares, on a shim that was reset just before. */
export interface CheckContext {
  readonly caps: Capabilities
  readonly client: Client
  ask<Name extends Op>(op: Name, fields: Requests[Name]): Promise<Replies[Name]>
  /** Opens a socket and returns its name. */
  open(type: string, options?: Requests['open']['options']): Promise<string>
  /** An endpoint to bind on that transport, or null for transports this check does not know. */
  endpoint(transport: string): string | null
  /** A free endpoint of udp, where nobody can be asked which port `*` became. */
  udpEndpoint(): Promise<string>
  /** Fails unless the op is refused with one of the words. Returns the milliseconds it took. */
  refused<Name extends Op>(words: readonly ErrorWord[], op: Name, fields: Requests[Name]): Promise<number>
  /** Opens an unencumbered channel to the subject, for conversations that end it. */
  readonly channel: OpenChannel
}

export interface CheckStep {
  readonly id: string
  readonly title: string
  readonly hint: string
  /** Why it cannot be tried here, or null. */
  readonly skip?: (caps: Capabilities) => string | null
  /** Resolves with a detail worth printing, or nothing. @throws CheckFailure */
  readonly run: (context: CheckContext) => Promise<string | undefined>
}

/** A rule that was not kept. */
export class CheckFailure extends Error {}

export function same(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new CheckFailure(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
}

export const needsSockets =
  (...types: readonly string[]) =>
  (caps: Capabilities): string | null => {
    const missing = types.filter(type => !caps.sockets.includes(type))
    return missing.length > 0 ? `${missing.join(', ')} not declared` : null
  }

export const needsOp =
  (op: Op, ...types: readonly string[]) =>
  (caps: Capabilities): string | null =>
    caps.ops.includes(op) ? needsSockets(...types)(caps) : `${op} not declared`

export const needsOption =
  (option: string, ...types: readonly string[]) =>
  (caps: Capabilities): string | null =>
    caps.options.includes(option) ? needsSockets(...types)(caps) : `option ${option} not declared`

let endpoints = 0

export function checkContext(client: Client, channel: OpenChannel): CheckContext {
  let sockets = 0
  const context: CheckContext = {
    caps: client.hello.caps,
    client,
    channel,
    ask: (op, fields) => client.call(op, fields),
    open: async (type, options) => {
      const name = `${type.toLowerCase()}${++sockets}`
      await client.call('open', { s: name, type, ...(options && { options }) })
      return name
    },
    endpoint: transport => {
      const mark = `zmqspec-check-${process.pid}-${++endpoints}`
      switch (transport) {
        case 'tcp':
          return 'tcp://127.0.0.1:*'
        case 'ipc':
          return `ipc://${posix.join(tmpdir(), mark)}`
        case 'inproc':
          return `inproc://${mark}`
        default:
          return null
      }
    },
    udpEndpoint: freeUdpEndpoint,
    refused: async (words, op, fields) => {
      const from = performance.now()
      try {
        await client.call(op, fields)
      } catch (error) {
        if (error instanceof SubjectBroken) throw error
        if (error instanceof SubjectError && words.includes(error.err)) return performance.now() - from
        throw new CheckFailure(`${op} must be refused with ${words.join(' or ')}, not ${error instanceof SubjectError ? error.err : error}`)
      }
      throw new CheckFailure(`${op} must be refused with ${words.join(' or ')}, but it answered ok`)
    },
  }
  return context
}

/** Binds `binder` and connects `connecter`, and returns the endpoint. */
export async function join(context: CheckContext, binder: string, connecter: string, transport = 'tcp'): Promise<string> {
  const { ep } = await context.ask('bind', { s: binder, ep: context.endpoint(transport)! })
  await context.ask('connect', { s: connecter, ep })
  return ep
}
