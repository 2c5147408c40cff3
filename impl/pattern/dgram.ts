// DGRAM (zmq_socket(3)): datagrams over udp, which this implementation does not have yet: it has no peers, and neither sends nor receives.

import { inertPattern } from './inert-pattern.ts'
import type { Pattern } from './pattern.ts'

export function createDgram(): Pattern {
  return { ...inertPattern, type: 'DGRAM' }
}
