// Certificates as files: written, read again, and in the form of czmq's and pyzmq's tools.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { curveKeyPair } from '../crypto/curve-key-pair.ts'
import { readCertificate, readCertificates, writeCertificate } from './certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'zmqspec-certificates-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('writes a public and a secret certificate, and keeps the secret from others', async () => {
  const pair = curveKeyPair()
  const metadata = { name: 'Joe "J" Bloggs', email: 'joe@example.com' }
  const [open, secret] = await writeCertificate(folder, 'joe', { ...pair, metadata })
  expect([open, secret]).toEqual([join(folder, 'joe.key'), join(folder, 'joe.key_secret')])
  expect(statSync(secret!).mode & 0o777).toBe(0o600)
  expect(readFileSync(open!, 'utf8')).not.toContain(pair.secretKey)
  expect(await readCertificate(open!)).toEqual({ publicKey: pair.publicKey, secretKey: null, metadata })
  expect(await readCertificate(secret!)).toEqual({ ...pair, metadata })
  writeFileSync(join(folder, 'old.key_secret'), '', { mode: 0o644 })
  await writeCertificate(folder, 'old', pair)
  expect(statSync(join(folder, 'old.key_secret')).mode & 0o777).toBe(0o600)
})

it('reads what the other tools write', async () => {
  const text = `#   ****  Generated on 2026-11-24 10:00:00 by pyzmq  ****
#   ZeroMQ CURVE Public Certificate
#   Exchange securely, or use a secure mechanism to verify the contents
#   of this file after exchange. Store public certificates in your home
#   directory, in the .curve subdirectory.

metadata
curve
    public-key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
`
  const path = join(folder, 'theirs.key')
  writeFileSync(path, text)
  expect(await readCertificate(path)).toEqual({ publicKey: 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID', secretKey: null, metadata: {} })
  expect((await readCertificates(folder)).map(({ publicKey }) => publicKey)).toContain('Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID')
})

it('refuses what is no certificate, and shows no key in saying so', async () => {
  const path = join(folder, 'broken')
  const secret = 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%c'
  for (const text of ['curve\n    public-key = "x"', 'metadata', `curve\n    public-key = "${secret}"`, 'curve\n  x']) {
    writeFileSync(path, text)
    const refusal = readCertificate(path)
    await expect(refusal).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining(secret) })
  }
  await expect(writeCertificate(folder, 'x', { publicKey: 'short' })).rejects.toMatchObject({ code: 'EINVAL' })
  await expect(readCertificate(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' })
})
