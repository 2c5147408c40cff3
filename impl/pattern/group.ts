// Groups of RADIO and DISH (RFC 48, "Group"): 0 to 255 octets, none of them zero.
// Rule: a group is compared whole and exactly; a key stands for exactly one group.

export type GroupKey = string

const longest = 255

/** The key of a group, or undefined for octets that cannot be one. */
export function groupKey(group: Uint8Array): GroupKey | undefined {
  if (group.length > longest) return undefined
  let key = ''
  for (let index = 0; index < group.length; index++) {
    if (group[index] === 0) return undefined
    key += String.fromCharCode(group[index]!)
  }
  return key
}
