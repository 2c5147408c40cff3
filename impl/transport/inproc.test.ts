import { expect, it } from 'vitest'
import { createInprocNames, inprocHighWaterMark, validateInproc } from './inproc.ts'

it('pairs a connect with an earlier bind, and a bind with earlier connects in their order', () => {
  const names = createInprocNames<string, string>()
  names.wait('inproc://a', 'first')
  names.wait('inproc://a', 'second')
  names.wait('inproc://a', 'third')
  names.leave('inproc://a', 'second')
  expect(names.bind('inproc://a', 'bound')).toEqual(['first', 'third'])
  expect(names.find('inproc://a')).toBe('bound')
})

it('gives a name to one, until it is given up by its holder', () => {
  const names = createInprocNames<string, string>()
  names.bind('inproc://a', 'one')
  expect(() => names.bind('inproc://a', 'two')).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
  expect(names.unbind('inproc://a', 'two')).toBe(false)
  expect(names.unbind('inproc://a', 'one')).toBe(true)
  expect(names.bind('inproc://a', 'two')).toEqual([])
})

it.each([
  [1, 1, 2],
  [1000, 1000, 2000],
  [0, 5, 0],
  [5, 0, 0],
])('high-water marks %d and %d add up to %d', (send, receive, sum) => {
  expect(inprocHighWaterMark(send, receive)).toBe(sum)
})

it('limits names to 256 characters', () => {
  expect(() => validateInproc(`inproc://${'n'.repeat(257)}`)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  validateInproc(`inproc://${'n'.repeat(256)}`)
})
