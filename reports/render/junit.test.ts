import { join } from 'node:path'
import { expect, test } from 'vitest'
import { junit } from './junit.ts'
import { readRun } from './read-run.ts'

const fixture = (name: string) => readRun(join(import.meta.dirname, '../../fixtures/results', `${name}.ndjson`))

type Attributes = { name?: string; classname?: string; message?: string; type?: string; [other: string]: string | undefined }

// Enough XML to be sure that it is well formed: tags nest, attributes are quoted, text holds no stray '<', '&' or control character.
function parsed(xml: string): { name: string; attributes: Attributes; text: string }[] {
  const token = /<\?xml[^>]*\?>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy
  const entity = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/
  const all: { name: string; attributes: Attributes; text: string }[] = []
  const open: (typeof all)[number][] = []
  let end = 0
  for (const match of xml.matchAll(token)) {
    end = match.index + match[0].length
    const [whole, closing, name, attributes = '', selfClosing, text] = match
    expect(whole).not.toMatch(entity)
    if (text !== undefined && open.length > 0) open.at(-1)!.text += text
    if (name === undefined) continue
    if (closing === '/') expect(open.pop()?.name).toBe(name)
    else {
      const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!] as const)
      const element = { name, attributes: Object.fromEntries(pairs), text: '' }
      all.push(element)
      if (selfClosing !== '/') open.push(element)
    }
  }
  expect(end, 'all of the text is markup or character data').toBe(xml.length)
  expect(open).toEqual([])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\ud800/)
  return all
}

test('every case line is one testcase with a name and a classname, and the totals agree', async () => {
  const run = await fixture('sample')
  const elements = parsed(junit(run))
  const cases = elements.filter(({ name }) => name === 'testcase')
  expect(cases).toHaveLength(run.cases.length)
  for (const { attributes } of cases) {
    expect(attributes.name).toMatch(/\S/)
    expect(attributes.classname).toMatch(/^(ours|libzmq)--[\w-]+\.[\w-]+\.[\w-]+$/)
  }
  const root = elements.find(({ name }) => name === 'testsuites')
  expect(root?.attributes).toMatchObject({ name: 'zmqspec', tests: '23', failures: '5', errors: '1', skipped: '4' })
})

test('what was expected or not asked is skipped, with the reason', async () => {
  const elements = parsed(junit(await fixture('sample')))
  const skipped = elements.filter(({ name }) => name === 'skipped').map(({ attributes }) => attributes.message?.split(':')[0])
  expect(skipped.toSorted()).toEqual(['filtered', 'flaky', 'unsupported', 'xfail'])
})

test('a failure tells why, what was expected and seen, the frames and how to repeat it', async () => {
  const elements = parsed(junit(await fixture('sample')))
  const failure = elements.find(({ name, text }) => name === 'failure' && text.includes('REP answers the peer'))
  expect(failure?.attributes).toMatchObject({ type: 'fail', message: expect.stringContaining('second peer gets nothing') })
  for (const part of ['expected []', 'actual   ["re: a"]', 'READY 41', 'peer recv b', 'reproduce: npx zmqspec run ours --peer libzmq']) {
    expect(failure?.text.replaceAll('&quot;', '"')).toContain(part)
  }
  const types = elements.filter(({ name }) => name === 'failure').map(({ attributes }) => attributes.type)
  expect(new Set(types)).toEqual(new Set(['fail', 'hang', 'crash', 'xpass']))
})

test.each(['torn', 'interrupted'])('a partial run (%s) is an error, so that no CI takes it for green', async name => {
  const elements = parsed(junit(await fixture(name)))
  expect(elements.find(({ name }) => name === 'testsuites')?.attributes.name).toBe('zmqspec (partial)')
  const error = elements.filter(({ name, attributes }) => name === 'error' && attributes.type === 'partial')
  expect(error).toHaveLength(1)
})
