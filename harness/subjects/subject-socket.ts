// A socket of a subject: the verbs of zshim/1 with bytes for frames and a line of history each.

import type { Client } from '../control/client.ts'
import { fromFrame, isFrame, toFrame } from '../control/frames.ts'
import type { FrameJson, Op, OptionValue, Replies, Requests } from '../control/protocol.ts'
import { type History, showBytes, showFrames, showOption, showValue } from './history.ts'
import type { Monitor, Subject, SubjectSocket } from './subject.ts'

/** Milliseconds an op may wait when the case does not say. */
const defaultT = 2000

const bytesOf = (value: Uint8Array | string): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : value)
const listOf = (frames: Uint8Array | string | readonly (Uint8Array | string)[]): readonly (Uint8Array | string)[] =>
  typeof frames === 'string' || frames instanceof Uint8Array ? [frames] : frames
const frameOf = (value: Uint8Array | string): FrameJson => toFrame(bytesOf(value))

export const optionOf = (value: OptionValue | Uint8Array): OptionValue => (value instanceof Uint8Array ? toFrame(value) : value)

export interface SocketParts {
  readonly name: string
  readonly type: string
  readonly subject: Subject
  readonly client: Client
  readonly history: History
  /** Registers a monitor for this socket and returns it. */
  readonly monitor: () => Monitor
}

export function subjectSocket({ name, type, subject, client, history, monitor }: SocketParts): SubjectSocket {
  function ask<Name extends Op>(
    op: Name,
    fields: Omit<Requests[Name], 's'>,
    text: string,
    outcome?: (reply: Replies[Name]) => string,
  ): Promise<Replies[Name]> {
    const request = { s: name, ...fields } as unknown as Requests[Name]
    return history.record(`${name} ${op}${text && ` ${text}`}`, () => client.call(op, request), outcome)
  }
  const quietly = async (asked: Promise<unknown>): Promise<void> => void (await asked)
  const many = (count: number, len: number, seed: number, t: number) => ({ count, len, seed, t })

  return {
    name,
    type,
    subject,
    bind: async endpoint => (await ask('bind', { ep: endpoint }, endpoint, reply => reply.ep)).ep,
    connect: (endpoint, routingId) =>
      quietly(
        ask(
          'connect',
          { ep: endpoint, ...(routingId && { routing_id: toFrame(routingId) }) },
          `${endpoint}${routingId ? ` as ${showBytes(routingId)}` : ''}`,
        ),
      ),
    unbind: endpoint => quietly(ask('unbind', { ep: endpoint }, endpoint)),
    disconnect: endpoint => quietly(ask('disconnect', { ep: endpoint }, endpoint)),
    subscribe: prefix => quietly(ask('sub', { prefix: frameOf(prefix) }, showBytes(prefix))),
    unsubscribe: prefix => quietly(ask('unsub', { prefix: frameOf(prefix) }, showBytes(prefix))),
    send: (frames, t = defaultT) => {
      const list = listOf(frames)
      return quietly(ask('send', { frames: list.map(frameOf), t }, showFrames(list)))
    },
    recv: async (t = defaultT) => {
      let frames: Buffer[] = []
      await ask('recv', { t, full: true }, '', reply => {
        frames = reply.frames.map(fromFrame)
        return showFrames(frames)
      })
      return frames
    },
    sendTo: (routing, frames, t = defaultT) => {
      const list = listOf(frames)
      return quietly(ask('send', { frames: list.map(frameOf), t, routing }, `${showFrames(list)} to ${routing}`))
    },
    sendGroup: (group, frames, t = defaultT) => {
      const list = listOf(frames)
      return quietly(ask('send', { frames: list.map(frameOf), t, group: frameOf(group) }, `${showFrames(list)} to ${showBytes(group)}`))
    },
    recvAttached: async (t = defaultT) => {
      const { frames, routing, group } = await ask('recv', { t, full: true }, '', reply => {
        const from = reply.group === undefined ? reply.routing : showBytes(fromFrame(reply.group))
        return `${showFrames(reply.frames.map(fromFrame))}${from === undefined ? '' : ` from ${from}`}`
      })
      return { frames: frames.map(fromFrame), routing: routing ?? null, group: group === undefined ? null : fromFrame(group) }
    },
    join: group => quietly(ask('join', { group: frameOf(group) }, showBytes(group))),
    leave: group => quietly(ask('leave', { group: frameOf(group) }, showBytes(group))),
    connectPeer: async endpoint => (await ask('connect_peer', { ep: endpoint }, endpoint, reply => `${reply.routing}`)).routing,
    recvMeta: async (t = defaultT, names = []) => {
      const { frames, meta } = await ask('recv', { t, full: true, meta: names.length > 0 ? names : true }, '', reply =>
        showFrames(reply.frames.map(fromFrame)),
      )
      return { frames: frames.map(fromFrame), meta: meta ?? null }
    },
    set: (option, value) => quietly(ask('set', { option, value: optionOf(value) }, showOption(option, value))),
    get: async option => {
      const { value } = await ask('get', { option }, option, reply =>
        showValue(isFrame(reply.value) ? fromFrame(reply.value) : reply.value),
      )
      return isFrame(value) ? fromFrame(value) : value
    },
    peers: (n, t = defaultT) => quietly(ask('peers', { n, t }, `${n}`)),
    monitor: async frames => {
      // Registered first: the first event may come before the reply.
      const feed = monitor()
      await ask('monitor', frames === undefined ? {} : { frames }, frames === undefined ? '' : `with frames of version ${frames}`)
      return feed
    },
    pipesStats: () => quietly(ask('pipes_stats', {}, '')),
    sendMany: (count, len, seed, t = defaultT, { routing, group } = {}) =>
      ask(
        'sendmany',
        { ...many(count, len, seed, t), ...(routing !== undefined && { routing }), ...(group !== undefined && { group: frameOf(group) }) },
        `${count} × ${len} octets`,
        reply => `${reply.count}`,
      ),
    recvMany: (count, len, seed, t = defaultT) =>
      ask('recvmany', many(count, len, seed, t), `${count} × ${len} octets`, reply =>
        reply.mismatch === null ? `${reply.count}` : `${reply.count}, number ${reply.mismatch} differs`,
      ),
    close: linger => quietly(ask('close', linger === undefined ? {} : { linger }, linger === undefined ? '' : `linger ${linger}`)),
  }
}
