// Messages of one part and of more, mixed (RFC 37, "Thread-Safe Socket Types"): every one with more is refused, and leaves no trace.
//
//   CLIENT ──► SERVER      SCATTER ──► GATHER      CHANNEL ──► CHANNEL
//
// Rule: what is accepted arrives, whole and in order; what is refused was refused with EINVAL, and nothing of it arrives.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { outcome } from '../28-reqrep/guests.ts'
import { everywhere } from './arena.ts'

const pairs = { CLIENT: 'SERVER', SCATTER: 'GATHER', CHANNEL: 'CHANNEL' } as const

const part = fc.oneof(
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constant(new Uint8Array(9000)) },
)

everywhere(
  section(import.meta.url),
  'or-none',
  {
    title: 'Of messages of one to four parts, sent in any order, those of one part arrive and the others are refused',
    clauses: ['37/threadsafe-2', '37/threadsafe-3', '37/threadsafe-4', '41/client-15', '49/scatter-16', '52/channel-15'],
    needs: { sockets: ['CLIENT', 'SERVER', 'SCATTER', 'GATHER', 'CHANNEL'], ops: ['peers'] },
    axes: { sender: Object.keys(pairs) as (keyof typeof pairs)[] },
    kills: ['mut/client-sends-multipart', 'mut/scatter-sends-the-last-part', 'mut/channel-sends-multipart'],
  },
  {
    arbitrary: fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 }),
    runs: 24,
    check: async ({ t, axes, open, join }, messages) => {
      const type = axes['sender'] as keyof typeof pairs
      const [sender, receiver] = [await open('sender', type), await open('receiver', pairs[type])]
      await join(receiver, sender)
      for (const parts of messages)
        t.require(`a message of ${parts.length}`, await outcome(sender.socket.send(parts)), parts.length === 1 ? 'accepted' : 'EINVAL')
      await sender.socket.send('the end')
      for (const parts of [...messages.filter(({ length }) => length === 1), ['the end']])
        t.require('what arrives', await receiver.socket.recv(), parts)
    },
  },
)
