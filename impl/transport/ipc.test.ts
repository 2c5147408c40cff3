import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ipc } from './ipc.ts'
import { complyTransport } from './transport.compliance.ts'
import { defaultTransportOptions } from './transport.ts'

const directory = mkdtempSync(join(tmpdir(), 'zmq-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

complyTransport({
  transport: ipc,
  wildcard: 'ipc://*',
  fixed: `ipc://${directory}/fixed`,
  nobody: `ipc://${directory}/nobody`,
  invalid: [
    { endpoint: 'ipc://@', use: 'bind', code: 'EINVAL' },
    { endpoint: 'ipc://*', use: 'connect', code: 'EINVAL' },
    { endpoint: `ipc:///${'x'.repeat(107)}`, use: 'bind', code: 'ENAMETOOLONG' },
    { endpoint: `ipc://@${'x'.repeat(107)}`, use: 'connect', code: 'ENAMETOOLONG' },
  ],
})

const options = defaultTransportOptions
const refuse = (): never => {
  throw new Error('unexpected')
}

it('replaces a socket file that was left behind, and removes its own', async () => {
  const path = join(directory, 'stale')
  // A listener on a renamed file leaves it behind when it closes, as a killed process would.
  const dead = createServer().listen(path)
  await new Promise(resolve => dead.once('listening', resolve))
  const listener = await ipc.listen(`ipc://${path}`, options, refuse, refuse)
  expect(existsSync(path)).toBe(true)
  await listener.close()
  expect(existsSync(path)).toBe(false)
  dead.close()
})

it('leaves the file of a newer listener alone', async () => {
  const path = join(directory, 'taken')
  const older = await ipc.listen(`ipc://${path}`, options, refuse, refuse)
  const newer = await ipc.listen(`ipc://${path}`, options, refuse, refuse)
  await older.close()
  expect(existsSync(path)).toBe(true)
  await newer.close()
  expect(existsSync(path)).toBe(false)
})

it('never replaces a file that is no socket', async () => {
  const path = join(directory, 'file')
  writeFileSync(path, 'precious')
  await expect(ipc.listen(`ipc://${path}`, options, refuse, refuse)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect(existsSync(path)).toBe(true)
})

it('reports a missing directory', async () => {
  await expect(ipc.listen('ipc:///no/such/directory', options, refuse, refuse)).rejects.toMatchObject({ code: 'ENOENT' })
})

it.runIf(process.platform === 'linux')('binds in the abstract namespace, where no file appears', async () => {
  const endpoint = `ipc://@zmq-test-${process.pid}`
  const listener = await ipc.listen(endpoint, options, refuse, refuse)
  expect(listener.endpoint).toBe(endpoint)
  await expect(ipc.listen(endpoint, options, refuse, refuse)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await listener.close()
})
