// Waiting for monitor lines: the first, the n-th, past or to come, or a refusal that says what was seen.

import { expect, it } from 'vitest'
import type { MonitorLine } from '../control/protocol.ts'
import { monitorFeed } from './subject-monitor.ts'

const line = (event: string, value?: number): MonitorLine => ({
  ev: 'monitor',
  s: 'A',
  event,
  ep: '',
  ...(value === undefined ? {} : { value }),
})

it('finds the first line of the names, past or future', async () => {
  const feed = monitorFeed('A')
  const waiting = feed.wait(['accepted', 'handshake'])
  feed.push(line('listening'))
  feed.push(line('accepted'))
  expect((await waiting).event).toBe('accepted')
  expect((await feed.wait('listening')).event).toBe('listening')
})

it('counts up to the n-th', async () => {
  const feed = monitorFeed('A')
  feed.push(line('connect_retried', 1))
  const second = feed.wait('connect_retried', 1000, 2)
  feed.push(line('closed'))
  feed.push(line('connect_retried', 2))
  feed.push(line('connect_retried', 3))
  expect((await second).value).toBe(2)
  expect((await feed.wait('connect_retried', 1000, 3)).value).toBe(3)
})

it('says what it saw when the deadline has passed, and why when the socket is gone', async () => {
  const feed = monitorFeed('A')
  feed.push(line('listening'))
  await expect(feed.wait('accepted', 5, 2)).rejects.toThrow('no accepted (number 2) within 5 ms; seen: listening')
  const waiting = feed.wait('accepted')
  feed.end(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
})
