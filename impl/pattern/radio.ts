// RADIO (RFC 48): sends each message to the peers that joined its group; drops it for those who are full.
//
//   send([group, body]) ─► members of exactly this group, and every endpoint over udp ─► those who have room
//
// Rule: a membership belongs to a connection: when it is lost it is forgotten, because the peer joins again when it is back. Nothing of what
// peers send comes to the application. Over udp nobody can say what was joined: all groups go there, and dishes choose.

import { ZmqError } from '../error.ts'
import { groupDatagramLength, maxDatagram } from '../wire/group-datagram.ts'
import { createFanOut } from './fan-out.ts'
import { type GroupKey, groupKey } from './group.ts'
import { inertPattern } from './inert-pattern.ts'
import type { Pattern, PatternSetup, Pipe } from './pattern.ts'
import { requireFrames } from './single-part.ts'

export function createRadio({ options }: PatternSetup): Pattern {
  const fanOut = createFanOut()
  const members = new Map<GroupKey, Set<Pipe>>()
  const memberships = new Map<Pipe, Set<GroupKey>>()
  const datagrams = new Set<Pipe>()
  /** Under `noDrop`: a member was full, and nothing has changed since. */
  let blocked = false

  function leave(pipe: Pipe, key: GroupKey): void {
    const group = members.get(key)
    group?.delete(pipe)
    if (group?.size === 0) members.delete(key)
  }

  function forget(pipe: Pipe): void {
    for (const key of memberships.get(pipe) ?? []) leave(pipe, key)
    memberships.delete(pipe)
    blocked = false
  }

  function drain(pipe: Pipe): void {
    while (pipe.shift() !== undefined);
  }

  return {
    ...inertPattern,
    type: 'RADIO',
    attach(pipe) {
      fanOut.attach(pipe)
      if (pipe.datagram) datagrams.add(pipe)
    },
    disconnected: forget,
    detach(pipe) {
      fanOut.detach(pipe)
      datagrams.delete(pipe)
      forget(pipe)
    },
    readable: drain,
    writable() {
      blocked = false
    },
    subscription(pipe, join, group) {
      const key = groupKey(group)
      if (key === undefined || pipe.outIndex < 0) return
      blocked = false
      const own = memberships.get(pipe)
      if (join) {
        if (own === undefined) memberships.set(pipe, new Set([key]))
        else own.add(key)
        const group = members.get(key)
        if (group === undefined) members.set(key, new Set([pipe]))
        else group.add(pipe)
      } else if (own?.delete(key)) leave(pipe, key)
    },
    canSend: () => !blocked,
    send(message) {
      requireFrames(message, 2)
      const key = groupKey(message[0]!)
      if (key === undefined) throw new ZmqError('EINVAL', 'a group has 0 to 255 octets, none of them zero')
      if (datagrams.size > 0 && groupDatagramLength(message[0]!, message[1]!) > maxDatagram)
        throw new ZmqError(
          'EMSGSIZE',
          `over udp a group and its body have at most ${maxDatagram - 1} octets: send less at a time, or over tcp`,
        )
      fanOut.begin()
      for (const pipe of datagrams) fanOut.match(pipe)
      for (const pipe of members.get(key) ?? []) fanOut.match(pipe)
      blocked = options.noDrop && fanOut.blocked()
      if (!blocked) fanOut.deliver(message)
      return !blocked
    },
  }
}
