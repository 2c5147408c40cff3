// The rules by themselves: who is let in, and what refusals say.

import { describe, expect, it } from 'vitest'
import { encodeZ85 } from '../wire/z85.ts'
import type { Policy, Request } from './contract.ts'
import { decide } from './policy.ts'
import { SecretIndex, sameSecret } from './secret-index.ts'

const key = Buffer.alloc(32, 7)
const stranger = Buffer.alloc(32, 8)
const known = new SecretIndex<Readonly<Record<string, string>>>()
known.set(key, { name: 'Joe' })
const policy = (more: Partial<Policy> = {}): Policy => ({
  allowed: new Set(),
  denied: new Set(),
  passwords: new Map([
    ['*', new Map([['joe', 'secret']])],
    ['own', new Map([['ann', 'hidden']])],
  ]),
  keys: new Map<string, 'any' | typeof known>([
    ['*', known],
    ['open', 'any'],
  ]),
  ...more,
})
const base = { domain: '', address: '127.0.0.1', identity: Buffer.alloc(0), publicKey: null }
const plain = (user: string, password: string, domain = ''): Request => ({
  ...base,
  domain,
  mechanism: 'PLAIN',
  credentials: [Buffer.from(user), Buffer.from(password)],
})
const curve = (credential: Buffer, domain = ''): Request => ({
  ...base,
  domain,
  mechanism: 'CURVE',
  credentials: [credential],
  publicKey: credential.length === 32 ? encodeZ85(credential) : null,
})
const nobody: Request = { ...base, mechanism: 'NULL', credentials: [] }

describe('rules', () => {
  it.each<[string, Request, number, string]>([
    ['NULL', nobody, 200, 'anonymous'],
    ['the right password', plain('joe', 'secret'), 200, 'joe'],
    ['a wrong password', plain('joe', 'secreT'), 400, ''],
    ['an unknown user', plain('jim', 'secret'), 400, ''],
    ['an unknown user without a password', plain('jim', ''), 400, ''],
    ['the password of another domain', plain('joe', 'secret', 'own'), 400, ''],
    ['the password of its domain', plain('ann', 'hidden', 'own'), 200, 'ann'],
    ['one credential', { ...plain('joe', ''), credentials: [Buffer.from('joe')] }, 400, ''],
    ['a known key', curve(key), 200, encodeZ85(key)],
    ['an unknown key', curve(stranger), 400, ''],
    ['any key where any will do', curve(stranger, 'open'), 200, encodeZ85(stranger)],
    ['a key of 31 octets', curve(key.subarray(1), 'open'), 400, ''],
    ['GSSAPI', { ...nobody, mechanism: 'GSSAPI' }, 400, ''],
  ])('%s', (_, request, status, userId) => {
    expect(decide(policy(), request)).toMatchObject({ status, userId })
    expect(decide(policy({ denied: new Set(['127.0.0.1']) }), request)).toMatchObject({ status: 400, userId: '' })
    expect(decide(policy({ denied: new Set(['10.0.0.1']) }), request)).toMatchObject({ status, userId })
    expect(decide(policy({ allowed: new Set(['10.0.0.1']) }), request)).toMatchObject({ status: 400, userId: '' })
    expect(decide(policy({ allowed: new Set(['127.0.0.1']) }), request)).toMatchObject({ status, userId })
  })

  it('without rules for a mechanism let nobody in with it', () => {
    const none = policy({ passwords: new Map(), keys: new Map() })
    expect([decide(none, plain('joe', 'secret')).status, decide(none, curve(key)).status]).toEqual([400, 400])
  })

  it('hand on what the certificate says of its owner', () => {
    expect(decide(policy(), curve(key)).metadata).toEqual({ name: 'Joe' })
  })

  it('never repeat what the peer showed', () => {
    const { text } = decide(policy(), plain('joe', 'a wrong password'))
    expect(text).not.toMatch(/joe|wrong/)
  })
})

it('secrets are the same when all of their octets are', () => {
  expect([sameSecret('a', Buffer.from('a')), sameSecret('a', 'b'), sameSecret('', ''), sameSecret('a', 'ab')]).toEqual([
    true,
    false,
    true,
    false,
  ])
})
