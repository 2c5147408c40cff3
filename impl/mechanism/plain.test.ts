// RFC 24: the compliance of every mechanism, the octets of each command, and every way a HELLO can lie.

import { describe, expect, it } from 'vitest'
import { toOctets } from '../wire/ascii.ts'
import { hex } from '../wire/octets.rig.ts'
import { mechanismCompliance } from './mechanism.compliance.ts'
import type { Mechanism } from './mechanism.ts'
import { plainClient, plainServer } from './plain.ts'

mechanismCompliance('PLAIN', (one, other) => [plainClient(one, toOctets('joe'), toOctets('secret')), plainServer(other)])

const metadata = new Map([['Socket-Type', toOctets('PULL')]])
const unexpected = expect.objectContaining({ code: 'ERR_ZMTP_UNEXPECTED_COMMAND' })
const malformed = expect.objectContaining({ code: 'ERR_ZMTP_MALFORMED_COMMAND_HELLO' })
const hello = hex('05 48454c4c4f 03 6a6f65 06 736563726574')

function server(): Mechanism {
  const end = plainServer(metadata)
  end.start()
  return end
}

describe('PLAIN', () => {
  it('says HELLO with user and password, and has the server ask about them before it answers', () => {
    expect(plainClient(metadata, toOctets('joe'), toOctets('secret')).start()).toEqual({ done: false, send: [hello] })
    const end = server()
    expect(end.receive(hello, 0)).toEqual({
      done: false,
      send: [],
      ask: { mechanism: 'PLAIN', identity: new Uint8Array(0), values: [toOctets('joe'), toOctets('secret')] },
    })
    expect(end.accepted()).toEqual({ done: false, send: [toOctets('\x07WELCOME')] })
  })

  it.each([0, 1, 254, 255])('carries a user and a password of %i octets', length => {
    const text = new Uint8Array(length).fill(0x7e)
    const [body] = plainClient(metadata, text, text).start().send
    expect(server().receive(body!, 0)).toMatchObject({ ask: { values: [text, text] } })
  })

  it('refuses a HELLO that is cut anywhere, or longer than it says', () => {
    for (let end = 6; end < hello.length; end++) expect(() => server().receive(hello.subarray(0, end), 0)).toThrow(malformed)
    for (const text of [
      '05 48454c4c4f',
      '05 48454c4c4f ff 6a 00',
      '05 48454c4c4f 03 6a6f65 05 736563726574',
      '05 48454c4c4f 03 6a6f65 07 736563726574',
    ])
      expect(() => server().receive(hex(text), 0)).toThrow(malformed)
    expect(() => server().receive(hex('05 48454c4c4f 20 20 20'), 0)).toThrow(malformed)
  })

  it('takes commands in their order only', () => {
    expect(() => server().receive(toOctets('\x08INITIATE'), 0)).toThrow(unexpected)
    expect(() => server().receive(toOctets('\x07WELCOME'), 0)).toThrow(unexpected)
    const asking = server()
    asking.receive(hello, 0)
    expect(() => asking.receive(toOctets('\x08INITIATE'), 0)).toThrow(unexpected)
    const welcomed = server()
    welcomed.receive(hello, 0)
    welcomed.accepted()
    expect(() => welcomed.receive(hello, 0)).toThrow(unexpected)
  })

  it('has the client refuse everything but WELCOME, then READY', () => {
    const client = plainClient(metadata, toOctets('joe'), toOctets('secret'))
    client.start()
    expect(() => client.receive(toOctets('\x05READY'), 0)).toThrow(unexpected)
    expect(() => client.receive(hello, 0)).toThrow(unexpected)
    expect(() => client.receive(toOctets('\x07WELCOME!'), 0)).toThrow(
      expect.objectContaining({ code: 'ERR_ZMTP_MALFORMED_COMMAND_WELCOME' }),
    )
    expect(client.receive(toOctets('\x07WELCOME'), 0)).toMatchObject({ done: false, send: [{ 0: 8 }] })
    expect(() => client.receive(toOctets('\x07WELCOME'), 0)).toThrow(unexpected)
    expect(() => client.receive(toOctets('\x05READY\x01'), 0)).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_INVALID_METADATA' }))
  })

  it('never shows a user or a password in what it throws', () => {
    for (const end of [server(), server()]) {
      try {
        end.receive(hex('05 48454c4c4f 03 6a6f65 09 736563726574'), 0)
      } catch (fault) {
        expect(`${(fault as Error).message}${JSON.stringify(fault)}`).not.toMatch(/joe|secret/)
      }
    }
  })
})
