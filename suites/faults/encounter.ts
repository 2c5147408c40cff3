// Two sockets with a proxy between them that harms their connection.
//
//   subject ──► proxy (faults) ──► peer          or the other way round: who sends and who binds are axes of their own
//
// Rule: a fault that was asked for and did not happen proves nothing: `struck` is waited for.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { Proxy as FrameProxy } from '../../harness/proxy/contract.ts'
import type { Fault } from '../../harness/proxy/fault.ts'
import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'

export interface Encounter {
  readonly sender: SubjectSocket
  readonly receiver: SubjectSocket
  readonly proxy: FrameProxy
  /** The sender's side of the proxy. */
  readonly side: 'connecter' | 'binder'
}

export interface Wanted {
  readonly sender: string
  readonly receiver: string
  readonly binder: 'sender' | 'receiver'
  /** Which of the two the subject is. */
  readonly subject: 'sender' | 'receiver'
  readonly options?: Parameters<CaseContext['subject']['open']>[1]
  readonly faults: (side: Encounter['side']) => readonly Fault[]
}

/** Opens, binds and connects; subscriptions are for the case, before or after. */
export async function encounter(t: Pick<CaseContext, 'subject' | 'peer' | 'proxy' | 'seed'>, wanted: Wanted): Promise<Encounter> {
  const [sending, receiving] = wanted.subject === 'sender' ? [t.subject, t.peer] : [t.peer, t.subject]
  const sender = await sending.open(wanted.sender, wanted.options)
  const receiver = await receiving.open(wanted.receiver, wanted.options)
  const [binder, connecter] = wanted.binder === 'sender' ? [sender, receiver] : [receiver, sender]
  if (wanted.receiver === 'SUB') await receiver.subscribe('')
  const side = wanted.binder === 'sender' ? 'binder' : 'connecter'
  const proxy = await t.proxy(await binder.bind('tcp://127.0.0.1:*'), { faults: wanted.faults(side), seed: t.seed })
  await connecter.connect(proxy.endpoint)
  return { sender, receiver, proxy, side }
}

/** Milliseconds until a lost connection is tried again. */
export const soon = { reconnect_ivl: 10 } as const

/** A message that tells its number and whether it is whole: the number, and a body of `size` octets made of it. */
export const numbered = (number: number, size: number): readonly (string | Buffer)[] => [`${number}`, bodyOf(number, size)]

const bodyOf = (number: number, size: number): Buffer => (size === 0 ? Buffer.alloc(0) : Buffer.alloc(size, `${number}.`))

/** Numbers of the messages that passed whole, connection by connection. */
export function passed({ proxy, side }: Encounter): readonly (readonly number[])[] {
  const connections: number[][] = []
  const heads = new Map<number, number>()
  for (const { from, command, more, connection, body } of proxy.frames) {
    if (from !== side || command) continue
    if (more) heads.set(connection, Number(body))
    else (connections[connection] ??= []).push(heads.get(connection) ?? Number.NaN)
  }
  return connections
}

/** What is wrong with messages received, or null: each whole, none twice, and in the order in which they passed over one connection. */
export function disorder(
  messages: readonly (readonly Buffer[])[],
  size: (number: number) => number,
  connections: readonly (readonly number[])[],
): string | null {
  const places = connections.map(numbers => new Map(numbers.map((number, at) => [number, at])))
  const reached = connections.map(() => -1)
  const seen = new Set<number>()
  for (const [head, body, ...rest] of messages) {
    const number = Number(head)
    if (!Number.isInteger(number) || body === undefined || rest.length > 0 || !body.equals(bodyOf(number, size(number))))
      return `a torn message: ${rest.length + (body ? 2 : 1)} frames, the first of them ${JSON.stringify(String(head).slice(0, 20))}, ${body?.length ?? 0} octets in the second`
    if (seen.has(number)) return `message ${number} came twice`
    seen.add(number)
    const connection = places.findLastIndex(place => place.has(number))
    const place = places[connection]?.get(number)
    if (place === undefined) return `message ${number} came and never passed whole`
    if (place < reached[connection]!) return `message ${number} was overtaken by another of connection ${connection}`
    reached[connection] = place
  }
  return null
}

async function readWhile(receiver: SubjectSocket, wanted: (messages: readonly Buffer[][]) => boolean): Promise<Buffer[][]> {
  const messages: Buffer[][] = []
  try {
    while (wanted(messages)) messages.push(await receiver.recv())
  } catch (error) {
    if (!(error instanceof SubjectError && error.err === 'EAGAIN')) throw error
  }
  return messages
}

/** Receives until message `last` came, or none comes any more. */
export const readUpTo = (receiver: SubjectSocket, last: number): Promise<Buffer[][]> =>
  readWhile(receiver, messages => String(messages.at(-1)?.[0]) !== `${last}`)

/** Receives until `count` messages from `first` on came and nothing more is there, or none comes any more. */
export async function readBeyond(receiver: SubjectSocket, first: number, count: number): Promise<Buffer[][]> {
  const messages = await readWhile(receiver, read => read.filter(([head]) => Number(head) >= first).length < count)
  try {
    for (;;) messages.push(await receiver.recv(0))
  } catch (error) {
    if (!(error instanceof SubjectError && error.err === 'EAGAIN')) throw error
  }
  return messages
}
