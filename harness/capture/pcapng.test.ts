// Captures as others read them: block by block by hand, and by tshark where it is installed (TSHARK names another one).

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { greeting, message, ping, readyAs } from '../wire/octets.ts'
import type { Leg, Passed, Side } from './leg.ts'
import { checksum, packetsOf } from './packet.ts'
import { pcapng } from './pcapng.ts'

const began = Date.UTC(2026, 0, 1)
const said = (after: number, from: Side, octets: Uint8Array): Passed => ({ at: began + after, from, octets })
const leg: Leg = {
  name: '#0 connecter ⇄ tcp://127.0.0.1:5555',
  ports: { connecter: 40_000, binder: 5555 },
  began,
  events: [
    said(1, 'connecter', greeting()),
    said(1.5, 'binder', greeting()),
    said(2, 'connecter', readyAs('PUSH')),
    said(2, 'binder', readyAs('PULL')),
    said(3, 'connecter', message('hello', Buffer.alloc(100_000, 7))),
    said(4, 'connecter', ping(0, 'ctx')),
    { at: began + 5, from: 'connecter', end: 'fin' },
    { at: began + 6, from: 'binder', end: 'rst' },
  ],
}

test('the checksum of RFC 1071 over odd parts', () => {
  expect(checksum(Buffer.from('0001f203f4f5f6f7', 'hex'))).toBe(~0xddf2 & 0xffff)
  expect(checksum(Buffer.from('0001f2', 'hex'), Buffer.from('03f4f5f6f7', 'hex'))).toBe(~0xddf2 & 0xffff)
})

test('blocks: lengths at both ends, padded, one interface per leg, times in microseconds', () => {
  const file = pcapng([leg, { ...leg, name: 'second' }], 'a comment')
  const blocks: { type: number; body: Buffer }[] = []
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4)
    expect(length % 4).toBe(0)
    expect(file.readUInt32LE(at + length - 4)).toBe(length)
    blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) })
    at += length
  }
  expect(blocks.map(({ type }) => type).slice(0, 4)).toEqual([0x0a0d0d0a, 1, 1, 6])
  expect(blocks[0]!.body.includes('a comment')).toBe(true)
  expect(blocks[2]!.body.includes('second')).toBe(true)
  const first = blocks[3]!.body
  const time = (BigInt(first.readUInt32LE(4)) << 32n) | BigInt(first.readUInt32LE(8))
  expect(time).toBe(BigInt(began) * 1000n)
  expect(blocks.length).toBe(3 + 2 * packetsOf(leg).length)
})

const tshark = process.env['TSHARK'] ?? 'tshark'
const protocols = spawnSync(tshark, ['-G', 'protocols'], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout ?? ''
const folder = mkdtempSync(join(tmpdir(), 'zmqspec-pcapng-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read(...args: readonly string[]): string[] {
  const path = join(folder, 'capture.pcapng')
  writeFileSync(path, pcapng([leg], 'made by a test'))
  return execFileSync(tshark, ['-r', path, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim()
    .split('\n')
}

describe.skipIf(protocols === '')('tshark', () => {
  test('finds whole TCP conversations with right checksums and sequence numbers', () => {
    const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
    const bad = 'tcp.analysis.flags || tcp.checksum.status == "Bad" || ip.checksum.status == "Bad" || _ws.malformed'
    expect(read(...checks, '-Y', bad)).toEqual([''])
    expect(read(...checks, '-Y', 'tcp.checksum.status == "Good"').length).toBe(packetsOf(leg).length)
    const followed = read('-q', '-z', 'follow,tcp,raw,0').filter(line => /^\t?[0-9a-f]{2,}$/.test(line))
    const by = (side: RegExp) =>
      followed
        .filter(line => side.test(line))
        .join('')
        .replaceAll('\t', '')
    const octets = (from: Side) =>
      Buffer.concat(leg.events.flatMap(event => (event.from === from && 'octets' in event ? [event.octets] : [])))
    expect(by(/^[^\t]/)).toBe(octets('connecter').toString('hex'))
    expect(by(/^\t/)).toBe(octets('binder').toString('hex'))
  })

  test.skipIf(!protocols.includes('\tzmtp\t'))('its ZMTP dissector (4.4 and later) shows greeting, commands and messages', () => {
    const lines = read('-d', 'tcp.port==5555,zmtp', '-Y', 'zmtp', '-T', 'fields', '-e', '_ws.col.info').join('\n')
    for (const word of ['NULL', 'READY', 'PING']) expect(lines).toContain(word)
    expect(read('-d', 'tcp.port==5555,zmtp', '-Y', 'zmtp && (_ws.malformed || _ws.expert.severity >= 0x600000)')).toEqual([''])
  })
})
