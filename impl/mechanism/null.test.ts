// RFC 37 and 23, "The NULL Security Mechanism": the compliance of every mechanism, and READY octet by octet.

import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/command.json' with { type: 'json' }
import { fromOctets, toOctets } from '../wire/ascii.ts'
import { hex } from '../wire/octets.rig.ts'
import { mechanismCompliance } from './mechanism.compliance.ts'
import { nullMechanism } from './null.ts'

mechanismCompliance('NULL', (one, other) => [nullMechanism(one), nullMechanism(other)])

describe('NULL', () => {
  it('sends READY at once, as the vector says, and nothing after it', () => {
    const { hex: text, type } = vectors.ready['DEALER, empty identity']
    const end = nullMechanism(
      new Map([
        ['Socket-Type', toOctets(type)],
        ['Identity', new Uint8Array(0)],
      ]),
    )
    expect(end.start()).toEqual({ done: false, send: [hex(text).subarray(2)] })
    expect(end.receive(hex(vectors.readyIn.bare).subarray(2), 0)).toEqual({ done: true, send: [], metadata: new Map() })
  })

  it('keeps READY back as the server of 3.1 until the client has said it, and not before a peer of 3.0', () => {
    const server = () => nullMechanism(new Map(), true, false, true)
    const client = hex(vectors.readyIn.bare).subarray(2)
    const ready = nullMechanism(new Map()).start().send
    const end = server()
    expect(end.start(1)).toEqual({ done: false, send: [] })
    expect(end.receive(client, 0)).toEqual({ done: true, send: ready, metadata: new Map() })
    const old = server()
    expect(old.start(0)).toEqual({ done: false, send: ready })
    expect(old.receive(client, 0)).toEqual({ done: true, send: [], metadata: new Map() })
  })

  it('announces what the handler said of the peer besides its own', () => {
    const end = nullMechanism(new Map([['Socket-Type', toOctets('PULL')]]), true, true, true)
    expect(end.start(1).send).toEqual([])
    expect(end.receive(hex(vectors.readyIn.bare).subarray(2), 0)).toEqual({ done: false, send: [] })
    const [ready] = end.accepted(new Map([['X-Role', toOctets('admin')]])).send
    expect(fromOctets(ready!)).toMatch(/Socket-Type.*PULL.*X-Role.*admin/)
  })

  it.each(Object.entries(vectors.malformedReady))('refuses READY: %s', (_, text) => {
    expect(() => nullMechanism(new Map()).receive(hex(text).subarray(2), 0)).toThrow(
      expect.objectContaining({ code: 'ERR_ZMTP_INVALID_METADATA' }),
    )
  })

  it.each(['04 50494e47 0000', '05 48454c4c4f', '05 7265616479'])('takes no other command (%s)', text => {
    expect(() => nullMechanism(new Map()).receive(hex(text), 0)).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_UNEXPECTED_COMMAND' }))
  })
})
