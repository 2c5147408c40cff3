// Values as a report prints them.
// Rule: bytes are text in quotes when printable, else hex; nothing printed is longer than a line of a report.

const longestBytes = 64
const longestText = 400

function showBytes(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, longestBytes))
  const printable = head.every(octet => octet >= 0x20 && octet < 0x7f)
  const shown = printable ? JSON.stringify(head.toString('latin1')) : `<${head.toString('hex').replace(/(..)(?=.)/g, '$1 ')}>`
  return bytes.length > longestBytes ? `${shown}… (${bytes.length} octets)` : shown
}

function showInner(value: unknown, depth: number): string {
  if (value instanceof Uint8Array) return showBytes(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth > 4) return '…'
  if (Array.isArray(value)) return `[${value.map(item => showInner(item, depth + 1)).join(', ')}]`
  if (value instanceof Set) return `{${[...value].map(item => showInner(item, depth + 1)).join(', ')}}`
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return `{${entries.map(([key, item]) => `${String(key)}: ${showInner(item, depth + 1)}`).join(', ')}}`
}

/** A value on one line. */
export function show(value: unknown): string {
  const text = showInner(value, 0)
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}
