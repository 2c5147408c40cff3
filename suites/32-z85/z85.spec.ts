// RFC 32/Z85: octets as printable text, by the subject's own encoder and decoder.
//
//   86 4F D2 6F  B5 59 F7 5B  ⇄  Hello World (without the space)
//
// Rule: judged against the alphabet and the numbers of the RFC, written once more here; no code is shared with any subject.

import fc from 'fast-check'
import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'

const { conformance, property } = section(import.meta.url)

const needs = { ops: ['z85'] }
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

const big = (value: number): Buffer => {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(value)
  return octets
}

/** One group, by the letter: the number's five digits in base 85, most significant first. */
const group = (value: number): string => [4, 3, 2, 1, 0].map(power => alphabet[Math.floor(value / 85 ** power) % 85]).join('')

type Turn = (z85: CaseContext['subject']['z85']) => Promise<unknown>

/** The word of a refusal, or what came instead of one. */
async function refusal({ subject }: Pick<CaseContext, 'subject'>, turn: Turn): Promise<unknown> {
  try {
    return await turn(subject.z85)
  } catch (error) {
    if (error instanceof SubjectError) return error.err
    throw error
  }
}

conformance(
  'test-case',
  {
    title: 'The eight octets of the RFC are "HelloWorld", both ways',
    clauses: ['32/z85-9', '32/z85-4', '32/z85-7'],
    mode: 'api',
    needs,
    kills: ['mut/z85-of-ascii85'],
  },
  async t => {
    const octets = Buffer.from('864fd26fb559f75b', 'hex')
    t.check('encoded', await t.subject.z85(octets), 'HelloWorld')
    t.check('decoded', await t.subject.z85('HelloWorld'), octets)
  },
)

conformance(
  'alphabet',
  {
    title: 'The digits 0 to 84 are the 85 characters of the RFC, in its order',
    clauses: ['32/z85-3', '32/z85-8'],
    mode: 'api',
    needs,
    kills: ['mut/z85-swaps-cases', 'mut/z85-alphabet-of-rfc-1924'],
  },
  async t => {
    const octets = Buffer.concat(Array.from(alphabet, (_, digit) => big(digit)))
    const text = Array.from(alphabet, character => `0000${character}`).join('')
    t.check('each digit encoded', await t.subject.z85(octets), text)
    t.check('each digit decoded', await t.subject.z85(text), octets)
  },
)

conformance(
  'order',
  {
    title: 'The first octet and the first character are the most significant',
    clauses: ['32/z85-5', '32/z85-6', '32/z85-8'],
    mode: 'api',
    needs,
    axes: { octets: ['00000001', '00000100', '00010000', '01000000', '80000000', 'ffffffff', '01020304'] },
    kills: ['mut/z85-little-endian', 'mut/z85-digits-reversed', 'mut/z85-signed'],
  },
  async t => {
    const octets = Buffer.from(t.axes.octets, 'hex')
    const text = t.axes.octets === 'ffffffff' ? '%nSc0' : group(octets.readUInt32BE())
    t.check('encoded', await t.subject.z85(octets), text)
    t.check('decoded', await t.subject.z85(text), octets)
  },
)

conformance(
  'octets-not-by-four',
  {
    title: 'Octets whose number is no multiple of four are refused, and the next call is served',
    clauses: ['32/z85-1'],
    mode: 'api',
    needs,
    axes: { octets: ['1', '2', '3', '5', '31'] },
    kills: ['mut/z85-pads-with-zeros', 'mut/z85-cuts-the-rest'],
  },
  async t => {
    t.check('answer', await refusal(t, z85 => z85(new Uint8Array(Number(t.axes.octets)))), 'EINVAL')
    t.check('four octets', await t.subject.z85(new Uint8Array(4)), '00000')
  },
)

conformance(
  'text-not-by-five',
  {
    title: 'Text whose length is no multiple of five is refused, and the next call is served',
    clauses: ['32/z85-2'],
    mode: 'api',
    needs,
    axes: { text: ['H', 'He', 'Hel', 'Hell', 'HelloW', 'HelloWorl'] },
    kills: ['mut/z85-decodes-a-partial-group'],
  },
  async t => {
    t.check('answer', await refusal(t, z85 => z85(t.axes.text)), 'EINVAL')
    t.check('five characters', await t.subject.z85('00000'), new Uint8Array(4))
  },
)

const foreign: Readonly<Record<string, string>> = {
  space: ' ',
  quote: '"',
  apostrophe: "'",
  comma: ',',
  semicolon: ';',
  underscore: '_',
  backquote: '`',
  backslash: '\\',
  bar: '|',
  tilde: '~',
  nul: '\0',
  newline: '\n',
  delete: '\x7f',
  'latin-1': 'é',
  'beyond-latin-1': 'ı',
}

conformance(
  'foreign-character',
  {
    title: 'A character that is none of the 85 is refused wherever it stands',
    clauses: ['32/z85-11'],
    mode: 'api',
    needs,
    axes: { character: Object.keys(foreign) },
    kills: ['mut/z85-skips-white-space', 'mut/z85-foreign-is-zero', 'mut/z85-table-by-low-octet'],
  },
  async t => {
    const character = foreign[t.axes.character]!
    for (const at of [0, 2, 4, 7]) {
      const text = '0000000000'.split('').with(at, character).join('')
      t.check(`at ${at}`, await refusal(t, z85 => z85(text)), 'EINVAL')
    }
    t.check('without it', await t.subject.z85('0000000000'), new Uint8Array(8))
  },
)

conformance(
  'group-too-large',
  {
    title: 'A group that stands for more than FFFFFFFF is refused: no four octets have that form',
    clauses: ['32/z85-12'],
    mode: 'api',
    needs,
    axes: { text: ['%nSc1', '#####', '%nSd0', '00000%nSc1'] },
    kills: ['mut/z85-overflow-wraps'],
  },
  async t => {
    t.check('answer', await refusal(t, z85 => z85(t.axes.text)), 'EINVAL')
    t.check('the largest group', await t.subject.z85('%nSc0'), new Uint8Array(4).fill(255))
  },
)

conformance(
  'empty',
  {
    title: 'No octets are no text, and the other way round: zero is a multiple of four and of five',
    clauses: ['32/z85-13'],
    mode: 'api',
    needs,
    kills: ['mut/z85-refuses-nothing'],
  },
  async t => {
    t.check('encoded', await t.subject.z85(new Uint8Array(0)), '')
    t.check('decoded', await t.subject.z85(''), new Uint8Array(0))
  },
)

property(
  'round-trip',
  {
    title: 'Any octets by four come back, and their text is the one form the RFC gives them',
    clauses: ['32/z85-4', '32/z85-7', '32/z85-10'],
    mode: 'api',
    needs,
    kills: ['mut/z85-fixed-buffer', 'mut/z85-signed'],
  },
  {
    arbitrary: fc.array(fc.nat(0xffffffff), { maxLength: 600, size: 'max' }),
    runs: 100,
    check: async (t, values) => {
      const octets = Buffer.concat(values.map(big))
      const text = values.map(group).join('')
      t.check('encoded', await t.subject.z85(octets), text)
      t.check('decoded', await t.subject.z85(text), octets)
    },
  },
)
