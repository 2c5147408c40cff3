// Metadata as the peer's READY carries it: *(name length, name, value length, value) (37/metadata).
// Rule: no count and no terminator, the list ends where the frame ends; what does not fit is reported, never guessed.

export interface ReadMetadata {
  /** Names in the sender's spelling and order; of a name said twice the last value stays. */
  readonly properties: ReadonlyMap<string, Buffer>
  /** Why the octets are no metadata, null when they are. `properties` then holds what came before. */
  readonly malformed: string | null
}

export function readMetadata(data: Buffer): ReadMetadata {
  const properties = new Map<string, Buffer>()
  let at = 0
  while (at < data.length) {
    const name = data[at]!
    const valueAt = at + 1 + name + 4
    if (name === 0) return { properties, malformed: `empty property name at octet ${at}` }
    if (valueAt > data.length) return { properties, malformed: `property at octet ${at} runs past the end` }
    const value = data.readUInt32BE(valueAt - 4)
    if (value > data.length - valueAt) return { properties, malformed: `value at octet ${valueAt} of ${value} octets runs past the end` }
    properties.set(data.toString('latin1', at + 1, at + 1 + name), data.subarray(valueAt, valueAt + value))
    at = valueAt + value
  }
  return { properties, malformed: null }
}

/** Property names are compared without regard to case (37/metadata). */
export function propertyOf(properties: ReadonlyMap<string, Buffer>, name: string): Buffer | null {
  for (const [key, value] of properties) if (key.toLowerCase() === name.toLowerCase()) return value
  return null
}
