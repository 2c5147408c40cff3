import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'
import { createMemoryPipe, message, patternSetup, texts } from './memory-pipe.ts'
import { patternCompliance } from './pattern.compliance.ts'

const single = { outgoing: message, incoming: message }
patternCompliance({ type: 'CLIENT', create: createClient, sends: true, receives: true, subscribes: false, ...single })

describe('CLIENT', () => {
  it('takes its servers in turn, passes over a full one, and waits when all are full', () => {
    const client = createClient(patternSetup())
    const [one, other] = [1, 2].map(highWaterMark => createMemoryPipe(client, { highWaterMark }).accept())
    for (const text of ['a', 'b', 'c']) expect(client.send(message(text))).toBe(true)
    expect([client.canSend(), client.send(message('d'))]).toEqual([false, false])
    expect([one!.sent, other!.sent].map(sent => sent.map(frames => texts(frames)!.join()))).toEqual([['a'], ['b', 'c']])
  })

  it('refuses a message of two parts, and of none, and sends nothing of it', () => {
    const client = createClient(patternSetup())
    const pipe = createMemoryPipe(client).accept()
    for (const frames of [message('a', 'b'), []]) expect(() => client.send(frames)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(pipe.sent).toEqual([])
  })
})
