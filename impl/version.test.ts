import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { has, version } from './version.ts'

it('is the version of the package', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  expect(version).toBe(manifest.version)
})

it('says by name what it can do, as zmq_has does', () => {
  expect(['curve', 'ipc', 'pgm', 'gssapi', 'toString', 'nothing'].map(has)).toEqual([true, true, false, false, false, false])
})
