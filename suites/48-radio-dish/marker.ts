// What a RADIO sends has no answer, so a marker takes its place: a group of its own, joined, and sent to until one arrives.
//
// Rule: a marker proves two things at once: the radio has taken in every earlier JOIN and LEAVE of this connection, and what did not arrive
// before the last marker was not sent.

import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { joinGroup, leaveGroup, type Octets } from '../../harness/wire/octets.ts'
import { control, type Meeting } from '../37-zmtp-3.1/meeting.ts'
import { messageWithin } from '../37-zmtp-3.1/traffic.ts'

const markerGroup = '~marker '
const isMarker = ([group]: readonly Buffer[]): boolean => group!.toString('latin1').startsWith(markerGroup)
let markers = 0
/** Milliseconds to go on sending markers. */
const patience = 4000

/** Everything that arrived before the last marker, in order. @throws WireMismatch when no marker arrives */
export async function arrived(radio: SubjectSocket, dish: WirePeer): Promise<Buffer[][]> {
  const group = `${markerGroup}${++markers}`
  await dish.send(joinGroup(group))
  const before: Buffer[][] = []
  const begun = performance.now()
  for (let sent = 1, wait = 1; ; sent++, wait = Math.min(2 * wait, 100)) {
    await radio.sendGroup(group, `${sent}`)
    let seen = 0
    // Once a marker is here, those sent after it follow: the queue is in order.
    for (let got = await messageWithin(dish, wait); got !== null; got = await messageWithin(dish, seen > 0 ? patience : wait)) {
      if (got[0]!.toString() === group) seen = Number(got[1])
      else if (!isMarker(got)) before.push(got)
      if (seen === sent) {
        await dish.send(leaveGroup(group))
        return before
      }
    }
    if (performance.now() - begun > patience) throw new WireMismatch('a marker', `none of ${sent} arrived within ${patience} ms`)
  }
}

/** A legal raw dish whose memberships the subject has taken in. */
export async function member(meeting: Meeting, ...groups: Octets[]): Promise<WirePeer> {
  const dish = await control(meeting, 'DISH')
  await dish.send(groups.map(joinGroup))
  await arrived(meeting.socket, dish)
  return dish
}

/** `group body` of each. */
export const texts = (messages: readonly (readonly Buffer[])[]): string[] => messages.map(frames => frames.map(String).join(' '))
