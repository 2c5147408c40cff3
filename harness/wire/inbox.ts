// What the subject sent and nobody read yet, in two views of one stream: octets, and the items made of them.
//   octets  |····greeting····|··READY··|··frame··|··   taken ─► moves right, whichever view is read
// Rule: an item is gone when its last octet was taken as octets; octets are gone when their item was taken.

import type { WireItem } from './frame-reader.ts'

type Unread = Exclude<WireItem, { kind: 'greeting' }>

export interface Inbox {
  readonly items: readonly Unread[]
  readonly untaken: number
  add(chunk: Buffer, items: readonly WireItem[]): void
  drop(place: number): void
  take(count: number): Buffer
  /** Takes what comes before this place of the stream. */
  takeTo(end: number): Buffer
}

export function createInbox(): Inbox {
  const items: Unread[] = []
  const chunks: Buffer[] = []
  let taken = 0
  let came = 0

  function take(count: number): Buffer {
    const pieces: Buffer[] = []
    let missing = Math.min(count, came - taken)
    taken += missing
    while (missing > 0) {
      const chunk = chunks[0]!
      const piece = chunk.subarray(0, missing)
      if (piece.length === chunk.length) chunks.shift()
      else chunks[0] = chunk.subarray(missing)
      pieces.push(piece)
      missing -= piece.length
    }
    while (items.length > 0 && items[0]!.kind === 'frame' && items[0]!.end <= taken) items.shift()
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  }

  const takeTo = (end: number): Buffer => take(Math.max(0, end - taken))

  return {
    items,
    get untaken() {
      return came - taken
    },
    add(chunk, more) {
      came += chunk.length
      if (chunk.length > 0) chunks.push(chunk)
      for (const item of more) if (item.kind !== 'greeting') items.push(item)
    },
    drop(place) {
      const [item] = items.splice(place, 1)
      // Octets before a frame taken out of turn still belong to the frames that wait.
      if (place === 0 && item) takeTo(item.end)
    },
    take,
    takeTo,
  }
}
