import { expect, it } from 'vitest'
import { errnoByCode, strerror, ZmqError } from './error.ts'

it.each<[number, string]>([
  [11, 'Resource temporarily unavailable'],
  [88, 'Socket operation on non-socket'],
  [98, 'Address already in use'],
  [113, 'Host unreachable'],
  [156384763, 'Operation cannot be accomplished in current state'],
  [156384764, 'The protocol is not compatible with the socket type'],
  [156384765, 'Context was terminated'],
  [156384766, 'No thread available'],
  [9999, 'Unknown error 9999'],
])('error %i: %s, as zmq_strerror says', (number, text) => {
  expect(strerror(number)).toBe(text)
})

it('every error word has a text of its own words, and a number', () => {
  for (const [code, errno] of Object.entries(errnoByCode)) {
    const error = new ZmqError(code as keyof typeof errnoByCode)
    expect([error.errno, error.message === code, strerror(code as never) === strerror(errno)]).toEqual([errno, false, true])
  }
})
