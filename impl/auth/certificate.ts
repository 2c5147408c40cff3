// CURVE certificates as files, in the form that czmq and pyzmq read and write (ZPL, RFC 4).
//
//   joe.key          metadata, public key                for everyone
//   joe.key_secret   metadata, public and secret key     for Joe's eyes only (0600)
//
// Rule: a secret never lands in a file that others may read, nor in an error.

import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ZmqError } from '../error.ts'
import { decodeZ85 } from '../wire/z85.ts'
import { findZpl, formatZpl, parseZpl, type ZplItem } from '../wire/zpl.ts'

export interface Certificate {
  /** 40 characters of Z85. */
  readonly publicKey: string
  /** Null in a public certificate. */
  readonly secretKey: string | null
  /** Whatever its maker wrote about its owner. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A certificate to write. */
export interface NewCertificate {
  readonly publicKey: string
  readonly secretKey?: string
  readonly metadata?: Readonly<Record<string, string>>
}

const PUBLIC = '.key'
const SECRET = '.key_secret'

/**
 * Writes `name.key`, and `name.key_secret` when there is a secret key. Returns the paths.
 * @throws (rejects) ZmqError EINVAL for keys that are none, or what the file system says
 */
export async function writeCertificate(
  folder: string,
  name: string,
  { publicKey, secretKey, metadata = {} }: NewCertificate,
): Promise<string[]> {
  for (const key of [publicKey, ...(secretKey === undefined ? [] : [secretKey])]) checkKey(key, name)
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  await writeFile(path + PUBLIC, text('Public', 'Exchange it with other systems.', metadata, { 'public-key': publicKey }))
  if (secretKey === undefined) return [path + PUBLIC]
  const keys = { 'public-key': publicKey, 'secret-key': secretKey }
  await writeFile(
    path + SECRET,
    text('**Secret**', 'DO NOT PROVIDE THIS FILE TO OTHER USERS, nor change its permissions.', metadata, keys),
    {
      mode: 0o600,
    },
  )
  // The mode of writeFile counts for new files only.
  await chmod(path + SECRET, 0o600)
  return [path + PUBLIC, path + SECRET]
}

/** @throws (rejects) ZmqError EINVAL when it is no certificate, or what the file system says */
export async function readCertificate(path: string): Promise<Certificate> {
  const items = parseZpl(await readFile(path, 'utf8'))
  const publicKey = findZpl(items, 'curve', 'public-key')
  const secretKey = findZpl(items, 'curve', 'secret-key') ?? null
  if (publicKey === undefined) throw new ZmqError('EINVAL', `${path} has no public-key in a section curve`)
  checkKey(publicKey, path)
  if (secretKey !== null) checkKey(secretKey, path)
  const metadata = items.find(({ name }) => name === 'metadata')?.items ?? []
  return { publicKey, secretKey, metadata: Object.fromEntries(metadata.map(({ name, value }) => [name, value])) }
}

/** The public certificates of a folder: its files that end in `.key`. */
export async function readCertificates(folder: string): Promise<Certificate[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith(PUBLIC)).sort()
  return Promise.all(names.map(name => readCertificate(join(folder, name))))
}

function text(kind: string, advice: string, metadata: Readonly<Record<string, string>>, keys: Readonly<Record<string, string>>): string {
  const section = (name: string, values: Readonly<Record<string, string>>): ZplItem => ({
    name,
    value: '',
    items: Object.entries(values).map(([key, value]) => ({ name: key, value, items: [] })),
  })
  const head = `#   ZeroMQ CURVE ${kind} Certificate\n#   ${advice}\n\n`
  // An empty section would read as a property without a value.
  return head + formatZpl([...(Object.keys(metadata).length === 0 ? [] : [section('metadata', metadata)]), section('curve', keys)])
}

function checkKey(key: string, where: string): void {
  try {
    if (key.length === 40 && decodeZ85(key).length === 32) return
  } catch {
    // Characters that Z85 does not have.
  }
  throw new ZmqError('EINVAL', `${where}: a CURVE key is 40 characters of Z85`)
}
