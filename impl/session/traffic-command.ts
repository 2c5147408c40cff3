// Commands after the handshake (RFC 37, "Commands", "Connection Heartbeating", "The Publish-Subscribe Pattern", "The Radio-Dish Pattern").
// Rule: a command that nobody here knows is ignored, as libzmq does; one that belongs to the handshake ends the connection.

import { ZmtpError } from '../error.ts'
import { CONTEXT_LIMIT, commandPrefix, decodeCommand, decodeError, decodePing, encodePing, TIME_TO_LIVE_LIMIT } from '../wire/command.ts'
import { COMMAND } from '../wire/frame.ts'
import type { FrameWriter } from './cipher-writer.ts'

/** What a command asks of the session. Octets are views of the frame. */
export type TrafficCommand =
  | { readonly kind: 'ping'; readonly timeToLive: number; readonly context: Uint8Array }
  | { readonly kind: 'pong' }
  | { readonly kind: 'subscription'; readonly subscribe: boolean; readonly topic: Uint8Array }
  | { readonly kind: 'membership'; readonly join: boolean; readonly group: Uint8Array }
  | { readonly kind: 'error'; readonly reason: string }
  | { readonly kind: 'ignored' }

const ignored: TrafficCommand = { kind: 'ignored' }
const pong: TrafficCommand = { kind: 'pong' }

const pongPrefix = commandPrefix('PONG')
const subscribePrefix = commandPrefix('SUBSCRIBE')
const cancelPrefix = commandPrefix('CANCEL')
const joinPrefix = commandPrefix('JOIN')
const leavePrefix = commandPrefix('LEAVE')
/** The 3.0 forms: message frames that begin with 01 or 00 (RFC 23, "The Publish-Subscribe Pattern"). */
const oldSubscribePrefix = Uint8Array.of(1)
const oldCancelPrefix = Uint8Array.of(0)

/** How subscriptions travel: SUBSCRIBE and CANCEL to 3.1, messages to 3.0 and 2.0, not at all to 1.0. Groups always travel as commands. */
export type SubscriptionForm = 'commands' | 'messages' | 'none'

export function writeSubscription(writer: FrameWriter, form: SubscriptionForm, subscribe: boolean, topic: Uint8Array): void {
  if (form === 'commands') writer.prefixed(COMMAND, subscribe ? subscribePrefix : cancelPrefix, topic)
  else if (form === 'messages') writer.prefixed(0, subscribe ? oldSubscribePrefix : oldCancelPrefix, topic)
}

export function writeMembership(writer: FrameWriter, join: boolean, group: Uint8Array): void {
  writer.prefixed(COMMAND, join ? joinPrefix : leavePrefix, group)
}

/** `timeToLive` in milliseconds. */
export function writePing(writer: FrameWriter, timeToLive: number): void {
  writer.frame(COMMAND, encodePing(Math.min(Math.floor(timeToLive / 100), TIME_TO_LIVE_LIMIT)))
}

export function writePong(writer: FrameWriter, context: Uint8Array): void {
  writer.prefixed(COMMAND, pongPrefix, context)
}

/** @throws ZmtpError when the command is malformed or out of place */
export function readTrafficCommand(body: Uint8Array): TrafficCommand {
  const { name, data } = decodeCommand(body)
  switch (name) {
    case 'PING': {
      const { timeToLive, context } = decodePing(data)
      return { kind: 'ping', timeToLive, context: context.subarray(0, CONTEXT_LIMIT) }
    }
    case 'PONG':
      return pong
    case 'SUBSCRIBE':
      return { kind: 'subscription', subscribe: true, topic: data }
    case 'CANCEL':
      return { kind: 'subscription', subscribe: false, topic: data }
    case 'JOIN':
      return { kind: 'membership', join: true, group: data }
    case 'LEAVE':
      return { kind: 'membership', join: false, group: data }
    case 'ERROR':
      return { kind: 'error', reason: decodeError(data) }
    case 'READY':
      throw unexpected('the NULL security mechanism', 'a second READY, after the handshake')
    default:
      return ignored
  }
}

/**
 * The RFC's letter, which libzmq does not enforce: no command between the frames of a message, no subscription to what publishes nothing.
 * @throws ZmtpError ERR_ZMTP_UNEXPECTED_COMMAND
 */
export function checkPlace(command: TrafficCommand, insideMessage: boolean, publishes: boolean): void {
  if (insideMessage) throw unexpected('formal grammar', 'a command between the frames of a message')
  if (command.kind === 'subscription' && !publishes) {
    throw unexpected('the publish-subscribe pattern', 'a subscription to a socket that publishes nothing')
  }
}

function unexpected(section: string, message: string): ZmtpError {
  return new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', `37/3.1 ${section}`, message)
}
