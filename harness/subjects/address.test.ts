import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AddressError, parseAddress, splitWords } from './address.ts'
import { subjectNames } from './subject-table.ts'

describe('addresses', () => {
  test.each([
    ['libzmq', { kind: 'name', name: 'libzmq' }],
    ['exec:./shim', { kind: 'exec', command: './shim', args: [] }],
    [`exec:"my shim" --name 'a b' c\\ d`, { kind: 'exec', command: 'my shim', args: ['--name', 'a b', 'c d'] }],
    ['tcp:10.0.0.1:7000', { kind: 'tcp', host: '10.0.0.1', port: 7000 }],
    ['tcp://localhost:7000', { kind: 'tcp', host: 'localhost', port: 7000 }],
    ['tcp:[::1]:7000', { kind: 'tcp', host: '::1', port: 7000 }],
    ['image:libzmq-c', { kind: 'image', name: 'libzmq-c' }],
    ['image:me/my_shim:v1.2', { kind: 'image', name: 'me/my_shim:v1.2' }],
    ['image:registry.example:5000/a/b/shim', { kind: 'image', name: 'registry.example:5000/a/b/shim' }],
    [`image:shim@sha256:${'0f'.repeat(32)}`, { kind: 'image', name: `shim@sha256:${'0f'.repeat(32)}` }],
  ])('%s', (text, expected) => expect(parseAddress(text)).toEqual(expected))

  test.each([
    ['libzqm', /no subject is called "libzqm"; did you mean libzmq/],
    ['our', /did you mean ours or ours-program/],
    ['nothing-like-it', new RegExp(subjectNames.toSorted().join('|'))],
    ['exec:', /needs a command/],
    ['exec:"open', /quote " is not closed/],
    ['tcp:host', /is no tcp:HOST:PORT/],
    ['tcp:host:99999', /is no tcp:HOST:PORT/],
    ['image:', /needs a service of compose.yaml or an image, as in image:libzmq-c/],
    ['image:--privileged', /needs a service/],
    ['image:Shim', /needs a service/],
    ['image:shim:', /needs a service/],
    ['image:shim@sha256:12', /needs a service/],
    ['image:a b', /needs a service/],
    ['udp:1.2.3.4:5', /"udp:" is no kind of subject/],
  ])('%s is refused with a way out', (text, message) => {
    expect(() => parseAddress(text)).toThrow(message)
    expect(() => parseAddress(text)).toThrow(AddressError)
  })
})

test('words: empty ones survive in quotes, blanks collapse, a backslash is literal in single quotes', () => {
  expect(splitWords(`  a   '' "b\\"c" 'd\\e' "f\\g" `)).toEqual(['a', '', 'b"c', 'd\\e', 'f\\g'])
  expect(splitWords('')).toEqual([])
})

test('the table names exactly the folders that have a subject.ts', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && readdirSync(new URL(`${entry.name}/`, import.meta.url)).includes('subject.ts'))
    .map(({ name }) => name)
  expect(folders.toSorted()).toEqual(subjectNames.toSorted())
})
