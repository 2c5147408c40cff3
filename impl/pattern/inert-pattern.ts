// A socket type that does nothing: it refuses to send, to receive and to subscribe, and ignores what pipes report.
// Rule: a real type spreads this and writes down only what it does; so what a type's file leaves out, it cannot do.

import { ZmqError } from '../error.ts'
import type { Pattern } from './pattern.ts'

export const inertPattern = {
  attach() {},
  connected() {},
  disconnected() {},
  leaving() {},
  detach() {},
  readable() {},
  writable() {},
  subscription() {},
  send() {
    throw new ZmqError('ENOTSUP')
  },
  receive() {
    throw new ZmqError('ENOTSUP')
  },
  canSend: () => false,
  canReceive: () => false,
  addressee: (): number | null => null,
  topics: (): number | null => null,
  subscribe() {
    throw new ZmqError('EINVAL')
  },
  unsubscribe() {
    throw new ZmqError('EINVAL')
  },
} satisfies Omit<Pattern, 'type'>
