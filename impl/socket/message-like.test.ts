import { Buffer } from 'node:buffer'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { toFrames } from './message-like.ts'

const octets = (message: unknown) => toFrames(message).map(frame => [...frame])

describe('what may be sent', () => {
  it.each([
    ['a string', 'é', [[0xc3, 0xa9]]],
    ['an empty string', '', [[]]],
    ['null', null, [[]]],
    ['a Buffer', Buffer.from([1, 2]), [[1, 2]]],
    ['a typed array', new Uint16Array([0x0201]), [[1, 2]]],
    ['part of a typed array', new Uint8Array([1, 2, 3, 4]).subarray(1, 3), [[2, 3]]],
    ['a DataView', new DataView(new Uint8Array([1, 2, 3]).buffer, 1), [[2, 3]]],
    ['an ArrayBuffer', new Uint8Array([7]).buffer, [[7]]],
    ['a number', 12, [[0x31, 0x32]]],
    ['a bigint', 7n, [[0x37]]],
    ['a boolean', true, [[0x74, 0x72, 0x75, 0x65]]],
    ['an object', { toString: () => 'o' }, [[0x6f]]],
    ['an array of parts', ['a', null, Buffer.from('b')], [[0x61], [], [0x62]]],
    ['an ArrayBuffer of another realm', runInNewContext('new ArrayBuffer(1)'), [[0]]],
    ['octets of another realm', runInNewContext('new Uint8Array([1, 2])'), [[1, 2]]],
  ])('%s', (_name, message, frames) => {
    expect(octets(message)).toEqual(frames)
  })

  it('gives Buffers over the same memory, without copying', () => {
    const source = new Uint8Array([1, 2, 3])
    const [frame] = toFrames(source)
    expect(Buffer.isBuffer(frame)).toBe(true)
    source[0] = 9
    expect(frame?.[0]).toBe(9)
    const buffer = Buffer.from('x')
    expect(toFrames(buffer)[0]).toBe(buffer)
  })

  it('copies out of shared memory, which another thread may change', () => {
    const shared = new SharedArrayBuffer(2)
    const view = new Uint8Array(shared)
    view.set([1, 2])
    const frames = [...toFrames(shared), ...toFrames(view.subarray(1)), ...toFrames(new DataView(shared))]
    view.fill(0)
    expect(frames.map(frame => [...frame])).toEqual([[1, 2], [2], [1, 2]])
  })

  it('does not keep the caller’s array', () => {
    const parts = ['a', 'b']
    const frames = toFrames(parts)
    parts.pop()
    expect(frames).toHaveLength(2)
  })

  it.each([
    ['undefined', undefined, 'Message must be present'],
    ['undefined among the parts', ['a', undefined], 'Message must be present'],
    ['no parts', [], 'Message must have at least one part'],
    ['an array among the parts', ['a', ['b']], 'A message part must not be an array'],
    ['a symbol', Symbol('s'), 'Cannot convert a Symbol'],
  ])('refuses %s', (_name, message, text) => {
    expect(() => toFrames(message)).toThrow(TypeError)
    expect(() => toFrames(message)).toThrow(text)
  })
})
