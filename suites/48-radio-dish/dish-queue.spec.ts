// RFC 48/RADIO-DISH, "DISH": a queue for each radio, of limited length; past it, messages are lost.
//
//   RADIO ──► queue ─┐
//   RADIO ──► queue ─┴─► DISH          a full one costs no other anything
//
// What is common to all types that receive: dish.spec.ts.

import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, guest, guests } from '../28-reqrep/guests.ts'
import { meet, optionsOf, patience, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { group, prepared } from '../41-client-server/party.ts'

const { conformance } = section(import.meta.url)
const needs = { sockets: ['DISH'], ops: ['join'] } as const

conformance(
  'any-number-of-radios',
  {
    title: 'Each of four RADIOs is heard, and has a queue of its own: while one is full the others are read',
    clauses: ['48/dish-1', '48/dish-3', '48/dish-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, options: ['rcvhwm'] },
    axes: { role: roles },
    kills: ['mut/hears-the-first-only', 'mut/one-receive-queue-for-all'],
  },
  async t => {
    const meeting = await prepared(await meet(t, 'DISH', t.axes.role, { rcvhwm: 5 }), 'DISH')
    const radios = await guests(meeting, 'RADIO', 4)
    await radios[0]!.send(Array.from({ length: 60 }, () => message(group, '0')))
    for (const [at, radio] of radios.entries()) {
      if (at === 0) continue
      await radio.send(message(group, `${at}`))
      await radio.barrier()
      await radio.barrier()
    }
    const seen: string[] = []
    while (seen.length < 20 && new Set(seen).size < 4) seen.push(`${await meeting.socket.recv()}`)
    t.check('who was heard', [...new Set(seen)].toSorted(), ['0', '1', '2', '3'])
  },
)

conformance(
  'drops-when-full',
  {
    title: 'Past the limit messages are dropped: the wire is read on, the connection lives, and what was kept is no more than the limit',
    clauses: ['48/dish-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, options: ['rcvhwm'] },
    axes: { rule: rules },
    kills: ['mut/dish-stops-reading', 'mut/full-queue-closes', 'mut/full-queue-takes-more'],
  },
  async t => {
    const meeting = await prepared(await meet(t, 'DISH', 'bind', { rcvhwm: 10, ...optionsOf(t, t.axes.rule) }), 'DISH')
    const radio = await guest(meeting, 'RADIO')
    await radio.send(Array.from({ length: 1000 }, (_, n) => message(group, `${n}`)))
    const pong = await radio.barrier(patience(t, t.axes.rule)).then(
      () => 'PONG',
      (error: unknown) => {
        if (error instanceof WireMismatch && radio.open) return 'nothing'
        throw error
      },
    )
    t.require('answer to a PING behind 1000 messages that nobody reads', pong, 'PONG')
    let kept = 0
    while (Array.isArray(await delivered(meeting.socket.recv(t.windows.reaction)))) kept++
    t.check('messages kept', kept, between(1, 20))
  },
)
