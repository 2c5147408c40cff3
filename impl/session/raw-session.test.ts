import { describe, expect, it } from 'vitest'
import type { Message } from '../wire/message.ts'
import { concat, hex } from '../wire/octets.rig.ts'
import { RawSession, type RawSessionOptions } from './raw-session.ts'

function open(options: Partial<RawSessionOptions> = {}, room = Number.POSITIVE_INFINITY) {
  const log: string[] = []
  const messages: Message[] = []
  const session = new RawSession(
    { View: Uint8Array, notify: true, inBatchSize: 8192, ...options },
    {
      authenticate: () => log.push('authenticate'),
      ready: peer => log.push(`ready ${peer.socketType} ${peer.routingId.length}`),
      message: message => messages.push(message) < room,
      subscription: () => log.push('subscription'),
      leave: () => log.push('leave'),
      ended: ({ reason, retry, duringHandshake }) => log.push(`${reason} ${retry} ${duringHandshake}`),
    },
  )
  const feed = (octets: Uint8Array) => {
    session.buffer().set(octets)
    return session.received(octets.length, 0)
  }
  session.start(0)
  return { session, log, messages, feed, sent: () => concat(...session.take()) }
}

describe('a raw connection', () => {
  it('is ready at once, says nothing, and tells by an empty message that the peer is there and that it left', () => {
    const { session, log, messages, sent } = open()
    expect([session.ready, session.pending, sent().length, messages]).toEqual([true, 0, 0, [[hex('')]]])
    session.closed(0)
    expect([log, messages, session.ready]).toEqual([['ready null 0', 'closed true false'], [[hex('')], [hex('')]], false])
    session.closed(0)
    expect(log).toHaveLength(2)
  })

  it('without notify tells neither', () => {
    const { session, log, messages } = open({ notify: false })
    session.closed(0)
    expect([log, messages]).toEqual([['ready null 0', 'closed true false'], []])
  })

  it('makes one message of what was read, in memory of its own', () => {
    const { messages, feed } = open({ notify: false })
    expect([feed(hex('ff 01')), feed(hex('02'))]).toEqual([true, true])
    expect(messages).toEqual([[hex('ff 01')], [hex('02')]])
  })

  it.each([1, 3, 8192, 65536, 1 << 20])('reads at most IN_BATCH_SIZE octets at once: %i', inBatchSize => {
    expect(open({ inBatchSize }).session.buffer().length).toBe(Math.min(inBatchSize, 65536))
  })

  it('stops reading when the receiver is full, and goes on when asked to', () => {
    const { session, feed } = open({ notify: false }, 2)
    expect([feed(hex('01')), feed(hex('02')), session.resume(0), feed(hex('03'))]).toEqual([true, false, true, false])
    session.closed(0)
    expect([session.resume(0), feed(hex('04'))]).toEqual([false, false])
  })

  it('sends octets as they are: small ones copied, large ones by reference', () => {
    const { session, sent } = open()
    const small = hex('01 02')
    const large = new Uint8Array(20_000).fill(7)
    session.send([small])
    session.send([large])
    session.send([hex('03')])
    small.fill(0)
    expect(session.pending).toBe(20_003)
    const chunks = session.take()
    expect(chunks.includes(large)).toBe(true)
    expect(concat(...chunks)).toEqual(concat(hex('01 02'), large, hex('03')))
    expect(sent()).toEqual(hex(''))
  })

  it('closes for an empty chunk, after what was sent before; what comes meanwhile is dropped, and its end is no news', () => {
    const { session, log, messages, feed, sent } = open()
    session.send([hex('01')])
    session.send([hex('')])
    session.send([hex('02')])
    expect([log.at(-1), session.ready, sent()]).toEqual(['leave', true, hex('01')])
    expect([feed(hex('05')), messages]).toEqual([true, [[hex('')]]])
    session.closed(0)
    expect([log.at(-1), messages]).toEqual(['closed false false', [[hex('')]]])
  })

  it('has no timers', () => {
    expect(open().session.deadline).toBe(Number.POSITIVE_INFINITY)
  })
})
