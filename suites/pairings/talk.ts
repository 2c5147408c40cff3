// What every legal pair of socket types says to each other: the book's own table of who may talk to whom
// (RFC 23 and 37, "The Socket-Type Property"; 28 to 31, 41, 48, 49, 51, 52), an exchange in every direction that the types allow.
//
//   talks['PUSH-PULL']  one way          talks['REQ-REP']  a round trip          talks['ROUTER-ROUTER']  both ways, by id
//
// Rule: a pair that has no talk is illegal.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'

const stableTypes = ['PAIR', 'PUB', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH', 'XPUB', 'XSUB'] as const
export const draftTypes = ['SERVER', 'CLIENT', 'RADIO', 'DISH', 'GATHER', 'SCATTER', 'PEER', 'CHANNEL'] as const
export const socketTypes = [...stableTypes, ...draftTypes] as const
export type SocketType = (typeof socketTypes)[number]

type Checks = Pick<CaseContext, 'check' | 'require' | 'signal'>

/** The two sockets in the order of the talk's name; `connecter` is one of them. */
export interface Met {
  readonly one: SubjectSocket
  readonly other: SubjectSocket
  readonly connecter: SubjectSocket
  /** The routing id under which a connecting PEER knows the other one; 0 for every other type. */
  readonly routing: number
}

type Talk = (t: Checks, met: Met) => Promise<void>

const message = ['first', '', new Uint8Array(300).fill(0xa5)]

const answer = async (t: Checks, name: string, asked: Promise<Buffer[]>, expected: readonly unknown[]): Promise<void> =>
  t.require(name, await asked, expected)

const oneWay: Talk = async (t, { one, other }) => {
  await one.send(message)
  await answer(t, `${other.type} receives what ${one.type} sent`, other.recv(), message)
}

const bothWays: Talk = async (t, met) => {
  await oneWay(t, met)
  await oneWay(t, { ...met, one: met.other, other: met.one })
}

/** A publisher drops what it sends before it knows of the subscription, so it says it again until it is heard. */
async function hear(t: Checks, publisher: SubjectSocket, subscriber: SubjectSocket, frames: readonly string[]): Promise<void> {
  for (;;) {
    await publisher.send(frames)
    try {
      return await answer(t, `${subscriber.type} receives what ${publisher.type} published`, subscriber.recv(20), frames)
    } catch (error) {
      if (!(error instanceof SubjectError) || error.err !== 'EAGAIN' || t.signal.aborted) throw error
    }
  }
}

const publish: Talk = async (t, { one, other }) => {
  await other.subscribe('topic')
  await hear(t, one, other, ['topic', 'body'])
}

/** The subscriber waits meanwhile: libzmq takes in a new connection only while the application is in a call. */
const publishKnown: Talk = async (t, { one, other }) => {
  await other.subscribe('topic')
  const publishing = async () => {
    await answer(t, 'XPUB receives the subscription', one.recv(), ['\x01topic'])
    await one.send(['topic', 'body'])
  }
  await Promise.all([publishing(), answer(t, `${other.type} receives what XPUB published`, other.recv(), ['topic', 'body'])])
}

const publishAndReport: Talk = async (t, met) => {
  await publishKnown(t, met)
  await met.other.send(['upwards'])
  await answer(t, 'XPUB receives what XSUB sent', met.one.recv(), ['upwards'])
}

const ask: Talk = async (t, { one, other }) => {
  const [envelope, name] = one.type === 'DEALER' ? [[''], 'DEALER'] : [[], 'REQ']
  await one.send([...envelope, 'question'])
  await answer(t, `REP receives what ${name} asked`, other.recv(), ['question'])
  await other.send(['answer', 'in two'])
  await answer(t, `${name} receives the answer`, one.recv(), [...envelope, 'answer', 'in two'])
}

const askRouter: Talk = async (t, { one, other }) => {
  const delimiter = one.type === 'REQ' ? [''] : []
  await one.send(['question'])
  const [id, ...rest] = await other.recv()
  t.require(`ROUTER receives what ${one.type} asked, after an id`, rest, [...delimiter, 'question'])
  await other.send([id!, ...delimiter, 'answer', 'in two'])
  await answer(t, `${one.type} receives the answer without the id`, one.recv(), ['answer', 'in two'])
}

/** The connecting side knows the other's id beforehand: nobody else can speak first. */
const byId: Talk = async (t, { one, other, connecter }) => {
  const binder = connecter === one ? other : one
  await connecter.send([routingIds.binder, 'hello'])
  await answer(t, 'the bound ROUTER receives it under the id of the other', binder.recv(), [routingIds.connecter, 'hello'])
  await binder.send([routingIds.connecter, 'hello yourself'])
  await answer(t, 'the connecting ROUTER receives it under the id of the other', connecter.recv(), [routingIds.binder, 'hello yourself'])
}

const part = new Uint8Array(300).fill(0xa5)

const oneWaySingle: Talk = async (t, { one, other }) => {
  await one.send([part])
  await answer(t, `${other.type} receives what ${one.type} sent`, other.recv(), [part])
}

const bothWaysSingle: Talk = async (t, met) => {
  await oneWaySingle(t, met)
  await oneWaySingle(t, { ...met, one: met.other, other: met.one })
}

const askServer: Talk = async (t, { one, other }) => {
  await one.send(['question'])
  const { frames, routing } = await other.recvAttached()
  t.require('SERVER receives what CLIENT asked', frames, ['question'])
  await other.sendTo(routing ?? 0, ['answer'])
  await answer(t, 'CLIENT receives the answer', one.recv(), ['answer'])
}

/** A radio drops what it sends before it knows of the membership, so it says it again until it is heard. */
const broadcast: Talk = async (t, { one, other }) => {
  await other.join('group')
  for (;;) {
    await one.sendGroup('group', ['body'])
    try {
      const { frames, group } = await other.recvAttached(20)
      return t.require('DISH receives what RADIO sent, and the group', [...frames, group], ['body', 'group'])
    } catch (error) {
      if (!(error instanceof SubjectError) || error.err !== 'EAGAIN' || t.signal.aborted) throw error
    }
  }
}

const peerToPeer: Talk = async (t, { one, other, connecter, routing }) => {
  const binder = connecter === one ? other : one
  await connecter.sendTo(routing, ['hello'])
  const { frames, routing: back } = await binder.recvAttached()
  t.require('the bound PEER receives it', frames, ['hello'])
  await binder.sendTo(back ?? 0, ['hello yourself'])
  const answered = await connecter.recvAttached()
  t.require(
    'the connecting PEER receives the answer from whom it connected to',
    [...answered.frames, answered.routing],
    ['hello yourself', routing],
  )
}

export const routingIds = { binder: 'bound', connecter: 'connecting' } as const

const talks: Readonly<Partial<Record<`${SocketType}-${SocketType}`, Talk>>> = {
  'REQ-REP': ask,
  'REQ-ROUTER': askRouter,
  'DEALER-REP': ask,
  'DEALER-ROUTER': askRouter,
  'DEALER-DEALER': bothWays,
  'ROUTER-ROUTER': byId,
  'PUB-SUB': publish,
  'PUB-XSUB': publish,
  'XPUB-SUB': publishKnown,
  'XPUB-XSUB': publishAndReport,
  'PUSH-PULL': oneWay,
  'PAIR-PAIR': bothWays,
  'CLIENT-SERVER': askServer,
  'RADIO-DISH': broadcast,
  'SCATTER-GATHER': oneWaySingle,
  'CHANNEL-CHANNEL': bothWaysSingle,
  'PEER-PEER': peerToPeer,
}

export const isLegal = (one: SocketType, other: SocketType): boolean => `${one}-${other}` in talks || `${other}-${one}` in talks

/** Exchanges messages between sockets that have been introduced to each other. */
export async function talk(
  t: Checks,
  mine: SubjectSocket,
  theirs: SubjectSocket,
  connecter: SubjectSocket,
  routing: number,
): Promise<void> {
  const own = talks[`${mine.type}-${theirs.type}` as keyof typeof talks]
  const [one, other] = own === undefined ? [theirs, mine] : [mine, theirs]
  const chosen = own ?? talks[`${one.type}-${other.type}` as keyof typeof talks]
  if (chosen === undefined) throw new Error(`${mine.type} and ${theirs.type} have nothing to say to each other`)
  await chosen(t, { one, other, connecter, routing })
}
