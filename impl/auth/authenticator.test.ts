// The Authenticator in front of real servers: lists, passwords, certificates in a folder, a function; and what it does when asked nonsense.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { metadata } from '../socket/message-metadata.ts'
import { Bench, clientKeys, secured, within } from '../socket/secured.rig.ts'
import { Dealer, Pull, Push } from '../socket/socket-classes.ts'
import { Authenticator, type AuthenticatorOptions } from './authenticator.ts'
import { writeCertificate } from './certificate.ts'

const bench = new Bench()
afterEach(() => bench.dispose())
const folder = mkdtempSync(`${tmpdir()}/zmqspec-authenticator-`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function authenticator(options: AuthenticatorOptions = {}): Promise<Authenticator> {
  const auth = new Authenticator({ context: bench.context, ...options })
  bench.keep({ close: () => auth.stop() })
  await auth.start()
  return auth
}
type Name = keyof typeof secured
/** The outcome of one client: what its message is known by, or the status it was refused with. */
async function attempt(name: Name, more: object = {}): Promise<number | Record<string, string>> {
  const server = bench.keep(new Pull({ context: bench.context, ...secured[name].server }))
  await server.bind('tcp://127.0.0.1:*')
  const client = bench.keep(new Push({ context: bench.context, ...secured[name].client, ...more }))
  const refused = bench.event(server, 'handshake:error:auth').then(({ error }) => error.status)
  refused.catch(() => {})
  client.connect(server.lastEndpoint!)
  await client.send('x')
  const received = server.receive().then(message => Object.fromEntries(metadata(message)!))
  received.catch(() => {})
  return within(Promise.race([refused, received]), 'an outcome')
}

describe('an Authenticator', () => {
  it('lets NULL in, and with PLAIN and CURVE nobody before it has rules', async () => {
    await authenticator()
    expect(await attempt('NULL')).toMatchObject({ 'User-Id': 'anonymous' })
    expect([await attempt('PLAIN'), await attempt('CURVE')]).toEqual([400, 400])
  })

  it('knows passwords by domain', async () => {
    const auth = await authenticator()
    auth.configurePlain({ joe: 'secret' })
    expect(await attempt('PLAIN')).toMatchObject({ 'User-Id': 'joe' })
    expect(await attempt('PLAIN', { plainPassword: 'Secret' })).toBe(400)
    auth.configurePlain({ ann: 'other' }, 'global')
    expect(await attempt('PLAIN')).toBe(400)
  })

  it('knows keys, and certificates with what they say of their owners', async () => {
    const auth = await authenticator()
    await auth.configureCurve({ keys: [clientKeys.publicKey] })
    expect(await attempt('CURVE')).toMatchObject({ 'User-Id': clientKeys.publicKey })
    await writeCertificate(folder, 'joe', { ...clientKeys, metadata: { name: 'Joe' } })
    await auth.configureCurve({ folder })
    expect(await attempt('CURVE')).toMatchObject({ 'User-Id': clientKeys.publicKey, name: 'Joe' })
    await auth.configureCurve({ keys: [] })
    expect(await attempt('CURVE')).toBe(400)
    await auth.configureCurve('any', 'global')
    expect(await attempt('CURVE')).toMatchObject({ 'User-Id': clientKeys.publicKey })
    await expect(auth.configureCurve({ keys: ['short'] })).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('has one list of addresses, of those allowed or of those denied', async () => {
    const denying = await authenticator()
    denying.deny('127.0.0.1')
    expect(await attempt('NULL')).toBe(400)
    expect(() => denying.allow('127.0.0.1')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    denying.stop()
    const allowing = await authenticator()
    allowing.allow('10.1.1.1')
    expect(await attempt('NULL')).toBe(400)
    allowing.allow('127.0.0.1')
    expect(await attempt('NULL')).toMatchObject({ 'User-Id': 'anonymous' })
  })

  it('asks the application last, which may refuse, rename, defer, take its time, or fail', async () => {
    const seen: unknown[] = []
    let answer: () => unknown = () => true
    const authorize = async (request: { readonly domain: string; readonly credentials: readonly Buffer[] }) => {
      seen.push([request.domain, request.credentials.map(String)])
      return (await answer()) as boolean
    }
    const decisions: number[] = []
    const auth = await authenticator({ authorize, decided: (_, { status }) => decisions.push(status) })
    expect(await attempt('PLAIN')).toBe(400)
    expect(seen).toEqual([])
    auth.configurePlain({ joe: 'secret' })
    expect(await attempt('PLAIN')).toMatchObject({ 'User-Id': 'joe' })
    expect(seen).toEqual([['global', ['joe', 'secret']]])
    answer = () => ({ userId: 'Joe Bloggs', metadata: { 'X-Group': 'admins' } })
    expect(await attempt('PLAIN')).toMatchObject({ 'User-Id': 'Joe Bloggs', 'X-Group': 'admins' })
    answer = () => false
    expect(await attempt('PLAIN')).toBe(400)
    answer = () => ({ status: 300 })
    expect(await attempt('PLAIN')).toBe(300)
    const warned = within(new Promise(resolve => process.once('warning', resolve)), 'a warning')
    answer = () => Promise.reject(new Error('the database is gone'))
    expect(await attempt('PLAIN')).toBe(500)
    expect(await warned).toMatchObject({ message: 'the database is gone' })
    expect(decisions).toEqual([400, 200, 200, 400, 300, 500])
  })

  it('goes on answering after what is no ZAP request', async () => {
    const auth = await authenticator()
    auth.configurePlain({ joe: 'secret' })
    const nonsense = bench.keep(new Dealer({ context: bench.context }))
    nonsense.connect('inproc://zeromq.zap.01')
    for (const message of [
      ['x'],
      ['', '1.1', '1', '', '', '', 'NULL'],
      ['', '1.0', '1', '', '', '', 'CURVE', 'short'],
      ['', '1.0', '1', '', '', '', 'PLAIN', 'a'],
    ])
      await nonsense.send(message)
    const replies = [await within(nonsense.receive(), 'a reply'), await within(nonsense.receive(), 'a reply')]
    expect(replies.map(([, version, , status]) => [String(version), String(status)])).toEqual([
      ['1.0', '400'],
      ['1.0', '400'],
    ])
    expect(await attempt('PLAIN')).toMatchObject({ 'User-Id': 'joe' })
  })

  it('is the only one of its context, starts and stops as often as one likes', async () => {
    const first = await authenticator()
    await first.start()
    await expect(new Authenticator({ context: bench.context }).start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
    first.stop()
    first.stop()
    await first.start()
    expect(await attempt('NULL')).toMatchObject({ 'User-Id': 'anonymous' })
  })
})
