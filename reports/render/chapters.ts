// The chapters of the book: one per RFC, with the status its text carries (rfc.zeromq.org, front matter), then the appendices.
// Rule: a case belongs to the folder its id starts with; a clause to the RFC its id starts with.

export type RfcStatus = 'stable' | 'draft' | 'deprecated' | 'retired'

const rfcs = {
  13: { name: 'ZMTP 1.0', status: 'deprecated' },
  15: { name: 'ZMTP 2.0', status: 'deprecated' },
  23: { name: 'ZMTP 3.0', status: 'stable' },
  24: { name: 'ZMTP-PLAIN', status: 'stable' },
  25: { name: 'ZMTP-CURVE', status: 'stable' },
  26: { name: 'CurveZMQ', status: 'stable' },
  27: { name: 'ZAP', status: 'stable' },
  28: { name: 'REQREP', status: 'stable' },
  29: { name: 'PUBSUB', status: 'stable' },
  30: { name: 'PIPELINE', status: 'stable' },
  31: { name: 'EXPAIR', status: 'stable' },
  32: { name: 'Z85', status: 'stable' },
  37: { name: 'ZMTP 3.1', status: 'draft' },
  38: { name: 'ZMTP-GSSAPI', status: 'draft' },
  39: { name: 'ZWS 1.0', status: 'stable' },
  41: { name: 'CLIENTSERVER', status: 'draft' },
  45: { name: 'ZWS 2.0', status: 'draft' },
  47: { name: 'CLIENTSERVER', status: 'retired' },
  48: { name: 'RADIO-DISH', status: 'draft' },
  49: { name: 'SCATTERGATHER', status: 'draft' },
  50: { name: 'Multipart encoding', status: 'draft' },
  51: { name: 'PEER', status: 'draft' },
  52: { name: 'CHANNEL', status: 'draft' },
} as const satisfies Readonly<Record<number, { readonly name: string; readonly status: RfcStatus }>>

/** RFCs that the clause figures count: those the book has chapters for. */
export const rfcsInScope: readonly string[] = [
  '13',
  '15',
  '23',
  '24',
  '25',
  '26',
  '27',
  '28',
  '29',
  '30',
  '31',
  '32',
  '37',
  '41',
  '48',
  '49',
  '51',
  '52',
]

export interface Chapter {
  /** RFC number, or the folder of an appendix: `pairings`. */
  readonly key: string
  readonly title: string
  /** null: an appendix, for which there is no RFC. */
  readonly status: RfcStatus | null
}

/** `37-zmtp31/framing/pong[…]` is of chapter 37; `pairings/tcp[…]` of the appendix "pairings". */
export function chapterOf(caseId: string): string {
  const folder = caseId.split('/', 1)[0] ?? ''
  const number = /^(?:rfc-?)?(\d+)(?!\w)/.exec(folder)?.[1]
  return number !== undefined && number in rfcs ? number : folder
}

/** `28` of `28/req-1`; `lib` of `lib/hwm`. */
export function rfcOf(clauseId: string): string {
  return clauseId.split('/', 1)[0] ?? ''
}

export function chapter(key: string): Chapter {
  const rfc = key in rfcs ? rfcs[Number(key) as keyof typeof rfcs] : undefined
  if (rfc !== undefined) return { key, title: `${key}/${rfc.name}`, status: rfc.status }
  return { key, title: key === 'lib' ? 'libzmq manual' : `Appendix: ${key}`, status: null }
}

/** RFCs by number, then appendices by name. */
export function inChapterOrder(keys: Iterable<string>): string[] {
  const rank = (key: string) => (key in rfcs ? Number(key) : Number.POSITIVE_INFINITY)
  return [...new Set(keys)].sort((a, b) => (rank(a) === rank(b) ? a.localeCompare(b) : rank(a) - rank(b)))
}
