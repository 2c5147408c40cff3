// RFC 27, "Message Format": every frame of a reply, wrong in every way it can be wrong.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toOctets } from './ascii.ts'
import type { Message } from './message.ts'
import { encodeMetadata } from './metadata.ts'
import { decodeZapReply, decodeZapRequest, encodeZapReply, encodeZapRequest, type ZapReply, type ZapRequest } from './zap.ts'

const id = toOctets('7')
const reply: ZapReply = {
  id,
  status: 200,
  text: toOctets('OK'),
  userId: toOctets('joe'),
  metadata: new Map([['X-Role', toOctets('admin')]]),
}
const request: ZapRequest = {
  id,
  domain: 'global',
  address: '127.0.0.1',
  identity: toOctets('me'),
  mechanism: 'PLAIN',
  credentials: [toOctets('joe'), toOctets('secret')],
}
const changed = (at: number, frame: Uint8Array): Message => encodeZapReply(reply).map((own, index) => (index === at ? frame : own))
const refusal = (code: string) => expect.objectContaining({ code, blame: 'local' })

describe('ZAP', () => {
  it('carries a request there and back, frame by frame as RFC 27 has them', () => {
    const frames = encodeZapRequest(request)
    expect(frames.map(frame => Buffer.from(frame).toString())).toEqual([
      '',
      '1.0',
      '7',
      'global',
      '127.0.0.1',
      'me',
      'PLAIN',
      'joe',
      'secret',
    ])
    expect(decodeZapRequest(frames)).toEqual(request)
    expect(decodeZapRequest(frames.slice(0, 7)).credentials).toEqual([])
  })

  it.each([200, 300, 400, 500] as const)('carries a reply there and back (%i)', status => {
    expect(decodeZapReply(encodeZapReply({ ...reply, status }), id)).toEqual({ ...reply, status })
  })

  it.each([
    ['6 frames', encodeZapReply(reply).slice(0, 6), 'ERR_ZAP_MALFORMED_REPLY'],
    ['8 frames', [...encodeZapReply(reply), id], 'ERR_ZAP_MALFORMED_REPLY'],
    ['none', [], 'ERR_ZAP_MALFORMED_REPLY'],
    ['a delimiter that is not empty', changed(0, id), 'ERR_ZAP_UNSPECIFIED'],
    ['version 1.1', changed(1, toOctets('1.1')), 'ERR_ZAP_BAD_VERSION'],
    ['no version', changed(1, new Uint8Array(0)), 'ERR_ZAP_BAD_VERSION'],
    ['another request', changed(2, toOctets('8')), 'ERR_ZAP_BAD_REQUEST_ID'],
    ['status 201', changed(3, toOctets('201')), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['status 200 and a space', changed(3, toOctets('200 ')), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['no status', changed(3, new Uint8Array(0)), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['metadata of one octet', changed(6, Uint8Array.of(1)), 'ERR_ZAP_INVALID_METADATA'],
  ])('refuses a reply with %s', (_, frames, code) => {
    expect(() => decodeZapReply(frames, id)).toThrow(refusal(code))
  })

  it('refuses metadata cut anywhere but between properties', () => {
    const octets = encodeMetadata(reply.metadata)
    for (let end = 1; end < octets.length; end++)
      expect(() => decodeZapReply(changed(6, octets.subarray(0, end)), id)).toThrow(refusal('ERR_ZAP_INVALID_METADATA'))
    expect(decodeZapReply(changed(6, new Uint8Array(0)), id).metadata.size).toBe(0)
  })

  it('takes texts and user ids of any octets and length', () => {
    const long = new Uint8Array(300).fill(0xe5)
    expect(decodeZapReply(encodeZapReply({ ...reply, text: long, userId: long }), id)).toMatchObject({ text: long, userId: long })
  })

  it('throws nothing but ZmtpError, whatever the frames', () => {
    const frame = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(...encodeZapReply(reply)))
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 9 }), frames => {
        for (const decode of [() => decodeZapReply(frames, id), () => decodeZapRequest(frames)]) {
          try {
            decode()
          } catch (fault) {
            expect(fault).toMatchObject({ blame: 'local', section: '27 message format' })
          }
        }
      }),
      { seed: 27, numRuns: 2000 },
    )
  })
})
