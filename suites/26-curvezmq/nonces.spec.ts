// RFC 26/CurveZMQ, short nonces ("The HELLO Command", "The READY Command"): one counter for each direction, over all its commands.
//
//   client  HELLO 1 · INITIATE 2 · MESSAGE 3, 4 …          server  READY 1 · MESSAGE 2, 3 …
//
// A counter only rises. What does not rise was seen before, or is put in: the connection ends, and nothing is delivered (again).

import { section } from '../../harness/book/section.ts'
import { asCommand, asMessage } from '../../harness/wire/curve/commands.ts'
import { talkOver } from '../../harness/wire/curve/conversation.ts'
import { arriveWelcome, join, metadataFor, needs, openHall, receive, refused, roles, sendingNeeds, served } from './hall.ts'

const { conformance } = section(import.meta.url)

const messages = 300

conformance(
  'own-client',
  {
    title: 'The counters of a client rise by one from HELLO over INITIATE to 300 messages, in 8 octets, most significant first',
    clauses: ['26/shortnonce-1', '26/shortnonce-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: sendingNeeds,
    kills: [
      'mut/curve-counter-little-endian',
      'mut/curve-counter-of-one-octet',
      'mut/curve-initiate-repeats-counter',
      'mut/curve-message-counter-anew',
    ],
  },
  async t => {
    const hall = await openHall(t, 'client', { type: 'DEALER' })
    const { peer, server, hello } = await receive(hall)
    const counters = [hello.counter]
    await peer.send(asCommand(server.welcome()))
    counters.push(server.initiated((await peer.command('INITIATE')).body).counter)
    await peer.send(asCommand(server.ready(metadataFor(hall))))
    const talk = talkOver(peer, server, metadataFor(hall))
    for (let sent = 0; sent < messages; sent++) await hall.socket.send([`${sent}`])
    for (let got = 0; got < messages; got++) counters.push((await talk.next()).counter)
    t.check('counters that are not above the one before', falls(counters), [])
    t.check('different counters', new Set(counters).size, messages + 2)
    if (skips(counters)) t.observed('counters rise in steps larger than one')
  },
)

conformance(
  'own-server',
  {
    title: 'The counters of a server rise by one from READY over 300 messages, in 8 octets, most significant first',
    clauses: ['26/shortnonce-6', '26/shortnonce-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: sendingNeeds,
    kills: ['mut/curve-counter-little-endian', 'mut/curve-counter-of-one-octet', 'mut/curve-message-counter-anew'],
  },
  async t => {
    const hall = await openHall(t, 'server', { type: 'DEALER' })
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    const counters = [client.readied((await peer.command('READY')).body).counter]
    const talk = talkOver(peer, client, metadataFor(hall))
    for (let sent = 0; sent < messages; sent++) await hall.socket.send([`${sent}`])
    for (let got = 0; got < messages; got++) counters.push((await talk.next()).counter)
    t.check('counters that are not above the one before', falls(counters), [])
    t.check('different counters', new Set(counters).size, messages + 1)
    if (skips(counters)) t.observed('counters rise in steps larger than one')
  },
)

const falls = (counters: readonly bigint[]): readonly string[] =>
  counters.flatMap((counter, at) => (at > 0 && counter <= counters[at - 1]! ? [`number ${at}: ${counter} after ${counters[at - 1]}`] : []))
const skips = (counters: readonly bigint[]): boolean => counters.some((counter, at) => at > 0 && counter > counters[at - 1]! + 1n)

const clausesOfReceiver = ['26/shortnonce-4', '26/shortnonce-5', '26/shortnonce-9', '26/shortnonce-10'] as const

conformance(
  'message-not-higher',
  {
    title: 'A MESSAGE whose counter is the last one, a lower one, or one of the handshake ends the connection, although its box is good',
    clauses: clausesOfReceiver,
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, counter: ['equal', 'lower', 'of-the-handshake', 'zero'] },
    kills: ['mut/curve-nonce-unchecked', 'mut/curve-nonce-may-repeat', 'mut/curve-nonce-guard-anew'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const attack = async () => {
      const { peer, speaker, talk } = await join(hall)
      const handshake = speaker.counter
      if (t.axes.counter !== 'of-the-handshake') {
        await talk.send(['1'])
        await talk.send(['2'])
        t.check('the first message', await hall.socket.recv(), ['1'])
        t.check('the second message', await hall.socket.recv(), ['2'])
      }
      const last = speaker.counter
      const counter = { equal: last, lower: last - 1n, 'of-the-handshake': handshake, zero: 0n }[t.axes.counter]
      await peer.send(asMessage(speaker.message('smuggled', { counter })))
      return peer
    }
    await refused(t, hall, { [t.axes.counter]: attack }, ['MESSAGE', 'ERROR'])
  },
)

conformance(
  'replay',
  {
    title: 'A MESSAGE that comes a second time, octet for octet, ends the connection and is not delivered twice',
    clauses: [...clausesOfReceiver, '26/message-8', '26/message-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, replayed: ['last', 'first-of-three'] },
    kills: ['mut/curve-nonce-unchecked', 'mut/curve-nonce-may-repeat'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const attack = async () => {
      const { peer, speaker } = await join(hall)
      const recorded = ['1', '2', '3'].map(text => asMessage(speaker.message(text)))
      await peer.send(recorded)
      for (const text of ['1', '2', '3']) t.check(`message ${text}`, await hall.socket.recv(), [text])
      await peer.send(t.axes.replayed === 'last' ? recorded[2]! : recorded[0]!)
      return peer
    }
    await refused(t, hall, { replay: attack }, ['MESSAGE', 'ERROR'])
  },
)

conformance(
  'initiate-not-higher',
  {
    title: "An INITIATE whose counter is not higher than HELLO's is refused",
    clauses: ['26/shortnonce-4', '26/shortnonce-5', '26/initiate-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { counter: ['equal', 'lower'] },
    kills: ['mut/curve-initiate-counter-unchecked'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const attack = async () => {
      const { peer, client } = await arriveWelcome(hall)
      const counter = t.axes.counter === 'equal' ? client.counter : client.counter - 1n
      await peer.send(asCommand(client.initiate(metadataFor(hall), { counter })))
      return peer
    }
    await refused(t, hall, { [t.axes.counter]: attack }, ['READY', 'MESSAGE'])
  },
)

conformance(
  'gaps',
  {
    title: 'Counters may skip: by a thousand, over 2^32, up to 2^64 - 1, after which there is none',
    clauses: ['26/shortnonce-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    await served(t, hall, 'before')
    const { peer, speaker } = await join(hall)
    const steps = [1000n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]
    for (const counter of steps) {
      await peer.send(asMessage(speaker.message(`${counter}`, { counter })))
      const got = await hall.socket.recv().catch(() => null)
      if (got === null) return t.observed(`a counter of ${counter} is not taken`)
      t.check(`the message with counter ${counter}`, got, [`${counter}`])
    }
    await peer.send(asMessage(speaker.message('0', { counter: 0 })))
    t.check('after the last counter, 0', ['fin', 'rst'].includes(await peer.closed()), true)
  },
)
