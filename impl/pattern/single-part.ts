// Types whose messages have one part only (RFC 37, "Thread-Safe Socket Types").
// Rule: a part too many is refused, whole and at once: nothing of it is sent.

import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'

/** @throws ZmqError EINVAL when there are more or fewer frames than `count`: the part, and what is attached to it */
export function requireFrames(message: Message, count: 1 | 2): void {
  if (message.length !== count) throw new ZmqError('EINVAL', 'a message of this socket type has one part: join the parts before sending')
}
