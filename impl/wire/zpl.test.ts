// RFC 4, ZPL: what the certificates of czmq and pyzmq look like, and what is no ZPL.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findZpl, formatZpl, parseZpl } from './zpl.ts'

const certificate = `#   ****  Generated on 2026-11-24 by a tool  ****
#   ZeroMQ CURVE **Secret** Certificate

metadata
    name = "Joe Bloggs"   # who
    email=joe@example.com
curve
    public-key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    secret-key = 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs'
empty
`

describe('ZPL', () => {
  it('reads sections, quotes, comments and blank lines', () => {
    const items = parseZpl(certificate)
    expect(items.map(({ name }) => name)).toEqual(['metadata', 'curve', 'empty'])
    expect(findZpl(items, 'metadata', 'name')).toBe('Joe Bloggs')
    expect(findZpl(items, 'metadata', 'email')).toBe('joe@example.com')
    expect(findZpl(items, 'curve', 'public-key')).toBe('Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID')
    expect(findZpl(items, 'curve', 'secret-key')).toBe('D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs')
    expect([findZpl(items, 'curve', 'nothing'), findZpl(items, 'nothing', 'at all'), findZpl(items, 'empty')]).toEqual([
      undefined,
      undefined,
      '',
    ])
    expect(parseZpl(certificate.replaceAll('\n', '\r\n'))).toEqual(items)
  })

  it.each([
    ['three spaces', 'a\n   b = 1'],
    ['a level too deep', 'a\n        b = 1'],
    ['an indented beginning', '    a = 1'],
    ['a quote that does not end', 'a = "x'],
    ['no name', '= x'],
    ['a name with a blank', 'a b'],
  ])('refuses %s, naming the line', (_, text) => {
    expect(() => parseZpl(`# first\n${text}`)).toThrow(
      expect.objectContaining({ code: 'EINVAL', message: expect.stringMatching(/^line [23] /) }),
    )
  })

  it('reads what it has written', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9$\-_@.&+/]{1,12}$/)
    const value = fc.stringMatching(/^[ !#-~]{0,30}$/)
    const leaf = fc.record({ name, value, items: fc.constant([]) })
    const section = fc.record({ name, value: fc.constant(''), items: fc.array(leaf, { minLength: 1, maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(fc.oneof(leaf, section), { maxLength: 4 }), items => {
        expect(parseZpl(formatZpl(items))).toEqual(items)
      }),
      { seed: 4, numRuns: 500 },
    )
  })

  it.each([
    ['a\nb', 'x'],
    ['', 'x'],
    ['a', 'x\ny'],
    ['a', `"and'`],
  ])('writes nothing that it could not read (%j = %j)', (name, value) => {
    expect(() => formatZpl([{ name, value, items: [] }])).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('throws nothing but EINVAL, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...' \n="\'#ab\t\r'), maxLength: 40 }), text => {
        try {
          parseZpl(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'EINVAL' })
        }
      }),
      { seed: 4, numRuns: 2000 },
    )
  })
})
